"""Owns the arithmetic from what was measured to a hundred million passages, and every assumption in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PASSAGES = 100_000_000
CANDIDATES = 100

MACHINE_BYTES = 64e9
USABLE = 0.75
"""Share of a machine's memory that values may take: the rest is the system's, buffers' and fragmentation's."""
LINK_BITS = 10e9

FIRST_BYTE_MS = (20, 50)
"""Of an object store, with all requests of a query in flight at once."""
GETS_USD = 0.40
"""A million GET requests."""
PUTS_USD = 5.00
"""A million PUT requests."""
STORAGE_USD = 0.023
"""A GB and month."""

WORKERS = (1, 16, 128)
"""Ray workers of two cores each, as fast as the machine that was measured."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a hundred million passages come to, each with a value of 128 tokens, and as fast to index as those measured.

    Attributes:
        redis_bytes: Of all servers' memory, without replicas.
        machines: Of `MACHINE_BYTES`, likewise.
        hours: Of indexing, by number of workers.
        text_bytes: Of all texts.
        query_bytes: Of values that a query of 100 candidates reads.
        query_ms: Milliseconds that these take on the link alone.
        link_queries: Queries a second that one link carries.
        object_bytes: Of all values.
        get_usd: A million queries' GET requests.
        put_usd: Storing everything once, an object each.
        storage_usd: A month.
        lmdb_bytes: Of one LMDB file, whose values take whole pages.
    """

    redis_bytes: float
    machines: int
    hours: Mapping[int, float]
    text_bytes: float
    query_bytes: int
    query_ms: float
    link_queries: float
    object_bytes: float
    get_usd: float
    put_usd: float
    storage_usd: float
    lmdb_bytes: float


def estimate(measured: Mapping[str, Any]) -> Estimate:
    """Reckons from the parts ``speed`` and ``redis``, and nothing else.

    Args:
        measured: The record's measurements.
    """
    redis, speed = measured["redis"], measured["speed"]
    redis_bytes = float(PASSAGES * redis["bytes_an_entry"])
    query_bytes = CANDIDATES * redis["value_bytes"]
    object_bytes = float(PASSAGES * redis["value_bytes"])
    return Estimate(
        redis_bytes=redis_bytes,
        machines=int(-(-redis_bytes // (USABLE * MACHINE_BYTES))),
        hours={workers: PASSAGES / speed["passages_a_second"]["index"] / workers / 3600 for workers in WORKERS},
        text_bytes=float(PASSAGES * speed["text_bytes"]),
        query_bytes=query_bytes,
        query_ms=1000 * 8 * query_bytes / LINK_BITS,
        link_queries=LINK_BITS / 8 / query_bytes,
        object_bytes=object_bytes,
        get_usd=CANDIDATES * GETS_USD,
        put_usd=PASSAGES / 1e6 * PUTS_USD,
        storage_usd=object_bytes / 1e9 * STORAGE_USD,
        lmdb_bytes=float(PASSAGES * -(-(redis["value_bytes"] + 16) // 4096) * 4096),
    )
