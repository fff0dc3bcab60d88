"""Owns ``twostage evaluate``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from twostage_core.cli.screen import fail, screen
from twostage_core.errors import TwoStageError


def evaluate(
    data: Annotated[
        Path,
        typer.Option(
            envvar="TWOSTAGE_DATA", help="Folder with identity/, support/, retrieval/.", exists=True, file_okay=False
        ),
    ],
    model: Annotated[str, typer.Option(help="default, or a checkpoint folder.")] = "default",
    suites: Annotated[
        str, typer.Option(help="Of generator, casebook, natural, paraphrase, support, retrieval, separated by commas.")
    ] = "generator,casebook,natural,paraphrase,support,retrieval",
    systems: Annotated[
        str, typer.Option(help="Of cosine, maxsim, model, map:FOLDER, cross-encoder:FOLDER, separated by commas.")
    ] = "cosine,maxsim,model",
    n: Annotated[int, typer.Option(min=8, help="Most pairs of a set.")] = 400,
    seed: Annotated[int, typer.Option(help="Of every draw.")] = 7,
    split: Annotated[str, typer.Option(help="Side of the generator: test or dev.")] = "test",
    depth: Annotated[int, typer.Option(min=1, help="Candidates of recall in the retrieval suite.")] = 100,
    max_queries: Annotated[
        int | None, typer.Option(min=1, help="Queries of each collection, for a quick look; all by default.")
    ] = None,
    collections: Annotated[str, typer.Option(help="Of retrieval/, separated by commas; all by default.")] = "",
    out: Annotated[Path | None, typer.Option(help="Where to write everything measured, as JSON.")] = None,
) -> None:
    """Measure a verifier beside its rivals; the tables go to standard output as Markdown."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    try:
        from twostage_core.evaluation import evaluate as measure
        from twostage_core.evaluation import system, table
    except ImportError as error:
        fail(str(error))
    if split not in ("test", "dev"):
        fail(f"--split must be test or dev, but got {split}")
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    try:
        with Progress(*columns, console=screen) as progress:
            task = progress.add_task("")
            report = measure(
                data,
                [system(spec, model=model) for spec in systems.split(",") if spec],
                chosen=[name for name in suites.split(",") if name],
                n=n,
                seed=seed,
                split=split,  # type: ignore[arg-type]
                depth=depth,
                max_queries=max_queries,
                collections=[name for name in collections.split(",") if name],
                on_step=lambda what, done, total: progress.update(task, description=what, completed=done, total=total),
            )
    except TwoStageError as error:
        fail(str(error))
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(table(report) + "\n")
