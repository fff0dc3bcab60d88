"""Test only: numbered points for what has two parts: "(a) Dario lent the mask; (b) Mina cleaned the bust"."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..clauses import wording
from ..meaning import Both, Link, Meaning, Report

SPLIT = "test"
WEIGHT = 3
_STANCES: dict[str, tuple[str, ...]] = {
    "say": ("stated by {s}: {c}", "statement by {s}: {c}"),
    "deny": ("denied by {s}: {c}", "disputed by {s}: {c}"),
    "believe": ("believed by {s}: {c}", "belief held by {s}: {c}"),
    "doubt": ("doubted by {s}: {c}",),
    "suggest": ("suggested by {s}: {c}", "hint given by {s}: {c}"),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """Points (a) and (b), steps (1) and (2), cause and effect, or who took which stance."""
    if isinstance(meaning, Report):
        content = clause_text(meaning.content, rng, simple=True)
        return rng.choice(_STANCES[meaning.stance]).format(s=wording(meaning.speaker, rng), c=content)
    if isinstance(meaning, Both):
        first, second = rng.sample((meaning.first, meaning.second), 2)
        return f"(a) {clause_text(first, rng, simple=True)}; (b) {clause_text(second, rng, simple=True)}"
    if not isinstance(meaning, Link):
        return None
    one, two = (clause_text(event, rng, simple=True) for event in (meaning.first, meaning.second))
    if meaning.kind == "before":
        return f"{rng.choice(('in this order', 'step by step', 'sequence'))}: (1) {one}; (2) {two}"
    points = [f"cause: {one}", f"effect: {two}"]
    rng.shuffle(points)
    return "; ".join(points)
