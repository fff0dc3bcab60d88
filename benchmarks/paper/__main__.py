"""Trains and measures the paper's two experiments, and writes ``results.json``.

    python -m benchmarks.paper --data DATA [--work FOLDER] [--out FOLDER] [--small] [--only A-42,B-42]

1. Models A and B: the base fine-tuned on questions alone, or half on sentences with near-misses; the same steps,
   batches and rates, three seeds. What happens to general retrieval, and how far do near-misses come apart?
2. F0 to F4 and ours, each over the frozen base and trained end to end, on what Model B learns from, one seed.

A model that is trained already is not trained again, so that a run which stops goes on, and several may share the work
(``--only`` trains and measures nothing). Everything is measured in one go at the end.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from benchmarks.paper.budget import SMALL, Budget
from benchmarks.paper.embeddings import train_embedding
from benchmarks.paper.report import write_report
from benchmarks.paper.triplets import Triplet, draw, mined_questions
from benchmarks.paper.verifiers import MapVerifier, train_verifier
from twostage_core.basemodel import MINILM
from twostage_core.evaluation import Asked, Catalogue, System, evaluate
from twostage_core.evaluation.collection import find
from twostage_core.evaluation.modelfiles import sha256
from twostage_core.evaluation.systems.reranking import Reranking, VerifierScores
from twostage_core.provenance import provenance
from twostage_core.training.group import TrainingGroup
from twostage_core.training.recall import recall_model
from twostage_core.training.trainer import Recipe, train
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

SCHEMA = "twostage-rag/paper/1"
SEEDS = (42, 43, 44)
NEAR_MISSES = 0.5
"""Share of near-misses in what Model B and all verifiers learn from; Model A has none."""
READERS = ("F0", "F1", "F2", "F3", "F4", "ours")
COLLECTIONS = ("cacm", "cranfield", "med", "msmarco_small", "scifact_train")
_SUITES = ("generator", "natural", "paraphrase")
_DEPTH = 50

EMBEDDINGS = tuple(f"{model}-{seed}" for model in "AB" for seed in SEEDS)
VERIFIERS = tuple(f"{name} {how}" for name in READERS for how in ("frozen", "end to end"))


def main(
    data: Annotated[Path, typer.Option(envvar="TWOSTAGE_DATA", help="Folder with support/, identity/, retrieval/.")],
    work: Annotated[Path, typer.Option(help="Where models are kept.")] = Path("out/paper"),
    out: Annotated[Path, typer.Option(help="Folder of results.json, README.md and figures.")] = Path(
        "benchmarks/paper"
    ),
    base: Annotated[Path | None, typer.Option(help="Another backbone: a sentence-transformers folder.")] = None,
    small: Annotated[bool, typer.Option("--small", help="A few steps and queries: shows that all of it runs.")] = False,
    only: Annotated[str, typer.Option(help="Models to train, separated by commas; then nothing is measured.")] = "",
) -> None:
    """Trains what is not trained yet, measures everything, and writes the report."""
    budget = SMALL if small else Budget()
    seeds = SEEDS[:1] if small else SEEDS
    models = [m for m in EMBEDDINGS if int(m[2:]) in seeds] + list(VERIFIERS)
    chosen = [name.strip() for name in only.split(",") if name.strip()] or models
    if unknown := [name for name in chosen if name not in models]:
        raise typer.BadParameter(f"expected names of {', '.join(models)}, but got {', '.join(unknown)}")
    folder = base or MINILM.locate()
    questions = mined_questions(data, recall_model, work / "mined.jsonl")
    for name in chosen:
        if not (work / name / "training.json").is_file():
            seed = int(name[2:]) if name in EMBEDDINGS else SEEDS[0]
            share = 0.0 if name.startswith("A-") else NEAR_MISSES
            triplets = draw(questions, budget.triplets, seed, near_misses=share)
            _train(name, folder, triplets, budget, seed, work / name)
    if only:
        return
    asked: dict[str, Any] = {"pairs": 80, "collections": COLLECTIONS}
    if small:
        asked = {"pairs": 12, "queries": 4, "collections": COLLECTIONS[2:3]}
    with Progress(console=Console()) as progress:
        task = progress.add_task("")

        def on_step(what: str, done: int, total: int) -> None:
            progress.update(task, description=what[:60], completed=done, total=total)

        results = {
            "schema": SCHEMA,
            "small": small,
            "backbone": "all-MiniLM-L6-v2" if base is None else base.name,
            "budget": asdict(budget),
            "seeds": list(seeds),
            "near_misses": NEAR_MISSES,
            "training": {name: json.loads((work / name / "training.json").read_text()) for name in models},
            "embeddings": measure(
                [(m, work / m) for m in models if m in EMBEDDINGS],
                folder,
                data,
                budget,
                on_step,
                {"queries": None} | asked,
            ),
            "verifiers": measure(
                [(m, work / m) for m in models if m in VERIFIERS],
                folder,
                data,
                budget,
                on_step,
                {"queries": 40} | asked,
            ),
            "provenance": provenance(),
        }
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    write_report(results, out)


def measure(
    models: list[tuple[str, Path]],
    base: Path,
    data: Path,
    budget: Budget,
    on_step: Callable[[str, int, int], None],
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """Measures models beside the base, in one run; the record of `evaluate`."""
    catalogue = Catalogue(str(base))
    systems = [catalogue.system("dense").named("base")]
    for name, folder in models:
        if name in EMBEDDINGS:
            systems.append(catalogue.system(f"dense:{folder}").named(name))
            continue
        read = name.partition(" ")[0]
        verifier = (
            SimilarityMapVerifier(folder, base_path=base)
            if read == "ours"
            else MapVerifier(read, base, folder, budget.tokens)
        )
        files = {"model.safetensors": sha256(folder / "model.safetensors")}
        systems.append(System(name, VerifierScores(verifier), Reranking(catalogue.recall, verifier), files=files))
    collections = [find(str(data / "retrieval" / name)) for name in settings["collections"]]
    asked: dict[str, Any] = {**settings, "collections": collections}
    return evaluate(
        systems,
        Asked(suites=_SUITES, sets=data, depth=_DEPTH, **asked),
        embedding=catalogue.recall.embedding,
        on_step=on_step,
    )


def _train(name: str, base: Path, triplets: list[Triplet], budget: Budget, seed: int, out: Path) -> None:
    started = time.perf_counter()
    frozen = name.endswith("frozen")
    read = name.partition(" ")[0]
    if name in EMBEDDINGS:
        train_embedding(base, triplets, budget, seed, out)
    elif read == "ours":
        recipe = Recipe(
            steps=budget.steps,
            families=budget.batch,
            adapt="none" if frozen else "full",
            encoder_rate=budget.encoder_rate,
            head_rate=budget.head_rate,
            warmup=budget.warmup,
            decay=0.9,
            seed=seed,
            save_steps=10_000,
        )
        families = [
            (TrainingGroup(t.relation, t.anchor, (t.positive, t.negative), (1.0, 0.0), "paper"),) for t in triplets
        ]
        train(recipe, families, out, base_path=base)  # type: ignore[arg-type]
    else:
        train_verifier(read, base, triplets, budget, seed, out, frozen=frozen)
    record = {"seconds": round(time.perf_counter() - started), "steps": budget.steps, "provenance": provenance()}
    (out / "training.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
