"""Ours beside its rivals at one budget: the same backbone, mix and steps, trained and measured in one go.

Three seeds of the default recipe, the map Transformer over a frozen base, and a cross-encoder: the best of three
learning rates by dev loss, and once more with twice the steps. Pooled cosine and MaxSim of the untouched base stand
beside them. The checkpoint that ships saw more steps; its own figures are in ``evaluation.json``.

    python benchmarks/rivals.py --data DATA [--only seed-42,frozen] [--work FOLDER] [--out FILE]

What is trained already in the work folder is kept, so a run that stops goes on, and two may share the work; when
nothing is left to train, everything is measured.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from twostage_core.evaluation import evaluate, system, table
from twostage_core.training.mix import WEIGHTS, TrainingMix, default_sources
from twostage_core.training.natural import Split
from twostage_core.training.recall import recall_model
from twostage_core.training.rival import RATES, RivalRecipe, sweep, train_rival
from twostage_core.training.trainer import Recipe, train

STEPS = 2000
"""Of every run, six families of groups each: some 50,000 labelled pairs."""
SEEDS = (42, 43, 44)
_MAPS: Mapping[str, Recipe] = {
    **{f"seed-{seed}": Recipe(steps=STEPS, seed=seed) for seed in SEEDS},
    "frozen": Recipe(steps=STEPS, seed=SEEDS[0], adapt="none"),
}
_RIVAL = RivalRecipe(steps=STEPS, seed=SEEDS[0])
_TWICE = "cross-encoder-twice"
NAMES = (*_MAPS, "cross-encoder", _TWICE)


def main(
    data: Annotated[Path, typer.Option(envvar="TWOSTAGE_DATA", help="Folder with identity/ and support/.")],
    only: Annotated[str, typer.Option(help=f"To train, of {', '.join(NAMES)}; all by default.")] = "",
    work: Annotated[Path, typer.Option(help="Where models and mined neighbours are kept.")] = Path("out/rivals"),
    out: Annotated[Path, typer.Option(help="The record.")] = Path("benchmarks/default_checkpoint/rivals.json"),
    n: Annotated[int, typer.Option(min=8, help="Most pairs of a set.")] = 80,
) -> None:
    """Trains what is missing, then measures everything."""
    chosen = [name for name in only.split(",") if name] or list(NAMES)
    if unknown := [name for name in chosen if name not in NAMES]:
        raise typer.BadParameter(f"expected names of {', '.join(NAMES)}, but got {', '.join(unknown)}")
    for name in chosen:
        if not _done(work / name, name):
            _train(name, data, work)
    if missing := [name for name in NAMES if not _done(work / name, name)]:
        typer.echo(f"still to train: {', '.join(missing)}")
        return
    kinds = {name: "map" if name in _MAPS else "cross-encoder" for name in NAMES}
    systems = [system(spec) for spec in ("cosine", "maxsim")]
    systems += [system(f"{kind}:{work / name}") for name, kind in kinds.items()]
    report = evaluate(data, systems, chosen=("generator", "natural", "paraphrase", "support"), n=n)
    report["trained"] = {name: _summary(work / name) for name in NAMES} | {"labelled_pairs": _pairs(data, work)}
    out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    typer.echo(table(report))


def _mix(data: Path, work: Path, seed: int, split: Split = "train") -> TrainingMix:
    sources = default_sources(data, recall_model, seed, cache=work / f"mined-{split}.jsonl", split=split)
    return TrainingMix(sources, WEIGHTS, seed, batch=Recipe().families)


def _train(name: str, data: Path, work: Path) -> None:
    if name in _MAPS:
        train(_MAPS[name], _mix(data, work, _MAPS[name].seed), work / name)
    elif name == "cross-encoder":
        of: Callable[[Split], TrainingMix] = lambda split: _mix(data, work, _RIVAL.seed, split)  # noqa: E731
        sweep(_RIVAL, lambda: of("train"), lambda: of("dev"), work / name, rates=RATES)
    else:
        if not _done(work / "cross-encoder", "cross-encoder"):
            _train("cross-encoder", data, work)
        best = _record(work / "cross-encoder")["recipe"]["rate"]
        train_rival(replace(_RIVAL, steps=2 * STEPS, rate=best), _mix(data, work, _RIVAL.seed), work / name)


def _done(folder: Path, name: str) -> bool:
    record = _record(folder)
    if name in _MAPS:
        return record.get("recipe") == asdict(_MAPS[name])
    return record.get("recipe", {}).get("steps") == STEPS * (2 if name == _TWICE else 1) and (
        name == _TWICE or "rates" in record
    )


def _summary(folder: Path) -> dict[str, Any]:
    """What a run did, how long it took, and how flat its loss was: the means over the last two eighths."""
    record = _record(folder)
    losses = [entry["loss"] for entry in record["log"] if "loss" in entry]
    eighth = len(losses) // 8
    found = {
        "recipe": record["recipe"],
        "seconds": round(record["seconds"]),
        "loss": {
            "seventh eighth": round(sum(losses[-2 * eighth : -eighth]) / eighth, 4),
            "last eighth": round(sum(losses[-eighth:]) / eighth, 4),
        },
    }
    return found | {name: record[name] for name in ("rates",) if name in record}


def _pairs(data: Path, work: Path) -> dict[str, int]:
    families = islice(_mix(data, work, SEEDS[0]), STEPS * Recipe().families)
    return {"seed": SEEDS[0], "pairs": sum(len(group.texts) for family in families for group in family)}


def _record(folder: Path) -> dict[str, Any]:
    path = folder / "training.json"
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return record


if __name__ == "__main__":
    typer.run(main)
