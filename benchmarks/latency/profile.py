"""Tells where the time of a warm judgement goes, and how far that is from what the machine can do: ``profile.json``.

    python -m benchmarks.latency.profile [--out FOLDER] [--small]

Shares are those of Python's own profiler, which is asked for a handful of functions. The machine's limit is what the
multiply-adds and the bytes of a judgement would take at the rates of one large matrix product and of one large copy,
measured in the same run.
"""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from torch.utils.flop_counter import FlopCounterMode

import twostage_core as ts
from benchmarks.latency.passages import passages, questions
from benchmarks.latency.report import write_record
from twostage_core.provenance import provenance

SCHEMA = "twostage-rag/profile/1"
SEED = 7
COUNT, TOKENS, QUERIES = 100, 128, 60
PARTS = {
    "encoding the query": [("matching.py", "asked")],
    "reading and unpacking token vectors": [("tokenstore.py", "vectors")],
    "from int8 to batches": [("matching.py", "__init__"), ("matching.py", "padded")],
    "similarity maps": [("similarity.py", "similarity_maps"), ("head.py", "_with_context")],
    "map Transformer": [("head.py", "_read")],
}
"""The functions that a part is spent in, by the end of the file's path; none calls another's."""


def main(
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("benchmarks/latency"),
    small: Annotated[bool, typer.Option("--small", help="A few candidates: shows that all of it runs.")] = False,
) -> None:
    """Profiles, and writes the report."""
    count, tokens, number = (3, 16, 3) if small else (COUNT, TOKENS, QUERIES)
    candidates = [ts.Candidate(text) for text in passages(count, tokens, SEED)]
    asked = list(islice(questions(SEED), 2 * number + 1))
    store = ts.TokenStore()
    stage = ts.PrecisionStage(on_reject="annotate", token_store=store)
    # Weights load, and passages are encoded.
    stage.judge(asked.pop(), candidates)
    milliseconds = [_milliseconds(lambda query=query: stage.judge(query, candidates)) for query in asked[:number]]
    # The query that took the median time; the counter has two operations for a multiply-add.
    typical = asked[milliseconds.index(sorted(milliseconds)[number // 2])]
    profiler = cProfile.Profile()
    for query in asked[number:]:
        profiler.runcall(stage.judge, query, candidates)
    with FlopCounterMode(display=False) as counter:
        stage.judge(typical, candidates)
    values = store.byte_store.mget(list(store.byte_store.yield_keys()))
    record = {
        "schema": SCHEMA,
        "small": small,
        "seed": SEED,
        "candidates": count,
        "tokens": tokens,
        "queries": number,
        "milliseconds": round(sorted(milliseconds)[number // 2], 3),
        "shares": shares(pstats.Stats(profiler)),
        "multiply_adds": counter.get_total_flops() // 2,
        "bytes_read": sum(len(value) for value in values if value is not None),
        "machine": {"multiply_adds_a_second": _multiply_adds(), "bytes_a_second": _bytes()},
        "provenance": provenance(),
    }
    write_record(out, "profile", record)


def shares(stats: pstats.Stats) -> dict[str, float]:
    """Share of each part in the time of all that was profiled, and of what remains."""
    found = dict.fromkeys(PARTS, 0.0)
    rows: dict[Any, Any] = stats.stats  # type: ignore[attr-defined]
    for (path, _, name), (_, _, _, spent, _) in rows.items():
        for part, functions in PARTS.items():
            if "twostage_core" in path and (Path(path).name, name) in functions:
                found[part] += spent
    total: float = stats.total_tt  # type: ignore[attr-defined]
    found = {part: round(spent / total, 4) for part, spent in found.items()}
    return found | {"the rest": round(1 - sum(found.values()), 4)}


def _multiply_adds() -> float:
    """Of a matrix product that fills the cores, a second."""
    one, other = torch.rand(2048, 2048), torch.rand(2048, 2048)
    return 2048**3 / _fastest(lambda: one @ other)


def _bytes() -> float:
    """Read by a copy that fits into no cache, a second."""
    one, other = torch.rand(2**26), torch.empty(2**26)
    return 4 * 2**26 / _fastest(lambda: other.copy_(one))


def _fastest(work: Callable[[], object]) -> float:
    return min(_milliseconds(work) for _ in range(9)) / 1000


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    typer.run(main)
