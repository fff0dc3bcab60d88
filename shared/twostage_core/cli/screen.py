"""Owns what the commands share: the screen they write to, and the way they end with a message."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

screen = Console(stderr=True)
"""Standard error: standard output is for what a command makes."""


def fail(message: str) -> NoReturn:
    """Ends the command with a message and exit status 2."""
    screen.print("[red]error:[/red]", escape(message), highlight=False)
    raise typer.Exit(2)


def check_folder(out: Path, option: str = "--out") -> None:
    """Ends the command if there cannot be such a folder: before hours of work, not behind them.

    Args:
        out: The folder; need not be there.
        option: The one that names it.
    """
    there = next(path for path in (out.absolute(), *out.absolute().parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        fail(f"{option} must be a folder that can be written to, but {there} is not one")
