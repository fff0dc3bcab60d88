"""It-clefts: "it was Dario who lent the mask to Mina"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "train"
WEIGHT = 3


def write(meaning: Meaning, rng: Random) -> str | None:
    """An it-cleft on any part, None where it would change the meaning (quantifiers, states, conditions)."""
    if not isinstance(meaning, Event) or meaning.quantifier or meaning.theme is None or meaning.pred.value:
        return None
    clause = build(meaning, rng)
    parts = [p for p in clause.parts() if p.role not in ("condition", "both", "nominal", "amount")]
    if not meaning.polarity:
        # "it was on Monday that he did not sign" says that he signed on other days.
        parts = [p for p in parts if p.role in ("agent", "theme", "other")]
    if clause.verb.base.startswith("be "):
        parts = [p for p in parts if p is clause.subject]
    return clause.cleft(rng.choice(parts), rng) if parts else None
