"""Measures whether judging slows down, or takes more memory, with the passages of a store, up to a million.

A store for each size, so that one process can judge from all of them in turn: what a machine's clock drifts by between
two runs is more than there is to be seen.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import twostage_core as ts
from benchmarks.latency.passages import questions
from benchmarks.scale.entries import numbered, store_drawn
from benchmarks.scale.process import memory

STEPS = (1_000, 10_000, 100_000, 1_000_000)
CANDIDATES = 100


def fill(folder: Path, entries: int, tokens: int) -> float:
    """Makes a store of so many entries; returns the seconds that it took."""
    encoder, store = ts.load_verifier().encoder, ts.TokenStore(f"lmdb://{folder}")
    started = time.perf_counter()
    store_drawn(store.byte_store, encoder, range(entries), tokens)
    return round(time.perf_counter() - started, 1)


def measure(folder: Path, entries: int, sets: int, candidates: int, seed: int) -> dict[str, Any]:
    """Judges and reads random sets of one store's passages, in a process that has read none of them.

    Args:
        folder: The store.
        entries: How many it holds.
        sets: Random sets of candidates that are judged, and as many that are read twice.
        candidates: Passages of a set.
        seed: Of sets and queries.

    Returns:
        ``entries``, ``store_mib`` (size of the file), ``memory`` (the median after a judgement), and ``read``:
        milliseconds that the token vectors of a set take, median and 95th percentile, the ``first`` time and ``again``.
    """
    verifier, store = ts.load_verifier(), ts.TokenStore(f"lmdb://{folder}")
    stage = ts.PrecisionStage(verifier, on_reject="annotate", max_candidates=candidates, token_store=store)
    drawn, asked = random.Random(seed), questions(seed)
    looks = []
    for _ in range(sets):
        stage.judge(next(asked), [ts.Candidate(text) for text in _texts(drawn, entries, candidates)])
        looks.append(memory())
    taken: dict[str, list[float]] = {"first": [], "again": []}
    for _ in range(sets):
        texts = _texts(drawn, entries, candidates)
        for own in taken.values():
            started = time.perf_counter()
            store.vectors(verifier.encoder, texts)
            own.append(1000 * (time.perf_counter() - started))
    _check(store)
    return {
        "entries": entries,
        "store_mib": round((folder / "data.mdb").stat().st_size / 2**20, 1),
        # What one judgement has just let go of comes and goes.
        "memory": {name: round(statistics.median(look[name] for look in looks), 1) for name in looks[0]},
        "read": {when: _summary(values) for when, values in taken.items()},
    }


def side_by_side(folders: dict[int, Path], sets: int, candidates: int, seed: int) -> list[dict[str, Any]]:
    """Judges passages of all stores in turn, each query from every store, another one first each time.

    Args:
        folders: The stores, by how many entries they hold; the first is what the others are compared with.
        sets: Queries, each with candidates of its own from every store.
        candidates: Passages that a query is judged with.
        seed: Of sets and queries.

    Returns:
        For each store ``entries``, and, the ``first`` time that candidates are judged and ``again`` under another
        query, ``milliseconds``, median and 95th percentile, and ``ratio``, the median of what a query took there to
        what it took with the first store.
    """
    verifier = ts.load_verifier()
    stores = {entries: ts.TokenStore(f"lmdb://{folder}") for entries, folder in folders.items()}
    stages = {
        entries: ts.PrecisionStage(verifier, on_reject="annotate", max_candidates=candidates, token_store=store)
        for entries, store in stores.items()
    }
    drawn, asked = random.Random(seed), questions(seed)
    # Threads start outside of what is timed, on passages that are in no store.
    ts.PrecisionStage(verifier).judge(next(asked), [ts.Candidate(f"warm-up {n}") for n in range(candidates)])
    taken: dict[int, dict[str, list[float]]] = {entries: {"first": [], "again": []} for entries in folders}
    for _ in range(sets):
        two = {"first": next(asked), "again": next(asked)}
        for entries in drawn.sample(list(folders), len(folders)):
            given = [ts.Candidate(text) for text in _texts(drawn, entries, candidates)]
            for when, query in two.items():
                started = time.perf_counter()
                stages[entries].judge(query, given)
                taken[entries][when].append(1000 * (time.perf_counter() - started))
    for store in stores.values():
        _check(store)
    least = next(iter(taken.values()))
    return [
        {
            "entries": entries,
            "milliseconds": {when: _summary(values) for when, values in own.items()},
            "ratio": {
                when: round(statistics.median(a / b for a, b in zip(values, least[when], strict=True)), 4)
                for when, values in own.items()
            },
        }
        for entries, own in taken.items()
    ]


def _check(store: ts.TokenStore) -> None:
    if store.statistics.misses:
        raise RuntimeError(f"expected every candidate to be stored, but {store.statistics.misses} were computed")


def steps(entries: int, among: Sequence[int] = STEPS) -> list[int]:
    """The sizes that are measured, up to the last one."""
    return [*(step for step in among if step < entries), entries]


def _texts(drawn: random.Random, entries: int, candidates: int) -> list[str]:
    return [numbered(n) for n in drawn.sample(range(entries), candidates)]


def _summary(values: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(float(np.percentile(values, 50)), 3),
        "p95": round(float(np.percentile(values, 95)), 3),
    }
