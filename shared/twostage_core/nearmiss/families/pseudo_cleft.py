"""Wh-clefts: "the one who lent the mask to Mina was Dario", "what Dario lent to Mina was the mask"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning
from ..syntax import Clause, Part

SPLIT = "train"
WEIGHT = 2


def write(meaning: Meaning, rng: Random) -> str | None:
    """A wh-cleft on subject or object."""
    if not isinstance(meaning, Event) or meaning.quantifier or meaning.theme is None or meaning.pred.value:
        return None
    clause = build(meaning, rng)
    is_ = "was" if clause.past else "is"
    parts = [p for p in (clause.subject, *clause.complements) if p.sort in ("person", "thing") and not p.prep]
    if not parts:
        return None
    part = rng.choice(parts)
    if part.plural:
        is_ = "were" if clause.past else "are"
    head = rng.choice(("the one who", "the person who")) if part.sort == "person" else "what"
    if part is clause.subject:
        if part.sort != "person":
            return None
        gap = f"{head} {clause.statement(without=part)}"
    else:
        if part.sort == "person":
            head = "the person"
        gap = f"{head} {_without(clause, part)}"
    return f"{gap} {is_} {part}" if rng.random() < 0.6 else f"{part} {is_} {gap}"


def _without(clause: Clause, part: Part) -> str:
    return clause.statement(without=part)
