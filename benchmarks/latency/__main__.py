"""Times the judging of candidates beside the peers, in one run: ``latency.json`` and ``README.md``.

    python -m benchmarks.latency [--out FOLDER] [--small]

Peers take turns query by query, so that a drift of the machine's clock hits all alike, and every query is another.
"""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from benchmarks.latency.passages import passages, questions
from benchmarks.latency.peers import measured_with, peers
from benchmarks.latency.report import write_record
from benchmarks.latency.timing import timed

SCHEMA = "twostage-rag/latency/1"
SEED = 7
COUNTS, TOKENS = (10, 100, 1000), (32, 128, 512)
_WORK = 60_000
"""Tokens of candidates that a cell is repeated for: small ones are noisy, large ones take long."""
_MOST = 9


def main(
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("benchmarks/latency"),
    small: Annotated[bool, typer.Option("--small", help="A few candidates: shows that all of it runs.")] = False,
) -> None:
    """Times all peers over all sizes, and writes the report."""
    cells = [(3, 16)] if small else list(product(COUNTS, TOKENS))
    rivals, asked = peers(), questions(SEED)
    for peer in rivals:
        # Weights load and threads start outside of what is timed.
        peer.scores(next(asked), passages(2, 32, SEED))
    found = []
    with Progress(console=Console()) as progress:
        for count, tokens in progress.track(cells, description="sizes"):
            repeats = max(1, min(_MOST, _WORK // (count * tokens)))
            found.append(
                {
                    "candidates": count,
                    "tokens": tokens,
                    "repeats": repeats,
                    "milliseconds": timed(rivals, passages(count, tokens, SEED), list(islice(asked, 2 * repeats))),
                }
            )
    record = {"schema": SCHEMA, "small": small, "seed": SEED, "cells": found, "provenance": measured_with()}
    write_record(out, "latency", record)


if __name__ == "__main__":
    typer.run(main)
