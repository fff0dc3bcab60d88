"""Queries about a meaning: wh-questions, yes/no questions and keywords."""

from __future__ import annotations

from random import Random

from .clause_text import STANCES, clause_text
from .clauses import adjunct_part, build, wording
from .frames import loose_question, loose_roles, loose_word
from .meaning import Event, Link, Meaning, Report
from .style import contract, sentence

_EMBED: dict[str, tuple[str, ...]] = {
    "train": (
        "do you know {q}?",
        "can you tell me {q}?",
        "I would like to know {q}.",
        "please tell me {q}.",
        "I wonder {q}.",
        "does anybody know {q}?",
        "we need to know {q}.",
        "could you look up {q}?",
    ),
    "dev": ("is it on file {q}?", "kindly let us know {q}.", "find out {q}.", "my question is {q}."),
    "test": ("any idea {q}?", "it would help to learn {q}.", "remind me {q}.", "someone is asking {q}."),
}
_YES_NO: dict[str, tuple[str, ...]] = {
    "train": (
        "is it true that {c}?",
        "is it correct that {c}?",
        "do you know whether {c}?",
        "can you tell me if {c}?",
        "am I right that {c}?",
    ),
    "dev": ("could it be that {c}?", "please check whether {c}.", "would you say that {c}?"),
    "test": ("can we take it that {c}?", "are we to understand that {c}?", "it would help to learn whether {c}."),
}
_LEADS: dict[str, tuple[str, ...]] = {
    "train": ("", "", "", "", "", "", "", "hi, ", "hello, ", "sorry, "),
    "dev": ("quick question: ", "one more thing: ", "for my notes: ", "to be clear: "),
    "test": ("excuse me, ", "before I forget: ", "out of interest: ", "a question to all: "),
}


# Quantifiers whose wordings can stand behind "did …".
_ASKED_DIRECTLY = ("", "all", "some", "at_least")


def askable(meaning: Meaning, *, loose: bool = False) -> list[str]:
    """The roles a wh-question about the meaning can ask for; `loose` adds those of `frames`."""
    if isinstance(meaning, Report):
        return ["speaker"]
    if isinstance(meaning, Link):
        return ["first", "second"] if meaning.kind == "before" else ["first"]
    if not isinstance(meaning, Event):
        return []
    roles = [a.role for a in meaning.adjuncts if a.role in ("time", "place", "deadline", "condition", "period")]
    if not meaning.quantifier and not meaning.pred.value:
        roles.append("agent")
    if meaning.theme is not None and " and " not in meaning.theme.text:
        roles.append("theme")
    if meaning.other is not None:
        roles.append("other")
    return roles + loose_roles(meaning) if loose else roles


def wh_question(meaning: Meaning, role: str, rng: Random, split: str, *, loose: bool = False) -> str | None:
    """A question for `role`; None if this wording hides it (try again).

    Args:
        meaning: What it is about.
        role: One of `askable`.
        rng: Draws the wording.
        split: Whose frames.
        loose: Whether wordings are welcome that are no paraphrases of each other ("what", "how many crates").
    """
    if isinstance(meaning, Report):
        content = clause_text(meaning.content, rng, simple=True)
        return _polish(f"who {rng.choice(STANCES[meaning.stance])} that {content}", rng, split)
    if isinstance(meaning, Link):
        return _link_question(meaning, role, rng, split)
    if not isinstance(meaning, Event):
        return None
    if role in ("deed", "outcome", "choice") or (loose and rng.random() < 0.5):
        text = loose_question(meaning, role, rng)
        if text:
            return _polish(text, rng, split)
    clause = build(meaning, rng)
    part = next((p for p in clause.parts() if p.role == role), None)
    if part is None or not clause.askable(part):
        return None
    word = loose_word(meaning, part, rng) if loose and rng.random() < 0.5 else ""
    if rng.random() < 0.3:
        return sentence(rng.choice(_EMBED[split]).format(q=clause.question(part, rng, embedded=True, word=word)))
    return _polish(clause.question(part, rng, word=word), rng, split)


def _link_question(link: Link, role: str, rng: Random, split: str) -> str:
    kept = link.second if role == "first" else link.first
    if link.kind == "because":
        if rng.random() < 0.5:
            return _polish("why " + build(kept, rng).inverted(), rng, split)
        frame = rng.choice(("what is the reason why {c}", "for what reason {i}", "how come {c}"))
        return _polish(frame.format(c=clause_text(kept, rng, simple=True), i=build(kept, rng).inverted()), rng, split)
    word = "before" if role == "first" else "after"
    frame = rng.choice(("what happened {w} {c}", "what was done {w} {c}", "what took place {w} {c}"))
    return _polish(frame.format(w=word, c=clause_text(kept, rng, simple=True)), rng, split)


def _polish(question: str, rng: Random, split: str) -> str:
    text = rng.choice(_LEADS[split]) + question
    return sentence(contract(text) if rng.random() < 0.2 else text, "?")


def yes_no_question(meaning: Meaning, rng: Random, split: str) -> str:
    """A question that yes or no answers."""
    direct = isinstance(meaning, Event) and meaning.quantifier.partition(":")[0] in _ASKED_DIRECTLY
    if isinstance(meaning, Event) and direct and rng.random() < 0.7:
        clause = build(meaning, rng, straight=True)
        if not clause.subject.text.startswith(("no ", "not ", "none ")):
            return _polish(clause.inverted(), rng, split)
    return sentence(rng.choice(_YES_NO[split]).format(c=clause_text(meaning, rng, simple=True)), "?")


def keywords(event: Meaning, rng: Random) -> str | None:
    """The content of an event as search keywords, in any order; None for what is no single event."""
    if not isinstance(event, Event):
        return None
    words = [event.agent, event.theme, event.other]
    found = [wording(w, rng).removeprefix("the ") for w in words if w is not None]
    found.append(rng.choice(event.pred.verbs).removeprefix("be ") if not event.pred.noun else event.pred.noun)
    found += [str(adjunct_part(a, rng)) for a in event.adjuncts]
    rng.shuffle(found)
    return rng.choice((" ", ", ")).join(w for w in found if w)
