"""Measures what an entry takes on a Redis server, and how long a query's candidates take to be read from it."""

from __future__ import annotations

import random
import shutil
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.scale.entries import numbered, store_drawn
from benchmarks.scale.reads import AT_ONCE, TOKENS
from twostage_core.bytestores.redis import RedisByteStore
from twostage_core.errors import InputError
from twostage_core.loading import load_verifier
from twostage_core.tokenstore import TokenStore, key

_TRIES = 100
_BETWEEN = 0.05
"""Seconds."""


def program() -> str:
    """Where ``redis-server`` is.

    Raises:
        InputError: If it is not on the path.
    """
    found = shutil.which("redis-server")
    if found is None:
        raise InputError("expected redis-server on the path, but there is none (Debian: apt-get install redis-server)")
    return found


def measure(folder: Path, entries: int, rounds: int, seed: int) -> dict[str, Any]:
    """Fills a server of its own, which ends with the measurement, and reads from it.

    Args:
        folder: The server's working folder.
        entries: How many are stored.
        rounds: Reads of 100.
        seed: Of what is read.

    Returns:
        ``server`` (its version), ``entries``, ``tokens``, ``key_bytes``, ``value_bytes``, ``bytes_an_entry`` (of the
        server's memory, by its own account), ``at_once``, and median ``milliseconds`` of reading so many over the
        loopback device: as bare bytes (``mget``), and as ``vectors``.
    """
    encoder, drawn = load_verifier().encoder, random.Random(seed)
    with server(folder) as address:
        bytes_store, store = RedisByteStore(address), TokenStore(address)
        before = bytes_store.client.info("memory")["used_memory"]
        store_drawn(bytes_store, encoder, range(entries), TOKENS)
        after = bytes_store.client.info("memory")["used_memory"]
        taken: dict[str, list[float]] = {"mget": [], "vectors": []}
        for _ in range(rounds):
            texts = [numbered(n) for n in drawn.sample(range(entries), min(AT_ONCE, entries))]
            keys, started = [key(encoder.fingerprint, text) for text in texts], time.perf_counter()
            values = bytes_store.mget(keys)
            between = time.perf_counter()
            store.vectors(encoder, texts)
            taken["mget"].append(1000 * (between - started))
            taken["vectors"].append(1000 * (time.perf_counter() - between))
        version = bytes_store.client.info("server")["redis_version"]
    if store.statistics.misses or values[0] is None:
        raise RuntimeError(f"expected every passage to be stored, but {store.statistics.misses} were computed")
    return {
        "server": version,
        "entries": entries,
        "tokens": TOKENS,
        "key_bytes": len(keys[0]),
        "value_bytes": len(values[0]),
        "bytes_an_entry": round((after - before) / entries),
        "at_once": len(keys),
        "milliseconds": {name: round(statistics.median(times), 3) for name, times in taken.items()},
    }


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """A Redis server on a free port of the loopback device, that writes nothing to disk; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    running = subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL)  # noqa: S603 - what is on the path
    address = f"redis://127.0.0.1:{port}/0"
    try:
        _wait(address)
        yield address
    finally:
        running.terminate()
        running.wait(10)


def _wait(address: str) -> None:
    import redis

    with redis.Redis.from_url(address) as client:
        for _ in range(_TRIES):
            try:
                client.ping()
            except redis.ConnectionError:
                time.sleep(_BETWEEN)
            else:
                return
    raise RuntimeError("the Redis server does not answer")
