"""`Domain`: the vocabulary of one field of life, parsed from the notation of `domains/`."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .meaning import NP, Pred


@dataclass(frozen=True, slots=True)
class Action:
    """Something one does to things: synonymous verbs, the things it is done to, and its noun ("" if none)."""

    pred: Pred
    objects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """One field of life.

    A noun is written without article; "+" marks a plural ("gloves+"), "~" one without article ("~water").
    Words separated by "/" are synonyms.

    Attributes:
        name: Name of the domain.
        split: One of `SPLITS`.
        roles: Persons by function ("registrar").
        groups: "singular|plural" of persons a rule speaks about.
        orgs: Kinds of organisation ("Gallery").
        things: Movable things that can be lent, sold, sent or stand somewhere.
        adjectives: Adjectives that fit any of `things` and exclude each other in use (colours, materials).
        places: Whole phrases ("in the east gallery").
        sites: Places as nouns that things are moved between ("vault").
        actions: "verbs | objects | noun".
        duties: The same for what rules demand or allow.
        social: "verbs | converse verbs" between two persons, not symmetric.
        conditions: "condition | its negation".
        fees: What money is asked for ("insurance premium"); said of one of `things`.
        measures: "noun phrase | unit | low | high".
        dates: Things that fall on a date ("deadline for the return of the loans").
        events: Events as nouns that can precede one another.
        causes: "cause | effect" nouns that could as well stand the other way round.
        switches: "on verbs | off verbs | objects" (a change of state and its reverse).
        states: "adjective | complementary adjective | nouns".
        comparatives: Senses of `lexicon.COMPARATIVES` that fit `things`.
        topics: Nouns that can be changed from one value to another: "noun | value, value, value".
    """

    name: str
    split: str
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    orgs: tuple[str, ...]
    things: tuple[str, ...]
    adjectives: tuple[str, ...]
    places: tuple[str, ...]
    sites: tuple[str, ...]
    actions: tuple[Action, ...]
    duties: tuple[Action, ...]
    social: tuple[Pred, ...]
    conditions: tuple[tuple[str, str], ...]
    fees: tuple[str, ...]
    measures: tuple[tuple[str, str, int, int], ...]
    dates: tuple[str, ...]
    events: tuple[str, ...]
    causes: tuple[str, ...]
    switches: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]
    states: tuple[tuple[str, str, tuple[str, ...]], ...]
    comparatives: tuple[str, ...]
    topics: tuple[tuple[str, tuple[str, ...]], ...]


def read_domain(name: str, split: str, text: str) -> Domain:
    """Parses a domain's notation: lines "section:" followed by entries, one a line or separated by ";".

    Raises:
        ValueError: a section is unknown or missing.
    """
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        line = line.strip()
        if not line:
            continue
        if line.endswith(":"):
            current = sections.setdefault(line[:-1], [])
            continue
        current += [entry.strip() for entry in line.split(";") if entry.strip()]
    expected = set(Domain.__dataclass_fields__) - {"name", "split"}
    if set(sections) != expected:
        raise ValueError(
            f"domain {name!r}: sections expected {sorted(expected)}, unknown or missing: "
            f"{sorted(set(sections) ^ expected)}; add or rename them"
        )

    def plain(section: str) -> tuple[str, ...]:
        return tuple(sections[section])

    def rows(section: str) -> list[list[str]]:
        return [[cell.strip() for cell in entry.split("|")] for entry in sections[section]]

    return Domain(
        name=name,
        split=split,
        roles=plain("roles"),
        groups=plain("groups"),
        orgs=plain("orgs"),
        things=plain("things"),
        adjectives=plain("adjectives"),
        places=plain("places"),
        sites=plain("sites"),
        actions=tuple(_action(row) for row in rows("actions")),
        duties=tuple(_action(row) for row in rows("duties")),
        social=tuple(_social(row) for row in rows("social")),
        conditions=tuple((row[0], row[1]) for row in rows("conditions")),
        fees=plain("fees"),
        measures=tuple((row[0].removeprefix("the "), row[1], int(row[2]), int(row[3])) for row in rows("measures")),
        dates=plain("dates"),
        events=plain("events"),
        causes=plain("causes"),
        switches=tuple((_slashed(row[0]), _slashed(row[1]), _listed(row[2])) for row in rows("switches")),
        states=tuple((row[0], row[1], _listed(row[2])) for row in rows("states")),
        comparatives=plain("comparatives"),
        topics=tuple((row[0], _listed(row[1])) for row in rows("topics")),
    )


def _slashed(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split("/"))


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(","))


def _action(row: list[str]) -> Action:
    verbs = _slashed(row[0])
    return Action(Pred(verbs[0], verbs, noun=row[2] if len(row) > 2 else ""), _listed(row[1]))


def _social(row: list[str]) -> Pred:
    verbs = _slashed(row[0])
    converse = _slashed(row[1]) if len(row) > 1 and row[1] else ()
    return Pred(verbs[0], verbs, converse=converse, passive=not verbs[0].startswith("be "))


def thing(noun: str, adjective: str = "") -> NP:
    """The noun phrase of a noun in the domain notation: "gloves+" → "the gloves"."""
    return NP(phrase(noun, adjective), "thing", plural=noun.endswith("+"))


def event_noun(noun: str) -> NP:
    """The noun phrase of an event or cause."""
    return NP(phrase(noun), "event", plural=noun.endswith("+"))


def phrase(noun: str, adjective: str = "") -> str:
    """The text of `thing`."""
    bare = noun.rstrip("+")
    decorated = f"{adjective} {bare.lstrip('~')}" if adjective else bare.lstrip("~")
    return decorated if noun.startswith("~") else f"the {decorated}"


def pick_two(rng: Random, items: tuple[str, ...]) -> tuple[str, str]:
    """Two different items in random order."""
    first, second = rng.sample(items, 2)
    return first, second
