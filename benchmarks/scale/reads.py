"""Measures how fast token vectors are read from LMDB, and how large a value is."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.latency.passages import passages
from benchmarks.scale.entries import numbered, store_drawn
from twostage_core.encoder import TokenEncoder
from twostage_core.loading import load_verifier
from twostage_core.tokenstore import TokenStore, key

TOKENS = 128
AT_ONCE = 100


def fill(folder: Path, entries: int) -> None:
    """Makes the store that is read."""
    store_drawn(TokenStore(f"lmdb://{folder}").byte_store, load_verifier().encoder, range(entries), TOKENS)


def measure(folder: Path, entries: int, rounds: int, seed: int) -> dict[str, Any]:
    """Reads entries at random, 100 at a time, through the token store and as bare bytes in turn.

    Args:
        folder: The store that `fill` made.
        entries: How many it holds.
        rounds: Reads of 100, each way.
        seed: Of what is read.

    Returns:
        ``entries``, ``rounds``, ``value_bytes`` of a real passage of 128 tokens, and passages a second: the ``first``
        time that this process reads an entry, and then at random by way of ``vectors`` and of ``mget``, the median
        round.
    """
    encoder, store, drawn = load_verifier().encoder, TokenStore(f"lmdb://{folder}"), random.Random(seed)
    names = [numbered(n) for n in range(entries)]
    keys = [key(encoder.fingerprint, name) for name in names]
    order = list(range(entries))
    drawn.shuffle(order)
    chunks = [order[first : first + AT_ONCE] for first in range(0, entries, AT_ONCE)]
    first = [len(c) / _seconds(partial(store.vectors, encoder, [names[i] for i in c])) for c in chunks]
    rates: dict[str, list[float]] = {"vectors": [], "mget": []}
    for _ in range(rounds):
        texts, some = ([of[i] for i in drawn.sample(range(entries), AT_ONCE)] for of in (names, keys))
        rates["vectors"].append(AT_ONCE / _seconds(partial(store.vectors, encoder, texts)))
        rates["mget"].append(AT_ONCE / _seconds(partial(store.byte_store.mget, some)))
    if store.statistics.misses:
        raise RuntimeError(f"expected every passage to be stored, but {store.statistics.misses} were computed")
    return {
        "entries": entries,
        "rounds": rounds,
        "value_bytes": _value_bytes(encoder, seed),
        "passages_a_second": {
            name: round(statistics.median(taken)) for name, taken in ({"first": first} | rates).items()
        },
    }


def _seconds(read: Callable[[], Sequence[object]]) -> float:
    started = time.perf_counter()
    read()
    return time.perf_counter() - started


def _value_bytes(encoder: TokenEncoder, seed: int) -> int:
    """Bytes of a passage of just 128 tokens; some of those generated have one more, and so a second window."""
    return next(len(v.to_bytes()) for v in encoder.encode(passages(16, TOKENS, seed)) if v.tokens == TOKENS)
