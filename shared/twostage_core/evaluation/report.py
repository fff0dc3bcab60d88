"""Owns the record of an evaluation: every system on every set, and all that the figures hang on."""

from __future__ import annotations

import importlib.metadata
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from twostage_core.errors import InputError
from twostage_core.evaluation import retrieval, suites
from twostage_core.evaluation.measures import Labels, Scores, auc, auc_interval, false_accepts, reciprocal_rank
from twostage_core.evaluation.pairset import PairSet
from twostage_core.evaluation.systems import PooledCosine, System, VerifierSystem, sha256
from twostage_core.nearmiss.record import Split
from twostage_core.provenance import provenance

ALL_SUITES = (*suites.PAIR_SUITES, "retrieval")

OnStep = Callable[[str, int, int], None]
"""``what is being done, steps done, steps in all``."""


def evaluate(
    data: Path,
    systems: Sequence[System],
    *,
    chosen: Sequence[str] = ALL_SUITES,
    n: int = 400,
    seed: int = 7,
    split: Split = "test",
    depth: int = 100,
    max_queries: int | None = None,
    collections: Sequence[str] = (),
    on_step: OnStep = lambda what, done, total: None,
) -> dict[str, Any]:
    """Measures systems.

    Args:
        data: Folder with ``identity/``, ``support/`` and ``retrieval/``, as the suites need them.
        systems: What to measure; their names differ.
        chosen: Suites of `ALL_SUITES`.
        n: Most pairs of a set.
        seed: Of every draw.
        split: Side of the generator.
        depth: Candidates of recall in the retrieval suite.
        max_queries: Most queries of a collection; ``None`` for all.
        collections: Which collections of the retrieval suite; none for all.
        on_step: Told of each step before it is taken.

    Returns:
        A record that JSON can hold. ``suites``: suite → set → system → ``n``, ``auc``, ``interval``, ``fa95``,
        ``unjudged`` and, for rankings, ``mrr``. ``sets``: suite → set → where its pairs come from. ``means``:
        mean AUC by system. ``retrieval``: system → collection → `retrieval.summary`, ``"pooled"`` over all queries.
        ``data`` and ``systems``: SHA-256 of every file. ``seconds``: suite → system. And what was asked for.

    Raises:
        InputError: If a suite is unknown, names are not distinct, or a file is missing or malformed.
    """
    if unknown := [name for name in chosen if name not in ALL_SUITES]:
        raise InputError(f"suites must be of {', '.join(ALL_SUITES)}, but got {', '.join(unknown)}")
    names = [s.name for s in systems]
    if len(set(names)) < len(names) or not names:
        raise InputError(f"systems must be given, with distinct names, but got {', '.join(names) or 'none'}")
    embedding = next((s for s in systems if isinstance(s, PooledCosine)), None) or PooledCosine()
    record: dict[str, Any] = {
        "asked": {"n": n, "seed": seed, "split": split, "depth": depth, "max_queries": max_queries},
        "systems": {s.name: s.files() for s in systems},
        "suites": {},
        "sets": {},
        "means": {},
        "retrieval": {},
        "data": {},
        "seconds": {},
        "provenance": _provenance(),
    }
    draw = suites.Draw(data, n, seed, split, embedding.embed)
    for suite in (s for s in suites.PAIR_SUITES if s in chosen):
        on_step(f"{suite}: drawing pairs", 0, 1)
        sets = [one for one in suites.PAIR_SUITES[suite](draw) if one.pairs]
        _measure(record, suite, sets, systems, seed, on_step)
        _hash(record, data, suites.files_of(sets))
    if "retrieval" in chosen:
        found = retrieval.collections(data, collections)
        _retrieve(record, [c.sample(max_queries, seed) for c in found], systems, embedding, on_step)
        _hash(record, data, retrieval.files_of(found))
    return record


def _measure(
    record: dict[str, Any], suite: str, sets: Sequence[PairSet], systems: Sequence[System], seed: int, on_step: OnStep
) -> None:
    scores: dict[tuple[str, str], Scores] = {}
    seconds = record["seconds"][suite] = dict.fromkeys((s.name for s in systems), 0.0)
    for i, one in enumerate(sets):
        for j, system in enumerate(systems):
            on_step(f"{suite}: {one.name}, {system.name}", i * len(systems) + j, len(sets) * len(systems))
            started = time.perf_counter()
            queries, texts = [p.query for p in one.pairs], [p.text for p in one.pairs]
            scores[one.name, system.name] = system.score(queries, texts, one.relation)
            seconds[system.name] = round(seconds[system.name] + time.perf_counter() - started, 1)
    for pooled, members in _pools(sets):
        sets = [*sets, pooled]
        for system in systems:
            together = [scores[m.name, system.name] for m in members]
            scores[pooled.name, system.name] = np.concatenate(together)
    record["suites"][suite] = {
        one.name: {s.name: _figures(one, scores[one.name, s.name], seed) for s in systems} for one in sets
    }
    record["sets"][suite] = {
        one.name: {
            "relation": one.relation,
            "split": one.split,
            "trained_on": one.trained_on,
            "pairs": len(one.pairs),
            "matches": sum(p.label for p in one.pairs),
        }
        for one in sets
    }
    for mean in dict.fromkeys(one.mean for one in sets):
        own = [one.name for one in sets if one.mean == mean and one.pool is None]
        by_system = {s.name: [record["suites"][suite][name][s.name]["auc"] for name in own] for s in systems}
        if all(None not in found for found in by_system.values()):
            record["means"][mean] = {name: float(np.mean(found)) for name, found in by_system.items()}


def _pools(sets: Sequence[PairSet]) -> Iterator[tuple[PairSet, list[PairSet]]]:
    for pool in dict.fromkeys(one.pool for one in sets if one.pool is not None):
        members = [one for one in sets if one.pool == pool]
        pairs = tuple(pair for one in members for pair in one.pairs)
        yield replace(members[0], name=pool, pairs=pairs, pool=None), members


def _figures(one: PairSet, scores: Scores, seed: int) -> dict[str, Any]:
    labels: Labels = np.array([p.label for p in one.pairs])
    unjudged = np.isnan(scores)
    # What a system does not judge it does not accept either.
    if unjudged.any():
        scores = np.where(unjudged, np.nanmin(scores) - 1.0 if not unjudged.all() else 0.0, scores)
    figures: dict[str, Any] = {"n": len(labels), "auc": None, "interval": None, "fa95": None}
    figures["unjudged"] = int(unjudged.sum())
    if 0 < labels.sum() < len(labels):
        groups = [p.group for p in one.pairs]
        figures["auc"] = auc(labels, scores)
        figures["interval"] = list(auc_interval(labels, scores, groups, seed=seed))
        figures["fa95"] = false_accepts(labels, scores)
    if one.ranked:
        figures["mrr"] = _mrr(one, scores)
    return figures


def _mrr(one: PairSet, scores: Scores) -> float:
    relevance: dict[str, dict[str, int]] = {}
    scored: dict[str, list[tuple[float, str]]] = {}
    for i, (pair, score) in enumerate(zip(one.pairs, scores.tolist(), strict=True)):
        relevance.setdefault(pair.group, {})[str(i)] = pair.label
        # Of equal scores the wrong one counts as first: a tie is no ranking.
        scored.setdefault(pair.group, []).append((-score, f"{pair.label} {i}"))
    rankings = {group: [name.split()[1] for _, name in sorted(own)] for group, own in scored.items()}
    return float(np.mean(list(reciprocal_rank(relevance, rankings).values())))


def _retrieve(
    record: dict[str, Any],
    collections: Sequence[retrieval.Collection],
    systems: Sequence[System],
    embedding: PooledCosine,
    on_step: OnStep,
) -> None:
    seed, depth = record["asked"]["seed"], record["asked"]["depth"]
    # A default threshold is what was fitted for it; without one there is no gate to measure.
    gates = [s for s in systems if isinstance(s, VerifierSystem) and "support" in s.verifier.calibrations]
    if not gates:
        raise InputError("the retrieval suite needs a system with a fitted threshold for 'support'; add 'model'")
    record["seconds"]["retrieval"] = dict.fromkeys((s.name for s in gates), 0.0)
    total, done = len(gates) * sum(len(c.queries) for c in collections), 0
    pooled: dict[str, list[retrieval.Outcome]] = {s.name: [] for s in gates}
    for collection in collections:
        on_step(f"retrieval: recall in {collection.name}", done, total)
        found = retrieval.recall(collection, embedding.embed, depth)
        for gate in gates:
            started, what = time.perf_counter(), f"retrieval: {collection.name}, {gate.name}"

            def after(what: str = what) -> None:
                nonlocal done
                done += 1
                on_step(what, done, total)

            outcomes = list(retrieval.judge(collection, found, gate.verifier, on_query=after).values())
            pooled[gate.name] += outcomes
            record["retrieval"].setdefault(gate.name, {})[collection.name] = retrieval.summary(outcomes, seed=seed)
            record["seconds"]["retrieval"][gate.name] += round(time.perf_counter() - started, 1)
    for gate in gates:
        record["retrieval"][gate.name]["pooled"] = retrieval.summary(pooled[gate.name], seed=seed)


def _hash(record: dict[str, Any], data: Path, files: Sequence[str]) -> None:
    record["data"].update({file: sha256(data / file) for file in files})


def _provenance() -> dict[str, Any]:
    made = provenance()
    own = {name: importlib.metadata.version(name) for name in ("ir_measures", "scipy")}
    return {**made, "versions": {**made["versions"], **own}}
