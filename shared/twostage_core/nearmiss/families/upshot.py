"""Cause and effect in sentences of their own: "Dario had paid. What followed from this was that Mina signed."."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import Event, Link, Meaning
from ..style import sentence

SPLIT = "train"
WEIGHT = 2
_CAUSES = (
    ("{a}", "the consequence was that {b}"),
    ("{a}", "what followed from this was that {b}"),
    ("{b}", "the cause of this was that {a}"),
    ("{b}", "there was a reason for it", "it was that {a}"),
    ("there was a cause and there was an effect", "the cause: {a}", "the effect: {b}"),
    ("there was a cause and there was an effect", "the effect was that {b}", "the cause was that {a}"),
    ("{b}", "behind this lay something else: {a}"),
    ("{a}", "this had an effect", "the effect was that {b}"),
    ("one thing led to another", "the one: {a}", "the other, which was the result: {b}"),
)
_BROUGHT = (
    ("the cause was {a}", "the effect was {b}"),
    ("{b} had a cause", "it was {a}"),
    ("{a} had an effect", "it was {b}"),
    ("there was a cause and there was an effect", "the effect: {b}", "the cause: {a}"),
    ("one thing led to another", "it began with {a}", "the result was {b}"),
    ("the result was {b}", "what had brought it about was {a}"),
)
_AVERTED = (
    ("something kept {b} from coming about", "it was {a}"),
    ("{b} did not come about", "what prevented this was {a}"),
    ("{a} stood in the way of something", "that was {b}, and it never came about"),
    ("{b} was kept from coming about", "this was the effect of {a}"),
    ("there was something that {a} averted", "it was {b}"),
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """Cause and effect apart, None without a cause."""
    if isinstance(meaning, Link) and meaning.kind == "because" and meaning.first.polarity and meaning.second.polarity:
        a, b = (clause_text(m, rng, simple=True) for m in (meaning.first, meaning.second))
        return " ".join(sentence(s.format(a=a, b=b)) for s in rng.choice(_CAUSES))
    if not isinstance(meaning, Event) or meaning.theme is None or not meaning.polarity:
        return None
    frames = {"cause": _BROUGHT, "prevent": _AVERTED}.get(meaning.pred.sense)
    sides = (meaning.agent, meaning.theme)
    if not frames or meaning.tense != "past" or any(p.sort != "event" or p.plural for p in sides):
        return None
    a, b = (p.text for p in sides)
    return " ".join(sentence(s.format(a=a, b=b)) for s in rng.choice(frames))
