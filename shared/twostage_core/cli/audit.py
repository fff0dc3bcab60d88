"""Owns ``twostage audit``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from twostage_core.cli.screen import check_folder, fail, screen
from twostage_core.errors import TwoStageError

_COLOURS = {"fell": "red", "may have fallen": "yellow", "held": "green"}


def audit(
    before: Annotated[
        str,
        typer.Option(
            help="The embedding as it was: recall (the base), a sentence-transformers model, module:name of LangChain "
            "Embeddings; or any system as twostage evaluate --systems lists them."
        ),
    ],
    after: Annotated[str, typer.Option(help="What is to take its place, likewise.")],
    data: Annotated[
        list[str] | None, typer.Option(help="A collection: a folder in BEIR's layout, or nanobeir:NAME; repeatable.")
    ] = None,
    near_misses: Annotated[
        list[str] | None, typer.Option(help="As in twostage evaluate; repeatable. The generator by default.")
    ] = None,
    max_drop: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Relative fall of mean nDCG@10 that is still accepted.")
    ] = 0.02,
    queries: Annotated[
        int | None, typer.Option(min=2, help="Most queries of a collection, drawn by seed; all by default.")
    ] = None,
    pairs: Annotated[int, typer.Option(min=8, help="Most pairs of a set of a built-in suite.")] = 200,
    depth: Annotated[int, typer.Option(min=10, help="Documents that are ranked.")] = 100,
    out: Annotated[Path | None, typer.Option(help="Folder for audit.json and report.html.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Folder where indexes are kept for the next run.")] = None,
    seed: Annotated[int, typer.Option(help="Of every draw.")] = 7,
) -> None:
    """Say what a change of embedding does to general retrieval: a gate for CI.

    Exit 0: mean nDCG@10 held. 1: it fell by more than --max-drop, significantly. 3: it fell that much, but not
    significantly. 2: something else is wrong.
    """
    try:
        from twostage_core import evaluation
        from twostage_core.evaluation.audit import EXIT
        from twostage_core.evaluation.audit import audit as compare
    except ImportError as error:
        fail(str(error))
    from twostage_core.cli.evaluate import asked, write

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    try:
        if not data:
            fail("an audit needs a collection: expected --data, a folder in BEIR's layout or nanobeir:NAME")
        if out is not None:
            check_folder(out)
        catalogue = evaluation.Catalogue(cache=cache)
        one, other = (catalogue.system(_spec(model)) for model in (before, after))
        if one.name == other.name:
            # Two folders may be called alike, and a model may be held against itself.
            one, other = one.named(f"before: {one.name}"), other.named(f"after: {other.name}")
        what = asked(
            data,
            near_misses or ["generator"],
            None,
            {"queries": queries, "depth": depth, "pairs": pairs, "split": "test", "seed": seed},
        )
        with Progress(*columns, console=screen) as progress:
            task = progress.add_task("")
            record = compare(
                one,
                other,
                what,
                max_drop=max_drop,
                embedding=catalogue.recall.embedding,
                on_step=lambda what, done, total: progress.update(
                    task, description=escape(what), completed=done, total=total
                ),
            )
            progress.update(task, description="", completed=progress.tasks[task].total)
    except TwoStageError as error:
        fail(str(error))
    _show(record)
    if out is not None:
        write(out, "audit.json", record, record["evaluation"], [])
    raise typer.Exit(EXIT[record["outcome"]])


def _spec(model: str) -> str:
    """A system's name, or the embedding that is meant."""
    from twostage_core.evaluation.systems import KINDS

    if model in ("recall", "base"):
        return "dense"
    kind = model.partition(":")[0].partition("+")[0]
    return model if kind in KINDS else f"dense:{model}"


def _show(record: dict[str, Any]) -> None:
    from twostage_core.evaluation.screen import tables

    screen.print(tables(record["evaluation"]))
    worst = Table("collection", "query", "before", "after", title="Worst-hit queries, nDCG@10")
    for query in record["worst_queries"]:
        worst.add_row(query["collection"], escape(query["query"]), f"{query['before']:.3f}", f"{query['after']:.3f}")
    if record["worst_queries"]:
        screen.print(worst)
    outcome = record["outcome"]
    screen.print(Panel(escape(sentence(record)), title=f"retrieval {outcome}", border_style=_COLOURS[outcome]))


def sentence(record: dict[str, Any]) -> str:
    """What came out, in words."""
    change = f"{abs(record['relative']):.1%} {'lower' if record['relative'] < 0 else 'higher'}"
    said = (
        f"Mean nDCG@10 over {record['queries']} queries: {record['before']:.3f} before, {record['after']:.3f} after, "
        f"{change} (one-sided p of a fall {record['p']:.4f}; {record['max_drop']:.1%} is accepted)."
    )
    if record["worst_collections"] and record["outcome"] != "held":
        worst = record["worst_collections"][0]
        said += f" Worst hit: {worst['collection']}, {worst['mean']:+.3f} [{worst['low']:+.3f}, {worst['high']:+.3f}]."
    if record["outcome"] == "may have fallen":
        said += f" That may be chance: to find a fall of this size takes some {record['queries_needed']} queries."
    return said
