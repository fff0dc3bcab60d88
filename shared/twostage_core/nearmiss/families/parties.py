"""The two are named first, then told apart: "Two names matter here: Dario and Mina. The former lent the latter …"."""

from __future__ import annotations

from random import Random

from ..clause_text import STANCES
from ..clauses import build
from ..meaning import NP, WE, Both, Event, Meaning, Report, phrases
from ..style import sentence
from ..syntax import Clause

SPLIT = "train"
WEIGHT = 3
_PEOPLE = ("person", "org")
_LABELS = (
    ("the former", "the latter"),
    ("the first", "the second"),
    ("the one named first", "the one named second"),
    ("the first-named", "the second-named"),
    ("number one", "number two"),
)
# Of two that come one after the other "the first" would be the earlier.
_PLAIN_LABELS = (("the former", "the latter"),)
_ORDERED = ("precede", "succeed", "replace", "same_time")
_NAMES = (
    "two names matter here: {a} and {b}",
    "the parties are, in this order, {a} and {b}",
    "there are two to keep apart, {a} and {b}",
    "two come to mind: first {a}, second {b}",
    "two names come up, {a} and {b}",
    "{a} and {b} are the two that this is about",
)
_THINGS = (
    "two are to be told apart here: {a} and {b}",
    "the talk is of two, first {a} and second {b}",
    "there are two to keep in mind, {a} and {b}",
    "{a} and {b} are the two that this is about",
    "in this order, the two in question are {a} and {b}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """The pair and what holds between its members, None without a pair."""
    if WE in phrases(meaning):
        return None
    if isinstance(meaning, Event):
        if meaning.quantifier or meaning.pred.value or meaning.theme is None:
            return None
        return _told(meaning.agent, meaning.other or meaning.theme, [meaning], rng)
    if isinstance(meaning, Both):
        return _side_by_side(meaning, rng)
    if isinstance(meaning, Report):
        return _reported(meaning, rng)
    return None


def _pair(one: NP, two: NP) -> bool:
    alike = one.sort == two.sort or (one.sort in _PEOPLE and two.sort in _PEOPLE)
    fit = one.sort in (*_PEOPLE, "thing", "event") and not one.plural and not two.plural
    # "The mask and the globe" as one of two would make three.
    return alike and fit and one != two and " and " not in one.text + two.text


def _told(one: NP, two: NP, events: list[Event], rng: Random, lead: str = "", joint: str = ", and ") -> str | None:
    """Both named, then the events with labels in their place; a lead names the first where no event does."""
    if not _pair(one, two):
        return None
    ordered = one.sort == "event" or any(event.pred.sense in _ORDERED for event in events)
    pair, labels = [one, two], rng.choice(_PLAIN_LABELS if ordered or rng.random() < 0.3 else _LABELS)
    if rng.random() < 0.5:
        pair.reverse()
    names = dict(zip((p.text for p in pair), labels, strict=True))
    clauses = [build(event, rng) for event in events]
    found = {names[one.text]} if lead else set()
    for clause in clauses:
        found |= _labelled(clause, names)
    if found != set(labels):
        return None
    opening = rng.choice(_NAMES if one.sort in _PEOPLE else _THINGS).format(a=pair[0].text, b=pair[1].text)
    told = joint.join(clause.statement() for clause in clauses)
    return f"{sentence(opening)} {sentence(lead.format(s=names[one.text]) + told)}"


def _labelled(clause: Clause, names: dict[str, str]) -> set[str]:
    """Puts labels in the place of names; those used are returned."""
    used = set()
    for part in (clause.subject, *clause.complements):
        if part.text in names:
            part.text = names[part.text]
            used.add(part.text)
    return used


def _side_by_side(both: Both, rng: Random) -> str | None:
    """Two facts with an agent each."""
    one, two = both.first, both.second
    if one.quantifier or two.quantifier or any(p in (one.agent, two.agent) for p in (one.theme, two.theme)):
        return None
    if one.agent == two.other or two.agent == one.other:
        return None
    return _told(one.agent, two.agent, [one, two], rng, joint=rng.choice((", and ", ", while ", "; ")))


def _reported(report: Report, rng: Random) -> str | None:
    """The speaker and whoever the report is about."""
    about = report.content.agent
    if about.sort not in _PEOPLE or report.content.quantifier:
        return None
    lead = f"{{s}} {rng.choice(STANCES[report.stance])} that "
    return _told(report.speaker, about, [report.content], rng, lead=lead)
