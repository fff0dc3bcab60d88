"""Test only: an object before the subject: "the mask, Dario lent to Mina", "to Mina, Dario lent the mask"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "test"
WEIGHT = 2


def write(meaning: Meaning, rng: Random) -> str | None:
    """A thing or a party with its preposition first; never a bare person, who would pass for the subject."""
    if not isinstance(meaning, Event) or meaning.quantifier or meaning.pred.value:
        return None
    clause = build(meaning, rng)
    parts = [p for p in clause.complements if p.prep]
    if clause.subject.sort in ("person", "org", "group") and not clause.verb.base.startswith("be "):
        bare = " " not in clause.verb.base
        parts += [p for p in clause.complements if bare and not p.prep and p.sort in ("thing", "money", "amount")]
    if not parts:
        return None
    first = rng.choice(parts)
    return f"{first}, {clause.statement(without=first)}"
