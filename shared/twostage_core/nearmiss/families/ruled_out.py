"""Test only: whoever says the contrary is wrong: "anyone who thinks that Dario did not sign is mistaken"."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clause_text import clause_text
from ..meaning import Event, Meaning, deniable

SPLIT = "test"
WEIGHT = 2
_FRAMES = (
    "anyone who thinks that {c} is mistaken",
    "the claim that {c} is plainly wrong",
    "those who hold that {c} are in error",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """The contrary turned down, None where it stays open what a denial is about."""
    if not isinstance(meaning, Event) or not deniable(meaning):
        return None
    contrary = replace(meaning, polarity=not meaning.polarity)
    return rng.choice(_FRAMES).format(c=clause_text(contrary, rng, simple=True))
