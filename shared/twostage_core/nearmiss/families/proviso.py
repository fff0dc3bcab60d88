"""The condition as a clause or sentence of its own: "suppose that it rains: then …", "… This applies only if …"."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clause_text import clause_text
from ..clauses import build
from ..meaning import Event, Meaning
from ..style import sentence

SPLIT = "train"
WEIGHT = 3
# {c} the condition, {p} what depends on it, {P} the same as a sentence.
_IF = (
    "the following applies if {c}: {p}",
    "{P} This applies if {c}",
    "{P} This is how it is if {c}",
    "suppose that {c}: then {p}",
    "assuming that {c}, {p}",
    "should it turn out that {c}, {p}",
    "in the case that {c}, this holds: {p}",
    "{c}? Then {p}",
    "assume for now that {c}. In that case, {p}",
    "it is enough that {c}: {p} then",
)
_UNLESS = (
    "{P} This holds unless {f}",
    "the following applies unless {f}: {p}",
    "unless it turns out that {f}, {p}",
)
_RULES = ("in every case where {c}, {p}", "whenever {c}, {p}", "wherever it is the case that {c}, {p}")
_ONLY = (
    "the following applies only if {c}: {p}",
    "{P} This applies only if {c}",
    "{p}, but solely if {c}",
    "{P} That is so only in the event that {c}",
    "it is only if {c} that {p}",
    "{p}, though not unless {c}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """What depends on a condition, said apart from it; None without a condition."""
    if not isinstance(meaning, Event):
        return None
    conditions = [a for a in meaning.adjuncts if a.role == "condition"]
    if len(conditions) != 1 or not meaning.polarity or meaning.quantifier:
        return None
    bare = replace(meaning, adjuncts=tuple(a for a in meaning.adjuncts if a.role != "condition"))
    sense = conditions[0].sense
    if sense.startswith("only if "):
        return _only(bare, sense.removeprefix("only if "), rng)
    if not sense.startswith("if "):
        return None
    text = clause_text(bare, rng, simple=True)
    unless = [f.removeprefix("unless ") for f in conditions[0].forms if f.startswith("unless ")]
    if unless and rng.random() < 0.3:
        return rng.choice(_UNLESS).format(f=unless[0], p=text, P=sentence(text))
    frame = rng.choice(_IF + _RULES if bare.modality else _IF)
    return frame.format(c=sense.removeprefix("if "), p=text, P=sentence(text))


def _only(bare: Event, condition: str, rng: Random) -> str:
    # "Not … unless" and a denied rule say two negations of different reach.
    negative = bare.modality in ("must_not", "need_not")
    if not negative and rng.random() < 0.35:
        return f"only if {condition} {build(bare, rng).inverted()}"
    text = clause_text(bare, rng, simple=True)
    return rng.choice(_ONLY[:2] if negative else _ONLY).format(c=condition, p=text, P=sentence(text))
