"""The audit at work: embeddings tuned on near-misses, an unchanged one, a better one, one that lost a little.

    python -m benchmarks.audits --data DATA --tuned FOLDER [--work FOLDER] [--out FILE]

Each is one call of ``twostage audit``, on public collections; what is kept is its exit status and what it said. The
first is Model B of `benchmarks.paper`, tuned for a few minutes, half on questions: it need not fall. The second is
tuned harder, at four times the rate and on near-misses alone, as a team that looks at nothing but them would. Turned
round, the base is a better one. The one that lost a little is the base with noise on its weights, and is asked too few
queries to be sure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from rich.console import Console
from sentence_transformers import SentenceTransformer
from typer.testing import CliRunner

from benchmarks.paper.budget import Budget
from benchmarks.paper.embeddings import train_embedding
from benchmarks.paper.triplets import draw
from benchmarks.records import textless
from twostage_core.basemodel import MINILM
from twostage_core.cli import app
from twostage_core.cli.audit import sentence
from twostage_core.provenance import provenance

COLLECTIONS = ("cranfield", "med", "msmarco_small")
HARDER = Budget(steps=240, encoder_rate=2e-4)
SEED = 42
NOISE = 0.25
"""Of the weights' own spread."""
FEW = 12
"""Queries of a collection that are too few."""
_KEPT = (
    "outcome",
    "max_drop",
    "before",
    "after",
    "relative",
    "p",
    "queries",
    "queries_needed",
    "worst_collections",
    "worst_queries",
)


@dataclass(frozen=True)
class Case:
    """One audit: what is compared, on which collections, and the exit statuses that it may show."""

    before: str
    after: str
    collections: Sequence[str] = COLLECTIONS
    queries: int | None = None
    expected: Sequence[int] = (0,)


def main(
    data: Annotated[Path, typer.Option(envvar="TWOSTAGE_DATA", help="Folder with retrieval/.")],
    tuned: Annotated[Path, typer.Option(help="A fine-tuned embedding: Model B of benchmarks.paper.")],
    work: Annotated[Path, typer.Option(help="Where models and indexes are kept.")] = Path("out/audits"),
    out: Annotated[Path, typer.Option(help="The record.")] = Path("benchmarks/audits.json"),
) -> None:
    """Runs the audits, and ends with 1 if one of them does not exit as it is to."""
    noised, same, harder = work / "noised", work / "unchanged", work / "harder"
    _save(noised, NOISE)
    _save(same, 0.0)
    if not (harder / "modules.json").is_file():
        triplets = draw([], HARDER.triplets, SEED, near_misses=1.0)
        train_embedding(MINILM.locate(), triplets, HARDER, SEED, harder)
    cases = {
        "tuned, half on near-misses": Case("recall", str(tuned), expected=(0, 1, 3)),
        "tuned harder, on near-misses alone": Case("recall", str(harder), expected=(1,)),
        "unchanged": Case("recall", str(same), ("med",)),
        "better": Case(str(harder), "recall"),
        "noised, few queries": Case("recall", str(noised), ("med",), FEW, expected=(3,)),
    }
    found = {name: run(case, data, work) for name, case in cases.items()}
    record = {"noise": NOISE, "harder": asdict(HARDER), "seed": SEED, "audits": found, "provenance": provenance()}
    out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    for name, entry in found.items():
        Console().print(
            f"{name}: exit {entry['exit']} (expected {entry['expected']}). {entry['said']}", highlight=False
        )
    if any(entry["exit"] not in entry["expected"] for entry in found.values()):
        raise typer.Exit(1)


def run(case: Case, data: Path, work: Path) -> Mapping[str, Any]:
    """Runs one audit as a user would; its entry of the record."""
    folder = work / "audit"
    asked = [x for name in case.collections for x in ("--data", str(data / "retrieval" / name))]
    asked += ["--queries", str(case.queries)] if case.queries is not None else []
    asked += ["--pairs", "20", "--cache", str(work / "cache"), "--out", str(folder)]
    done = CliRunner().invoke(app, ["audit", "--before", case.before, "--after", case.after, *asked])
    if done.exit_code not in (0, 1, 3):
        raise RuntimeError(done.output)
    record = json.loads((folder / "audit.json").read_text(encoding="utf-8"))
    return {
        "expected": list(case.expected),
        "exit": done.exit_code,
        "said": sentence(record),
        **{name: value for name, value in textless(record).items() if name in _KEPT},
    }


def _save(folder: Path, noise: float) -> None:
    """The base model with noise on its weights, drawn anew from the same seed."""
    model = SentenceTransformer(str(MINILM.locate()), device="cpu", local_files_only=True)
    model.max_seq_length = 256
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.add_(noise * weight.std() * torch.randn(weight.shape, generator=generator))
    model.save(str(folder), create_model_card=False)


if __name__ == "__main__":
    typer.run(main)
