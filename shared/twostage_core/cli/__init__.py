"""Owns the ``twostage`` command: `app`, put together from a module for each of its commands."""

from __future__ import annotations

import logging

try:
    import typer
    from rich.logging import RichHandler
except ImportError as error:
    raise SystemExit(f"the twostage command needs its extra ({error}): pip install 'twostage-rag[cli]'") from error

from twostage_core.cli.audit import audit
from twostage_core.cli.calibrate import calibrate
from twostage_core.cli.datasets import datasets
from twostage_core.cli.evaluate import evaluate
from twostage_core.cli.explain import explain
from twostage_core.cli.export import export
from twostage_core.cli.index import index, store_app
from twostage_core.cli.nearmiss import nearmiss
from twostage_core.cli.pairs import pairs
from twostage_core.cli.screen import screen
from twostage_core.cli.train import rival, train

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)


@app.callback()
def _twostage() -> None:
    """Two-stage retrieval: near-misses, training and calibration, evaluation, audit, explanation, and indexing."""
    # The handler has a level, too: bm25s sets its own logger to DEBUG.
    shown = RichHandler(level=logging.INFO, console=screen)
    # ONNX Runtime's quantisation tells the root logger of every node that it leaves alone.
    shown.addFilter(lambda record: record.name != "root")
    logging.basicConfig(level=logging.INFO, format="%(message)s", handlers=[shown])
    for chatty in ("httpx", "sentence_transformers"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


app.command()(nearmiss)
app.command()(pairs)
app.command()(train)
app.command()(calibrate)
app.command()(evaluate)
app.command()(audit)
app.command()(explain)
app.command()(export)
app.command()(index)
app.add_typer(store_app, name="store")
app.command()(datasets)
# Of use for benchmarks alone.
app.command(hidden=True)(rival)
