"""Modality by a noun or of the act itself: "the duty to … lies with Dario", "signing the log is open to Dario"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Both, Event, Meaning
from ..morphology import gerund

SPLIT = "train"
WEIGHT = 3
_FRAMES: dict[str, tuple[str, ...]] = {
    "must": (
        "there is a duty on {x} to {v}",
        "the obligation to {v} lies with {x}",
        "the duty to {v} rests with {x}",
        "{g} is obligatory for {x}",
        "it is incumbent on {x} to {v}",
        "to {v} is an obligation of {x}",
        "an obligation to {v} applies to {x}",
    ),
    "may": (
        "the right to {v} is enjoyed by {x}",
        "permission to {v} extends to {x}",
        "{g} is open to {x}",
        "it is open to {x} to {v}",
        "there is nothing to bar {x} from {g}",
        "to {v} is a right of {x}",
        "nothing forbids {x} to {v}",
    ),
    "must_not": (
        "there is a duty on {x} not to {v}",
        "a ban on {g} applies to {x}",
        "{g} is off limits to {x}",
        "it is not open to {x} to {v}",
        "{g} is out of bounds for {x}",
        "the right to {v} is withheld from {x}",
        "permission to {v} is denied to {x}",
    ),
    "need_not": (
        "there is no duty on {x} to {v}",
        "no obligation to {v} rests on {x}",
        "{g} is not obligatory for {x}",
        "it is not incumbent on {x} to {v}",
        "nothing obliges {x} to {v}",
        "no duty to {v} applies to {x}",
        "an exemption from {g} applies to {x}",
    ),
}
_JOINS = ("{a}, and {b}", "{a}; {b}", "{a}, while {b}", "{a}, whereas {b}")
_FRONT = ("if ", "provided ", "in the event ", "unless ", "on condition ")


def write(meaning: Meaning, rng: Random) -> str | None:
    """A rule whose holder is no subject, or two; None for facts."""
    if isinstance(meaning, Both):
        facts = [meaning.first, meaning.second]
        rng.shuffle(facts)
        first, second = (_rule(f, rng) for f in facts)
        return rng.choice(_JOINS).format(a=first, b=second) if first and second else None
    return _rule(meaning, rng) if isinstance(meaning, Event) else None


def _rule(event: Event, rng: Random) -> str | None:
    if not event.modality or event.quantifier or event.pred.value or event.theme is None:
        return None
    if event.agent.sort not in ("person", "org", "group"):
        return None
    clause = build(event, rng, voice="active")
    act = "".join(f" {p}" for p in clause.complements)
    act += "".join(f" {p}" for p in clause.adjuncts if p.role != "condition")
    verb = clause.verb.base
    rule = rng.choice(_FRAMES[event.modality]).format(x=clause.subject, v=verb + act, g=gerund(verb) + act)
    conditions = [str(p) for p in clause.adjuncts if p.role == "condition"]
    if not conditions:
        return rule
    # A condition between act and holder would leave open which of them it limits.
    if conditions[0].startswith(_FRONT) and rng.random() < 0.7:
        return f"{conditions[0]}, {rule}"
    return f"{rule} {conditions[0]}"
