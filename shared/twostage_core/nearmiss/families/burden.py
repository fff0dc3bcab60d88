"""A rule announced, then said: "The couriers have a duty. It is to wear gloves."."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clauses import build
from ..meaning import WE, Event, Meaning, phrases
from ..morphology import gerund
from ..style import sentence

SPLIT = "train"
WEIGHT = 3
# {s} subject, {has} agreeing with it, {v} what it is about as an infinitive, {g} as a gerund.
_FRAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "must": (
        ("{s} {has} a duty", "it is to {v}"),
        ("there is something {s} must do", "it is to {v}"),
        ("there is an obligation", "it falls on {s}, and it is to {v}"),
        ("{s} {has} an obligation", "what it demands is {g}"),
        ("something is demanded of {s}", "the demand is to {v}"),
        ("one thing is compulsory for {s}", "that thing is {g}"),
    ),
    "may": (
        ("{s} {has} a right", "it is to {v}"),
        ("there is something {s} may do", "it is to {v}"),
        ("there is a permission", "it is for {s}, and it is to {v}"),
        ("{s} {has} a permission", "what it covers is {g}"),
        ("something is open to {s}", "it is to {v}"),
        ("one thing is allowed to {s}", "that thing is {g}"),
    ),
    "must_not": (
        ("{s} {is} under a ban", "what it forbids is {g}"),
        ("there is something {s} must not do", "it is to {v}"),
        ("there is a prohibition", "it applies to {s}, and it is on {g}"),
        ("a ban applies to {s}", "the ban is on {g}"),
        ("something is forbidden to {s}", "it is to {v}"),
        ("one thing is off limits for {s}", "that thing is {g}"),
    ),
    "need_not": (
        ("{s} {is} exempt from something", "it is from {g}"),
        ("there is something {s} need not do", "it is to {v}"),
        ("there is an exemption", "it is for {s}, and it is from {g}"),
        ("{s} {has} an exemption", "what it covers is {g}"),
        ("something is not required of {s}", "it is to {v}"),
        ("one thing is not compulsory for {s}", "that thing is {g}"),
    ),
}
_CONDITIONS = ("this holds {x}", "that applies {x}", "it is so {x}")


def write(meaning: Meaning, rng: Random) -> str | None:
    """Kind of rule, content and condition in sentences of their own; None for facts."""
    if not isinstance(meaning, Event) or not meaning.modality or meaning.quantifier or not meaning.polarity:
        return None
    if meaning.agent.sort not in ("person", "org", "group") or meaning.theme is None or WE in phrases(meaning):
        return None
    conditions = [a for a in meaning.adjuncts if a.role == "condition"]
    rest = replace(meaning, adjuncts=tuple(a for a in meaning.adjuncts if a.role != "condition"))
    clause = build(rest, rng, voice="active")
    if clause.subject.role != "agent":
        return None
    tail = "".join(f" {p}" for p in (*clause.complements, *clause.adjuncts))
    many = clause.subject.plural
    words = {
        "s": clause.subject.text,
        "has": "have" if many else "has",
        "is": "are" if many else "is",
        "v": clause.verb.base + tail,
        "g": gerund(clause.verb.base) + tail,
    }
    told = [sentence(part.format(**words)) for part in rng.choice(_FRAMES[meaning.modality])]
    told += [sentence(rng.choice(_CONDITIONS).format(x=rng.choice(c.forms))) for c in conditions]
    return " ".join(told)
