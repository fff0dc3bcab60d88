"""When, where or on which condition comes first."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "train"
WEIGHT = 3


def write(meaning: Meaning, rng: Random) -> str | None:
    """A sentence that starts with an adjunct, None if there is none."""
    return build(meaning, rng).fronted(rng) if isinstance(meaning, Event) else None
