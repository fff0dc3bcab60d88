"""Test only: an inventory line: "Lent to Mina by Dario on 3 May: the mask"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "test"
WEIGHT = 2


def write(meaning: Meaning, rng: Random) -> str | None:
    """A participle with its settings, then what it is about; past acts and what must or must not be done."""
    if not isinstance(meaning, Event) or meaning.quantifier or meaning.theme is None:
        return None
    if meaning.modality not in ("must", "must_not") and (meaning.modality or meaning.tense != "past"):
        return None
    clause = build(meaning, rng, voice="passive")
    by = any(p.prep == "by" for p in clause.complements)
    if not by or clause.subject.role != "theme" or not clause.verb.base.startswith("be "):
        return None
    done = clause.verb.base if meaning.modality else clause.verb.base.removeprefix("be ")
    negative = meaning.modality == "must_not" or not meaning.polarity
    tail = "".join(f" {p}" for p in (*clause.complements, *clause.adjuncts))
    return f"{'not ' if negative else ''}{'to ' if meaning.modality else ''}{done}{tail}: {clause.subject.text}"
