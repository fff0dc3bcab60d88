"""Test only: a row of a table: "Dario | lent | the mask | to Mina | on 3 May"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "test"
WEIGHT = 2


def write(meaning: Meaning, rng: Random) -> str | None:
    """The parts of a clause as cells."""
    if not isinstance(meaning, Event):
        return None
    clause = build(meaning, rng)
    cells = [clause.subject.text, clause.verb.finite, *map(str, clause.complements), *map(str, clause.adjuncts)]
    return rng.choice((" | ", " / ", " — ")).join(cells)
