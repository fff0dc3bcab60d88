"""Small experiments behind the default recipe: one change each, the same families, one seed, one table.

Every run starts from the base model and sees the first `FAMILIES` families of one training mix. It is measured on the
development sides of generator and natural sets, never on a test side.

    python benchmarks/experiments.py --data DATA [--only "full;lora"] [--work FOLDER] [--out FILE]
    python benchmarks/experiments.py --time [--out FILE]

What is in the file already is kept (another mix needs another file), so a run that stops goes on, and two may share the
work. An entry holds what it changed and dev AUC by kind of set. ``--time`` adds what each head takes, on all cores of a
machine that does nothing else.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import torch
import typer
from rich.console import Console
from rich.table import Table

from twostage_core.encoder import EncoderConfig
from twostage_core.evaluation import Asked, Catalogue, evaluate
from twostage_core.head import HeadConfig, MapTransformer
from twostage_core.provenance import provenance
from twostage_core.training.mix import WEIGHTS, TrainingMix, default_sources
from twostage_core.training.recall import recall_model
from twostage_core.training.recipe import Recipe
from twostage_core.training.trainer import train

FAMILIES = 6000
"""Families of every run, a fraction of what the shipped checkpoint saw."""
SEED = 42
PAIRS = 60
"""Pairs of each set that a run is measured on."""
_CANDIDATES, _QUERY_TOKENS, _TOKENS = 100, 16, 128


@dataclass(frozen=True)
class Experiment:
    """What one run does otherwise than the first.

    Attributes:
        recipe: Fields of `Recipe`.
        head: Fields of `HeadConfig`.
        encoder: Fields of `EncoderConfig`.
    """

    recipe: Mapping[str, Any] = field(default_factory=dict)
    head: Mapping[str, Any] = field(default_factory=dict)
    encoder: Mapping[str, Any] = field(default_factory=dict)


EXPERIMENTS: Mapping[str, Experiment] = {
    "full": Experiment(),
    "lora": Experiment({"adapt": "lora", "encoder_rate": 1e-3}),
    "full, 24 families a batch": Experiment({"families": 24, "encoder_rate": 2e-4}),
    "lora, 24 families a batch": Experiment({"families": 24, "adapt": "lora", "encoder_rate": 1e-3}),
    "full, half the rate": Experiment({"encoder_rate": 5e-5}),
    "full, twice the rate": Experiment({"encoder_rate": 2e-4}),
    "frozen base": Experiment({"adapt": "none"}),
    "head: patches of 2 x 8": Experiment(head={"patch_rows": 2}),
    "head: patches of 4 x 16": Experiment(head={"patch_columns": 16}),
    "head: one layer": Experiment(head={"layers": 1}),
    "head: 64 wide": Experiment(head={"width": 64}),
    "head: MaxSim and pooled cosine as inputs": Experiment(head={"summary": True}),
    "tokens of layer 5": Experiment(encoder={"layer": 5}),
}


def main(
    data: Annotated[
        Path | None, typer.Option(envvar="TWOSTAGE_DATA", help="Folder with identity/ and support/.")
    ] = None,
    only: Annotated[str, typer.Option(help="Experiments to run, separated by semicolons; all by default.")] = "",
    work: Annotated[Path, typer.Option(help="Where checkpoints and mined neighbours are kept.")] = Path(
        "out/experiments"
    ),
    out: Annotated[Path, typer.Option(help="The record.")] = Path("benchmarks/default_checkpoint/experiments.json"),
    families: Annotated[int, typer.Option(min=8, help="Families of every run.")] = FAMILIES,
    pairs: Annotated[int, typer.Option(min=4, help="Pairs of each set that a run is measured on.")] = PAIRS,
    timed: Annotated[bool, typer.Option("--time", help="Only time the heads of the record.")] = False,
) -> None:
    """Runs the experiments that the record lacks, and shows it."""
    if timed:
        _write(out, time_heads(_recorded(out)))
        show(_recorded(out))
        return
    if data is None:
        raise typer.BadParameter("expected --data (TWOSTAGE_DATA) with the public sets")
    chosen = [name.strip() for name in only.split(";") if name.strip()] or list(EXPERIMENTS)
    if unknown := [name for name in chosen if name not in EXPERIMENTS]:
        raise typer.BadParameter(f"expected names of {'; '.join(EXPERIMENTS)}, but got {'; '.join(unknown)}")
    for name in chosen:
        if name not in _recorded(out):
            found = run(name, EXPERIMENTS[name], data, work, families=families, pairs=pairs)
            # Read again: another run may have written since.
            _write(out, _recorded(out) | {name: found})
    show(_recorded(out))


def run(name: str, experiment: Experiment, data: Path, work: Path, *, families: int, pairs: int) -> dict[str, Any]:
    """Trains and measures one experiment; its entry of the record."""
    changed = dict(experiment.recipe)
    size = changed.get("families", Recipe().families)
    steps = families // size
    recipe = Recipe(steps=steps, warmup=max(1, steps // 10), seed=SEED, save_steps=10_000, **changed)
    head, encoder = HeadConfig(**experiment.head), EncoderConfig(**experiment.encoder)
    folder = work / "".join(c if c.isalnum() else "-" for c in name)
    sources = default_sources(data, recall_model, SEED, cache=work / "mined.jsonl")
    started = time.perf_counter()
    train(recipe, TrainingMix(sources, WEIGHTS, SEED, batch=size), folder, encoder=encoder, head=head)
    seconds = time.perf_counter() - started
    chosen = ("generator", "casebook", "natural", "paraphrase", "support")
    # Not calibrated: its scores count, and no threshold does.
    verifier = Catalogue().system(f"two-stage:{folder}+0.5")
    report = evaluate([verifier], Asked(suites=chosen, sets=data, pairs=pairs, split="dev"))
    return {
        "changed": {"recipe": changed, "head": dict(experiment.head), "encoder": dict(experiment.encoder)},
        "families": families,
        "pairs_a_set": pairs,
        "seed": SEED,
        "seconds": round(seconds),
        "threads": torch.get_num_threads(),
        "auc": {mean: round(next(iter(of.values())), 4) for mean, of in report["means"].items()},
        "positions": positions(head),
        "provenance": provenance(),
    }


def time_heads(record: Mapping[str, Mapping[str, Any]], *, rounds: int = 5) -> dict[str, Any]:
    """The record with what each entry's head takes, on all cores.

    The heads take turns, and of each the median of the rounds counts: a clock that drifts slows all of them.
    """
    torch.set_num_threads(os.cpu_count() or 1)
    shapes = {
        name: (HeadConfig(**entry["changed"]["head"]), EncoderConfig(**entry["changed"]["encoder"]))
        for name, entry in record.items()
    }
    taken: dict[str, list[float]] = {name: [] for name in shapes}
    for _ in range(rounds):
        for name, shape in shapes.items():
            taken[name].append(head_milliseconds(*shape))
    return {
        name: dict(entry) | {"head_ms": round(median(taken[name]), 1), "timed": provenance()}
        for name, entry in record.items()
    }


def positions(head: HeadConfig) -> int:
    """Positions that the head reads for one window, [CLS] included."""
    return 1 + -(-_QUERY_TOKENS // head.patch_rows) * -(-_TOKENS // head.patch_columns)


@torch.inference_mode()
def head_milliseconds(head: HeadConfig, encoder: EncoderConfig, *, times: int = 7) -> float:
    """Median time of one query of 16 tokens against 100 windows of 128, their vectors at hand."""
    reader = MapTransformer(head).eval()
    query = torch.randn(_CANDIDATES, _QUERY_TOKENS, encoder.width)
    texts = torch.randn(_CANDIDATES, _TOKENS, encoder.width)
    masks = (
        torch.ones(_CANDIDATES, _QUERY_TOKENS, dtype=torch.bool),
        torch.ones(_CANDIDATES, _TOKENS, dtype=torch.bool),
    )
    relation = torch.zeros(_CANDIDATES, dtype=torch.int64)
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        reader(query, texts, *masks, relation)
        taken.append(1000 * (time.perf_counter() - started))
    return median(taken)


def show(record: Mapping[str, Mapping[str, Any]]) -> None:
    """Prints the record as a table."""
    kinds = list(dict.fromkeys(kind for entry in record.values() for kind in entry["auc"]))
    table = Table(
        title=f"dev ROC-AUC after {next(iter(record.values()))['families']} families" if record else "no runs"
    )
    for column in ("", *kinds, "head ms", "positions", "s"):
        table.add_column(column)
    for name, entry in record.items():
        scores = [f"{entry['auc'][kind]:.3f}" for kind in kinds]
        table.add_row(name, *scores, str(entry.get("head_ms", "")), str(entry["positions"]), str(entry["seconds"]))
    Console().print(table)


def _recorded(out: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(out.read_text(encoding="utf-8")) if out.is_file() else {}
    return record


def _write(out: Path, record: Mapping[str, Any]) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_suffix(".partial")
    partial.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    partial.rename(out)


if __name__ == "__main__":
    typer.run(main)
