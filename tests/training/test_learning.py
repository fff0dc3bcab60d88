"""Two categories, short texts, few steps: it really learns, on domains, names and realisations it never saw."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from sklearn.metrics import roc_auc_score

import twostage_core as ts
from twostage_core.nearmiss import Group, Record, generate, generate_groups
from twostage_core.training.group import Family, TrainingGroup
from twostage_core.training.mix import TrainingMix
from twostage_core.training.recipe import Recipe
from twostage_core.training.trainer import train
from twostage_core.verifiers.protocol import Verifier

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("default")]

CATEGORIES = ("direction", "quantifier")
SHORT = 90


def short_groups() -> Iterator[Group]:
    for group in generate_groups(relation="identity", categories=CATEGORIES, seed=1):
        if max(map(len, (group.anchor, *group.positives, *group.negatives))) <= SHORT:
            yield group


def short_records() -> Iterator[Record]:
    for record in generate(relation="identity", categories=CATEGORIES, seed=2, split="test"):
        if max(len(record.a), len(record.b)) <= SHORT:
            yield record


def auc(verifier: Verifier, records: list[Record]) -> float:
    scores = [float(verifier.score(r.a, [r.b], "identity")[0]) for r in records]
    return float(roc_auc_score([r.label for r in records], scores))


def test_two_categories_are_learned_for_realisations_that_were_held_out(tmp_path: Path) -> None:
    stream = short_groups()

    def draw(rng: random.Random) -> Family:
        group = next(stream)
        labels = (1.0,) * len(group.positives) + (0.0,) * len(group.negatives)
        name = str(group.group)
        return (TrainingGroup("identity", group.anchor, group.positives + group.negatives, labels, "", name),)

    recipe = Recipe(
        steps=44,
        families=12,
        adapt="full",
        encoder_rate=2e-4,
        head_rate=1e-3,
        warmup=5,
        decay=0.4,
        save_steps=1_000,
    )
    out = train(recipe, TrainingMix({"generated": draw}, {"generated": 1}, 1, batch=recipe.families), tmp_path)
    unseen = list(islice(short_records(), 160))
    # What the untouched base's late interaction tells apart is not learned here.
    assert auc(ts.MaxSimVerifier(), unseen) < 0.7
    assert auc(ts.SimilarityMapVerifier(out), unseen) >= 0.8
