"""Test only: a short letter around the clause: "Dear all, Dario lent the mask to Mina. Kind regards."."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import Meaning

SPLIT = "test"
WEIGHT = 3
_OPENINGS = (
    "dear all, ",
    "dear colleagues, ",
    "to whom it may concern: ",
    "dear Sir or Madam, ",
    "good morning, ",
)
_CLOSINGS = ("kind regards", "with best wishes", "yours faithfully", "many thanks for your attention")


def write(meaning: Meaning, rng: Random) -> str | None:
    """A clause between a salutation and a closing."""
    return f"{rng.choice(_OPENINGS)}{clause_text(meaning, rng, simple=True)}. {rng.choice(_CLOSINGS).capitalize()}"
