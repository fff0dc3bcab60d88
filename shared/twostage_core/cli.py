"""Owns the ``twostage`` command."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Annotated

try:
    import typer
    from rich.console import Console
    from rich.logging import RichHandler
except ImportError as error:
    raise SystemExit(f"the twostage command needs its extra ({error}): pip install 'twostage-rag[cli]'") from error

from twostage_core.errors import TwoStageError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
_screen = Console(stderr=True)


@app.callback()
def _twostage() -> None:
    """Two-stage retrieval: generate near-misses, train and calibrate verifiers, evaluate them."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", handlers=[RichHandler(console=_screen)])
    for chatty in ("httpx", "sentence_transformers"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


@app.command()
def nearmiss(
    n: Annotated[int, typer.Option(help="Records to write.", min=1)] = 100,
    relation: Annotated[str, typer.Option(help="support or identity.")] = "support",
    categories: Annotated[str, typer.Option(help="Names, separated by commas; all by default.")] = "",
    seed: Annotated[int, typer.Option(help="Of every draw.")] = 0,
    split: Annotated[str, typer.Option(help="train, or test: other domains and realisations.")] = "train",
) -> None:
    """Write generated pairs, labelled by construction, as JSON lines to standard output."""
    from twostage_core.nearmiss import CATEGORIES, generate

    wanted = tuple(c for c in categories.split(",") if c) or CATEGORIES
    for name, value, known in (
        ("--relation", (relation,), ("support", "identity")),
        ("--split", (split,), ("train", "test")),
        ("--categories", wanted, CATEGORIES),
    ):
        if wrong := [v for v in value if v not in known]:
            _fail(f"{name} must be of {', '.join(known)}, but got {', '.join(wrong)}")
    records = generate(relation=relation, categories=wanted, seed=seed, split=split)  # type: ignore[arg-type]
    for record in islice(records, n):
        sys.stdout.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")


@app.command()
def train(
    data: Annotated[Path, typer.Option(help="Folder with identity/ and support/.", exists=True, file_okay=False)],
    out: Annotated[Path, typer.Option(help="Folder of the checkpoint; started again on it, goes on.")],
    steps: Annotated[int, typer.Option(min=1)] = 1500,
    adapt: Annotated[str, typer.Option(help="lora, full or none.")] = "lora",
    rank: Annotated[int, typer.Option(min=1, help="Rank of the deltas that ship.")] = 64,
    seed: Annotated[int, typer.Option()] = 42,
) -> None:
    """Train the default verifier end to end, on generated and natural text."""
    from twostage_core.training.mix import WEIGHTS, TrainingMix, default_sources
    from twostage_core.training.recall import recall_model
    from twostage_core.training.trainer import Recipe
    from twostage_core.training.trainer import train as run

    if adapt not in ("lora", "full", "none"):
        _fail(f"--adapt must be lora, full or none, but got {adapt}")
    recipe = Recipe(steps=steps, adapt=adapt, rank=rank, seed=seed)  # type: ignore[arg-type]
    try:
        sources = default_sources(data, recall_model, seed, cache=out / "mined.jsonl")
        run(recipe, TrainingMix(sources, WEIGHTS, seed, batch=recipe.groups), out)
    except TwoStageError as error:
        _fail(str(error))
    _screen.print(f"wrote {out}; fit its probabilities next: twostage calibrate --model {out} --data {data}")


@app.command()
def calibrate(
    model: Annotated[Path, typer.Option(help="Checkpoint folder; its calibration.json is written anew.")],
    data: Annotated[Path, typer.Option(help="Folder with identity/ and support/.", exists=True, file_okay=False)],
    questions: Annotated[int, typer.Option(min=40, help="Questions of each set.")] = 150,
    prior: Annotated[float | None, typer.Option(help="Share of matches among recall candidates.")] = None,
    seed: Annotated[int, typer.Option()] = 7,
    report: Annotated[Path | None, typer.Option(help="Where to write what was measured, as JSON.")] = None,
) -> None:
    """Fit probabilities and thresholds on pairs that were not trained on."""
    from twostage_core.provenance import provenance
    from twostage_core.training.calibrate import apply
    from twostage_core.training.calibrate import calibrate as fit
    from twostage_core.training.card import write
    from twostage_core.training.development import identity_pairs, support_pairs
    from twostage_core.training.recall import recall_model
    from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

    try:
        verifier = SimilarityMapVerifier(model)
        support, on_support = fit(
            verifier,
            "support",
            support_pairs(data, recall_model(), questions=questions, seed=seed),
            prior=prior,
        )
        identity, on_identity = fit(verifier, "identity", identity_pairs(data, pairs=4 * questions, seed=seed))
        apply(verifier, {"support": support, "identity": identity})
    except TwoStageError as error:
        _fail(str(error))
    measured = {
        "seed": seed,
        "questions": questions,
        "support": on_support,
        "identity": on_identity,
        "provenance": provenance(),
    }
    write(model / "README.md", measured)
    if report is not None:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    _screen.print_json(data=measured)


def _fail(message: str) -> None:
    """Ends the command with a message and exit status 2."""
    _screen.print(f"[red]error:[/red] {message}", highlight=False)
    raise typer.Exit(2)
