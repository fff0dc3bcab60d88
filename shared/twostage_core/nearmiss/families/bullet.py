"""A rule or a state as a form line: "Couriers – wear gloves: mandatory", "East gallery: closed"."""

from __future__ import annotations

from random import Random

from ..clauses import adjunct_part, wording
from ..meaning import Event, Meaning

SPLIT = "train"
WEIGHT = 2
_VALUES: dict[str, tuple[str, ...]] = {
    "must": ("mandatory", "compulsory", "required", "obligatory"),
    "may": ("permitted", "allowed"),
    "must_not": ("forbidden", "prohibited", "not allowed", "not permitted"),
    "need_not": ("not required", "not necessary", "optional"),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """A label and its value, rules and states in the present only."""
    if not isinstance(meaning, Event) or meaning.quantifier:
        return None
    subject = wording(meaning.agent, rng).removeprefix("the ")
    if meaning.modality and meaning.theme is not None and meaning.other is None and not meaning.pred.value:
        act = f"{rng.choice(meaning.pred.verbs)} {wording(meaning.theme, rng)}"
        notes = "".join(f" {adjunct_part(a, rng)}" for a in meaning.adjuncts)
        dash = rng.choice((" – ", ", "))
        return f"{subject}{dash}{act}: {rng.choice(_VALUES[meaning.modality])}{notes}"
    if meaning.pred.opposite and meaning.theme is None and meaning.tense == "present" and not meaning.adjuncts:
        yes, no = (v.removeprefix("be ") for v in (meaning.pred.verbs[0], meaning.pred.opposite[0]))
        value = rng.choice((yes, f"not {no}")) if meaning.polarity else rng.choice((no, f"not {yes}"))
        return f"{rng.choice(('status of the ' + subject, subject))}: {value}"
    return None
