"""Sets the runtimes of the shipped checkpoint side by side, how fast and how alike: ``runtimes.json``.

    python -m benchmarks.latency.runtimes --data DATA [--work FOLDER] [--out FOLDER] [--small]

Each is exported as `twostage export` does it. Agreement is with torch in float32, on pairs of the kinds that
calibration takes: a calibration of its own is fitted to half of them, and what it says of the other half compared with
what torch says there under the one that is fitted likewise. Times are of stored candidates and of new ones, beside a
cross-encoder of the same backbone in the same runtimes, in turn.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import torch
import typer
from rich.console import Console

import twostage_core as ts
from benchmarks.latency.passages import passages, questions
from benchmarks.latency.peers import CrossEncoderPeer, Ours, measured_with
from benchmarks.latency.protocol import Peer
from benchmarks.latency.quantised import QuantisedPeer
from benchmarks.latency.report import write_record
from benchmarks.latency.timing import timed
from benchmarks.records import shipped
from twostage_core.calibration import MATCH, NEAR_MISS, fit
from twostage_core.checkpoint import RUNTIMES, Checkpoint, Runtime
from twostage_core.evaluation.measures import auc
from twostage_core.nearmiss import generate
from twostage_core.runtimes.export import export
from twostage_core.training.development import LabelledPair, grouped, identity_pairs, support_pairs
from twostage_core.training.heldout import halves
from twostage_core.training.recall import recall_model
from twostage_core.training.scoring import scores
from twostage_core.verifiers.protocol import RELATIONS, Relation
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

SCHEMA = "twostage-rag/runtimes/1"
SEED = 7
BARS = {"auc_loss": 0.003, "p99": 0.05, "flipped": 0.005}
"""At most so much below torch's ROC-AUC, of a probability's change, and of the decisions at a threshold."""
COUNT, TOKENS, QUERIES = 100, 128, 9
_QUESTIONS = 40
"""Of each public set, and a quarter of the sentence pairs: some thousands of pairs a relation."""


class HalfCrossEncoder(CrossEncoderPeer):
    """The cross-encoder in bfloat16, as torch casts it."""

    name = "cross-encoder, torch-bf16"

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float | None]:
        with torch.autocast("cpu", torch.bfloat16):
            return super().scores(query, texts)


def main(
    data: Annotated[Path | None, typer.Option(envvar="TWOSTAGE_DATA", help="Folder with identity/, support/.")] = None,
    work: Annotated[Path, typer.Option(help="Where the exports go.")] = Path("out/runtimes"),
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("benchmarks/latency"),
    small: Annotated[bool, typer.Option("--small", help="A few generated pairs: shows that all of it runs.")] = False,
) -> None:
    """Exports, compares, times, and writes the report."""
    if data is None and not small:
        raise typer.BadParameter("the public sets are needed: give --data, or --small to do without")
    folders = exported(work)
    rivals: list[Peer] = [Ours(folder, f"two-stage, {runtime}") for runtime, folder in folders.items()]
    cross = CrossEncoderPeer()
    rivals += [cross, HalfCrossEncoder(), QuantisedPeer(cross.model)]
    asked = questions(SEED)
    texts = passages(*((3, 16) if small else (COUNT, TOKENS)), SEED)
    for peer in rivals:
        peer.scores(next(asked), texts[:2])
    times = timed(rivals, texts, list(islice(asked, 2 * (1 if small else QUERIES))))
    sets = {relation: pairs(relation, None if small else data) for relation in RELATIONS}
    record = {
        "schema": SCHEMA,
        "small": small,
        "checkpoint": shipped(),
        "seed": SEED,
        "bars": BARS,
        "candidates": len(texts),
        "tokens": 16 if small else TOKENS,
        "milliseconds": times,
        "agreement": {relation: agreement(relation, sets[relation], folders) for relation in RELATIONS},
        "provenance": measured_with(),
    }
    write_record(out, "runtimes", record)
    Console().print(record["agreement"])


def exported(work: Path) -> dict[Runtime, Path]:
    """The shipped checkpoint, and its exports, by runtime."""
    shipped = ts.load_verifier().checkpoint
    folders: dict[Runtime, Path] = {"torch": shipped.folder}
    for runtime in RUNTIMES[1:]:
        folders[runtime] = work / runtime
        export(Checkpoint.read(shipped.folder), folders[runtime], runtime)
    return folders


def pairs(relation: Relation, data: Path | None) -> list[LabelledPair]:
    """Pairs as calibration takes them; without data, generated ones."""
    if data is None:
        drawn = islice(generate(relation=relation, seed=SEED), 300)
        labelled = [LabelledPair(p.a, p.b, p.label, p.category, MATCH if p.label else NEAR_MISS) for p in drawn]
        return grouped(labelled)
    recall = recall_model()
    if relation == "support":
        return grouped(support_pairs(data, recall, questions=_QUESTIONS, seed=SEED)[0])
    return grouped(identity_pairs(data, recall, pairs=4 * _QUESTIONS, seed=SEED))


def agreement(relation: Relation, of: Sequence[LabelledPair], folders: dict[Runtime, Path]) -> dict[str, Any]:
    """How far each runtime is from torch; see the module."""
    logits = {runtime: scores(SimilarityMapVerifier(folder), relation, of) for runtime, folder in folders.items()}
    known = ~np.isnan(np.stack(list(logits.values()))).any(axis=0)
    fits, tests = (side & known for side in _sides(halves(list(of), random.Random(SEED))))
    labels = np.array([pair.label for pair in of])
    own = {runtime: _calibrated(of, values, labels, fits) for runtime, values in logits.items()}
    shipped = SimilarityMapVerifier(folders["torch"]).calibrations[relation]
    found: dict[str, Any] = {"pairs": int(known.sum()), "tested": int(tests.sum()), "runtimes": {}}
    before = auc(labels[tests], logits["torch"][tests])
    found["auc"] = round(before, 5)
    for runtime, values in list(logits.items())[1:]:
        here, there = values[tests], logits["torch"][tests]
        found["runtimes"][runtime] = {
            "auc_loss": round(before - auc(labels[tests], here), 5),
            "own calibration": _apart(own[runtime], own["torch"], here, there),
            "shipped calibration": _apart(shipped, shipped, here, there),
        }
    return found


def _sides(half: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    return half, ~half


def _calibrated(
    of: Sequence[LabelledPair],
    logits: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64],
    fits: npt.NDArray[np.bool_],
) -> ts.Calibration:
    own = [pair for pair, fitting in zip(of, fits, strict=True) if fitting]
    return fit(logits[fits], labels[fits], groups=[p.group for p in own], kinds=[p.kind for p in own])


def _apart(
    one: ts.Calibration, other: ts.Calibration, here: npt.NDArray[np.float64], there: npt.NDArray[np.float64]
) -> dict[str, Any]:
    """99th percentile of the change of a probability, and the share of decisions that change, by threshold."""
    changed, kept = (c.probability(v.astype(np.float32)) for c, v in ((one, here), (other, there)))
    return {
        "p99": round(float(np.quantile(np.abs(changed - kept), 0.99)), 5),
        "flipped": {
            level: round(float(((changed >= one.thresholds[level]) != (kept >= cut)).mean()), 5)
            for level, cut in other.thresholds.items()
        },
    }


if __name__ == "__main__":
    typer.run(main)
