"""Test only: an aside between subject and verb: "Dario, as it turns out, lent the mask to Mina"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "test"
WEIGHT = 3
_ASIDES = (
    ", as it turns out,",
    ", it should be added,",
    " (this much is documented)",
    " – so the register has it –",
    ", beyond any doubt,",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A clause interrupted behind its subject."""
    if not isinstance(meaning, Event):
        return None
    clause = build(meaning, rng)
    return f"{clause.subject.text}{rng.choice(_ASIDES)} {clause.statement(without=clause.subject)}"
