"""Owns how well systems tell matches from near-misses: every system on every set of labelled pairs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from twostage_core.evaluation.measures import (
    Labels,
    Scores,
    auc,
    average_precision,
    false_accepts,
    reciprocal_rank,
)
from twostage_core.evaluation.pairset import PairSet
from twostage_core.evaluation.significance import auc_difference, auc_interval
from twostage_core.evaluation.systems import Scorer, System

OnStep = Callable[[str, int, int], None]
"""``what is being done, steps done, steps in all``."""


def separation(
    sets: Sequence[PairSet], systems: Sequence[System], *, suite: str, seed: int, on_step: OnStep
) -> tuple[dict[str, Any], dict[str, float]]:
    """Measures systems on sets.

    Args:
        sets: Sets of pairs, none empty.
        systems: Of those that share a scorer the first counts; differences are from the first that has one.
        suite: Where the sets come from; it goes into the record.
        seed: Of every draw.
        on_step: Told of each step before it is taken.

    Returns:
        By set what a record has under ``near_misses``, pools behind their members; and by system the seconds it took.
    """
    scoring = scorers(systems)
    known: dict[tuple[str, int], Scores] = {}
    seconds = dict.fromkeys((s.name for s, _ in scoring), 0.0)
    for i, one in enumerate(sets):
        queries, texts = [p.query for p in one.pairs], [p.text for p in one.pairs]
        for j, (system, scorer) in enumerate(scoring):
            on_step(f"{suite}: {one.name}, {system.name}", i * len(scoring) + j, len(sets) * len(scoring))
            started = time.perf_counter()
            known[one.name, id(scorer)] = scorer.score(queries, texts, one.relation)
            seconds[system.name] += time.perf_counter() - started
    found: dict[str, Any] = {}
    for one, members in [*((one, [one]) for one in sets), *_pools(sets)]:
        scores = {s.name: np.concatenate([known[m.name, id(scorer)] for m in members]) for s, scorer in scoring}
        found[one.name] = _entry(one, suite, scoring, scores, seed)
    return found, {name: round(taken, 1) for name, taken in seconds.items()}


def scorers(systems: Sequence[System]) -> list[tuple[System, Scorer]]:
    """Each scorer once, with the first system that has it: policies differ in what they do with a score, not in it."""
    found: dict[int, tuple[System, Scorer]] = {}
    for system in systems:
        if system.scorer is not None:
            found.setdefault(id(system.scorer), (system, system.scorer))
    return list(found.values())


def means(near_misses: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Mean ROC-AUC over sets of one kind, by system; a pool counts as one set, in the place of its members."""
    found: dict[str, dict[str, float]] = {}
    for kind in dict.fromkeys(entry["mean"] for entry in near_misses.values() if not entry["in_pool"]):
        own = [entry["figures"] for entry in near_misses.values() if entry["mean"] == kind and not entry["in_pool"]]
        by_system = {name: [figures[name]["auc"] for figures in own] for name in own[0]}
        if all(None not in values for values in by_system.values()):
            found[kind] = {name: float(np.mean(values)) for name, values in by_system.items()}
    return found


def _entry(
    one: PairSet, suite: str, scoring: Sequence[tuple[System, Scorer]], scores: dict[str, Scores], seed: int
) -> dict[str, Any]:
    labels: Labels = np.array([p.label for p in one.pairs])
    entry: dict[str, Any] = {
        "suite": suite,
        "relation": one.relation,
        "category": one.category,
        "split": one.split,
        "trained_on": one.trained_on,
        "mean": one.mean,
        "in_pool": one.pool is not None,
        "pairs": len(labels),
        "matches": int(labels.sum()),
        "figures": {s.name: _figures(one, labels, scores[s.name], scorer, seed) for s, scorer in scoring},
        "differences": {},
    }
    if 0 < labels.sum() < len(labels):
        groups = [p.group for p in one.pairs]
        first, *others = scores
        for name in others:
            one_, other = _judged(scores[first]), _judged(scores[name])
            entry["differences"][name] = {"auc": auc_difference(labels, one_, other, groups, seed=seed)._asdict()}
    return entry


def _pools(sets: Sequence[PairSet]) -> Iterator[tuple[PairSet, list[PairSet]]]:
    for pool in dict.fromkeys(one.pool for one in sets if one.pool is not None):
        members = [one for one in sets if one.pool == pool]
        pairs = tuple(pair for one in members for pair in one.pairs)
        yield replace(members[0], name=pool, category="", pairs=pairs, pool=None), members


def _figures(one: PairSet, labels: Labels, scores: Scores, scorer: Scorer, seed: int) -> dict[str, Any]:
    unjudged = np.isnan(scores)
    judged = _judged(scores)
    figures: dict[str, Any] = dict.fromkeys(("auc", "interval", "average_precision", "fa95"))
    figures["match_mean"] = _mean(scores[(labels == 1) & ~unjudged])
    figures["near_miss_mean"] = _mean(scores[(labels == 0) & ~unjudged])
    figures["unjudged"] = int(unjudged.sum())
    if 0 < labels.sum() < len(labels):
        figures["auc"] = auc(labels, judged)
        figures["interval"] = list(auc_interval(labels, judged, [p.group for p in one.pairs], seed=seed))
        figures["average_precision"] = average_precision(labels, judged)
        figures["fa95"] = false_accepts(labels, judged)
    accepted = scorer.accepts(scores, one.relation)
    if accepted is not None:
        figures["accepted"] = {
            "matches": _mean(accepted[labels == 1].astype(np.float64)),
            "near_misses": _mean(accepted[labels == 0].astype(np.float64)),
        }
    if one.ranked:
        figures["mrr"] = _mrr(one, judged)
    return figures


def _judged(scores: Scores) -> Scores:
    """What a system does not judge it does not accept either: it goes below all else."""
    unjudged = np.isnan(scores)
    if not unjudged.any():
        return scores
    return np.where(unjudged, 0.0 if unjudged.all() else np.nanmin(scores) - 1.0, scores)


def _mean(values: Scores) -> float | None:
    return float(values.mean()) if len(values) else None


def _mrr(one: PairSet, scores: Scores) -> float:
    relevance: dict[str, dict[str, int]] = {}
    scored: dict[str, list[tuple[float, str]]] = {}
    for i, (pair, score) in enumerate(zip(one.pairs, scores.tolist(), strict=True)):
        relevance.setdefault(pair.group, {})[str(i)] = pair.label
        # Of equal scores the wrong one counts as first: a tie is no ranking.
        scored.setdefault(pair.group, []).append((-score, f"{pair.label} {i}"))
    ranked = {group: [name.split()[1] for _, name in sorted(own)] for group, own in scored.items()}
    return float(np.mean(list(reciprocal_rank(relevance, ranked).values())))
