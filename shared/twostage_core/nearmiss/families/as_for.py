"""Development only: the topic announced first: "regarding the mask: it was lent to Mina by Dario"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "dev"
WEIGHT = 3


def write(meaning: Meaning, rng: Random) -> str | None:
    """A thing as topic and a pronoun in its place."""
    if not isinstance(meaning, Event) or meaning.quantifier or meaning.theme is None:
        return None
    clause = build(meaning, rng)
    part = clause.subject
    if part.sort != "thing" or part.plural or part.role not in ("agent", "theme"):
        return None
    topic, part.text = part.text, "it"
    return (
        f"{rng.choice(('as for', 'regarding', 'as far as'))} {topic}".replace(
            f"as far as {topic}", f"as far as {topic} is concerned"
        )
        + f", {clause.statement()}"
    )
