"""A rule by what would break it: "Dario would break the rules by not signing the log"."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clauses import build
from ..meaning import Adjunct, Event, Meaning
from ..morphology import gerund

SPLIT = "train"
WEIGHT = 2
_FRAMES: dict[str, tuple[str, ...]] = {
    "must": (
        "{s} would break the rules by not {g}",
        "{s} cannot fail to {v} without breaking the rules",
        "it would be against the rules for {x} not to {v}",
        "the rules compel {x} to {v}",
        "the rules leave {x} no choice but to {v}",
        "it would be a breach of the rules if {s} did not {v}",
    ),
    "may": (
        "{s} would break no rule by {g}",
        "{s} can {v} without breaking any rule",
        "it would not be against the rules for {x} to {v}",
        "the rules do not stop {x} from {g}",
        "no rule forbids {x} to {v}",
        "it would be no breach of the rules if {s} were to {v}",
    ),
    "must_not": (
        "{s} would break the rules by {g}",
        "{s} cannot {v} without breaking the rules",
        "it would be against the rules for {x} to {v}",
        "the rules bar {x} from {g}",
        "the rules do not let {x} {v}",
        "it would be a breach of the rules if {s} were to {v}",
    ),
    "need_not": (
        "{s} would break no rule by not {g}",
        "{s} can refrain from {g} without breaking any rule",
        "it would not be against the rules for {x} not to {v}",
        "the rules do not make {x} {v}",
        "no rule obliges {x} to {v}",
        "it would be no breach of the rules if {s} did not {v}",
    ),
}
_FRONT = ("if ", "provided ", "in the event ", "on condition ")


def write(meaning: Meaning, rng: Random) -> str | None:
    """A rule from the side of its breach; None for facts and for amounts with a bound."""
    if not isinstance(meaning, Event) or not meaning.modality or meaning.quantifier or meaning.pred.value:
        return None
    if meaning.theme is None or meaning.agent.sort not in ("person", "org", "group"):
        return None
    # "By not paying at most 40 euros" is right, and nobody would understand it.
    if meaning.theme.text.startswith(("at least ", "at most ")):
        return None
    conditions = [a for a in meaning.adjuncts if a.role == "condition"]
    lead = ""
    if conditions:
        forms = [f for f in conditions[0].forms if f.startswith(_FRONT)]
        # "Only if" belongs behind what it limits.
        if not forms:
            return None
        lead = f"{rng.choice(forms)}, "
    settings = tuple(_without_negation(a) for a in meaning.adjuncts if a.role != "condition")
    clause = build(replace(meaning, adjuncts=settings), rng, voice="active")
    act = "".join(f" {p}" for p in (*clause.complements, *clause.adjuncts))
    verb, subject = clause.verb.base, clause.subject
    frame = rng.choice(_FRAMES[meaning.modality])
    return lead + frame.format(s=subject.text, x=subject, v=verb + act, g=gerund(verb) + act)


def _without_negation(adjunct: Adjunct) -> Adjunct:
    """The adjunct without "no later than", which reads badly in "by not signing no later than"."""
    forms = tuple(f for f in adjunct.forms if not {"no", "not"} & set(f.split()))
    return replace(adjunct, forms=forms or adjunct.forms)
