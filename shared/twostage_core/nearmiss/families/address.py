"""A notice that speaks to one of the parties: "Notice to Dario: you lent the mask to Mina"."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import NP, WE, Event, Link, Meaning, Report, phrases, substitute
from ..style import contract

SPLIT = "train"
WEIGHT = 3

_YOU = NP("you", "person", plural=True)
_FRAMES = (
    "notice to {p}: {c}",
    "for the attention of {p}: {c}",
    "message for {p}: {c}",
    "note to {p}: {c}",
    "addressed to {p}: {c}",
    "to {p}: {c}",
    "memo to {p} – {c}",
)
# A call has no article: "attention, courier".
_CALLS = ("attention, {p}: {c}", "@{p} – {c}", "{p}, {c}", "{p}, please note: {c}")
# "A neighbour of you", "you and Mina": clumsy.
_CLUMSY = (" of you", " you and ", "and you ")


def write(meaning: Meaning, rng: Random) -> str | None:
    """A clause with "you" for a party that the notice names."""
    if isinstance(meaning, Event) and meaning.quantifier:
        return None
    parties = [p for p in dict.fromkeys(phrases(meaning)) if _can_be_addressed(p, meaning)]
    if not parties or WE in phrases(meaning):
        return None
    party = rng.choice(parties)
    simple = isinstance(meaning, Link | Report) or rng.random() < 0.6
    text = clause_text(substitute(meaning, party, _YOU), rng, simple=simple)
    if any(words in f"{text} " for words in _CLUMSY):
        return None
    if rng.random() < 0.3:
        text = contract(text)
    if rng.random() < 0.4:
        return rng.choice(_CALLS).format(p=party.text.removeprefix("the "), c=text)
    return rng.choice(_FRAMES).format(p=party.text, c=text)


def _can_be_addressed(party: NP, meaning: Meaning) -> bool:
    """Persons, organisations and groups; a speaker who "said that" is reported, not spoken to."""
    speaker = meaning.speaker if isinstance(meaning, Report) else None
    return party.sort in ("person", "org", "group") and party != speaker
