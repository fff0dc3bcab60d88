"""Development only: a protocol of questions and answers (Q: Who lent the mask to Mina? A: Dario)."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clauses import build
from ..meaning import Event, Meaning
from ..style import sentence

SPLIT = "dev"
WEIGHT = 3


def write(meaning: Meaning, rng: Random) -> str | None:
    """A question marked Q and an answer marked A."""
    if not isinstance(meaning, Event) or meaning.quantifier or meaning.theme is None:
        return None
    if not meaning.modality and rng.random() < 0.5:
        clause = build(replace(meaning, polarity=True), rng, straight=True)
        answer = "that is so" if meaning.polarity else "that is not so"
        return f"Q: {sentence(clause.inverted(), '?')} A: {sentence(answer)}"
    if not meaning.polarity:
        return None
    clause = build(meaning, rng)
    parts = [p for p in clause.parts() if p.role in ("agent", "theme", "other", "time", "deadline")]
    parts = [p for p in parts if clause.askable(p)]
    if meaning.pred.value:
        parts = [p for p in parts if p.role == "theme"]
    if not parts:
        return None
    part = rng.choice(parts)
    return f"Q: {sentence(clause.question(part, rng), '?')} A: {sentence(str(part))}"
