"""Development only: a denial turned down: "nobody can claim that Dario did not sign"."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clause_text import clause_text
from ..meaning import Event, Meaning, deniable

SPLIT = "dev"
WEIGHT = 2
_LEADS = ("nobody can truthfully claim that", "it is incorrect that", "whoever says otherwise is wrong:")


def write(meaning: Meaning, rng: Random) -> str | None:
    """The contrary rejected, or the meaning upheld."""
    lead = rng.choice(_LEADS)
    if lead.endswith(":"):
        return f"{lead} {clause_text(meaning, rng, simple=True)}"
    if not isinstance(meaning, Event) or not deniable(meaning):
        return None
    return f"{lead} {clause_text(replace(meaning, polarity=not meaning.polarity), rng, simple=True)}"
