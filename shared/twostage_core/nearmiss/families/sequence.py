"""What came first, in other clothes: "by the time Mina framed the print, Dario had already cleaned the mask"."""

from __future__ import annotations

from random import Random

from .. import lexicon
from ..clause_text import clause_text
from ..clauses import build
from ..meaning import NP, Event, Link, Meaning
from ..morphology import participle

SPLIT = "train"
WEIGHT = 2
# {a} came first; {had} is the same clause as already over.
_EVENTS = (
    "by the time {b}, {had}",
    "when {b}, {had}",
    "at the point when {b}, {had}",
    "{b} at a time when {had}",
    "the first thing to happen was that {a}, the second that {b}",
    "the earlier of the two events was that {a}, the later one that {b}",
    "{a}; at the time when {b}, this had already happened",
    "two things happened, and this was their order: {a}; {b}",
    "at first it came about that {a}, and at a later time that {b}",
    "before it came about that {b}, it had come about that {a}",
    "it was at a later point, when {had}, that {b}",
)
_PAST = (
    "first came {a}, then {b}",
    "{a} {was_a} the earlier of the two, {b} the later",
    "of {p} and {q}, {a} came first",
    "of {p} and {q}, it was {b} that came second",
    "{b} did not take place until after {a}",
    "when {b} took place, {a} had already taken place",
    "by the time of {b}, {a} had already taken place",
    "after {a} came {b}",
    "at an earlier time than {b}, there {was_a} {a}",
    "the order of {p} and {q} was this: first {a}, then {b}",
)
_FUTURE = (
    "first will come {a}, then {b}",
    "{a} will be the earlier of the two, {b} the later",
    "of {p} and {q}, {a} will come first",
    "of {p} and {q}, it is {b} that will come second",
    "{b} will not take place until after {a}",
    "by the time of {b}, {a} will already have taken place",
    "after {a} will come {b}",
    "the order of {p} and {q} will be this: first {a}, then {b}",
)
_SAME = (
    "the time of {p} {was} also the time of {q}",
    "neither {p} nor {q} {came} first: both {took} place at one and the same time",
    "when {p} {takes} place, so {did} {q}",
    "at the very time of {p}, {q} {took} place",
    "{p} and {q} {shared} one time",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A sentence on the order of two facts or of two events."""
    if isinstance(meaning, Link):
        return _facts(meaning, rng) if meaning.kind == "before" else None
    if not isinstance(meaning, Event) or meaning.theme is None or not meaning.polarity:
        return None
    if meaning.tense not in ("past", "future") or meaning.adjuncts:
        return None
    if meaning.pred == lexicon.ORDER:
        return _order(meaning, meaning.theme, rng)
    return _same(meaning, meaning.theme, rng) if meaning.pred == lexicon.SAME_TIME else None


def _facts(link: Link, rng: Random) -> str | None:
    first, second = link.first, link.second
    if not all(e.polarity and e.tense == "past" and not e.modality and not e.quantifier for e in (first, second)):
        return None
    frame = rng.choice(_EVENTS)
    already = build(first, rng)
    before = f"{already.subject.text} had already {participle(already.verb.base)}"
    had = " ".join((before, *(str(p) for p in (*already.complements, *already.adjuncts))))
    a, b = clause_text(first, rng, simple=True), clause_text(second, rng, simple=True)
    return frame.format(a=a, b=b, had=had)


def _order(event: Event, theme: NP, rng: Random) -> str:
    names = [event.agent.text, theme.text]
    rng.shuffle(names)
    return rng.choice(_PAST if event.tense == "past" else _FUTURE).format(
        a=event.agent.text,
        b=theme.text,
        p=names[0],
        q=names[1],
        was_a="were" if event.agent.plural else "was",
    )


def _same(event: Event, theme: NP, rng: Random) -> str | None:
    names = [event.agent, theme]
    rng.shuffle(names)
    past = event.tense == "past"
    frame = rng.choice(_SAME)
    return frame.format(
        p=names[0].text,
        q=names[1].text,
        was="was" if past else "will be",
        came="came" if past else "will come",
        took="took" if past else "will take",
        takes="took" if past else ("take" if names[0].plural else "takes"),
        did="did" if past else "will",
        shared="shared" if past else "will share",
    )
