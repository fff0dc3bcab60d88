"""Test only: words quoted from a record: "Dario lent the mask to Mina", so it is written."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import Meaning
from ..morphology import capitalise

SPLIT = "test"
WEIGHT = 3
_FRAMES = (
    'the entry reads: "{C}"',
    '"{C}": that is what the register says',
    '"{C}", so it is written',
    "it says here that {c}",
    "the books show plainly that {c}",
    "the ledger puts it this way: {c}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A clause as a quotation or behind a verb of record."""
    text = clause_text(meaning, rng, simple=True)
    return rng.choice(_FRAMES).format(c=text, C=capitalise(text))
