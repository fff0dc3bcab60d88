"""Test only: a setting in a sentence of its own: "Dario lent the mask to Mina. This happened on 3 May."."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning
from ..style import sentence

SPLIT = "test"
WEIGHT = 3
_FRAMES: dict[str, tuple[str, ...]] = {
    "past": ("this happened {a}", "that took place {a}", "this came about {a}"),
    "future": ("this will happen {a}", "that will take place {a}"),
    "must": ("this has to be done {a}", "that must happen {a}"),
    "rule": ("this applies {a}", "that holds {a}"),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """A clause without one of its settings, and the setting behind it; None if there is none to part with."""
    if not isinstance(meaning, Event) or meaning.quantifier or not meaning.polarity or meaning.pred.value:
        return None
    kind = meaning.modality or meaning.tense
    roles: tuple[str, ...] = ("time", "place", "deadline", "period")
    if meaning.modality and any(a.role == "condition" for a in meaning.adjuncts):
        kind, roles = "rule", ("condition",)
    clause = build(meaning, rng)
    parts = [p for p in clause.adjuncts if p.role in roles]
    if not parts or kind not in _FRAMES:
        return None
    last = rng.choice(parts)
    return f"{sentence(clause.statement(without=last))} {sentence(rng.choice(_FRAMES[kind]).format(a=last))}"
