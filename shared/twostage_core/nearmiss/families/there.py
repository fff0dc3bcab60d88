"""Existential sentences: "there is a fee of 40 euros …", "there was a repair of the crane by Dario"."""

from __future__ import annotations

from random import Random

from ..clauses import adjunct_part, wording
from ..meaning import Event, Meaning
from ..morphology import article

SPLIT = "train"
WEIGHT = 2


def write(meaning: Meaning, rng: Random) -> str | None:
    """An existential sentence for nominalisable acts, transfers and money values."""
    if not isinstance(meaning, Event) or meaning.modality or meaning.quantifier or meaning.theme is None:
        return None
    theme = wording(meaning.theme, rng)
    if meaning.pred.value or not meaning.pred.noun or meaning.tense != "past":
        return None
    there = "there was" if meaning.polarity else "there was no"
    noun = article(meaning.pred.noun) if meaning.polarity else meaning.pred.noun
    if meaning.other is not None:
        people = [f"by {meaning.agent.text}", f"to {meaning.other.text}"]
        rng.shuffle(people)
        tail = " ".join(people)
    else:
        tail = f"by {meaning.agent.text}"
    adjuncts = "".join(f" {adjunct_part(a, rng)}" for a in meaning.adjuncts)
    return f"{there} {noun} of {theme} {tail}{adjuncts}"
