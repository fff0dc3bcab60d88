"""A plain sentence: active, passive or converse, an adjunct first now and then."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import Meaning

SPLIT = "train"
WEIGHT = 8


def write(meaning: Meaning, rng: Random) -> str | None:
    """A sentence without capital and full stop."""
    return clause_text(meaning, rng)
