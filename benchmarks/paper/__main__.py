"""Trains and measures the paper's two experiments, and writes ``results.json``, ``README.md`` and figures.

    python -m benchmarks.paper --data DATA [--work FOLDER] [--out FOLDER] [--small] [--only A-42,B-42]

1. Models A and B: the base fine-tuned on questions alone, or half on sentences with near-misses; the same steps,
   batches and rates, three seeds. What happens to general retrieval, and how far do near-misses come apart?
2. F0 to F4 and ours, each over the frozen base and trained end to end, on what Model B learns from, one seed.

A model that is trained already is not trained again, so that a run which stops goes on, and several may share the work
(``--only`` trains and measures nothing). Everything is measured in one go at the end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from benchmarks.paper.budget import SMALL, Budget
from benchmarks.paper.models import EMBEDDINGS, NEAR_MISSES, SEEDS, VERIFIERS, system, train_once
from benchmarks.paper.report import write_report
from benchmarks.paper.triplets import mined_questions
from twostage_core.basemodel import MINILM
from twostage_core.evaluation import Asked, Catalogue, System, evaluate
from twostage_core.evaluation.audit import audit
from twostage_core.evaluation.collection import find
from twostage_core.provenance import provenance
from twostage_core.training.recall import recall_model

SCHEMA = "twostage-rag/paper/1"
COLLECTIONS = ("cranfield", "med", "msmarco_small")
_SUITES = ("generator", "natural", "paraphrase")


def main(
    data: Annotated[Path, typer.Option(envvar="TWOSTAGE_DATA", help="Folder with support/, identity/, retrieval/.")],
    work: Annotated[Path, typer.Option(help="Where models are kept.")] = Path("out/paper"),
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("benchmarks/paper"),
    base: Annotated[Path | None, typer.Option(help="Another backbone: a sentence-transformers folder.")] = None,
    small: Annotated[bool, typer.Option("--small", help="A few steps and queries: shows that all of it runs.")] = False,
    only: Annotated[str, typer.Option(help="Models to train, separated by commas; then nothing is measured.")] = "",
) -> None:
    """Trains what is not trained yet, measures everything, and writes the report."""
    budget, seeds = (SMALL, SEEDS[:1]) if small else (Budget(), SEEDS)
    embeddings = [name for name in EMBEDDINGS if int(name[2:]) in seeds]
    chosen = [name.strip() for name in only.split(",") if name.strip()] or [*embeddings, *VERIFIERS]
    if unknown := [name for name in chosen if name not in (*embeddings, *VERIFIERS)]:
        raise typer.BadParameter(f"no models of these names: {', '.join(unknown)}")
    folder = base or MINILM.locate()
    questions = mined_questions(data, recall_model, work / "mined.jsonl")
    for name in chosen:
        train_once(name, folder, questions, budget, work)
    if only:
        return
    catalogue = Catalogue(None if base is None else str(base), work / "index")
    measured = {n: system(n, folder, work / n, budget, catalogue) for n in (*embeddings, *VERIFIERS)}
    recall = catalogue.system("dense").named("base")
    pairs, queries, names = (12, 4, COLLECTIONS[1:2]) if small else (80, 20, COLLECTIONS)
    results = {
        "schema": SCHEMA,
        "small": small,
        "backbone": "all-MiniLM-L6-v2" if base is None else base.name,
        "budget": asdict(budget),
        "seeds": list(seeds),
        "near_misses": NEAR_MISSES,
        "training": {n: json.loads((work / n / "training.json").read_text(encoding="utf-8")) for n in measured},
        **_measure(recall, measured, catalogue, data, names, pairs, queries, every=not small),
        "provenance": provenance(),
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    write_report(results, out)


def _measure(
    recall: System,
    measured: Mapping[str, System],
    catalogue: Catalogue,
    data: Path,
    names: Sequence[str],
    pairs: int,
    queries: int,
    *,
    every: bool,
) -> dict[str, Any]:
    """Embeddings, beside the base; Model B audited against Model A, seed by seed; verifiers, beside the base."""
    collections = [find(str(data / "retrieval" / name)) for name in names]
    embedding = catalogue.recall.embedding
    with Progress(console=Console()) as progress:
        task = progress.add_task("")

        def on_step(what: str, done: int, total: int) -> None:
            progress.update(task, description=what[:60], completed=done, total=total)

        tuned = [measured[n] for n in EMBEDDINGS if n in measured]
        most = None if every else queries
        asked = Asked(collections=collections, suites=_SUITES, sets=data, queries=most, pairs=pairs, depth=100)
        embeddings = evaluate([recall, *tuned], asked, embedding=embedding, on_step=on_step)
        audits = {
            seed: audit(measured[f"A-{seed}"], measured[f"B-{seed}"], Asked(collections=collections, queries=most))
            for seed in SEEDS
            if f"B-{seed}" in measured
        }
        verifiers = [measured[n] for n in VERIFIERS]
        asked = Asked(collections=collections, suites=_SUITES, sets=data, queries=queries, pairs=pairs, depth=50)
        read = evaluate([recall, *verifiers], asked, embedding=embedding, on_step=on_step)
    # What an audit holds besides is in the evaluation.
    kept = {seed: {k: v for k, v in found.items() if k != "evaluation"} for seed, found in audits.items()}
    return {"embeddings": embeddings, "audits": kept, "verifiers": read}


if __name__ == "__main__":
    typer.run(main)
