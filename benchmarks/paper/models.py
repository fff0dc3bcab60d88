"""Owns the models of the two experiments by name: how each is trained, and the system that it makes."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.paper.budget import Budget
from benchmarks.paper.embeddings import train_embedding
from benchmarks.paper.triplets import Triplet, draw
from benchmarks.paper.verifiers import MapVerifier, train_verifier
from twostage_core.encoder import load_tokenizer
from twostage_core.evaluation import Catalogue, System
from twostage_core.evaluation.systems.reranking import Reranking, VerifierScores
from twostage_core.hashes import sha256
from twostage_core.provenance import provenance
from twostage_core.training.group import TrainingGroup
from twostage_core.training.mining import MinedQuestion
from twostage_core.training.recipe import Recipe
from twostage_core.training.trainer import train
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

SEEDS = (42, 43, 44)
NEAR_MISSES = 0.5
"""Share of near-misses in what Model B and all verifiers learn from; Model A has none."""
EMBEDDINGS = tuple(f"{model}-{seed}" for model in "AB" for seed in SEEDS)
READERS = ("F0", "F1", "F2", "F3", "F4", "ours")
VERIFIERS = tuple(f"{name} {how}" for name in READERS for how in ("frozen", "end to end"))


def train_once(name: str, base: Path, questions: Sequence[MinedQuestion], budget: Budget, work: Path) -> None:
    """Trains a model unless it is there, and of the same budget.

    Args:
        name: Of `EMBEDDINGS` or `VERIFIERS`.
        base: Folder of the backbone.
        questions: What triplets are drawn from.
        budget: What it may spend.
        work: Its folder is of the model's name in here, with ``training.json`` once it is done.
    """
    out = work / name
    if (out / "training.json").is_file():
        # A trainer of ours writes such a file too, without a budget: then the run did not come to its end.
        if json.loads((out / "training.json").read_text(encoding="utf-8")).get("budget") == asdict(budget):
            return
        shutil.rmtree(out)
    seed = int(name[2:]) if name in EMBEDDINGS else SEEDS[0]
    triplets = draw(questions, budget.triplets, seed, near_misses=0.0 if name.startswith("A-") else NEAR_MISSES)
    started = time.perf_counter()
    read, _, how = name.partition(" ")
    if name in EMBEDDINGS:
        train_embedding(base, triplets, budget, seed, out)
    elif read == "ours":
        _train_ours(base, triplets, budget, seed, out, frozen=how == "frozen")
    else:
        train_verifier(read, base, triplets, budget, seed, out, frozen=how == "frozen")
    seconds = round(time.perf_counter() - started)
    record = {"seconds": seconds, "budget": asdict(budget), "provenance": provenance()}
    (out / "training.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def system(name: str, base: Path, folder: Path, budget: Budget, catalogue: Catalogue) -> System:
    """The system that a trained model makes; a verifier reranks what the catalogue's recall finds."""
    if name in EMBEDDINGS:
        return catalogue.system(f"dense:{folder}").named(name)
    read = name.partition(" ")[0]
    verifier = (
        SimilarityMapVerifier(folder, base_path=base)
        if read == "ours"
        else MapVerifier(read, base, folder, budget.map_tokens)
    )
    files = {"model.safetensors": sha256(folder / "model.safetensors")}
    return System(name, VerifierScores(verifier), Reranking(catalogue.recall, verifier), files=files)


def _train_ours(base: Path, triplets: Sequence[Triplet], budget: Budget, seed: int, out: Path, *, frozen: bool) -> None:
    recipe = Recipe(
        steps=budget.steps,
        families=budget.batch,
        adapt="none" if frozen else "full",
        encoder_rate=budget.encoder_rate,
        head_rate=budget.head_rate,
        warmup=budget.warmup,
        # As for the others: the rates fall from the end of the warm-up on.
        decay=1 - budget.warmup / budget.steps,
        seed=seed,
        save_steps=10_000,
    )
    tokenizer = load_tokenizer(base)

    def cut(text: str) -> str:
        ends = [end for _, end in tokenizer.encode(text, add_special_tokens=False).offsets[: budget.map_tokens]]
        return text[: ends[-1]] if ends else text

    families = [
        (TrainingGroup(t.relation, t.anchor, (cut(t.positive), cut(t.negative)), (1.0, 0.0), "paper"),)
        for t in triplets
    ]
    train(recipe, families, out, base_path=base)  # type: ignore[arg-type]
