"""The condition as a situation, then what holds: "Suppose the river floods. Then the guard must lower the gate."."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clauses import build
from ..meaning import Event, Meaning
from ..style import sentence

SPLIT = "train"
WEIGHT = 3
_SITUATIONS = (
    "suppose that {c}",
    "suppose {c}",
    "assume that {c}",
    "assume for now that {c}",
    "picture this: {c}",
    "one case to consider is that {c}",
    "imagine that {c}",
    "it may be that {c}",
    "there is the possibility that {c}",
    "the situation looked at here is this: {c}",
)
_THEN = ("then", "in that case,", "if so,", "in this situation,", "here is what applies then:")
_ALONE = ("in that case, and in no other,", "then, and not otherwise,", "in this situation alone,")
_ONLY = ("only then", "only in that case", "only in this situation")
_BEHIND = ("this applies when {c}", "that is how it stands when {c}", "so it is in the case that {c}")


def write(meaning: Meaning, rng: Random) -> str | None:
    """Situation and rule, None without a condition."""
    if not isinstance(meaning, Event) or meaning.quantifier or not meaning.polarity:
        return None
    conditions = [a for a in meaning.adjuncts if a.role == "condition"]
    if len(conditions) != 1:
        return None
    kind, _, holds = conditions[0].sense.rpartition("if ")
    clause = build(replace(meaning, adjuncts=tuple(a for a in meaning.adjuncts if a.role != "condition")), rng)
    situation = sentence(rng.choice(_SITUATIONS).format(c=holds))
    if not kind and rng.random() < 0.2:
        return f"{sentence(clause.statement())} {sentence(rng.choice(_BEHIND).format(c=holds))}"
    if not kind:
        return f"{situation} {sentence(f'{rng.choice(_THEN)} {clause.statement()}')}"
    if kind != "only ":
        return None
    # "Only then is he not required to" would be a denial of a duty that holds only then.
    if meaning.modality != "need_not" and rng.random() < 0.6:
        return f"{situation} {sentence(f'{rng.choice(_ONLY)} {clause.inverted()}')}"
    return f"{situation} {sentence(f'{rng.choice(_ALONE)} {clause.statement()}')}"
