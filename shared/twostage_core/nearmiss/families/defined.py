"""Parties and items named once and called by a term: "Party A is Dario. Party A lent …"."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import NP, Both, Event, Link, Meaning, Report, phrases, substitute
from ..style import sentence

SPLIT = "train"
WEIGHT = 4

_PARTIES = ("person", "org")
# Terms for up to four of a kind.
_PARTY_TERMS = (
    ("Party A", "Party B", "Party C", "Party D"),
    ("the First Party", "the Second Party", "the Third Party", "the Fourth Party"),
    ("Party 1", "Party 2", "Party 3", "Party 4"),
)
_ITEM_TERMS = (
    ("Item A", "Item B", "Item C", "Item D"),
    ("Object X", "Object Y", "Object Z", "Object W"),
    ("the First Item", "the Second Item", "the Third Item", "the Fourth Item"),
    ("Item 1", "Item 2", "Item 3", "Item 4"),
)
_PAIRS = (
    ("the former party", "the latter party"),
    ("the former", "the latter"),
    ("the first-named", "the second-named"),
    ("the first named party", "the second named party"),
)
_DEFINITIONS = (
    "{t} is {p}",
    "{t} means {p}",
    "{t} stands for {p}",
    "{t} denotes {p}",
    "{t} = {p}",
    "{t}: {p}",
)
_LISTS = ("in what follows, {d}", "in this section, {d}", "definitions: {d}", "{d}", "terms used: {d}")
_OPENINGS = (
    "this clause concerns {a} and {b}",
    "parties: {a} and {b}",
    "named below are {a} and {b}",
    "this entry is about {a} and {b}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A sentence that defines the terms and one that uses them."""
    if isinstance(meaning, Event) and meaning.quantifier:
        return None
    named = [p for p in _distinct(meaning) if _can_be_named(p)]
    if not named:
        return None
    parties = [p for p in named if p.sort in _PARTIES]
    if len(parties) == 2 and isinstance(meaning, Event | Report) and rng.random() < 0.45:
        return _former_latter(meaning, parties, rng)
    if len(named) > 1 and rng.random() < 0.3:
        rng.shuffle(named)
        named = named[:2]
    return _with_terms(meaning, named, rng)


def _distinct(meaning: Meaning) -> list[NP]:
    return list(dict.fromkeys(phrases(meaning)))


def _can_be_named(phrase: NP) -> bool:
    return phrase.sort in (*_PARTIES, "thing", "event") and not phrase.plural and " and " not in phrase.text


def _former_latter(meaning: Event | Report, parties: list[NP], rng: Random) -> str:
    rng.shuffle(parties)
    opening = rng.choice(_OPENINGS).format(a=parties[0].text, b=parties[1].text)
    return f"{sentence(opening)} {sentence(_replaced(meaning, parties, rng.choice(_PAIRS), rng))}"


def _with_terms(meaning: Meaning, named: list[NP], rng: Random) -> str | None:
    """Terms for the parties, for the things, or for both."""
    party_terms, item_terms = rng.choice(_PARTY_TERMS), rng.choice(_ITEM_TERMS)
    parties = [p for p in named if p.sort in _PARTIES]
    items = [p for p in named if p.sort not in _PARTIES]
    if parties and items and rng.random() < 0.5:
        items = []
    if len(parties) > len(party_terms) or len(items) > len(item_terms):
        return None
    rng.shuffle(parties)
    rng.shuffle(items)
    terms = [*party_terms[: len(parties)], *item_terms[: len(items)]]
    if parties and items and party_terms[0].startswith("the") != item_terms[0].startswith("the"):
        return None
    definition = rng.choice(_DEFINITIONS)
    lines = [definition.format(t=t, p=p.text) for t, p in zip(terms, [*parties, *items], strict=True)]
    joined = lines[0] if len(lines) == 1 else f"{', '.join(lines[:-1])} and {lines[-1]}"
    frame = rng.choice(_LISTS)
    if "=" in definition or ":" in definition:
        joined, frame = "; ".join(lines), "{d}"
    return f"{sentence(frame.format(d=joined))} {sentence(_replaced(meaning, [*parties, *items], terms, rng))}"


def _replaced(meaning: Meaning, named: list[NP], terms: list[str] | tuple[str, ...], rng: Random) -> str:
    for phrase, term in zip(named, terms, strict=False):
        meaning = substitute(meaning, phrase, NP(term, phrase.sort))
    return clause_text(meaning, rng, simple=isinstance(meaning, Both | Link | Report))
