"""Nominalisations as subject: "the loan of the mask by Dario to Mina took place on 3 May"."""

from __future__ import annotations

from random import Random

from ..clauses import adjunct_part, wording
from ..meaning import Event, Meaning

SPLIT = "train"
WEIGHT = 2


def write(meaning: Meaning, rng: Random) -> str | None:
    """A nominalisation of a past or future act."""
    if not isinstance(meaning, Event) or meaning.modality or meaning.quantifier or meaning.theme is None:
        return None
    if not meaning.pred.noun or meaning.tense == "present":
        return None
    theme = wording(meaning.theme, rng)
    tail = [f"by {meaning.agent.text}"]
    if meaning.other is not None:
        tail = [f"by {meaning.agent.text}", f"to {meaning.other.text}"]
        rng.shuffle(tail)
    if meaning.tense == "past":
        verb = "took place" if meaning.polarity else rng.choice(("did not take place", "never took place"))
    else:
        verb = "will take place" if meaning.polarity else "will not take place"
    adjuncts = "".join(f" {adjunct_part(a, rng)}" for a in meaning.adjuncts)
    return f"the {meaning.pred.noun} of {theme} {' '.join(tail)} {verb}{adjuncts}"
