"""Two facts as two sentences or as a list."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..clauses import wording
from ..meaning import Both, Event, Link, Meaning, theme_of
from ..style import sentence

SPLIT = "train"
WEIGHT = 3


def write(meaning: Meaning, rng: Random) -> str | None:
    """Two sentences ("First … Then …" for an order), or "Fee for X: 40 euros; fee for Y: 90 euros"."""
    if isinstance(meaning, Link):
        if meaning.kind == "because":
            cause, effect = (clause_text(m, rng, simple=True) for m in (meaning.first, meaning.second))
            follow = rng.choice(("for this reason,", "because of that,", "as a consequence,"))
            return f"{sentence(cause)} {sentence(f'{follow} {effect}')}"
        one, two = (clause_text(m, rng, simple=True) for m in (meaning.first, meaning.second))
        then = rng.choice(("after that,", "later,", "afterwards,"))
        return f"{sentence(one)} {sentence(f'{then} {two}')}"
    if not isinstance(meaning, Both):
        return None
    facts = [meaning.first, meaning.second]
    rng.shuffle(facts)
    if all(f.pred.value for f in facts) and rng.random() < 0.6:
        mark = rng.choice((": ", " – ", " = "))
        lines = [_line(f, mark, rng) for f in facts]
        return rng.choice(("; ", ", ", " / ")).join(lines)
    also = rng.choice(("", "", "also, ", "besides, ", "in addition, "))
    first, second = (clause_text(f, rng) for f in facts)
    return f"{sentence(first)} {sentence(also + second)}"


def _line(event: Event, mark: str, rng: Random) -> str:
    return event.agent.text.removeprefix("the ") + mark + wording(theme_of(event), rng)
