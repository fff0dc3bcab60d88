"""Ours beside its rivals at one budget: the same backbone, the same mix, the same steps.

Three seeds of the default recipe, one of them once more without pooled vectors, the map Transformer over a frozen
base, and a cross-encoder: at three learning rates, of which the one with the least loss on development groups counts,
and once more with twice the steps. Pooled cosine and MaxSim of the untouched base stand beside them. The checkpoint
that ships saw more steps; its figures are in ``evaluation.json``.

    python benchmarks/rivals.py --data DATA [--only seed-42,frozen] [--work FOLDER] [--out FILE]

What is in the record already is kept (another mix needs another record), so a run that stops goes on, and several may
share the work: every entry is measured on the same pairs, drawn by the same seed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from statistics import mean, stdev
from typing import Annotated, Any

import typer

from twostage_core.evaluation import Asked, Catalogue, System, evaluate
from twostage_core.provenance import provenance
from twostage_core.training.directions import default_directions
from twostage_core.training.mix import WEIGHTS, TrainingMix, default_sources
from twostage_core.training.natural import Split
from twostage_core.training.recall import recall_model
from twostage_core.training.recipe import Recipe
from twostage_core.training.rival import RATES, RivalRecipe, dev_loss, train_rival
from twostage_core.training.trainer import train

STEPS = 750
"""Of every run; a family has some eight labelled pairs, so that these are some 50,000."""
FAMILIES = 8
"""Of a step."""
SEEDS = (42, 43, 44)
_UNPOOLED = f"seed-{SEEDS[2]}-unpooled"
_MAPS: Mapping[str, Recipe] = {
    **{f"seed-{seed}": Recipe(steps=STEPS, families=FAMILIES, seed=seed) for seed in SEEDS},
    _UNPOOLED: Recipe(steps=STEPS, families=FAMILIES, seed=SEEDS[2]),
    "frozen": Recipe(steps=STEPS, families=FAMILIES, seed=SEEDS[0], adapt="none"),
}
_CROSS_ENCODERS: Mapping[str, RivalRecipe] = {
    f"cross-encoder-{rate:g}": RivalRecipe(steps=STEPS, families=FAMILIES, seed=SEEDS[0], rate=rate) for rate in RATES
}
_TWICE = "cross-encoder-twice"
NAMES = ("cosine", "maxsim", *_MAPS, *_CROSS_ENCODERS, _TWICE)
_DEV_BATCHES = 60


def main(
    data: Annotated[Path, typer.Option(envvar="TWOSTAGE_DATA", help="Folder with identity/ and support/.")],
    only: Annotated[str, typer.Option(help=f"Of {', '.join(NAMES)}; all by default.")] = "",
    work: Annotated[Path, typer.Option(help="Where models and mined neighbours are kept.")] = Path("out/rivals"),
    out: Annotated[Path, typer.Option(help="The record.")] = Path("benchmarks/default_checkpoint/rivals.json"),
    n: Annotated[int, typer.Option(min=8, help="Most pairs of a set.")] = 80,
) -> None:
    """Trains and measures what the record lacks, and shows it."""
    chosen = [name for name in only.split(",") if name] or list(NAMES)
    if unknown := [name for name in chosen if name not in NAMES]:
        raise typer.BadParameter(f"expected names of {', '.join(NAMES)}, but got {', '.join(unknown)}")
    for name in chosen:
        if name not in _read(out):
            found = run(name, data, work, best=_best(_read(out)), n=n)
            # Read again: another run may have written since.
            record = _read(out) | {name: found}
            partial = out.with_suffix(".partial")
            partial.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
            partial.rename(out)
    print(table(_read(out)))


def run(name: str, data: Path, work: Path, *, best: float | None, n: int) -> dict[str, Any]:
    """Trains and measures one system; its entry of the record."""
    folder = work / name
    trained: dict[str, Any] = {}
    if name in _MAPS:
        if _trained(folder).get("recipe") != asdict(_MAPS[name]):
            directions = None if name == _UNPOOLED else default_directions(data, recall_model, SEEDS[0])
            train(_MAPS[name], _mix(data, work, _MAPS[name].seed), folder, directions=directions)
        # Not calibrated, as no rival is: its scores count, and no threshold does.
        measured: System = Catalogue().system(f"two-stage:{folder}+0.5")
        trained = _summary(folder)
    elif name in ("cosine", "maxsim"):
        measured = Catalogue().system("dense" if name == "cosine" else name)
    else:
        if name == _TWICE and best is None:
            raise typer.BadParameter(f"{_TWICE} needs the best rate: run {', '.join(_CROSS_ENCODERS)} before")
        twice = RivalRecipe(steps=2 * STEPS, families=FAMILIES, seed=SEEDS[0], rate=best or 0.0)
        recipe = _CROSS_ENCODERS.get(name, twice)
        if _trained(folder).get("recipe") != asdict(recipe):
            train_rival(recipe, _mix(data, work, recipe.seed), folder)
        measured = Catalogue().system(f"cross-encoder:{folder}")
        loss = dev_loss(folder, _mix(data, work, recipe.seed, "dev"), batches=_DEV_BATCHES, size=recipe.families)
        trained = _summary(folder) | {"dev_loss": round(loss, 4)}
    chosen = ("generator", "casebook", "natural", "paraphrase", "support")
    report = evaluate([measured], Asked(suites=chosen, sets=data, pairs=n))
    return {
        "trained": trained,
        "asked": report["asked"],
        "means": {kind: round(next(iter(by.values())), 4) for kind, by in report["means"].items()},
        "sets": {of: next(iter(entry["figures"].values())) for of, entry in report["near_misses"].items()},
        "data": report["data"],
        "files": dict(measured.files),
        "provenance": provenance(),
    }


def table(record: Mapping[str, Mapping[str, Any]]) -> str:
    """Mean ROC-AUC by kind of set, as Markdown: a line of each system, and one of our seeds together.

    Args:
        record: What :func:`run` found, by name.
    """
    kinds = list(dict.fromkeys(kind for entry in record.values() for kind in entry["means"]))
    rows = [["trained", *kinds, "loss, last two eighths", "dev loss", "minutes"]]
    for name in (n for n in NAMES if n in record):
        trained = record[name]["trained"]
        loss = " → ".join(f"{part:.3f}" for part in trained.get("loss", ()))
        minutes = f"{trained['seconds'] / 60:.0f}" if trained else ""
        means = [f"{record[name]['means'][kind]:.3f}" for kind in kinds]
        rows.append([name, *means, loss, str(trained.get("dev_loss", "")), minutes])
    if len(ours := [record[f"seed-{seed}"]["means"] for seed in SEEDS if f"seed-{seed}" in record]) > 1:
        by = [[means[kind] for means in ours] for kind in kinds]
        rows.append(
            [f"{len(ours)} seeds, mean ± deviation", *(f"{mean(m):.3f} ± {stdev(m):.3f}" for m in by), "", "", ""]
        )
    lines = [f"| {' | '.join(row)} |" for row in rows]
    machines = sorted({f"{e['provenance']['threads']} thread of {e['provenance']['cpu']}" for e in record.values()})
    return "\n".join(
        [lines[0], "|---" * len(rows[0]) + "|", *lines[1:], "", f"Measured with {' and '.join(machines)}."]
    )


def _best(record: Mapping[str, Mapping[str, Any]]) -> float | None:
    """The rate with the least dev loss, when all of them are there."""
    losses = {r.rate: record[name]["trained"]["dev_loss"] for name, r in _CROSS_ENCODERS.items() if name in record}
    return min(losses, key=lambda rate: losses[rate]) if len(losses) == len(_CROSS_ENCODERS) else None


def _mix(data: Path, work: Path, seed: int, split: Split = "train") -> TrainingMix:
    sources = default_sources(data, recall_model, seed, cache=work / f"mined-{split}.jsonl", split=split)
    return TrainingMix(sources, WEIGHTS, seed, batch=FAMILIES)


def _summary(folder: Path) -> dict[str, Any]:
    """What a run did, how long it took, and how flat its loss was: the means over the last two eighths."""
    record = _trained(folder)
    losses = [entry["loss"] for entry in record["log"] if "loss" in entry]
    eighth = max(1, len(losses) // 8)
    return {
        "recipe": record["recipe"],
        "seconds": round(record["seconds"]),
        "loss": [round(sum(part) / eighth, 4) for part in (losses[-2 * eighth : -eighth], losses[-eighth:])],
    }


def _trained(folder: Path) -> dict[str, Any]:
    return _read(folder / "training.json")


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


if __name__ == "__main__":
    typer.run(main)
