"""Owns the fitting of a verifier's calibration, and the report that goes with it."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score
from tqdm.auto import tqdm

from twostage_core import checkpoint
from twostage_core.basemodel import MINILM
from twostage_core.calibration import (
    CANDIDATE,
    MATCH,
    NEAR_MISS,
    TRUE_MATCHES_LOST,
    Calibration,
    Origin,
    Quantiles,
    Rate,
    check_share,
    fit,
    pairs_needed,
)
from twostage_core.encoder import load_tokenizer
from twostage_core.errors import InputError
from twostage_core.text import normalise
from twostage_core.tokenstore import TokenStore
from twostage_core.training.development import LabelledPair, grouped, identity_pairs, support_pairs
from twostage_core.training.pairs import OwnPair
from twostage_core.training.recall import recall_model
from twostage_core.training.reliability import reliability
from twostage_core.verifiers.maxsim import MaxSimVerifier
from twostage_core.verifiers.protocol import Relation, Verifier
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

logger = logging.getLogger(__name__)

LENGTHS: Mapping[str, int] = {"up to 16 tokens": 16, "17 to 32": 32, "33 to 128": 128, "more than a window": 10**9}
"""Lengths of the longer of two texts that a report tells apart, each with its most tokens; a window holds 128."""
_COSINE_WEIGHTS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
_REDRAWN = 100
"""Times that the halves are drawn anew, to see whether a promise holds on average."""


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
    half = _halves(pairs, random.Random(seed))
    _check_enough(pairs, half, max_lost, max_false_accept, kind)
    labels = np.array([p.label for p in pairs])
    groups = np.array([p.group for p in pairs], dtype=object)
    kinds = np.array([p.kind for p in pairs], dtype=object)
    store = _encoded(verifier, pairs)
    cosine = 0.0
    if isinstance(verifier, SimilarityMapVerifier):
        cosine = verifier.calibrations[relation].cosine
        if origin == "shipped" and verifier.encoder.config.pooled:
            logits, cosines = _parts(verifier, relation, pairs, 0.0, store)
            cosine = cosine_weight([p for p, own in zip(pairs, half, strict=True) if own], logits[half], cosines[half])
        logits = _parts(verifier, relation, pairs, cosine, store)[0]
    else:
        logits = scores(verifier, relation, pairs)
    judged = ~np.isnan(logits)
    fits, tests = half & judged, ~half & judged
    fitted = fit(
        logits[fits],
        labels[fits],
        groups=groups[fits].tolist(),
        kinds=kinds[fits].tolist(),
        prior=prior,
        max_lost=max_lost,
        max_false_accept=max_false_accept,
        kind=kind,
        origin=origin,
        cosine=cosine,
    )
    probabilities = fitted.probability(logits.astype(np.float32)).astype(np.float64)
    promised: dict[str, float | None] = {**TRUE_MATCHES_LOST, "promised": max_lost}
    redrawn = _redrawn([p for p, j in zip(pairs, judged, strict=True) if j], probabilities[judged], seed)
    held = {
        level: {
            "threshold": cut,
            "promised": promised.get(level),
            **_at(cut, probabilities, labels, kinds, groups, tests),
            "lost_over_redrawn_halves": redrawn.get(level),
        }
        for level, cut in fitted.thresholds.items()
    }
    # What the probabilities are of: with a prior, matches among what recall brings up.
    asked = tests & ((labels == 1) | (kinds == CANDIDATE)) if prior is not None and CANDIDATE in kinds else tests
    report: dict[str, Any] = {
        "pairs": len(pairs),
        "unjudged": int((~judged).sum()),
        "fitted_on": {"matches": fitted.matches, "others": fitted.others},
        "groups": len(set(groups[fits])),
        "origin": origin,
        "prior": fitted.prior,
        "cosine": cosine,
        "held_out": held,
        "reliability": asdict(reliability(probabilities[asked], labels[asked], prior=prior)),
        "lengths": _by_length(verifier, pairs, fitted, probabilities, labels, kinds, groups, tests),
        "matches": _by_set(pairs, fitted, probabilities, groups, tests),
        "sources": _by_source(pairs, logits, None if baseline is None else scores(baseline, relation, pairs)),
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
        prior: Share of matches among recall candidates. ``None`` takes, for ``support``, the share of matches among
            matches and negatives of kind ``"candidate"`` (so give what recall brought up, all of it), and the
            sample's if there are no such negatives.
        seed: Of the halves.
        promise: ``max_lost``, ``max_false_accept`` and ``kind`` of `calibrate`.

    Returns:
        The calibrations and a report, by relation.
    """
    fitted: dict[Relation, Calibration] = {}
    report: dict[str, Any] = {"seed": seed, "from": "own pairs"}
    baseline = MaxSimVerifier(base_path=verifier.base_path)
    for relation in dict.fromkeys(p.relation for p in pairs):
        own = labelled(pairs, relation)
        share = prior
        matches, candidates = sum(p.label for p in own), sum(p.kind == CANDIDATE for p in own)
        if share is None and relation == "support" and candidates:
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


def scores(verifier: Verifier, relation: Relation, pairs: Sequence[LabelledPair]) -> npt.NDArray[np.float64]:
    """One logit a pair, NaN where it cannot be judged; token vectors in one go, then the texts of a query together."""
    store = _encoded(verifier, pairs)
    found = np.full(len(pairs), np.nan)
    for query, own in _by_query(verifier.name, relation, pairs):
        found[own] = verifier.logits(query, [pairs[i].text for i in own], relation, token_store=store)
    return found


def cosine_weight(
    pairs: Sequence[LabelledPair], logits: npt.NDArray[np.float64], cosines: npt.NDArray[np.float64]
) -> float:
    """How much of the base's cosine belongs into a logit: so much that sets are told apart best, each counting alike.

    A logistic regression over all pairs would give it next to nothing, as near-misses of one sort, which the cosine
    takes for matches, are in the majority; what it knows of replaced words and loose paraphrase would be lost.

    Args:
        pairs: ``n`` pairs that were not trained on.
        logits: float ``(n,)``, of the head alone; NaN where it did not judge.
        cosines: float ``(n,)``.

    Returns:
        One of a few weights, at least 0, in logits for a cosine of 1; the least of equals.
    """

    def told_apart(weight: float) -> float:
        by_set: dict[str, list[float]] = {}
        for source, found in _by_source(pairs, logits + weight * cosines, None).items():
            if found["auc"] is not None:
                by_set.setdefault(source.split(":")[0], []).append(found["auc"])
        return float(np.mean([np.mean(values) for values in by_set.values()])) if by_set else 0.0

    return max(_COSINE_WEIGHTS, key=told_apart)


def _parts(
    verifier: SimilarityMapVerifier,
    relation: Relation,
    pairs: Sequence[LabelledPair],
    weight: float,
    store: TokenStore | None,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    found = np.full((2, len(pairs)), np.nan)
    for query, own in _by_query(verifier.name, relation, pairs):
        found[:, own] = verifier.parts(query, [pairs[i].text for i in own], relation, weight, token_store=store)
    return found[0], found[1]


def _by_query(name: str, relation: Relation, pairs: Sequence[LabelledPair]) -> Iterator[tuple[str, list[int]]]:
    by_query: dict[str, list[int]] = {}
    for i, pair in enumerate(pairs):
        by_query.setdefault(pair.query, []).append(i)
    yield from tqdm(by_query.items(), desc=f"{name}, {relation}", mininterval=2.0)


def _encoded(verifier: Verifier, pairs: Sequence[LabelledPair]) -> TokenStore | None:
    """A store with every text: by length in full batches; one query's few texts at a time would pad and wait."""
    if not isinstance(verifier, SimilarityMapVerifier | MaxSimVerifier):
        return None
    store = TokenStore()
    store.vectors(verifier.encoder, list(dict.fromkeys(normalise(p.text).text for p in pairs)))
    return store


def _halves(pairs: Sequence[LabelledPair], rng: random.Random) -> npt.NDArray[np.bool_]:
    """True for the pairs of every second group of each source, groups with a match counted apart."""
    strata: dict[tuple[str, bool], list[str]] = {}
    source: dict[str, str] = {}
    # A group is of the source of its matches: negatives may come about in several ways.
    for pair in pairs:
        if pair.label == 1:
            source.setdefault(pair.group, pair.source)
    matched = set(source)
    for pair in pairs:
        source.setdefault(pair.group, pair.source)
    for group, name in source.items():
        strata.setdefault((name, group in matched), []).append(group)
    fitting: set[str] = set()
    odd = {True: 0, False: 0}
    for (_, has_match), names in strata.items():
        rng.shuffle(names)
        # Where a source has an odd number of groups, the halves take turns in having one more.
        fitting |= set(names[odd[has_match] % 2 :: 2])
        odd[has_match] += len(names) % 2
    return np.array([p.group in fitting for p in pairs])


def _check_enough(
    pairs: Sequence[LabelledPair],
    half: npt.NDArray[np.bool_],
    max_lost: float | None,
    max_false_accept: float | None,
    kind: str,
) -> None:
    """Raises `InputError` before anything is scored, if the half that fits cannot keep what is promised."""
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


def _at(
    cut: float,
    probabilities: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64],
    kinds: npt.NDArray[Any],
    groups: npt.NDArray[Any],
    within: npt.NDArray[np.bool_],
) -> dict[str, Any]:
    """What a threshold does to the pairs within a selection: matches lost, others accepted by kind."""

    def rate(rows: npt.NDArray[np.bool_], *, below: bool) -> dict[str, Any] | None:
        own = rows & within
        if not own.any():
            return None
        hits = probabilities[own] < cut if below else probabilities[own] >= cut
        return asdict(Rate.of(hits, groups[own].tolist()))

    names = sorted(set(kinds[labels == 0]))
    return {
        "true_matches_lost": rate(labels == 1, below=True),
        "false_accepts": {name: rate((labels == 0) & (kinds == name), below=False) for name in names},
    }


def _redrawn(
    pairs: Sequence[LabelledPair], probabilities: npt.NDArray[np.float64], seed: int
) -> dict[str, dict[str, float]]:
    """How many true matches each level loses when the halves are drawn again and again.

    One pair of halves may be lucky or not; the mean over many says whether the promise holds. Groups weigh alike, as in
    the promise.
    """
    rng = random.Random(seed + 1)
    matches = np.array([p.label == 1 for p in pairs])
    codes = np.unique(np.array([p.group for p in pairs], dtype=object)[matches].astype(str), return_inverse=True)[1]
    scored = probabilities[matches]
    lost: dict[str, list[float]] = {level: [] for level in TRUE_MATCHES_LOST}
    for _ in range(_REDRAWN):
        half = _halves(pairs, rng)[matches]
        quantiles = Quantiles.of_matches(scored[half], codes[half])
        weights = (1.0 / np.bincount(codes)[codes])[~half]
        for level, share in TRUE_MATCHES_LOST.items():
            if quantiles.groups < pairs_needed(share):
                continue
            below = scored[~half] < quantiles.at(share, "true matches")
            lost[level].append(float(np.average(below, weights=weights)))
    return {
        level: {
            "mean": float(np.mean(values)),
            "low": float(np.quantile(values, 0.025)),
            "high": float(np.quantile(values, 0.975)),
        }
        for level, values in lost.items()
        if values
    }


def _by_length(
    verifier: Verifier,
    pairs: Sequence[LabelledPair],
    fitted: Calibration,
    probabilities: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64],
    kinds: npt.NDArray[Any],
    groups: npt.NDArray[Any],
    within: npt.NDArray[np.bool_],
) -> dict[str, Any]:
    """What each threshold does, by the tokens of the longer of the two texts."""
    base = verifier.checkpoint.base if isinstance(verifier, SimilarityMapVerifier) else MINILM
    tokenizer = load_tokenizer(base.locate(getattr(verifier, "base_path", None)))
    sides = [
        [len(e.ids) for e in tokenizer.encode_batch([normalise(text).text for text in texts], add_special_tokens=False)]
        for texts in ([p.query for p in pairs], [p.text for p in pairs])
    ]
    longer = np.maximum(*map(np.array, sides))
    found: dict[str, Any] = {}
    least = 0
    for name, most in LENGTHS.items():
        own = within & (longer > least) & (longer <= most)
        least = most
        if own.any():
            found[name] = {
                "pairs": int(own.sum()),
                "matches": int(labels[own].sum()),
                "auc": _auc(labels[own], probabilities[own]),
                "levels": {
                    level: _at(cut, probabilities, labels, kinds, groups, own)
                    for level, cut in fitted.thresholds.items()
                },
            }
    return found


def _by_set(
    pairs: Sequence[LabelledPair],
    fitted: Calibration,
    probabilities: npt.NDArray[np.float64],
    groups: npt.NDArray[Any],
    within: npt.NDArray[np.bool_],
) -> dict[str, Any]:
    """True matches lost of each set: a promise is about their mixture, and says nothing of one alone."""
    sets = np.array([p.source.split(":")[0] if p.label == 1 else "" for p in pairs], dtype=object)
    return {
        name: {
            level: asdict(Rate.of(probabilities[own] < cut, groups[own].tolist()))
            for level, cut in fitted.thresholds.items()
        }
        for name in sorted(set(sets) - {""})
        if (own := within & (sets == name)).any()
    }


def _by_source(
    pairs: Sequence[LabelledPair], logits: npt.NDArray[np.float64], baseline: npt.NDArray[np.float64] | None
) -> dict[str, Any]:
    """ROC-AUC of each source's negatives against the matches of their groups and of their source, both halves."""
    judged = ~np.isnan(logits) & (True if baseline is None else ~np.isnan(baseline))
    found = {}
    for name in sorted({p.source for p in pairs if p.label == 0}):
        beside = {p.group for p in pairs if p.label == 0 and p.source == name}
        own = judged & np.array(
            [p.source == name or (p.label == 1 and p.group in beside) for p in pairs], dtype=np.bool_
        )
        labels = np.array([p.label for p in pairs])[own]
        found[name] = {
            "pairs": int(own.sum()),
            "auc": _auc(labels, logits[own]),
            "auc_maxsim_base": None if baseline is None else _auc(labels, baseline[own]),
        }
    return found


def _auc(labels: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> float | None:
    return float(roc_auc_score(labels, values)) if 0 < labels.sum() < len(labels) else None
