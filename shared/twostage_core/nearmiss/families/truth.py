"""The meaning asserted or its denial rejected: "it is not true that Dario did not sign"."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clause_text import clause_text
from ..meaning import Event, Meaning, deniable

SPLIT = "train"
WEIGHT = 3
_DENIALS = (
    "it is not true that",
    "it is not the case that",
    "it would be wrong to say that",
    "it is false that",
)
_ASSERTIONS = ("it is true that", "it is the case that", "it is correct that", "it is a fact that")


def write(meaning: Meaning, rng: Random) -> str | None:
    """A denial of the contrary, or an assertion."""
    if isinstance(meaning, Event) and deniable(meaning) and rng.random() < 0.6:
        contrary = replace(meaning, polarity=not meaning.polarity)
        return f"{rng.choice(_DENIALS)} {clause_text(contrary, rng, simple=True)}"
    return f"{rng.choice(_ASSERTIONS)} {clause_text(meaning, rng, simple=True)}"
