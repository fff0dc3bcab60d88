"""Measures whether judging slows down, or takes more memory, as a store grows to a million passages."""

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


def fill(folder: Path, numbers: range, tokens: int) -> float:
    """Lets the store grow by these entries; returns the seconds that it took."""
    encoder, store = ts.load_verifier().encoder, ts.TokenStore(f"lmdb://{folder}")
    started = time.perf_counter()
    store_drawn(store.byte_store, encoder, numbers, tokens)
    return round(time.perf_counter() - started, 1)


def measure(folder: Path, entries: int, sets: int, candidates: int, seed: int) -> dict[str, Any]:
    """Judges random sets of stored passages, a different query each time, in a process that has read none of them.

    Args:
        folder: The store.
        entries: How many it holds.
        sets: Random sets of candidates: judged, and then judged again; as many more are only read.
        candidates: Passages of a set.
        seed: Of sets and queries; the same queries, whatever ``entries``.

    Returns:
        ``entries``, ``store_mib`` (size of the file), ``memory`` (the median after a set), and, as median and 95th
        percentile, milliseconds of ``judge`` and ``read`` (the token vectors alone), the ``first`` time and ``again``.
    """
    verifier, store = ts.load_verifier(), ts.TokenStore(f"lmdb://{folder}")
    stage = ts.PrecisionStage(verifier, on_reject="annotate", max_candidates=candidates, token_store=store)
    drawn, asked = random.Random(seed), questions(seed)
    # Threads start outside of what is timed, on passages that are not in the store.
    ts.PrecisionStage(verifier).judge(next(asked), [ts.Candidate(f"warm-up {n}") for n in range(candidates)])
    looks = []
    taken: dict[str, dict[str, list[float]]] = {of: {"first": [], "again": []} for of in ("judge", "read")}
    for _ in range(sets):
        texts = _texts(drawn, entries, candidates)
        given = [ts.Candidate(text) for text in texts]
        for when in ("first", "again"):
            query, started = next(asked), time.perf_counter()
            stage.judge(query, given)
            taken["judge"][when].append(1000 * (time.perf_counter() - started))
        looks.append(memory())
    for _ in range(sets):
        texts = _texts(drawn, entries, candidates)
        for when in ("first", "again"):
            started = time.perf_counter()
            store.vectors(verifier.encoder, texts)
            taken["read"][when].append(1000 * (time.perf_counter() - started))
    if store.statistics.misses:
        raise RuntimeError(f"expected every candidate to be stored, but {store.statistics.misses} were computed")
    return {
        "entries": entries,
        "store_mib": round((folder / "data.mdb").stat().st_size / 2**20, 1),
        # What one judgement has just let go of comes and goes.
        "memory": {name: round(statistics.median(look[name] for look in looks), 1) for name in looks[0]},
        "milliseconds": {of: {when: _summary(values) for when, values in times.items()} for of, times in taken.items()},
    }


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
