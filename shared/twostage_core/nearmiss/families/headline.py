"""Headlines and telegrams: articles and auxiliary dropped ("Mask lent to Mina by Dario")."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "train"
WEIGHT = 1


def write(meaning: Meaning, rng: Random) -> str | None:
    """A passive without its auxiliary, past events only."""
    if not isinstance(meaning, Event) or meaning.modality or meaning.quantifier or meaning.tense != "past":
        return None
    clause = build(meaning, rng, voice="passive")
    if not clause.verb.base.startswith("be ") or clause.verb.finite.split()[0] not in ("was", "were"):
        return None
    # "Mina lent the mask by Dario" would read as if Mina lent it.
    if (
        clause.subject.role != "theme"
        or not clause.complements
        or meaning.theme is None
        or " and " in meaning.theme.text
    ):
        return None
    text = clause.statement()
    for aux in (" was ", " were "):
        text = text.replace(aux, " ", 1)
    return text.removeprefix("the ")
