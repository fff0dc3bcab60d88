"""Owns fine-tuning: a verifier goes on from a checkpoint, on a user's own pairs, and says what that changed."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from twostage_core import checkpoint
from twostage_core.calibration import Calibration, fit
from twostage_core.encoder import load_tokenizer
from twostage_core.errors import InputError
from twostage_core.nearmiss import generate
from twostage_core.training.calibrate import labelled
from twostage_core.training.corpus import beside, read_corpus, without_answers
from twostage_core.training.development import LabelledPair
from twostage_core.training.group import Family, TrainingGroup
from twostage_core.training.mix import Source, TrainingMix, generated
from twostage_core.training.pairs import OwnPair, as_groups, hold_out, read_pairs
from twostage_core.training.recall import recall_model
from twostage_core.training.recipe import Recipe
from twostage_core.training.scoring import scores
from twostage_core.training.trainer import train
from twostage_core.verifiers.protocol import RELATIONS, Relation
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

logger = logging.getLogger(__name__)

_FAMILIES = 16
"""Families in a batch, of which a generated one holds several groups."""
_OWN, _CORPUS, _REPLAY = 12, 4, 10
"""Weights of own pairs, of own matches beside the corpus, and of generated text, so that what was known stays."""
_EPOCHS = 3
_FEWEST_STEPS, _MOST_STEPS = 40, 200
_KNOWN = 120
"""Generated pairs of a relation, of domains and realisations never trained on, that show whether anything was lost."""
_Sets = Mapping[Relation, Sequence[LabelledPair]]
_Logits = Mapping[Relation, npt.NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Finetuning:
    """What a fine-tuning came to.

    Attributes:
        folder: The new checkpoint.
        report: ROC-AUC before and after by relation, on the user's pairs kept apart (``held_out``) and on generated
            near-misses (``generated``); ``calibrated`` relations; numbers of pairs. Also in ``training.json``.
    """

    folder: Path
    report: Mapping[str, Any]


def finetune(
    pairs: Path,
    out: Path,
    *,
    start: str | Path = "default",
    corpus: Path | None = None,
    relation: Relation = "support",
    freeze_encoder: bool = False,
    steps: int | None = None,
    seed: int = 42,
    base_path: Path | None = None,
) -> Finetuning:
    """Trains a checkpoint further on labelled pairs; stopped and started again on the same folder, it goes on.

    A quarter of the pairs is kept apart (`pairs.hold_out`): it says what training changed, and fits the probabilities
    of a relation if it has enough for `calibration.fit` (99 matches that share no text, 50 others). Otherwise, and for
    a relation without pairs, the new checkpoint has no thresholds: its logits have moved.

    Args:
        pairs: JSONL file (`pairs.read_pairs`).
        out: Folder of the new checkpoint.
        start: ``"default"``, a checkpoint folder, or ``owner/name`` on the Hub.
        corpus: Folder of passages to draw easy negatives from (`corpus.read_corpus`).
        relation: Of lines that name none.
        freeze_encoder: Train the head alone, so that a filled token store stays valid.
        steps: Optimiser steps; ``None`` takes three rounds over the pairs, between 40 and 200 steps.
        seed: Of the split and of training.
        base_path: Folder of the base model, if it is not to be looked for.

    Returns:
        The checkpoint and the report.

    Raises:
        InputError: If pairs or corpus are not as expected, or ``out`` is the checkpoint to start from; raised before
            any model loads.
    """
    training, held = hold_out(read_pairs(pairs, relation), seed)
    passages = read_corpus(corpus, seed) if corpus is not None else []
    passages = without_answers(passages, (p.text for p in (*training, *held) if p.label))
    before = SimilarityMapVerifier(start, base_path=base_path)
    if out.resolve() == before.checkpoint.folder.resolve():
        raise InputError(f"{out} is the checkpoint to start from; give another folder as --out")
    groups = as_groups(_within_window(training, before))
    sources: dict[str, Source] = {"own": _in_turn(groups)}
    weights: dict[str, float] = {"own": _OWN}
    for replayed in ("support", "identity"):
        sources[f"generated {replayed}"] = generated(replayed, seed)
        weights[f"generated {replayed}"] = _REPLAY / 2
    if passages:
        told: dict[str, set[str]] = {}
        for pair in (*training, *held):
            told.setdefault(pair.query, {pair.query}).add(pair.text)
        found = beside([*dict.fromkeys(g.anchor for g in groups)], passages, recall_model(base_path), told)
        if with_match := [g for g in groups if 1.0 in g.labels and g.anchor in found]:
            sources["own beside the corpus"] = _beside_the_corpus(with_match, found)
            weights["own beside the corpus"] = _CORPUS

    apart: _Sets = {name: labelled(held, name) for name in dict.fromkeys(p.relation for p in held)}
    known: _Sets = {name: labelled(_generated(name, seed), name) for name in RELATIONS}
    first = (_scores(before, apart), _scores(before, known))
    recipe = _recipe(len(groups), weights, freeze_encoder=freeze_encoder, steps=steps, seed=seed)
    train(
        recipe,
        TrainingMix(sources, weights, seed, batch=recipe.families),
        out,
        base_path=base_path,
        start=before.checkpoint,
        learned_from=hashlib.sha256(repr((training, held, passages)).encode()).hexdigest(),
    )
    after = SimilarityMapVerifier(out, base_path=base_path)
    then = (_scores(after, apart), _scores(after, known))

    fitted = _calibrations(apart, then[0], after.calibrations)
    checkpoint.write_calibration(out, fitted)
    report = {
        "started_from": str(start),
        "frozen_encoder": freeze_encoder,
        "pairs": {"trained_on": len(training), "held_out": len(held), "passages": len(passages)},
        "held_out": {r: _change(own, first[0][r], then[0][r]) for r, own in apart.items()},
        "generated": {r: _change(own, first[1][r], then[1][r]) for r, own in known.items()},
        "calibrated": [relation for relation, calibration in fitted.items() if calibration.thresholds],
    }
    record = json.loads((out / "training.json").read_text(encoding="utf-8"))
    (out / "training.json").write_text(json.dumps(record | {"own_pairs": report}, indent=1) + "\n", encoding="utf-8")
    # Twenty times as large as the checkpoint, and of use only to a run that was stopped.
    shutil.rmtree(out / "states")
    return Finetuning(out, report)


def _recipe(groups: int, weights: Mapping[str, float], *, freeze_encoder: bool, steps: int | None, seed: int) -> Recipe:
    """Rates below those of a run from the base: the checkpoint knows most of it, and few pairs are soon learned."""
    if steps is None:
        a_batch = _FAMILIES * weights["own"] / sum(weights.values())
        steps = min(_MOST_STEPS, max(_FEWEST_STEPS, math.ceil(_EPOCHS * groups / a_batch)))
    return Recipe(
        steps=steps,
        families=_FAMILIES,
        adapt="head" if freeze_encoder else "full",
        encoder_rate=1.5e-4,
        head_rate=1e-3 if freeze_encoder else 3e-4,
        warmup=max(1, steps // 10),
        decay=0.5,
        seed=seed,
        save_steps=50,
    )


def _within_window(pairs: Sequence[OwnPair], verifier: SimilarityMapVerifier) -> list[OwnPair]:
    """Cuts what is longer than a window: for support to the one that decides, otherwise to the first.

    A text's logit for support is the largest of its windows, so its label speaks of that one. A pair that is no match
    and reads as one once it is cut is left out.
    """
    tokenizer = load_tokenizer(verifier.checkpoint.base.locate(verifier.base_path))
    window = int(verifier.checkpoint.encoder["window"])

    def is_long(text: str) -> bool:
        # A token has a character at least.
        return len(text) > window and len(tokenizer.encode(text, add_special_tokens=False)) > window

    cut = []
    long = 0
    for pair in pairs:
        text = pair.text
        if is_long(text):
            long += 1
            if pair.relation == "support" and (span := verifier.prepare(pair.query)([text]).windows[0]) is not None:
                text = text[slice(*span)]
        cut.append(replace(pair, text=text))
    if long:
        logger.info(
            "%d of %d texts are longer than %d tokens; one window of each is trained on", long, len(cut), window
        )
    matches = {(p.relation, p.query, p.text) for p in cut if p.label}
    # What makes such a one a near-miss lies outside the window.
    apart = [p for p in cut if p.label or (p.relation, p.query, p.text) not in matches]
    if alike := len(cut) - len(apart):
        logger.info("%d others read as a match does within their window, and are left out", alike)
    return apart


def _in_turn(groups: Sequence[TrainingGroup]) -> Source:
    """Every group once, in random order, before any comes again."""
    left: list[TrainingGroup] = []

    def draw(rng: random.Random) -> Family:
        if not left:
            left.extend(rng.sample(groups, len(groups)))
        return (left.pop(),)

    return draw


def _beside_the_corpus(groups: Sequence[TrainingGroup], found: Mapping[str, tuple[str, ...]]) -> Source:
    """A match of the user's, against two passages that recall brings for its query."""
    turn = _in_turn(groups)

    def draw(rng: random.Random) -> Family:
        (group,) = turn(rng)
        match = rng.choice([t for t, label in zip(group.texts, group.labels, strict=True) if label == 1.0])
        others = rng.sample(found[group.anchor], min(2, len(found[group.anchor])))
        labels = (1.0, *[0.0] * len(others))
        return (TrainingGroup(group.relation, group.anchor, (match, *others), labels, "corpus", group.family),)

    return draw


def _generated(relation: Relation, seed: int) -> list[OwnPair]:
    records = islice(generate(relation=relation, seed=seed, split="dev"), _KNOWN)
    return [OwnPair(relation, r.a, r.b, r.label) for r in records]


def _scores(verifier: SimilarityMapVerifier, sets: _Sets) -> _Logits:
    return {relation: scores(verifier, relation, pairs) for relation, pairs in sets.items()}


def _change(
    pairs: Sequence[LabelledPair], before: npt.NDArray[np.float64], after: npt.NDArray[np.float64]
) -> dict[str, Any]:
    judged = ~np.isnan(before) & ~np.isnan(after)
    labels = np.array([p.label for p in pairs])[judged]
    rankable = 0 < labels.sum() < len(labels)
    return {
        "pairs": len(labels),
        "matches": int(labels.sum()),
        "auc_before": float(roc_auc_score(labels, before[judged])) if rankable else None,
        "auc_after": float(roc_auc_score(labels, after[judged])) if rankable else None,
    }


def _calibrations(held: _Sets, logits: _Logits, blank: Mapping[str, Calibration]) -> dict[str, Calibration]:
    """One for each relation with enough pairs kept apart; the others' logits have moved, so that theirs stays blank."""
    fitted = dict(blank)
    for relation, pairs in held.items():
        judged = ~np.isnan(logits[relation])
        own = [p for p, j in zip(pairs, judged, strict=True) if j]
        try:
            fitted[relation] = fit(
                logits=logits[relation][judged],
                labels=np.array([p.label for p in own]),
                groups=[p.group for p in own],
                kinds=[p.kind for p in own],
                origin="yours",
                cosine=blank[relation].cosine,
            )
        except InputError as error:
            logger.info("%s stays uncalibrated on what was kept apart: %s", relation, error)
    return fitted
