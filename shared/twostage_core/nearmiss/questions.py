"""Queries about a meaning: wh-questions, yes/no questions and keywords."""

from __future__ import annotations

from random import Random

from .askings import BY_WHOM, CAUSES, EMBEDDED, NEIGHBOURS, OPENINGS, SOURCES, TAILED, WHETHER
from .clause_text import STANCES, clause_text
from .clauses import adjunct_part, build, wording
from .frames import loose_question, loose_roles, loose_word
from .meaning import Event, Link, Meaning, Report
from .morphology import participle
from .recasts import TWO_SIDED, echo, split_question, telegram
from .style import casual, contract, sentence
from .syntax import Clause, Part

_EMBED: dict[str, tuple[str, ...]] = {
    "train": EMBEDDED,
    "dev": ("is it on file {q}?", "kindly let us know {q}.", "find out {q}.", "my question is {q}."),
    "test": ("any idea {q}?", "it would help to learn {q}.", "remind me {q}.", "someone is asking {q}."),
}
_YES_NO: dict[str, tuple[str, ...]] = {
    "train": WHETHER,
    "dev": ("could it be that {c}?", "please check whether {c}.", "would you say that {c}?"),
    "test": ("can we take it that {c}?", "are we to understand that {c}?", "it would help to learn whether {c}."),
}
_LEADS: dict[str, tuple[str, ...]] = {
    "train": OPENINGS,
    "dev": ("quick question: ", "one more thing: ", "for my notes: ", "to be clear: "),
    "test": ("excuse me, ", "before I forget: ", "out of interest: ", "a question to all: "),
}

# Splits whose queries come in more builds. The others stay as they are measured.
_RICH = ("train",)
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
        asked = f"who {rng.choice(STANCES[meaning.stance])} that {content}"
        if split in _RICH and (draw := rng.random()) < 0.5:
            if draw < 0.25:
                return sentence(rng.choice(EMBEDDED).format(q=asked))
            asked = rng.choice(BY_WHOM[meaning.stance]).format(c=content)
        return _polish(asked, rng, split)
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
    draw = rng.random()
    if draw < 0.3:
        # Who asks where it stands asks no more than what it is only where a passage is to answer.
        frames = SOURCES if loose and rng.random() < 0.15 else _EMBED[split]
        return sentence(rng.choice(frames).format(q=clause.question(part, rng, embedded=True, word=word)))
    recast = _recast(meaning, clause, part, rng, word) if split in _RICH and draw < 0.55 else None
    return _polish(recast or clause.question(part, rng, word=word), rng, split)


def _recast(event: Event, clause: Clause, part: Part, rng: Random, word: str) -> str | None:
    draw = rng.random()
    if draw < 0.4:
        return echo(clause, part, rng, word=word)
    if draw < 0.7 and not event.pred.value:
        return split_question(clause, part, rng, word=word)
    return telegram(event, part.role, rng)


def _link_question(link: Link, role: str, rng: Random, split: str) -> str:
    kept = link.second if role == "first" else link.first
    if split in _RICH:
        frame = rng.choice(CAUSES if link.kind == "because" else NEIGHBOURS)
        words = {"c": clause_text(kept, rng, simple=True), "i": build(kept, rng).inverted()}
        return _polish(frame.format(w="before" if role == "first" else "after", **words), rng, split)
    if link.kind == "because":
        if rng.random() < 0.5:
            return _polish("why " + build(kept, rng).inverted(), rng, split)
        frame = rng.choice(("what is the reason why {c}", "for what reason {i}", "how come {c}"))
        return _polish(frame.format(c=clause_text(kept, rng, simple=True), i=build(kept, rng).inverted()), rng, split)
    word = "before" if role == "first" else "after"
    frame = rng.choice(("what happened {w} {c}", "what was done {w} {c}", "what took place {w} {c}"))
    return _polish(frame.format(w=word, c=clause_text(kept, rng, simple=True)), rng, split)


def _polish(question: str, rng: Random, split: str) -> str:
    if split in _RICH:
        question = casual(question) if rng.random() < 0.2 else question
        question = rng.choice(TAILED).format(q=question) if rng.random() < 0.12 else question
    text = rng.choice(_LEADS[split]) + question
    return sentence(contract(text) if rng.random() < 0.2 else text, "?")


def yes_no_question(meaning: Meaning, rng: Random, split: str) -> str:
    """A question that yes or no answers."""
    direct = isinstance(meaning, Event) and meaning.quantifier.partition(":")[0] in _ASKED_DIRECTLY
    if isinstance(meaning, Event) and direct and rng.random() < 0.7:
        clause = build(meaning, rng, straight=True)
        if not clause.subject.text.startswith(("no ", "not ", "none ")):
            # "Dario lent the mask to Mina?", as people ask who half know.
            told = split in _RICH and rng.random() < 0.12
            return _polish(clause.statement() if told else clause.inverted(), rng, split)
    return sentence(rng.choice(_YES_NO[split]).format(c=clause_text(meaning, rng, simple=True)), "?")


def keywords(event: Meaning, rng: Random, split: str = "") -> str | None:
    """The content of an event as search keywords, in any order; None for what is no single event.

    Args:
        event: What is looked for.
        rng: Draws the words and their order.
        split: Whose forms; without one, the bare words alone.
    """
    if not isinstance(event, Event):
        return None
    if split in _RICH and rng.random() < 0.6:
        return _typed(event, rng)
    words = [event.agent, event.theme, event.other]
    found = [wording(w, rng).removeprefix("the ") for w in words if w is not None]
    found.append(rng.choice(event.pred.verbs).removeprefix("be ") if not event.pred.noun else event.pred.noun)
    found += [str(adjunct_part(a, rng)) for a in event.adjuncts]
    rng.shuffle(found)
    return rng.choice((" ", ", ")).join(w for w in found if w)


def _typed(event: Event, rng: Random) -> str:
    """Keywords as people type them: glued by "of" and "by", some in quotation marks, all in small letters."""
    glued = _glued(event, rng) if rng.random() < 0.4 else None
    if glued:
        return glued.lower() if rng.random() < 0.3 else glued
    named = [wording(w, rng).removeprefix("the ") for w in (event.agent, event.theme, event.other) if w is not None]
    marked = rng.random() < 0.4
    found = [f'"{n}"' if marked and " " in n else n for n in named]
    if not event.pred.value:
        found.append(event.pred.noun or rng.choice(event.pred.verbs).removeprefix("be "))
    found += [str(adjunct_part(a, rng)) for a in event.adjuncts]
    rng.shuffle(found)
    text = rng.choice((" ", " ", " + ", " / ", "; ", " AND ")).join(found)
    return text.lower() if " AND " not in text and rng.random() < 0.3 else text


def _glued(event: Event, rng: Random) -> str | None:
    """The words in a row that says who did it to what; None for all but plain acts."""
    pred, theme, other = event.pred, event.theme, event.other
    if theme is None or event.modality or event.quantifier or not event.polarity or not pred.passive or pred.value:
        return None
    if other is not None and not pred.prep:
        return None
    agent, thing = (wording(w, rng).removeprefix("the ") for w in (event.agent, theme))
    verb = rng.choice([v for v in pred.verbs if " " not in v] or [""])
    if pred.noun and pred.noun not in TWO_SIDED and (rng.random() < 0.6 or not verb):
        words = [f"{pred.noun} of {thing} by {agent}"]
    elif verb:
        words = [f"{thing} {participle(verb)} by {agent}"]
    else:
        return None
    words += [f"{pred.prep} {wording(other, rng).removeprefix('the ')}"] if other is not None else []
    return " ".join(words + [str(adjunct_part(a, rng)) for a in event.adjuncts])
