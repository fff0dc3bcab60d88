"""Cause and effect as nouns or as subjects: "the delay had its cause in the leak", "that she left was owed to …"."""

from __future__ import annotations

from random import Random

from .. import lexicon
from ..clause_text import clause_text
from ..meaning import Event, Link, Meaning
from ..style import sentence

SPLIT = "train"
WEIGHT = 2
_CAUSED = (
    "behind {b} was {a} as the cause",
    "{b} had {a} as the cause",
    "{a} had {b} as a consequence",
    "it was {a} to which {b} was owed",
    "out of {a} came {b}",
    "of {p} and {q}, {a} was the cause and {b} the effect",
    "that {b} came about was owed to {a}",
    "because of {a}, {b} came about",
    "the cause was {a}, the effect {b}",
    "what made {b} happen was {a}",
    "{b} had come about, and the cause was {a}",
)
_PREVENTED = (
    "because of {a}, {b} did not happen",
    "{a} kept {b} from happening",
    "that {b} did not come about was owed to {a}",
    "{b} did not happen, and that was owed to {a}",
    "what kept {b} from happening was {a}",
    "thanks to {a}, {b} did not come about",
    "{b} failed to come about, the cause of this being {a}",
)
_FACTS = (
    "that {b} was owed to the fact that {a}",
    "what brought it about that {b} was the fact that {a}",
    "the cause was that {a}, the effect that {b}",
    "the fact that {a} had the consequence that {b}",
    "the fact that {a} is what made it happen that {b}",
    "behind the fact that {b} was the fact that {a}",
    "it came about that {b}, and this had its cause in the fact that {a}",
    "that {b} goes back to the fact that {a}",
    "that {a} brought it about that {b}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A sentence on what brought about, or prevented, what."""
    if isinstance(meaning, Link):
        if meaning.kind != "because":
            return None
        a, b = (clause_text(e, rng, simple=True) for e in (meaning.first, meaning.second))
        if rng.random() < 0.2:
            return f"{sentence(b)} The cause of this was that {a}"
        return rng.choice(_FACTS).format(a=a, b=b)
    if not isinstance(meaning, Event) or meaning.theme is None or meaning.tense != "past" or not meaning.polarity:
        return None
    if meaning.pred not in (lexicon.CAUSE, lexicon.PREVENT) or meaning.adjuncts:
        return None
    names = [meaning.agent.text, meaning.theme.text]
    rng.shuffle(names)
    text = rng.choice(_CAUSED if meaning.pred == lexicon.CAUSE else _PREVENTED)
    plural = (meaning.agent.plural, meaning.theme.plural)
    # The frames have "was" behind a name: a plural keeps to those that have none.
    if any(plural) and ("{b} was" in text or "{a} was" in text):
        return None
    return text.format(a=meaning.agent.text, b=meaning.theme.text, p=names[0], q=names[1])
