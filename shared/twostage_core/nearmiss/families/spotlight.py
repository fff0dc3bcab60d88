"""The thing is named in a sentence of its own, then told of by a pronoun: "This is about the mask. Dario lent it …"."""

from __future__ import annotations

from random import Random

from ..clause_text import STANCES
from ..clauses import build, wording
from ..meaning import WE, Event, Meaning, Report, phrases
from ..style import sentence
from ..syntax import Clause, Part

SPLIT = "train"
WEIGHT = 3
_TOPICS = (
    "this is about {t}",
    "the subject here is {t}",
    "the matter at hand is {t}",
    "now to {t}",
    "think of {t}",
    "a word about {t}",
    "this concerns {t}",
    "next comes {t}",
    "there is something to say about {t}",
    "this note is on {t}",
)
# Verbs of several words that a pronoun may follow ("check the accounts of it", but not "hand over it").
_LAST = ("of", "for", "at", "to", "with", "from", "against", "than", "by")

# Persons that actions and states are told of as of things ("the patient was examined"): no "it" for them.
_PERSON_NOUNS = """
    artist attorney auditor baby bride broker captain carer cashier chef child client clerk coach courier curator
    customer cyclist debtor defender donor driver goalkeeper groom guarantor guard guest guide hand heir insurer
    mayor midfielder miller narrator neighbour newborn nurse owner page parent passenger patient picker pilot player
    principal prisoner prodigy prompter pupil referee registrar resident striker student substitute teacher tenant
    trainer victim villain visitor watchman winger witness
"""
_PERSONS = frozenset(_PERSON_NOUNS.split())


def write(meaning: Meaning, rng: Random) -> str | None:
    """Topic and comment, None where no thing of the clause can become a pronoun."""
    lead = ""
    if isinstance(meaning, Report):
        lead = f"{wording(meaning.speaker, rng)} {rng.choice(STANCES[meaning.stance])} that "
        meaning = meaning.content
    if not isinstance(meaning, Event) or WE in phrases(meaning):
        return None
    clause = build(meaning, rng)
    part = _topic(clause)
    if part is None:
        return None
    topic = part.text
    subject = part is clause.subject
    part.text = ("they" if subject else "them") if part.plural else "it"
    return f"{sentence(rng.choice(_TOPICS).format(t=topic))} {sentence(lead + clause.statement())}"


def _topic(clause: Clause) -> Part | None:
    """The part that "it" or "they" can stand for beyond doubt; no person, for the pronoun would tell he or she."""
    if clause.subject.sort in ("thing", "event") and clause.subject.role in ("agent", "theme"):
        return clause.subject if _definite(clause.subject) else None
    first = next(iter(clause.complements), None)
    if first is None or first.sort != "thing" or not _definite(first) or clause.subject.role == "nominal":
        return None
    verb = clause.verb.base.removeprefix("fail to ")
    follows = first.prep or " " not in verb or verb.split()[-1] in _LAST
    return first if follows and not verb.startswith("carry out") else None


def _definite(part: Part) -> bool:
    """Whether number is told by the phrase ("acids" would be neither "it" nor "they")."""
    if part.plural:
        return True
    return part.text.startswith("the ") and " and " not in part.text and not names_person(part.text)


def names_person(text: str) -> bool:
    """Whether the phrase, of a thing by its sort, names a person."""
    return not _PERSONS.isdisjoint(text.split(" of ")[0].split(" for ")[0].split()[-1:])
