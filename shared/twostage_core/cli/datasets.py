"""Owns ``twostage datasets``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def datasets(
    data: Annotated[
        Path | None,
        typer.Option(envvar="TWOSTAGE_DATA", help="Folder to compare with the list.", exists=True, file_okay=False),
    ] = None,
) -> None:
    """List the public sets of training and evaluation with source, licence and sha256; check those at hand."""
    from rich.table import Table

    from twostage_core.training.datasets import DATASETS

    table = Table("file", "source", "licence", "use", "sha256", "at hand")
    states = [dataset.state(data) if data is not None else "" for dataset in DATASETS]
    for dataset, state in zip(DATASETS, states, strict=True):
        use = "trains and measures" if dataset.trained else "measures"
        table.add_row(dataset.name, dataset.source, dataset.licence, use, dataset.sha256, state)
    Console().print(table)
    if data is not None and set(states) != {"as listed"}:
        raise typer.Exit(1)
