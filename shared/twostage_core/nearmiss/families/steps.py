"""An order told as steps: "Two things happened, one by one. The earlier: Dario signed. The later: Mina paid."."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import Event, Link, Meaning
from ..style import sentence

SPLIT = "train"
WEIGHT = 2
_STEPS = (
    ("two things happened one after the other", "the earlier one: {a}", "the later one: {b}"),
    ("there were two steps", "step one: {a}", "step two: {b}"),
    ("there were two steps", "the last was that {b}", "the one before it was that {a}"),
    ("this is what happened, in order of time", "to start with, {a}", "next, {b}"),
    ("two things happened, told here from the end", "{b}", "earlier, {a}"),
    ("{a}", "that was the beginning", "what came next was that {b}"),
    ("{b}", "something had come before it", "it was that {a}"),
    ("{a}", "once that was over, {b}"),
    ("{b}", "by then something else was over: {a}"),
    ("what came first was that {a}", "what came second was that {b}"),
    ("{b}", "this came second", "what came first was that {a}"),
)
# "The reading" and "the exam" as two events of a programme; {was} is in their tense.
_EVENTS = (
    ("there {were} two events, {x} and {y}", "{a} {was} first", "{b} {was} second"),
    ("the order {was} this", "{a} first", "{b} second"),
    ("of two events, {a} {was} the earlier", "the later {was} {b}"),
    ("the later event {was} {b}", "the earlier {was} {a}"),
    ("two events {were} held on different occasions", "the first {was} {a}", "the second {was} {b}"),
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """Steps in their order or back from the last, None without an order."""
    if isinstance(meaning, Link) and meaning.kind == "before" and meaning.first.polarity and meaning.second.polarity:
        a, b = (clause_text(m, rng, simple=True) for m in (meaning.first, meaning.second))
        return " ".join(sentence(s.format(a=a, b=b)) for s in rng.choice(_STEPS))
    if not isinstance(meaning, Event) or meaning.pred.sense != "precede" or meaning.theme is None:
        return None
    if (
        meaning.tense == "present"
        or meaning.agent.sort != "event"
        or not meaning.polarity
        or meaning.agent.plural
        or meaning.theme.plural
    ):
        return None
    pair = [meaning.agent.text, meaning.theme.text]
    words = {"a": pair[0], "b": pair[1]}
    rng.shuffle(pair)
    future = meaning.tense == "future"
    be = {"was": "will be" if future else "was", "were": "will be" if future else "were"}
    return " ".join(sentence(s.format(**words, **be, x=pair[0], y=pair[1])) for s in rng.choice(_EVENTS))
