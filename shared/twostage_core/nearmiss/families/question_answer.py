"""Question and answer: "Who lent the mask to Mina? Dario." and "Was the mask lent to Mina? No."."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clauses import build
from ..meaning import Event, Meaning
from ..style import sentence

SPLIT = "train"
WEIGHT = 2


def write(meaning: Meaning, rng: Random) -> str | None:
    """A question with its short answer."""
    if not isinstance(meaning, Event) or meaning.quantifier or meaning.theme is None:
        return None
    if not meaning.modality and rng.random() < 0.5:
        clause = build(replace(meaning, polarity=True), rng, straight=True)
        yes = "Yes." if meaning.polarity else "No."
        return f"{sentence(clause.inverted(), '?')} {yes}"
    if not meaning.polarity:
        return None
    clause = build(meaning, rng)
    parts = [p for p in clause.parts() if p.role in ("agent", "theme", "other", "time", "place", "deadline")]
    parts = [p for p in parts if clause.askable(p)]
    if meaning.pred.value:
        parts = [p for p in parts if p.role == "theme"]
    if not parts:
        return None
    part = rng.choice(parts)
    return f"{sentence(clause.question(part, rng), '?')} {sentence(str(part))}"
