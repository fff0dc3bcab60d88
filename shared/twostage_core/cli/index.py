"""Owns ``twostage index`` and ``twostage store``: filling a store of token vectors, and looking after it."""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from twostage_core.cli.screen import fail, screen
from twostage_core.errors import TwoStageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Engine(StrEnum):
    """Where encoders run."""

    local = "local"
    ray = "ray"


def index(
    where: Annotated[
        str,
        typer.Argument(
            help="A folder in BEIR's layout or of .txt and .md files, a .jsonl file, or package.module:attribute: a "
            "LangChain vector store, a LlamaIndex index or docstore, a list."
        ),
    ],
    store: Annotated[str, typer.Option(help="Address of the store: lmdb:///folder, redis://host.")],
    model: Annotated[str, typer.Option(help="default, a checkpoint folder, or a Hub id.")] = "default",
    field: Annotated[str, typer.Option(help="Field of a .jsonl that has the text.")] = "text",
    splitter: Annotated[
        str | None, typer.Option(help="package.module:attribute of what splits files as they are split for recall.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes, or Ray's actors, with an encoder each.")] = 1,
    device: Annotated[str | None, typer.Option(help="As torch names it; a GPU if there is one.")] = None,
    engine: Annotated[
        Engine, typer.Option(help="local, or a Ray cluster (RAY_ADDRESS, or a local one).")
    ] = Engine.local,
) -> None:
    """Fill a store with token vectors, so that no query waits for them; what is there is skipped."""
    from twostage_core.indexing.filling import Filled, Filler, fill
    from twostage_core.indexing.ray import fill_on_ray
    from twostage_core.indexing.sources import open_source
    from twostage_core.tokenstore import TokenStore

    try:
        source = open_source(where, field=field, splitter=splitter)
        shown = TokenStore(store).shown
        # Ray gives each actor its threads.
        filler = Filler(store, model, device or _gpu(), _threads(workers) if engine is Engine.local else None)
        run = fill if engine is Engine.local else fill_on_ray
        total = Filled()
        with _progress(source.name, None if splitter else source.count) as advance:
            for done in run(source.texts(), filler, workers=workers):
                total += done
                advance(done.texts)
                if done.lost:
                    # Nothing is gained by computing what cannot be kept.
                    fail(f"{shown} cannot be written; {total.computed - total.lost} texts were, and need not be again")
    except TwoStageError as error:
        fail(str(error))
    screen.print(
        f"{total.texts} texts read, {total.computed} encoded into {shown}, the others were there", highlight=False
    )


store_app = typer.Typer(no_args_is_help=True, help="List and purge what a store of token vectors holds.")


@store_app.command("ls")
def ls(
    store: Annotated[str, typer.Argument(help="Address of the store.")],
    model: Annotated[str, typer.Option(help="Whose vectors are in use.")] = "default",
) -> None:
    """List the encoders that wrote to a store; all but the model's own are retired."""
    try:
        current, found = _found(store, model)
    except TwoStageError as error:
        fail(str(error))
    table = Table("encoder", "texts", "")
    for fingerprint, count in sorted(found.items(), key=lambda item: -item[1]):
        table.add_row(fingerprint, str(count), f"in use by {model}" if fingerprint == current else "retired")
    Console().print(table)


@store_app.command("purge")
def purge(
    store: Annotated[str, typer.Argument(help="Address of the store.")],
    fingerprint: Annotated[list[str] | None, typer.Argument(help="Encoders whose vectors go.")] = None,
    retired: Annotated[bool, typer.Option("--retired", help="All but the model's own.")] = False,
    model: Annotated[str, typer.Option(help="Whose vectors stay with --retired.")] = "default",
) -> None:
    """Remove the vectors of encoders, and nothing else that the store holds."""
    from twostage_core.tokenstore import TokenStore

    if bool(fingerprint) == retired:
        fail("give either fingerprints, as `twostage store ls` shows them, or --retired")
    try:
        if retired:
            current, found = _found(store, model)
            fingerprint = [one for one in found if one != current]
        tokens = TokenStore(store)
        removed = {one: tokens.purge(one) for one in fingerprint or ()}
    except TwoStageError as error:
        fail(str(error))
    for one, count in removed.items():
        screen.print(f"{one}: {count} texts removed", highlight=False)
    if not removed:
        screen.print("nothing is retired", highlight=False)


def _found(store: str, model: str) -> tuple[str, dict[str, int]]:
    """The fingerprint of a model's encoder, and how many texts the store has of each."""
    from twostage_core.loading import load_verifier
    from twostage_core.tokenstore import TokenStore

    return load_verifier(model).encoder.fingerprint, TokenStore(store).fingerprints()


def _gpu() -> str | None:
    import torch

    return "cuda" if torch.cuda.is_available() else None


def _threads(workers: int) -> int | None:
    """Threads of each worker, so that together they take the cores once."""
    import torch

    return None if workers == 1 else max(1, torch.get_num_threads() // workers)


@contextmanager
def _progress(name: str, total: int | None) -> Iterator[Callable[[int], None]]:
    columns = [SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, TimeRemainingColumn(), console=screen) as progress:
        task = progress.add_task(name, total=total)
        yield lambda texts: progress.advance(task, texts)
