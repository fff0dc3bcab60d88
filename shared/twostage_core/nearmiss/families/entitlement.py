"""Modality by a noun or of the act itself: "the duty to … lies with Dario", "signing the log is open to Dario"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning
from ..morphology import gerund
from ..rules import binds_somebody, conditioned, one_or_two, unconditioned

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


def write(meaning: Meaning, rng: Random) -> str | None:
    """A rule whose holder is no subject, or two; None for facts."""
    return one_or_two(meaning, rng, _rule)


def _rule(event: Event, rng: Random) -> str | None:
    if not binds_somebody(event):
        return None
    clause = build(event, rng, voice="active")
    act = unconditioned(clause)
    verb = clause.verb.base
    rule = rng.choice(_FRAMES[event.modality]).format(x=clause.subject, v=verb + act, g=gerund(verb) + act)
    return conditioned(rule, clause, rng)
