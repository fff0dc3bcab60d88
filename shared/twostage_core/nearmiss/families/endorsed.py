"""The fact first, the assurance last: "Dario lent the mask to Mina; of that there is no doubt"."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import Event, Meaning, Report
from ..style import sentence

SPLIT = "train"
WEIGHT = 2
_CLOSE = (
    "{p}, make no mistake",
    "{p}, and that is a fact",
    "{p}, and nobody disputes it",
    "{p}, you may be sure of that",
    "{p}, I assure you",
)
_APART = (
    "{p}; of that there is no doubt",
    "{p}; that much is certain",
    "{p}: nobody doubts this",
)
_SENTENCES = (
    "Nobody disputes this",
    "This is beyond doubt",
    "You can take that as certain",
    "There is no question about it",
    "Of this everyone is sure",
    "So much is clear",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A statement and its assurance; None for a report, where it would not be clear what is assured."""
    if isinstance(meaning, Report):
        return None
    text = clause_text(meaning, rng, simple=True)
    draw = rng.random()
    # "If it rains, and nobody disputes it" would belong to the condition.
    if isinstance(meaning, Event) and draw < 0.4 and all(a.role != "condition" for a in meaning.adjuncts):
        return rng.choice(_CLOSE).format(p=text)
    if isinstance(meaning, Event) and draw < 0.7:
        return rng.choice(_APART).format(p=text)
    return f"{sentence(text)} {rng.choice(_SENTENCES)}"
