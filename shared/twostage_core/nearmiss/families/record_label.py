"""Labels and values as in a form: "Loan of the mask – from: Dario; to: Mina; date: 3 May"."""

from __future__ import annotations

from random import Random

from ..clauses import adjunct_part, wording
from ..meaning import Event, Meaning

SPLIT = "train"
WEIGHT = 2


def write(meaning: Meaning, rng: Random) -> str | None:
    """A form line for transfers, acts and values that are simply true."""
    if not isinstance(meaning, Event) or not meaning.polarity or meaning.modality or meaning.quantifier:
        return None
    if meaning.theme is None or meaning.tense == "future" or any(a.role == "condition" for a in meaning.adjuncts):
        return None
    pred, dash = meaning.pred, rng.choice((": ", " – ", ": "))
    theme = wording(meaning.theme, rng)
    if pred.value:
        name = meaning.agent.text.removeprefix("the ")
        return f"{name}{dash}{theme}"
    if not pred.noun:
        return None
    fields = [rng.choice(("by", "who", "responsible")) + f": {meaning.agent.text}"]
    if meaning.other is not None:
        fields = [f"from: {meaning.agent.text}", f"to: {meaning.other.text}"]
    fields += [str(adjunct_part(a, rng)) for a in meaning.adjuncts]
    rng.shuffle(fields)
    return f"{pred.noun} of {theme}{dash}{'; '.join(fields)}"
