"""Owns what the commands share: the screen they write to, and the way they end with a message."""

from __future__ import annotations

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
