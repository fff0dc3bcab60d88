"""Owns the development pairs: labelled pairs that no run trains on, to calibrate with and to look at."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from twostage_core.nearmiss import generate
from twostage_core.nearmiss.perturber import names_of, perturb
from twostage_core.training.mix import MinedQuestion, mine
from twostage_core.training.natural import identity_groups, question_passages
from twostage_core.verifiers.protocol import Relation

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """One pair with its label.

    Attributes:
        query: The query, or the first text.
        text: The candidate, or the second text.
        label: 1 for a match.
        source: Set and kind, for reports.
    """

    query: str
    text: str
    label: int
    source: str


def support_pairs(data: Path, recall: SentenceTransformer, *, questions: int, seed: int) -> list[LabelledPair]:
    """Question–passage pairs of the development side, with what recall finds beside the right passage.

    Args:
        data: Folder with ``support/``.
        recall: The embedding that finds the candidates.
        questions: Questions of each set, and generated meanings.
        seed: Of the draw.

    Returns:
        For each question its passage, four neighbours, the passage without its answer where there is one, and its
        perturbed twin; and generated pairs of test domains and realisations.
    """
    rng = random.Random(seed)
    by_source: dict[str, list[MinedQuestion]] = {}
    records = question_passages(data, "dev")
    rng.shuffle(records)
    kept: dict[str, int] = {}
    chosen = set()
    for i, record in enumerate(records):
        if kept.setdefault(record["source"], 0) < questions:
            kept[record["source"]] += 1
            chosen.add(i)
    # Neighbours come from all passages, also those whose questions are not drawn.
    for i, item in enumerate(mine(records, recall, count=4)):
        if i in chosen:
            by_source.setdefault(item.source, []).append(item)
    pairs = []
    for source, items in by_source.items():
        names = names_of(item.question for item in items)
        for item in items:
            pairs.append(LabelledPair(item.question, item.passage, 1, f"{source}: neighbours"))
            pairs += [LabelledPair(item.question, n, 0, f"{source}: neighbours") for n in item.neighbours]
            if item.without:
                pairs.append(LabelledPair(item.question, item.passage, 1, f"{source}: answer removed"))
                pairs.append(LabelledPair(item.question, item.without, 0, f"{source}: answer removed"))
            changed = perturb(item.question, rng, names=names, question=True)
            if changed is not None:
                pairs.append(LabelledPair(item.question, item.passage, 1, f"{source}: perturbed question"))
                pairs.append(LabelledPair(changed.text, item.passage, 0, f"{source}: perturbed question"))
    return pairs + _generated("support", 8 * questions, seed)


def identity_pairs(data: Path, *, pairs: int, seed: int) -> list[LabelledPair]:
    """Sentence pairs of the development side, and generated ones of test domains and realisations.

    Args:
        data: Folder with ``identity/``.
        pairs: Most pairs of each set.
        seed: Of the draw.
    """
    rng = random.Random(seed)
    by_source: dict[str, list[LabelledPair]] = {}
    for group in identity_groups(data, "dev", seed):
        for text, label in zip(group.texts, group.labels, strict=True):
            by_source.setdefault(group.source, []).append(LabelledPair(group.anchor, text, label, group.source))
    # Negatives alone say nothing of separation.
    by_source = {source: own for source, own in by_source.items() if {p.label for p in own} == {0, 1}}
    drawn = [pair for own in by_source.values() for pair in rng.sample(own, min(pairs, len(own)))]
    return drawn + _generated("identity", 2 * pairs, seed)


def _generated(relation: Relation, n: int, seed: int) -> list[LabelledPair]:
    return [
        LabelledPair(record.a, record.b, record.label, f"generated: {record.category}")
        for record in islice(generate(relation=relation, seed=seed, split="test"), n)
    ]
