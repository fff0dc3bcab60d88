"""Test only: the auxiliary spoken out and affirmed: "Dario did indeed lend the mask to Mina"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "test"
WEIGHT = 3


def write(meaning: Meaning, rng: Random) -> str | None:
    """Subject, auxiliary, a word of affirmation and the rest."""
    if not isinstance(meaning, Event):
        return None
    clause = build(meaning, rng)
    # "No courier did indeed sign" is hardly said.
    word = "in fact" if meaning.quantifier else rng.choice(("indeed", "in fact", "actually"))
    words = [clause.subject.text, clause.verb.aux, word, clause.verb.rest, *clause.complements, *clause.adjuncts]
    return " ".join(text for text in map(str, words) if text)
