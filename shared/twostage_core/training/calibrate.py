"""Owns the fitting of a verifier's calibration on labelled pairs, and puts its report together."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from twostage_core import checkpoint
from twostage_core.calibration import (
    CANDIDATE,
    FEWEST_OTHERS,
    MATCH,
    NEAR_MISS,
    TRUE_MATCHES_LOST,
    Calibration,
    Origin,
    fit,
)
from twostage_core.errors import InputError
from twostage_core.promises import check_share, pairs_needed
from twostage_core.training.development import LabelledPair, grouped, identity_pairs, support_pairs
from twostage_core.training.heldout import Judged, auc_by_source, halves
from twostage_core.training.pairs import OwnPair
from twostage_core.training.recall import recall_model
from twostage_core.training.reliability import reliability
from twostage_core.training.scoring import encoded, parts, scores
from twostage_core.verifiers.maxsim import MaxSimVerifier
from twostage_core.verifiers.protocol import Relation, Verifier
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

_COSINE_WEIGHTS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""In logits for a cosine of 1; a head's logits lie within some ten of one another."""


def calibrate(
    verifier: Verifier,
    relation: Relation,
    pairs: Sequence[LabelledPair],
    *,
    prior: float | None = None,
    max_lost: float | None = None,
    max_false_accept: float | None = None,
    kind: str = NEAR_MISS,
    origin: Origin = "shipped",
    baseline: Verifier | None = None,
    seed: int = 0,
) -> tuple[Calibration, dict[str, Any]]:
    """Fits one relation's calibration.

    Half of the groups fit it, the other half say how it holds. Halves are drawn within each source, so that both have
    the same mixture, and no group stands on both sides.

    Args:
        verifier: Whose logits to calibrate. Texts go the way that they will go: in windows, through int8.
        relation: Which relation.
        pairs: Pairs that it was not trained on.
        prior: Share of matches among recall candidates; ``None`` keeps the sample's. See `calibration.fit`.
        max_lost: A promise of its own, for the level ``"promised"``.
        max_false_accept: Likewise, about negatives of ``kind``.
        kind: Which negatives.
        origin: Whose pairs these are.
        baseline: Another verifier to set beside it in the report.
        seed: Of the halves.

    Returns:
        The calibration, and a report on the half that did not fit: for each level true matches lost and, by kind,
        others accepted, with their intervals; the reliability diagram; the same by length of text; ROC-AUC by source.

    Raises:
        InputError: If there are too few pairs, or no threshold keeps what is promised; see `calibration.fit`.
    """
    pairs = grouped(pairs)
    half = _checked_halves(pairs, seed, max_lost, max_false_accept, kind)
    logits, cosine = _logits(verifier, relation, pairs, half if origin == "shipped" else None)
    known = ~np.isnan(logits)
    fits = Judged([p for p, own in zip(pairs, known & half, strict=True) if own], logits[known & half])
    fitted = fit(
        fits.values,
        fits.labels,
        groups=fits.groups.tolist(),
        kinds=fits.kinds.tolist(),
        prior=prior,
        max_lost=max_lost,
        max_false_accept=max_false_accept,
        kind=kind,
        origin=origin,
        cosine=cosine,
    )
    probabilities = fitted.probability(logits[known].astype(np.float32)).astype(np.float64)
    judged = Judged([p for p, own in zip(pairs, known, strict=True) if own], probabilities)
    tests = ~half[known]
    promised: dict[str, float | None] = {**TRUE_MATCHES_LOST, "promised": max_lost}
    redrawn = judged.redrawn(seed)
    held = {
        level: {
            "threshold": cut,
            "promised": promised.get(level),
            **judged.at(cut, tests),
            "lost_over_redrawn_halves": redrawn.get(level),
        }
        for level, cut in fitted.thresholds.items()
    }
    # What the probabilities are of: with a prior, matches among what recall brings up.
    asked = tests
    if prior is not None and (fits.kinds == CANDIDATE).sum() >= FEWEST_OTHERS:
        asked = tests & ((judged.labels == 1) | (judged.kinds == CANDIDATE))
    report: dict[str, Any] = {
        "pairs": len(pairs),
        "unjudged": int((~known).sum()),
        "fitted_on": {"matches": fitted.matches, "others": fitted.others},
        "groups": len(set(fits.groups)),
        "origin": origin,
        "prior": fitted.prior,
        "cosine": cosine,
        "held_out": held,
        "reliability": asdict(reliability(judged.values[asked], judged.labels[asked], prior=prior)),
        "lengths": judged.by_length(verifier, fitted, tests),
        "matches": judged.by_set(fitted, tests),
        "sources": auc_by_source(pairs, logits, None if baseline is None else scores(baseline, relation, pairs)),
    }
    if max_false_accept is not None:
        report["promise"] = {"max_lost": max_lost, "max_false_accept": max_false_accept, "kind": kind}
    return fitted, report


def on_development_pairs(
    verifier: SimilarityMapVerifier,
    data: Path,
    *,
    questions: int,
    prior: float | None = None,
    seed: int,
    **promise: Any,
) -> tuple[dict[Relation, Calibration], dict[str, Any]]:
    """Fits both relations on the library's own recipe.

    Args:
        verifier: Whose logits to calibrate.
        data: Folder with ``identity/`` and ``support/``.
        questions: Questions of each set, and a quarter of the sentence pairs.
        prior: Share of matches among recall candidates, for ``support``. ``None`` takes the share of right passages
            among the first 20 that recall brings up for the questions.
        seed: Of every draw.
        promise: ``max_lost``, ``max_false_accept`` and ``kind`` of `calibrate`.

    Returns:
        The calibrations and a report, by relation.
    """
    base = None if verifier.base_path is None else Path(verifier.base_path)
    recall = recall_model(base)
    support, natural = support_pairs(data, recall, questions=questions, seed=seed)
    identity = identity_pairs(data, recall, pairs=4 * questions, seed=seed, base=base)
    fitted: dict[Relation, Calibration] = {}
    report: dict[str, Any] = {"seed": seed, "questions": questions, "from": "development pairs"}
    baseline = MaxSimVerifier(base_path=verifier.base_path)
    sets: dict[Relation, tuple[list[LabelledPair], float | None]] = {
        "support": (support, natural if prior is None else prior),
        "identity": (identity, None),
    }
    for relation, (pairs, share) in sets.items():
        fitted[relation], report[relation] = calibrate(
            verifier, relation, pairs, prior=share, origin="shipped", baseline=baseline, seed=seed, **promise
        )
    return fitted, report


def on_own_pairs(
    verifier: SimilarityMapVerifier, pairs: Sequence[OwnPair], *, prior: float | None = None, seed: int, **promise: Any
) -> tuple[dict[Relation, Calibration], dict[str, Any]]:
    """Fits the relations that a user's pairs speak of.

    Args:
        verifier: Whose logits to calibrate.
        pairs: `pairs.read_pairs`.
        prior: Share of matches among recall candidates, for ``support``. ``None`` takes the share of matches among
            matches and negatives of kind ``"candidate"`` (so give what recall brought up, all of it), and the
            sample's if there are fewer than 100 such negatives, half of which fit.
        seed: Of the halves.
        promise: ``max_lost``, ``max_false_accept`` and ``kind`` of `calibrate`.

    Returns:
        The calibrations and a report, by relation.
    """
    fitted: dict[Relation, Calibration] = {}
    report: dict[str, Any] = {"seed": seed, "from": "own pairs"}
    baseline = MaxSimVerifier(base_path=verifier.base_path)
    by_relation = {relation: labelled(pairs, relation) for relation in dict.fromkeys(p.relation for p in pairs)}
    for own in by_relation.values():
        # All of them before one is scored.
        _checked_halves(own, seed, **promise)
    for relation, own in by_relation.items():
        share = prior if relation == "support" else None
        matches, candidates = sum(p.label for p in own), sum(p.kind == CANDIDATE for p in own)
        if share is None and relation == "support" and candidates >= 2 * FEWEST_OTHERS:
            share = matches / (matches + candidates)
        fitted[relation], report[relation] = calibrate(
            verifier, relation, own, prior=share, origin="yours", baseline=baseline, seed=seed, **promise
        )
    return fitted, report


def labelled(pairs: Sequence[OwnPair], relation: Relation) -> list[LabelledPair]:
    """A user's pairs of one relation, grouped by the texts that matches connect."""
    return grouped(
        [
            LabelledPair(p.query, p.text, p.label, "own pairs", MATCH if p.label else p.kind)
            for p in pairs
            if p.relation == relation
        ]
    )


def apply(verifier: SimilarityMapVerifier, calibrations: Mapping[Relation, Calibration]) -> None:
    """Writes fitted calibrations into the verifier's folder; those of other relations stay."""
    all_of_them = {**verifier.calibrations, **{str(relation): c for relation, c in calibrations.items()}}
    checkpoint.write_calibration(verifier.checkpoint.folder, all_of_them)


def _logits(
    verifier: Verifier, relation: Relation, pairs: Sequence[LabelledPair], fitting: npt.NDArray[np.bool_] | None
) -> tuple[npt.NDArray[np.float64], float]:
    """The logits of pairs, and the weight that the base's cosine has in them: found on those to fit, if there are."""
    if not isinstance(verifier, SimilarityMapVerifier):
        return scores(verifier, relation, pairs), 0.0
    weight = verifier.calibrations[relation].cosine
    store = encoded(verifier, pairs)
    if fitting is not None and verifier.encoder.config.pooled:
        logits, cosines = parts(verifier, relation, pairs, 0.0, store)
        own = [p for p, fits in zip(pairs, fitting, strict=True) if fits]
        weight = cosine_weight(own, logits[fitting], cosines[fitting])
    # Anew: which windows decide hangs on the weight, too.
    return parts(verifier, relation, pairs, weight, store)[0], weight


def cosine_weight(
    pairs: Sequence[LabelledPair], logits: npt.NDArray[np.float64], cosines: npt.NDArray[np.float64]
) -> float:
    """How much of the base's cosine belongs into a logit: so much that sets are told apart best, each counting alike.

    Over all pairs at once, near-misses that the cosine takes for matches would be in the majority, and small sets of
    replaced words or loose paraphrase, where it knows better, would not be heard.

    Args:
        pairs: ``n`` pairs that were not trained on.
        logits: float ``(n,)``, of the head alone; NaN where it did not judge.
        cosines: float ``(n,)``.

    Returns:
        One of a few weights, at least 0, in logits for a cosine of 1; the least of equals.
    """

    def told_apart(weight: float) -> float:
        by_set: dict[str, list[float]] = {}
        for source, found in auc_by_source(pairs, logits + weight * cosines, None).items():
            if found["auc"] is not None:
                by_set.setdefault(source.split(":")[0], []).append(found["auc"])
        return float(np.mean([np.mean(values) for values in by_set.values()])) if by_set else 0.0

    return max(_COSINE_WEIGHTS, key=told_apart)


def _checked_halves(
    pairs: Sequence[LabelledPair],
    seed: int,
    max_lost: float | None = None,
    max_false_accept: float | None = None,
    kind: str = NEAR_MISS,
) -> npt.NDArray[np.bool_]:
    """Which pairs fit; raises `InputError`, before anything is scored, if these cannot keep what is promised."""
    half = halves(pairs, random.Random(seed), None if max_false_accept is None else kind)
    losses = [*TRUE_MATCHES_LOST.values()]
    wanted = []
    if max_lost is not None:
        check_share("max_lost", max_lost)
        losses.append(max_lost)
    wanted.append((MATCH, min(losses), "matches"))
    if max_false_accept is not None:
        check_share("max_false_accept", max_false_accept)
        wanted.append((kind, max_false_accept, f"negatives of kind {kind!r}"))
    for name, share, what in wanted:
        own = {p.group for p in pairs if p.kind == name}
        fits = {p.group for p, h in zip(pairs, half, strict=True) if h and p.kind == name}
        if len(fits) < pairs_needed(share):
            known = ", ".join(sorted({repr(p.kind) for p in pairs if p.label == 0}))
            raise InputError(
                f"a promise about {share:g} of the {what} needs at least {2 * pairs_needed(share)} of them that share "
                f"no text, one half to fit and the other to check, but there are {len(own)}"
                + ("" if name == MATCH else f" (kinds of negatives here: {known})")
            )
    others = sum(h and p.label == 0 for p, h in zip(pairs, half, strict=True))
    if others < FEWEST_OTHERS:
        raise InputError(
            f"expected at least {2 * FEWEST_OTHERS} pairs that do not match, half of them to fit, but there are "
            f"{sum(p.label == 0 for p in pairs)}, {others} of them in the half that fits"
        )
    return half
