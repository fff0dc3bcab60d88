"""Measures filling and reading stores of many passages: ``scale.json`` and ``README.md``.

    python -m benchmarks.scale --data DATA [--work FOLDER] [--out FOLDER] [--only speed,memory] [--small]

Each measurement has stores of its own that are removed afterwards, and a process of its own where memory is measured. A
million entries of 128 tokens take 12 GB under ``--work`` meanwhile. What ``--only`` leaves out is kept from the record
that is there, if that was made on the same machine with the same versions.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks.scale import growth, memory, reads, redis, speed
from benchmarks.scale.entries import check_disk
from benchmarks.scale.process import apart
from benchmarks.scale.report import PARTS, write_report
from benchmarks.scale.texts import write_short_texts
from twostage_core.errors import InputError
from twostage_core.loading import load_verifier
from twostage_core.provenance import provenance

SCHEMA = "twostage-rag/scale/1"
SEED = 11


@dataclass(frozen=True)
class Sizes:
    """How much is measured; as it stands here, what the report is made of."""

    passages: int = 10_000
    short: int = 200_000
    every: int = 10_000
    stems: int = 500
    read: int = 20_000
    rounds: int = 500
    steps: tuple[int, ...] = growth.STEPS
    entries: int = 1_000_000
    tokens: int = 128
    candidates: int = growth.CANDIDATES
    sets: int = 40
    queries: int = 120
    redis: int = 2_000


SMALL = Sizes(8, 600, 300, 50, 300, 5, (120,), 300, 16, 10, 3, 3, 200)


def main(
    data: Annotated[Path, typer.Option(envvar="TWOSTAGE_DATA", help="Folder with retrieval/.")],
    work: Annotated[Path, typer.Option(help="Where stores are made and removed again.")] = Path("out/scale"),
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("benchmarks/scale"),
    only: Annotated[str, typer.Option(help=f"Which of {', '.join(PARTS)}, separated by commas; all by default.")] = "",
    passages: Annotated[int, typer.Option(min=1, help="Passages that are indexed against the clock.")] = Sizes.passages,
    entries: Annotated[int, typer.Option(min=100, help="Entries of the largest store.")] = Sizes.entries,
    tokens: Annotated[int, typer.Option(min=1, max=128, help="Tokens of each of its entries.")] = Sizes.tokens,
    small: Annotated[bool, typer.Option("--small", help="A few of everything: shows that all of it runs.")] = False,
) -> None:
    """Measures, and writes the report."""
    sizes = SMALL if small else Sizes(passages=passages, entries=entries, tokens=tokens)
    chosen = [name.strip() for name in only.split(",") if name.strip()] or list(PARTS)
    if unknown := [name for name in chosen if name not in PARTS]:
        raise typer.BadParameter(f"expected names of {', '.join(PARTS)}, but got {', '.join(unknown)}")
    out.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    record: dict[str, Any] = {"schema": SCHEMA, "small": small, "seed": SEED, "provenance": provenance()}
    try:
        # Before hours are spent, and then lost for want of room or of a program.
        if "growth" in chosen:
            check_disk(
                work, load_verifier().encoder.config, sum(growth.steps(sizes.entries, sizes.steps)), sizes.tokens
            )
        if "redis" in chosen:
            redis.program()
        measured = {} if set(chosen) == set(PARTS) else _kept(out / "scale.json", record)
    except InputError as error:
        raise typer.BadParameter(str(error)) from error
    for name in chosen:
        Console(stderr=True).print(f"{name} …")
        with TemporaryDirectory(dir=work) as folder:
            measured[name] = _MEASUREMENTS[name](data, Path(folder).absolute(), sizes)
        record["measured"] = {part: measured[part] for part in PARTS if part in measured}
        (out / "scale.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        write_report(out)


def _speed(data: Path, folder: Path, sizes: Sizes) -> dict[str, Any]:
    return speed.measure(data / "retrieval", folder, sizes.passages, SEED)


def _memory(data: Path, folder: Path, sizes: Sizes) -> dict[str, Any]:
    # Written by this process, so that no generator is in the memory that is measured.
    write_short_texts(folder / "short.jsonl", sizes.short, sizes.stems, SEED)
    return apart(memory.measure, folder / "short.jsonl", folder / "store", sizes.every)


def _reads(data: Path, folder: Path, sizes: Sizes) -> dict[str, Any]:
    reads.fill(folder, sizes.read)
    return reads.measure(folder, sizes.read, sizes.rounds, SEED)


def _growth(data: Path, folder: Path, sizes: Sizes) -> dict[str, Any]:
    folders = {entries: folder / str(entries) for entries in growth.steps(sizes.entries, sizes.steps)}
    seconds = sum(growth.fill(own, entries, sizes.tokens) for entries, own in folders.items())
    alone = [apart(growth.measure, own, n, sizes.sets, sizes.candidates, SEED) for n, own in folders.items()]
    judged = apart(growth.side_by_side, folders, sizes.queries, sizes.candidates, SEED)
    return {
        "tokens": sizes.tokens,
        "candidates": sizes.candidates,
        "sets": sizes.sets,
        "fill_seconds": round(seconds, 1),
        "machine_memory_mib": _machine_memory(),
        "queries": sizes.queries,
        "steps": [one | other for one, other in zip(alone, judged, strict=True)],
    }


def _redis(data: Path, folder: Path, sizes: Sizes) -> dict[str, Any]:
    return redis.measure(folder, sizes.redis, sizes.rounds, SEED)


_MEASUREMENTS: dict[str, Callable[[Path, Path, Sizes], dict[str, Any]]] = {
    "speed": _speed,
    "memory": _memory,
    "reads": _reads,
    "growth": _growth,
    "redis": _redis,
}


def _kept(path: Path, record: dict[str, Any]) -> dict[str, Any]:
    """What was measured before, on this machine: figures of two do not stand in one report."""
    if not path.is_file():
        return {}
    earlier = json.loads(path.read_text(encoding="utf-8"))
    if differs := [name for name in record if earlier.get(name) != record[name]]:
        raise InputError(f"{path} has another {', '.join(differs)}: measure everything, or give another --out")
    kept: dict[str, Any] = earlier["measured"]
    return kept


def _machine_memory() -> float:
    total = next(
        line for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines() if line.startswith("MemTotal:")
    )
    return round(int(total.split()[1]) / 1024)


if __name__ == "__main__":
    typer.run(main)
