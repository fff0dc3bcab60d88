"""Formal style: records, clauses and notices."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import Meaning

SPLIT = "train"
WEIGHT = 3
_LEADS = (
    "it is hereby recorded that",
    "for the record,",
    "please note that",
    "the parties acknowledge that",
    "it is noted that",
    "notice is given that",
    "be advised that",
    "the minutes show that",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A clause behind a formal opening."""
    return f"{rng.choice(_LEADS)} {clause_text(meaning, rng, simple=True)}"
