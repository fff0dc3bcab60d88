"""Owns ``twostage train``, and ``twostage rival`` beside it."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from twostage_core.cli.screen import fail, screen
from twostage_core.errors import TwoStageError


def train(
    out: Annotated[Path, typer.Option(help="Folder of the checkpoint; started again on it, goes on.")],
    pairs: Annotated[
        Path | None, typer.Option(help="Labelled pairs of your own, JSONL: query, text, label, perhaps relation.")
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option(help="Folder of .txt, .md and .jsonl to draw easy negatives from; with --pairs.")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from", help="default, or a checkpoint folder, to go on from; with --pairs, default by default."
        ),
    ] = None,
    relation: Annotated[
        str | None, typer.Option(help="support or identity, of pairs that name none; support by default.")
    ] = None,
    freeze_encoder: Annotated[
        bool, typer.Option("--freeze-encoder", help="Train the head alone: a filled token store stays valid.")
    ] = False,
    data: Annotated[
        Path | None,
        typer.Option(
            envvar="TWOSTAGE_DATA",
            help="Folder with identity/ and support/: trains a verifier from the base model, without --pairs.",
        ),
    ] = None,
    steps: Annotated[
        int | None, typer.Option(min=1, help="Optimiser steps; with --pairs by their number, else 8000.")
    ] = None,
    adapt: Annotated[str | None, typer.Option(help="full, lora or none; with --data.")] = None,
    rank: Annotated[int | None, typer.Option(min=1, help="Rank of the factors, with --adapt lora.")] = None,
    keep: Annotated[
        float,
        typer.Option(min=0.0, max=1.0, help="Share of the start's weights in what is written; with --data and --from."),
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="Of every draw.")] = 42,
) -> None:
    """Train a verifier further on pairs of your own, or the default verifier end to end."""
    _check_extra()
    if pairs is not None:
        _alone("train --pairs")
        if adapt is not None or rank is not None or keep:
            fail("--adapt, --rank and --keep go with --data; with --pairs there is --freeze-encoder")
        _train_on_pairs(pairs, out, corpus, start or "default", relation or "support", freeze_encoder, steps, seed)
    elif corpus is not None or relation is not None or freeze_encoder:
        fail("--corpus, --relation and --freeze-encoder go with --pairs, but there is no --pairs")
    elif data is None:
        fail("expected --pairs with labelled pairs of your own, or --data (TWOSTAGE_DATA) with the public sets")
    else:
        _train_default(data, out, start, steps, adapt, rank, keep, seed)


def _train_default(
    data: Path,
    out: Path,
    start: str | None,
    steps: int | None,
    adapt: str | None,
    rank: int | None,
    keep: float,
    seed: int,
) -> None:
    from twostage_core.checkpoint import Checkpoint, download, resolve
    from twostage_core.training.directions import default_directions
    from twostage_core.training.mix import WEIGHTS, TrainingMix, default_sources
    from twostage_core.training.recall import recall_model
    from twostage_core.training.recipe import Recipe
    from twostage_core.training.trainer import train as run

    if adapt not in (None, "full", "lora", "none"):
        fail(f"--adapt must be full, lora or none, but got {adapt}")
    if keep and (start is None or adapt not in (None, "full")):
        fail("--keep is a share of the weights that --from names, with --adapt full")
    given: dict[str, object] = {"steps": steps, "adapt": adapt, "rank": rank, "kept": keep}
    if start is not None:
        # What a checkpoint knows is soon lost at the rates that taught it.
        given |= {"encoder_rate": 6e-5, "head_rate": 2e-4, "warmup": 20, "decay": 0.85}
    recipe = Recipe(seed=seed, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    try:
        sources = default_sources(data, recall_model, seed, cache=out / "mined.jsonl")
        found = None if start is None else resolve(start)
        first = None if found is None else Checkpoint.read(found if isinstance(found, Path) else download(found))
        # A checkpoint's own directions stay.
        known = first is not None and first.encoder.get("pooled", 0) > 0
        run(
            recipe,
            TrainingMix(sources, WEIGHTS, seed, batch=recipe.families),
            out,
            start=first,
            directions=None if known else default_directions(data, recall_model, seed),
        )
    except TwoStageError as error:
        fail(str(error))
    if os.environ.get("RANK", "0") == "0":
        screen.print(f"wrote {out}; fit its probabilities next: twostage calibrate --model {out} --data {data}")


def _train_on_pairs(
    pairs: Path,
    out: Path,
    corpus: Path | None,
    start: str,
    relation: str,
    freeze_encoder: bool,
    steps: int | None,
    seed: int,
) -> None:
    from twostage_core.training.finetuning import finetune

    if relation not in ("support", "identity"):
        fail(f"--relation must be support or identity, but got {relation}")
    try:
        done = finetune(
            pairs,
            out,
            start=start,
            corpus=corpus,
            relation=relation,  # type: ignore[arg-type]
            freeze_encoder=freeze_encoder,
            steps=steps,
            seed=seed,
        )
    except TwoStageError as error:
        fail(str(error))
    screen.print(f"wrote {out}, trained on {done.report['pairs']['trained_on']} pairs; ROC-AUC before → after:")
    for what, name in (("held_out", "your pairs kept apart"), ("generated", "generated near-misses")):
        for which, found in done.report[what].items():
            if found["auc_after"] is not None:
                change = f"{found['auc_before']:.3f} → {found['auc_after']:.3f}"
                screen.print(f"  {which}, {name} ({found['pairs']}): {change}", highlight=False)
    for which in ("support", "identity"):
        if which not in done.report["calibrated"]:
            screen.print(
                f"  {which} has no thresholds: give numbers, or fit them to further labelled pairs with "
                f"twostage calibrate --model {out} --pairs FILE",
                highlight=False,
            )


def rival(
    data: Annotated[
        Path,
        typer.Option(envvar="TWOSTAGE_DATA", help="Folder with identity/ and support/.", exists=True, file_okay=False),
    ],
    out: Annotated[Path, typer.Option(help="Folder of the cross-encoder; started again on it, goes on.")],
    steps: Annotated[int, typer.Option(min=1, help="Optimiser steps.")] = 8000,
    rates: Annotated[str, typer.Option(help="Learning rates, separated by commas.")] = "2e-5,5e-5,1e-4",
    trial_steps: Annotated[
        int | None, typer.Option(min=1, help="Steps to try each rate for; all of them by default.")
    ] = None,
    families: Annotated[int, typer.Option(min=2, help="Families of groups in a batch.")] = 8,
    seed: Annotated[int, typer.Option(help="Of every draw.")] = 42,
) -> None:
    """Train a cross-encoder of the same backbone on the same mix, to compare a verifier with."""
    _alone("rival")
    _check_extra()
    from twostage_core.training.mix import WEIGHTS, TrainingMix, default_sources
    from twostage_core.training.natural import Split
    from twostage_core.training.recall import recall_model
    from twostage_core.training.rival import RivalRecipe, sweep

    def mix(split: Split) -> TrainingMix:
        cache = out / ("mined.jsonl" if split == "train" else "mined-dev.jsonl")
        return TrainingMix(
            default_sources(data, recall_model, seed, cache=cache, split=split), WEIGHTS, seed, batch=families
        )

    try:
        chosen = [float(rate) for rate in rates.split(",") if rate]
    except ValueError as error:
        fail(f"--rates must be numbers separated by commas, but {error}")
    try:
        sweep(
            RivalRecipe(steps=steps, families=families, seed=seed),
            lambda: mix("train"),
            lambda: mix("dev"),
            out,
            rates=chosen,
            trial_steps=trial_steps,
        )
    except TwoStageError as error:
        fail(str(error))
    screen.print(f"wrote {out}; measure it with twostage evaluate --system two-stage --system cross-encoder:{out}")


def _check_extra() -> None:
    """Ends a command whose trainer would fail, once everything else is ready, for want of a package."""
    if find_spec("accelerate") is None:
        fail("training needs accelerate: pip install 'twostage-rag[train]'")


def _alone(what: str) -> None:
    """Ends a command that several processes were started for, though it knows no sharing."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        fail(f"twostage {what} runs in one process; only train --data shares its batches")
