"""The group first, then what it did or must do: "Turn to the couriers. At least three of them sealed the crate."."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clauses import build
from ..meaning import NP, Event, Meaning
from ..morphology import number_words
from ..style import sentence

SPLIT = "train"
WEIGHT = 2
_GROUPS = (
    "this is about the {many}",
    "now to the {many}",
    "the group in question is the {many}",
    "consider the {many}",
    "the {many} are the group looked at here",
    "what follows concerns the {many}",
    "look at the {many}",
    "next come the {many}",
)
# (subject, whether plural)
_SHARES: dict[str, tuple[tuple[str, bool], ...]] = {
    "all": (("all of them", True), ("every one of them", False), ("each of them", False), ("they all", True)),
    "none": (("none of them", True), ("not one of them", False), ("not a single one of them", False)),
    "some": (("some of them", True), ("at least some of them", True)),
    "not_all": (("not all of them", True), ("not every one of them", False)),
    "except": (
        ("all of them except {x}", True),
        ("all of them apart from {x}", True),
        ("every one of them but {x}", False),
        ("with the exception of {x}, all of them", True),
    ),
    "at_least": (
        ("at least {n} of them", True),
        ("no fewer than {n} of them", True),
        ("{n} of them or more", True),
        ("a minimum of {n} of them", True),
    ),
    "at_most": (
        ("at most {n} of them", True),
        ("no more than {n} of them", True),
        ("{n} of them or fewer", True),
        ("a maximum of {n} of them", True),
    ),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """The group, and its share or its rule; "only" is about those outside the group."""
    if not isinstance(meaning, Event) or meaning.agent.sort != "group":
        return None
    kind, _, detail = meaning.quantifier.partition(":")
    if kind and (kind not in _SHARES or meaning.adjuncts):
        return None
    share, plural = rng.choice(_SHARES[kind]) if kind else ("they", True)
    count = rng.choice((detail, number_words(int(detail)))) if detail.isdigit() else ""
    subject = NP(share.format(x=detail, n=count), "group", plural=plural)
    clause = build(replace(meaning, agent=subject, quantifier=""), rng, voice="active")
    group = rng.choice(_GROUPS).format(many=meaning.agent.text.removeprefix("the "))
    return f"{sentence(group)} {sentence(clause.statement())}"
