"""Owns the triplets that every model of the two experiments learns from, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sentence_transformers import SentenceTransformer

from twostage_core.nearmiss import generate_groups
from twostage_core.training.mining import MinedQuestion, mine, mined_once
from twostage_core.training.natural import question_passages
from twostage_core.verifiers.protocol import Relation

TRAINED = ("negation", "binding", "spatial")
"""Categories of near-misses that the paper trains on; the generator has twelve more, which stay unseen."""
_QUESTIONS = ("nq_oracle", "tydiqa")


@dataclass(frozen=True, slots=True)
class Triplet:
    """An anchor, a text that matches it, and one that does not.

    Attributes:
        relation: What the match is: ``"support"`` of a question by a passage, ``"identity"`` of two sentences.
        anchor: The question, or the first sentence.
        positive: The match.
        negative: A passage that recall confuses with it, or a near-miss of the sentence.
    """

    relation: Relation
    anchor: str
    positive: str
    negative: str


def mined_questions(data: Path, recall: Callable[[], SentenceTransformer], cache: Path) -> list[MinedQuestion]:
    """Questions of Natural Questions and TyDi QA (both asked of Wikipedia), with what recall confuses their passages.

    Args:
        data: Folder with ``support/``.
        recall: Loads the embedding that finds neighbours.
        cache: Where they are kept.
    """
    records = [r for r in question_passages(data, "train") if r["source"] in _QUESTIONS]
    return [m for m in mined_once(cache, lambda: mine(records, recall())) if m.neighbours]


def draw(questions: Sequence[MinedQuestion], n: int, seed: int, *, near_misses: float) -> list[Triplet]:
    """Draws the triplets of one run.

    Args:
        questions: `mined_questions`.
        n: How many triplets.
        seed: Of the draw.
        near_misses: Share of them, in [0, 1], that are sentences with near-misses; the rest are questions.
    """
    rng = random.Random(seed)
    generated, asked = _generated(seed), _asked(questions, rng)
    return [next(generated if rng.random() < near_misses else asked) for _ in range(n)]


def _asked(questions: Sequence[MinedQuestion], rng: random.Random) -> Iterator[Triplet]:
    """Every question once, in random order, before any comes again."""
    while True:
        for question in rng.sample(questions, len(questions)):
            yield Triplet("support", question.question, question.passage, rng.choice(question.neighbours))


def _generated(seed: int) -> Iterator[Triplet]:
    """Sentences of the generator's training side; positives in other words, negatives in any."""
    kind: Literal["identity"] = "identity"
    rng = random.Random(seed)
    for group in generate_groups(relation=kind, categories=TRAINED, seed=seed, split="train"):
        yield Triplet(kind, group.anchor, rng.choice(group.positives), rng.choice(group.negatives))
