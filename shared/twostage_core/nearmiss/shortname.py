"""Indirect names in queries: "Kestrel" for Kestrel Wagon Company, "the mask" for the gilded bronze mask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from .meaning import NP, Both, Event, Link, Meaning, Report, phrases, substitute
from .passages import Passage, Query


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"\w+(?:[-']\w+)*")
_TITLES = frozenset(("Dr", "Ms", "Mr", "Professor", "Mrs"))
# Head nouns that alone mean something else, or too little: a gold bar is no bar, a rocking horse no horse.
_NO_HEADS = _words(
    """
    act aid assembly ball bar bars bath baths bed bell bin blocks board box boys break bridge bump call camp case
    cases chair chamber change charge check chest circuit clerk common cover crest culture cup cut cuttings day
    drop effect entry errors field floor form goal green guard guards guide guides hand handler handlers head heads
    hold holder holders hood horse hour index item jump keeper kit lane line lines list load main mark marks mass
    mate master member members meter miss monitor mouth music night note number operator order owner owners pack
    page panel parcel park part parts party passengers pit plate plot point post practice press reader right room
    round rule run screen seat service session set share sheet shelter shoot-out sister site slip slot space split
    square squad stage stand start statement station steps stock stop store strain strip subject supply table tale
    tablet team test tester theatre thinner time track treatment tub tube wave wing work works year
    """
)
# A noun with one of these has its head before it.
_BEHIND = frozenset(("of", "for", "and", "in", "to", "on", "at", "with", "from", "by", "between", "under", "up"))
# What comes before the head and takes its meaning away.
_NO_MODIFIERS = frozenset(("false", "fake", "near", "mock", "missing", "lost", "first", "second", "third"))
# Kinds of organisation that stand for the organisation with an article.
_KINDS = _words(
    """
    Academy Archive Bank Bindery Bookshop Brokerage Clinic College Council Creamery Dairy Farm Gallery Guesthouse
    Hospice Hospital Hotel Infirmary Inn Institute Laboratory Laundry Library Mill Mint Museum Pharmacy Playhouse
    Resort School Theatre University
    """
)
# A wider word, what it is said of here, and what else it would cover (as words of the passage).
_WIDER: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = tuple(
    (wide, _words(heads), _words(heads + " " + others))
    for wide, heads, others in (
        (
            "vessel",
            "barge tugboat trawler sailboat kayak ferry freighter coaster yacht tanker dinghy lifeboat ship",
            "vessel boat tug wreck pontoon raft",
        ),
        (
            "vehicle",
            "tractor forklift motorcycle moped taxi minibus van truck",
            "vehicle car bus lorry e-bike bicycle bike caravan trailer wagon plough cart wheelbarrow shuttle tanker",
        ),
        ("musical instrument", "violin trumpet piano harp", "instrument drum drums recorder whistle bell"),
        (
            "work of art",
            "tapestry sculpture triptych altarpiece watercolour woodcut etching fresco",
            "work portrait painting bust mask vase chalice mosaic statue miniature panel tablet fragment exhibit frame",
        ),
        (
            "book",
            "atlas dictionary novel cookbook memoir biography anthology almanac",
            "book tale diary chronicle manuscript comic travelogue thesis volume libretto paperback periodical guide",
        ),
        (
            "animal",
            "racehorse alpaca sheepdog bullock bull ram mare hedgehog",
            "animal ewe lamb piglet flock geese chicken horse calf calves boar bee turkey dog pet herd hen",
        ),
        (
            "garment",
            "jersey shirt bathrobe cape gown",
            "garment coat uniform costume suit jacket glove gloves wig dress clothes",
        ),
        (
            "medicine",
            "antibiotic painkiller sedative ointment",
            "medicine medication drug vaccine drip insulin morphine",
        ),
    )
)


def shortened(queries: Sequence[Query], passages: Sequence[Passage], rng: Random, *, share: float) -> list[Query]:
    """The queries with some names made short or wide, where nothing else in sight could be meant.

    Args:
        queries: The queries; only their wording changes.
        passages: What they are asked of.
        rng: Draws.
        share: Of the names that could be shortened, how many are.
    """
    meanings = [m for p in passages for m in (*p.facts, *p.fillers, *p.cancelled)] + [q.meaning for q in queries]
    found = {p.text: p for q in queries for p in phrases(q.worded or q.meaning) if p.sort != "event"}
    for name in found.values():
        if rng.random() >= share:
            continue
        elsewhere = _said(meanings, name)
        # "The boat" may be the lifeboat too.
        options = [
            option
            for option, words in _shorter(name)
            if not any(e.endswith(_stem(w)) for w in words for e in elsewhere)
        ]
        if options:
            short = NP(rng.choice(options), name.sort, plural=name.plural)
            queries = [replace(q, worded=substitute(q.worded or q.meaning, name, short)) for q in queries]
    return list(queries)


def _shorter(name: NP) -> Iterator[tuple[str, set[str]]]:
    """Shorter wordings of a name, each with the words that must stand nowhere else."""
    words = name.text.split()
    if name.forms or not words:
        return
    if name.sort == "org":
        own = " ".join(words[:3]) if words[1:2] == ["&"] else words[0]
        yield own, {words[0]}
        if words[-1] in _KINDS and len(words) == (4 if words[1:2] == ["&"] else 2):
            yield f"the {words[-1].lower()}", {words[-1].lower()}
    elif words[0] != "the":
        if name.sort == "person" and len(words) == 2:
            yield (words[1] if words[0] in _TITLES else words[0]), {words[1] if words[0] in _TITLES else words[0]}
    elif name.sort in ("thing", "person", "group") and not _BEHIND & set(words):
        head = words[-1]
        if len(words) > 2 and not {head, _stem(head)} & _NO_HEADS and not _NO_MODIFIERS & set(words) and head.isalpha():
            yield f"the {head}", {head}
        for wide, heads, covered in _WIDER:
            if head in heads and not name.plural:
                yield f"the {wide}", set(covered)


def _said(meanings: Sequence[Meaning], name: NP) -> set[str]:
    """The words of everything but `name`, in lower case and without plural."""
    found: list[str] = []
    for meaning in meanings:
        for event in _events(meaning):
            found += [*event.pred.verbs, *event.pred.converse, event.pred.noun]
            found += [form for a in event.adjuncts for form in a.forms]
            found.append(event.quantifier)
        for phrase in phrases(meaning):
            if phrase.text != name.text:
                found += [phrase.text, *phrase.forms]
    return {_stem(w) for text in found for w in _WORD.findall(text)}


def _events(meaning: Meaning) -> tuple[Event, ...]:
    if isinstance(meaning, Both | Link):
        return meaning.first, meaning.second
    return (meaning.content,) if isinstance(meaning, Report) else (meaning,)


def _stem(word: str) -> str:
    word = word.lower()
    return word[:-1] if word.endswith("s") else word
