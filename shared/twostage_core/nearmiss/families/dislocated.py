"""Test only: the thing named last, a pronoun in its place: "it was lent to Mina by Dario, the mask"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "test"
WEIGHT = 2


def write(meaning: Meaning, rng: Random) -> str | None:
    """A thing as subject, moved to the end."""
    if not isinstance(meaning, Event) or meaning.quantifier:
        return None
    clause = build(meaning, rng)
    part = clause.subject
    if part.sort != "thing" or part.role not in ("agent", "theme") or " and " in part.text:
        return None
    if any(p.sort == "thing" for p in clause.complements) or any(a.role == "condition" for a in clause.adjuncts):
        # "It is heavier than the bust, the mask" reads as if the bust were the mask.
        return None
    thing, part.text = part.text, "they" if part.plural else "it"
    return f"{clause.statement()}, {thing}"
