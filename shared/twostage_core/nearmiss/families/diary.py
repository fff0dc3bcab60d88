"""Development only: a log entry: the time stamp or the place first, set off by a dash."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "dev"
WEIGHT = 3
_LEADS = ("log entry", "memo", "from the diary", "duty book", "item 7")


def write(meaning: Meaning, rng: Random) -> str | None:
    """An entry "memo – on 3 May – …"."""
    if not isinstance(meaning, Event):
        return None
    clause = build(meaning, rng)
    movable = [p for p in clause.adjuncts if p.role in ("time", "place", "deadline")]
    lead = rng.choice(_LEADS)
    if not movable or not clause.frontable:
        return f"{lead} – {clause.statement()}"
    first = rng.choice(movable)
    return f"{lead} – {first} – {clause.statement(without=first)}"
