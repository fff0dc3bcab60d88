"""Trains and measures the paper's two experiments: ``embeddings.json``, ``verifiers.json``, ``README.md`` and figures.

    python -m benchmarks.paper --data DATA [--part embeddings] [--work FOLDER] [--out FOLDER] [--small] [--only A-42]

- *embeddings*: Models A and B, the base fine-tuned on questions alone, or half on sentences with near-misses; the same
  steps, batches and rates, three seeds. What happens to general retrieval, and how far do near-misses come apart?
- *verifiers*: F0 to F4 and ours, each over the frozen base and trained end to end, on what Model B learns from, one
  seed.

A model that is trained already is not trained again, so that a run which stops goes on, and several may share the work
(``--only`` trains and measures nothing).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
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
from benchmarks.records import textless
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
    part: Annotated[list[str] | None, typer.Option(help="embeddings or verifiers; both by default.")] = None,
    work: Annotated[Path, typer.Option(help="Where models are kept.")] = Path("out/paper"),
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("benchmarks/paper"),
    base: Annotated[Path | None, typer.Option(help="Another backbone: a sentence-transformers folder.")] = None,
    small: Annotated[bool, typer.Option("--small", help="A few steps and queries: shows that all of it runs.")] = False,
    only: Annotated[str, typer.Option(help="Models to train, separated by commas; then nothing is measured.")] = "",
) -> None:
    """Trains what is not trained yet, measures it, and writes the report."""
    budget, seeds = (SMALL, SEEDS[:1]) if small else (Budget(), SEEDS)
    models = {"embeddings": [n for n in EMBEDDINGS if int(n[2:]) in seeds], "verifiers": list(VERIFIERS)}
    if unknown := [one for one in part or () if one not in models]:
        raise typer.BadParameter(f"--part must be of {', '.join(models)}, but got {', '.join(unknown)}")
    parts = {name: own for name, own in models.items() if name in (part or models)}
    known = [name for own in parts.values() for name in own]
    chosen = [name.strip() for name in only.split(",") if name.strip()] or known
    if unknown := [name for name in chosen if name not in known]:
        raise typer.BadParameter(f"no models of these names: {', '.join(unknown)}")
    folder = base or MINILM.locate()
    questions = mined_questions(data, recall_model, work / "mined.jsonl")
    for name in chosen:
        train_once(name, folder, questions, budget, work)
    if only:
        return
    catalogue = Catalogue(None if base is None else str(base), work / "index")
    out.mkdir(parents=True, exist_ok=True)
    for name, own in parts.items():
        systems = {n: system(n, folder, work / n, budget, catalogue) for n in own}
        found = {
            "schema": SCHEMA,
            "small": small,
            "backbone": "all-MiniLM-L6-v2" if base is None else base.name,
            "budget": asdict(budget),
            "seeds": list(seeds),
            "near_misses": NEAR_MISSES,
            "training": {n: json.loads((work / n / "training.json").read_text(encoding="utf-8")) for n in own},
            **_measure(systems, catalogue, data, small=small),
            "provenance": provenance(),
        }
        (out / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    write_report(out)


def _measure(systems: Mapping[str, System], catalogue: Catalogue, data: Path, *, small: bool) -> dict[str, Any]:
    """All of them beside the base; and Model B audited against Model A, seed by seed, where they are among them."""
    names, pairs = (COLLECTIONS[1:2], 12) if small else (COLLECTIONS, 80)
    searching = all(name in EMBEDDINGS for name in systems)
    queries = 4 if small else None if searching else 20
    asked = Asked(
        collections=[find(str(data / "retrieval" / name)) for name in names],
        suites=_SUITES,
        sets=data,
        queries=queries,
        pairs=pairs,
        depth=100 if searching else 50,
    )
    with Progress(console=Console()) as progress:
        task = progress.add_task("")

        def on_step(what: str, done: int, total: int) -> None:
            progress.update(task, description=what[:60], completed=done, total=total)

        recall = catalogue.system("dense").named("base")
        found = evaluate([recall, *systems.values()], asked, embedding=catalogue.recall.embedding, on_step=on_step)
    retrieved = Asked(collections=asked.collections, queries=queries, depth=asked.depth)
    audits = {
        seed: audit(systems[f"A-{seed}"], systems[f"B-{seed}"], retrieved) for seed in SEEDS if f"B-{seed}" in systems
    }
    # What an audit holds besides is in the evaluation.
    kept = {seed: {k: v for k, v in textless(of).items() if k != "evaluation"} for seed, of in audits.items()}
    return {"evaluation": found, "audits": kept}


if __name__ == "__main__":
    typer.run(main)
