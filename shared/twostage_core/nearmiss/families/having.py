"""Test only: the fact as a gerund: "Dario's having lent the mask to Mina is beyond dispute"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning
from ..morphology import gerund, participle

SPLIT = "test"
WEIGHT = 2
_TAILS = ("is beyond dispute", "is a known fact", "is common knowledge", "is a matter of record")


def write(meaning: Meaning, rng: Random) -> str | None:
    """A gerund with its subject in the genitive, facts of past and present only."""
    if not isinstance(meaning, Event) or meaning.quantifier or meaning.modality or meaning.pred.value:
        return None
    clause = build(meaning, rng)
    base = clause.verb.base
    if meaning.tense == "future" or base.startswith("be not "):
        return None
    subject = clause.subject
    bare = subject.text.endswith("s") and (subject.plural or subject.sort == "org")
    owner = subject.text + ("'" if bare else "'s")
    denied = "not " if clause.verb.rest.startswith("not ") else ""
    form = f"having {participle(base)}" if meaning.tense == "past" else gerund(base)
    tail = "".join(f" {p}" for p in (*clause.complements, *clause.adjuncts))
    return f"{owner} {denied}{form}{tail} {rng.choice(_TAILS)}"
