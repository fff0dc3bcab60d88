"""Development only: the person behind a relative clause: "Dario was the individual who lent the mask"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "dev"
WEIGHT = 3


def write(meaning: Meaning, rng: Random) -> str | None:
    """A relative clause on subject or agent."""
    if not isinstance(meaning, Event) or meaning.quantifier or meaning.theme is None or meaning.pred.value:
        return None
    clause = build(meaning, rng)
    part = clause.subject
    if part.sort not in ("person", "org") or part.role not in ("agent", "theme", "other"):
        return None
    who = "the party that" if part.sort == "org" else rng.choice(("the individual who", "the very person who"))
    return f"{part} {'was' if clause.past else 'is'} {who} {clause.statement(without=part)}"
