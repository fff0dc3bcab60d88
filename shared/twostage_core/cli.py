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
    from rich.markup import escape
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
    split: Annotated[str, typer.Option(help="train, dev or test: other domains, realisations and names.")] = "train",
) -> None:
    """Write generated pairs, labelled by construction, as JSON lines to standard output."""
    from twostage_core.nearmiss import CATEGORIES, SPLITS, generate

    wanted = tuple(c for c in categories.split(",") if c) or CATEGORIES
    for name, value, known in (
        ("--relation", (relation,), ("support", "identity")),
        ("--split", (split,), SPLITS),
        ("--categories", wanted, CATEGORIES),
    ):
        if wrong := [v for v in value if v not in known]:
            _fail(f"{name} must be of {', '.join(known)}, but got {', '.join(wrong)}")
    records = generate(relation=relation, categories=wanted, seed=seed, split=split)  # type: ignore[arg-type]
    for record in islice(records, n):
        sys.stdout.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")


@app.command()
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
    rank: Annotated[int | None, typer.Option(min=1, help="Rank of the deltas that ship; with --data.")] = None,
    seed: Annotated[int, typer.Option(help="Of every draw.")] = 42,
) -> None:
    """Train a verifier further on pairs of your own, or the default verifier end to end."""
    if pairs is not None:
        if adapt is not None or rank is not None:
            _fail("--adapt and --rank go with --data; with --pairs there is --freeze-encoder")
        _train_on_pairs(pairs, out, corpus, start or "default", relation or "support", freeze_encoder, steps, seed)
    elif corpus is not None or relation is not None or freeze_encoder:
        _fail("--corpus, --relation and --freeze-encoder go with --pairs, but there is no --pairs")
    elif data is None:
        _fail("expected --pairs with labelled pairs of your own, or --data (TWOSTAGE_DATA) with the public sets")
    else:
        _train_default(data, out, start, steps, adapt, rank, seed)


def _train_default(
    data: Path, out: Path, start: str | None, steps: int | None, adapt: str | None, rank: int | None, seed: int
) -> None:
    from twostage_core.checkpoint import Checkpoint, download, resolve
    from twostage_core.training.directions import default_directions
    from twostage_core.training.mix import WEIGHTS, TrainingMix, default_sources
    from twostage_core.training.recall import recall_model
    from twostage_core.training.trainer import Recipe
    from twostage_core.training.trainer import train as run

    if adapt not in (None, "full", "lora", "none"):
        _fail(f"--adapt must be full, lora or none, but got {adapt}")
    given: dict[str, object] = {"steps": steps, "adapt": adapt, "rank": rank}
    if start is not None:
        # What a checkpoint knows is soon lost at the rates that taught it.
        given |= {"encoder_rate": 1e-4, "head_rate": 3e-4, "warmup": 20, "decay": 0.5}
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
        _fail(str(error))
    _screen.print(f"wrote {out}; fit its probabilities next: twostage calibrate --model {out} --data {data}")


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
        _fail(f"--relation must be support or identity, but got {relation}")
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
        _fail(str(error))
    _screen.print(f"wrote {out}, trained on {done.report['pairs']['trained_on']} pairs; ROC-AUC before → after:")
    for what, name in (("held_out", "your pairs kept apart"), ("generated", "generated near-misses")):
        for which, found in done.report[what].items():
            if found["auc_after"] is not None:
                change = f"{found['auc_before']:.3f} → {found['auc_after']:.3f}"
                _screen.print(f"  {which}, {name} ({found['pairs']}): {change}", highlight=False)
    for which in ("support", "identity"):
        if which not in done.report["calibrated"]:
            _screen.print(
                f"  {which} has no thresholds: give numbers, or fit them to further labelled pairs with "
                f"twostage calibrate --model {out} --pairs FILE",
                highlight=False,
            )


@app.command(hidden=True)
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
        _fail(f"--rates must be numbers separated by commas, but {error}")
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
        _fail(str(error))
    _screen.print(f"wrote {out}; measure it with twostage evaluate --systems model,cross-encoder:{out}")


@app.command()
def calibrate(
    model: Annotated[str, typer.Option(help="Checkpoint folder, default, or owner/name on the Hub.")],
    pairs: Annotated[
        Path | None, typer.Option(help="Your labelled pairs: JSON lines with query, text, label; relation, kind.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            envvar="TWOSTAGE_DATA",
            help="Without --pairs: folder with identity/ and support/, for the recipe of the shipped checkpoint.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for a calibrated copy; without it the checkpoint itself is changed.")
    ] = None,
    relation: Annotated[str, typer.Option(help="Of pairs that name none: support or identity.")] = "support",
    prior: Annotated[
        float | None,
        typer.Option(help="Share of matches among recall candidates; by default what the pairs of support say."),
    ] = None,
    max_lost: Annotated[
        float | None, typer.Option(help='For the threshold "promised": most true matches it may lose, as a share.')
    ] = None,
    max_false_accept: Annotated[
        float | None, typer.Option(help='For the threshold "promised": most negatives of --kind it may accept.')
    ] = None,
    kind: Annotated[str, typer.Option(help="near_miss, candidate, or a kind that your pairs name.")] = "near_miss",
    questions: Annotated[int, typer.Option(min=40, help="Of each set of --data.")] = 150,
    seed: Annotated[int, typer.Option(help="Of every draw.")] = 7,
    report: Annotated[Path | None, typer.Option(help="Where to write what was measured, as JSON.")] = None,
) -> None:
    """Fit probabilities and thresholds on pairs that were not trained on."""
    from twostage_core import checkpoint
    from twostage_core.provenance import provenance
    from twostage_core.training.calibrate import apply, on_development_pairs, on_own_pairs
    from twostage_core.training.card import write
    from twostage_core.training.pairs import read_pairs
    from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

    if relation not in ("support", "identity"):
        _fail(f"--relation must be support or identity, but got {relation}")
    if pairs is None and data is None:
        _fail("give your labelled pairs as --pairs, or the shipped recipe's data as --data")
    if out is None and not Path(model).is_dir():
        _fail(f"{model} is left as it is; give --out, a folder for the calibrated copy")
    promise = {"max_lost": max_lost, "max_false_accept": max_false_accept, "kind": kind}
    try:
        own = None if pairs is None else read_pairs(pairs, relation)  # type: ignore[arg-type]
        verifier = SimilarityMapVerifier(model)
        if own is not None:
            fitted, measured = on_own_pairs(verifier, own, prior=prior, seed=seed, **promise)
        elif data is not None:
            fitted, measured = on_development_pairs(
                verifier, data, questions=questions, prior=prior, seed=seed, **promise
            )
        if out is not None:
            checkpoint.copy(verifier.checkpoint.folder, out)
            verifier = SimilarityMapVerifier(out)
        apply(verifier, fitted)
    except TwoStageError as error:
        _fail(str(error))
    measured["provenance"] = provenance()
    write(verifier.checkpoint.folder / "README.md", measured)
    if report is not None:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    _screen.print_json(data=measured)


@app.command()
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
        _fail(str(error))
    if split not in ("test", "dev"):
        _fail(f"--split must be test or dev, but got {split}")
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    try:
        with Progress(*columns, console=_screen) as progress:
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
        _fail(str(error))
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(table(report) + "\n")


@app.command()
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


def _fail(message: str) -> None:
    """Ends the command with a message and exit status 2."""
    _screen.print("[red]error:[/red]", escape(message), highlight=False)
    raise typer.Exit(2)
