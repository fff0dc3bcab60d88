"""Development only: emphatic frames: "here is what we know: …", "…, and that is final"."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import Meaning

SPLIT = "dev"
WEIGHT = 2
_TAILS = (
    "{c}, and that is final",
    "{c}, period",
    "{c}, no more and no less",
    "{c}; so much is certain",
    "one thing is clear: {c}",
    "here is what we know: {c}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A clause with an emphatic frame."""
    return rng.choice(_TAILS).format(c=clause_text(meaning, rng, simple=True))
