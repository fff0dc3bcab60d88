"""Modality by a predicate of its own: "Dario is under an obligation to …", "the couriers are barred from …"."""

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
        "{is} under an obligation to {v}",
        "{has} no choice but to {v}",
        "{is} under a duty to {v}",
        "{is} not free not to {v}",
        "{is} not at liberty to refrain from {g}",
        "must not omit to {v}",
        "cannot be excused from {g}",
    ),
    "may": (
        "{is} entitled to {v}",
        "{is} at liberty to {v}",
        "{has} permission to {v}",
        "{has} the right to {v}",
        "{has} leave to {v}",
        "{is} not barred from {g}",
        "{is} not obliged to refrain from {g}",
    ),
    "must_not": (
        "{is} barred from {g}",
        "must refrain from {g}",
        "{is} banned from {g}",
        "{is} required not to {v}",
        "{is} under an obligation not to {v}",
        "{has} no permission to {v}",
        "{is} not at liberty to {v}",
        "{has} no right to {v}",
    ),
    "need_not": (
        "{is} exempt from {g}",
        "{is} excused from {g}",
        "{is} under no duty to {v}",
        "{has} no obligation to {v}",
        "{is} free not to {v}",
        "{is} at liberty not to {v}",
        "may refrain from {g}",
        "{is} not bound by any duty to {v}",
    ),
}
# "Not free not to sign by Friday" would make the reader count.
_TIMED: dict[str, tuple[str, ...]] = {
    "must": ("{is} under an obligation to {v}", "{has} no choice but to {v}", "{is} under a duty to {v}"),
    "need_not": ("{is} under no duty to {v}", "{has} no obligation to {v}", "{is} not bound by any duty to {v}"),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """A rule with its subject in front, or two; None for facts."""
    return one_or_two(meaning, rng, _rule)


def _rule(event: Event, rng: Random) -> str | None:
    if not binds_somebody(event):
        return None
    clause = build(event, rng, voice="active")
    subject, verb = clause.subject, clause.verb.base
    tail = unconditioned(clause)
    timed = any(a.role in ("deadline", "period") for a in event.adjuncts)
    frames = _TIMED.get(event.modality, ()) if timed else _FRAMES[event.modality]
    if not frames:
        return None
    frame = rng.choice(frames).format(
        **{
            "is": "are" if subject.plural else "is",
            "has": "have" if subject.plural else "has",
            "v": verb,
            "g": gerund(verb),
        }
    )
    rule = f"{subject.text} {frame}{tail}"
    return conditioned(rule, clause, rng)
