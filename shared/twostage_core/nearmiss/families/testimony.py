"""Development only: letters and confirmations."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import Meaning

SPLIT = "dev"
WEIGHT = 4
_LEADS = (
    "we can confirm that",
    "we are writing to let you know that",
    "everyone involved is aware that",
    "our files show that",
    "it has been established that",
    "there is no doubt that",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A clause behind a confirmation."""
    return f"{rng.choice(_LEADS)} {clause_text(meaning, rng, simple=True)}"
