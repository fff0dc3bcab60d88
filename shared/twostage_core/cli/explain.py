"""Owns ``twostage explain``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from twostage_core.cli.screen import fail, screen
from twostage_core.errors import TwoStageError
from twostage_core.verifiers.protocol import RELATIONS, Relation


def explain(
    query: Annotated[str, typer.Argument(help="The query, or the first text.")],
    text: Annotated[list[str], typer.Argument(help="What is judged; several are explained one by one.")],
    model: Annotated[str, typer.Option(help="default, a checkpoint folder, or a Hub id.")] = "default",
    relation: Annotated[str, typer.Option(help="support, identity, or both.")] = "both",
    threshold: Annotated[str, typer.Option(help="lenient, balanced, strict, promised, or a probability.")] = "balanced",
    k: Annotated[int, typer.Option("-k", min=1, help="Words that are named.")] = 6,
    html: Annotated[Path | None, typer.Option(help="File for a page that fetches nothing; of one text.")] = None,
    svg: Annotated[Path | None, typer.Option(help="File for the map as SVG; of one text and one relation.")] = None,
    png: Annotated[Path | None, typer.Option(help="Likewise as PNG.")] = None,
) -> None:
    """Show why a text is accepted or rejected: the map, the window, and the words on which most hangs."""
    from twostage_core.explanation import explain as explain_pair
    from twostage_core.explanation.rendering import figure, terminal
    from twostage_core.loading import load_verifier

    relations: tuple[Relation, ...] = RELATIONS if relation == "both" else (relation,)  # type: ignore[assignment]
    if (html or svg or png) and len(text) > 1:
        fail("--html, --svg and --png are of one text, but several were given")
    if (svg or png) and len(relations) > 1:
        fail("--svg and --png are of one relation: give --relation support or --relation identity")
    level = float(threshold) if threshold.replace(".", "", 1).isdigit() else threshold
    files: dict[Path, bytes] = {}
    try:
        verifier = load_verifier(model)
        found = [explain_pair(query, one, verifier, relations=relations, threshold=level) for one in text]
        if html is not None:
            files[html] = found[0].html().encode("utf-8")
        if svg is not None:
            files[svg] = figure(found[0], relations[0], "svg")
        if png is not None:
            files[png] = figure(found[0], relations[0], "png")
    except TwoStageError as error:
        fail(str(error))
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    out = Console()
    for explanation in found:
        out.print(terminal(explanation, k), highlight=False)
    for path in files:
        screen.print(f"wrote {path}", highlight=False)
