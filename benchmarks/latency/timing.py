"""Owns the clock: peers take turns, so that a drift of the machine hits all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.latency.protocol import Peer


def timed(rivals: Sequence[Peer], texts: Sequence[str], asked: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Times peers on the same texts, in turn: first with nothing kept of them, then with it.

    Args:
        rivals: The peers.
        texts: Texts that each query is judged against.
        asked: Queries, no two alike; the first half is timed cold, the other warm.

    Returns:
        By peer: ``cold`` and ``warm``, milliseconds of every query, and their medians.
    """
    found: dict[str, dict[str, Any]] = {peer.name: {"cold": [], "warm": []} for peer in rivals}
    half = len(asked) // 2
    for query in asked[:half]:
        for peer in rivals:
            peer.forget()
            found[peer.name]["cold"].append(_milliseconds(peer, query, texts))
    for query in asked[half:]:
        for peer in rivals:
            if peer.keeps:
                found[peer.name]["warm"].append(_milliseconds(peer, query, texts))
    for peer in rivals:
        own = found[peer.name]
        # What keeps nothing is as fast the second time.
        own["warm"] = own["warm"] or own["cold"]
        own |= {f"{name} median": round(statistics.median(own[name]), 3) for name in ("cold", "warm")}
    return found


def _milliseconds(peer: Peer, query: str, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    scores = peer.scores(query, texts)
    took = 1000 * (time.perf_counter() - started)
    if len(scores) != len(texts):
        raise RuntimeError(f"{peer.name} gave {len(scores)} scores for {len(texts)} texts")
    return round(took, 3)
