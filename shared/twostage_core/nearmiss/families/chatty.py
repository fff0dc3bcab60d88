"""Spoken style: contractions and small words that change nothing."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import Meaning
from ..style import contract

SPLIT = "train"
WEIGHT = 3
_LEADS = (
    "so, ",
    "well, ",
    "just so you know, ",
    "by the way, ",
    "you see, ",
    "OK, so ",
    "",
    "",
    "hi all, ",
    "as you know, ",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A contracted sentence with a casual opening."""
    return rng.choice(_LEADS) + contract(clause_text(meaning, rng))
