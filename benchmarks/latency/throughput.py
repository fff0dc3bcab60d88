"""Counts the queries a second that many callers get answered at once: ``throughput.json``.

    python -m benchmarks.latency.throughput [--out FOLDER] [--seconds S] [--small]

A closed loop: a caller asks, awaits the answer, and asks again. What counts is how many queries a second a system
answers while 95 % of them take no longer than `BAR` milliseconds, waiting included. Passages were seen before, and
queries were not. The systems take turns at each number of callers.
"""

from __future__ import annotations

import asyncio
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.progress import Progress

import twostage_core as ts
from benchmarks.latency.passages import passages, questions
from benchmarks.latency.peers import CrossEncoderPeer, measured_with
from benchmarks.latency.protocol import Peer
from benchmarks.latency.quantised import QuantisedPeer
from benchmarks.latency.report import write_record

SCHEMA = "twostage-rag/throughput/1"
SEED = 7
BAR = 200
"""Milliseconds that 95 % of the queries must be answered within."""
CALLERS = (1, 2, 4, 8, 16, 32, 64)
COUNTS, TOKENS = (100, 10), 128
_POOL = 1000
"""Passages that candidates are drawn from."""
_QUESTIONS = 5000
"""Drawn ahead, as drawing takes time. More than are asked at one number of callers; nothing keeps a query longer."""


class System(ABC):
    """Something that is asked by many callers of one event loop.

    Attributes:
        name: As it stands in the tables.
    """

    name: str

    @abstractmethod
    async def ask(self, query: str, texts: Sequence[str]) -> None:
        """Has texts judged."""


class Stage(System):
    """The stage, awaited; its store holds what candidates are drawn from."""

    name = "two-stage"

    def __init__(self, pool: Sequence[str]) -> None:
        self._stage = ts.PrecisionStage(
            on_reject="annotate", token_store=ts.TokenStore(ts.MemoryByteStore(2 * 1024**3))
        )
        self._stage.index(pool)

    async def ask(self, query: str, texts: Sequence[str]) -> None:
        await self._stage.ajudge(query, [ts.Candidate(text) for text in texts])


class Threaded(System):
    """A peer that knows nothing of event loops, on the threads of ``asyncio.to_thread``: four more than cores.

    Args:
        peer: What scores.
    """

    def __init__(self, peer: Peer) -> None:
        self.name = peer.name
        self._peer = peer

    async def ask(self, query: str, texts: Sequence[str]) -> None:
        await asyncio.to_thread(self._peer.scores, query, texts)


def main(
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("benchmarks/latency"),
    seconds: Annotated[float, typer.Option(min=0, help="How long callers go on asking.")] = 10,
    small: Annotated[bool, typer.Option("--small", help="A few callers: shows that all of it runs.")] = False,
) -> None:
    """Has every system asked by every number of callers, and writes the report."""
    pool = passages(8 if small else _POOL, TOKENS, SEED)
    counts, numbers = ((3,), (1, 3)) if small else (COUNTS, CALLERS)
    cross = CrossEncoderPeer()
    systems: list[System] = [Stage(pool), Threaded(cross), Threaded(QuantisedPeer(cross.model))]
    asked = cycle(list(islice(questions(SEED), 100 if small else _QUESTIONS)))
    drawn = random.Random(SEED)
    sizes = []
    with Progress(console=Console()) as progress:
        task = progress.add_task("callers", total=len(counts) * len(numbers) * len(systems))
        for count in counts:
            levels: dict[str, list[dict[str, Any]]] = {system.name: [] for system in systems}
            work = ((query, drawn.sample(pool, count)) for query in asked)
            for system in systems:
                # Weights load and threads start outside of what is counted.
                asyncio.run(closed_loop(system, work, 2, 0))
            for number in numbers:
                for system in systems:
                    levels[system.name].append(asyncio.run(closed_loop(system, work, number, seconds)))
                    progress.advance(task)
            sizes.append(
                {
                    "candidates": count,
                    "tokens": TOKENS,
                    "levels": levels,
                    "best": {name: best(own) for name, own in levels.items()},
                }
            )
    record = {
        "schema": SCHEMA,
        "small": small,
        "seed": SEED,
        "seconds": seconds,
        "bar": BAR,
        "pool": len(pool),
        "sizes": sizes,
        "provenance": measured_with(),
    }
    write_record(out, "throughput", record)


def best(levels: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The number of callers at which most queries a second were answered within the bar; ``None`` if at none."""
    return max((x for x in levels if x["p95"] <= BAR), key=lambda x: x["per_second"], default=None)


async def closed_loop(
    system: System, work: Iterator[tuple[str, list[str]]], callers: int, seconds: float
) -> dict[str, Any]:
    """Lets callers ask for so many seconds, each at least once; what was asked in time is answered and counts."""
    took: list[float] = []
    started = time.perf_counter()

    async def caller() -> None:
        for query, texts in work:
            asked = time.perf_counter()
            await system.ask(query, texts)
            ended = time.perf_counter()
            took.append(1000 * (ended - asked))
            if ended - started >= seconds:
                return

    await asyncio.gather(*(caller() for _ in range(callers)))
    lasted = time.perf_counter() - started
    middle, late = np.percentile(took, [50, 95])
    return {
        "callers": callers,
        "queries": len(took),
        "per_second": round(len(took) / lasted, 3),
        "p50": round(float(middle), 3),
        "p95": round(float(late), 3),
    }


if __name__ == "__main__":
    typer.run(main)
