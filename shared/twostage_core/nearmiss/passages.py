"""Passages: facts, fillers of the same form and cancellations put together, and what a passage supports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from .clause_text import clause_text
from .meaning import Adjunct, Both, Event, Meaning, key
from .style import sentence
from .values import DAYS, counted_noun
from .wording import write

# Around a clause that is taken back.
_CANCEL: dict[str, tuple[str, ...]] = {
    "train": (
        "the entry saying that {c} was struck out as wrong",
        "the report that {c} has been withdrawn",
        "the statement that {c} turned out to be mistaken",
        "an earlier note claimed that {c}; this was a mistake",
        "contrary to what the first draft said, it is not so that {c}",
        "the announcement that {c} has since been taken back",
        "the remark that {c} was retracted",
        "somebody wrote that {c}, but that was crossed out later",
        "the sentence that {c} has been deleted",
    ),
    "dev": (
        "the message that {c} was recalled the same day",
        "it had been put on paper that {c}, which proved to be wrong",
        "the rumour that {c} has been refuted",
    ),
    "test": (
        "whoever told you that {c} got it wrong",
        "it was wrongly put about that {c}",
        "the line to the effect that {c} is void",
        "the earlier version, according to which {c}, has been overturned",
    ),
}
# The same for rules, which can end.
_CANCEL_LASTING: dict[str, tuple[str, ...]] = {
    "train": (
        "it is no longer true that {c}",
        "it used to be so that {c}, but this ended last year",
        "until recently the rule was that {c}; this has been abolished",
    ),
    "dev": ("gone are the days when it was said that {c}", "that {c} belongs to the past"),
    "test": (
        "what held until last month, namely that {c}, holds no longer",
        "it was only for a trial period that {c}, and that period has run out",
    ),
}
# Behind the sentence itself.
_AFTER: dict[str, tuple[str, ...]] = {
    "train": (
        "That has since been withdrawn.",
        "This last sentence was deleted as an error.",
        "The foregoing was taken back the next day.",
        "This point was retracted later on.",
        "Correction: the sentence before this one is wrong.",
        "That, however, turned out to be untrue.",
        "This was entered by mistake and does not hold.",
    ),
    "dev": (
        "Disregard the previous sentence; it was a slip.",
        "This item has been annulled.",
        "What was just said was cancelled afterwards.",
    ),
    "test": (
        "Strike that: it is not correct.",
        "Please ignore what you have just read, for it is wrong.",
        "That statement has been declared void.",
    ),
}
_AFTER_LASTING: dict[str, tuple[str, ...]] = {
    "train": (
        "That is no longer so.",
        "This has not been in force since the spring.",
        "This was abolished.",
        "That rule was dropped in the new version.",
    ),
    "dev": ("That has ceased to apply.", "This lapsed at the end of last year."),
    "test": ("This expired some time ago.", "Nowadays this does not hold any more."),
}


def _cancellation(meaning: Meaning, rng: Random, split: str) -> tuple[str, str]:
    """A frame around what is taken back, and a sentence behind it."""
    lasting = isinstance(meaning, Event) and bool(meaning.modality)
    around = _CANCEL_LASTING if lasting and rng.random() < 0.4 else _CANCEL
    behind = _AFTER_LASTING if lasting and rng.random() < 0.4 else _AFTER
    return rng.choice(around[split]), rng.choice(behind[split])


@dataclass(frozen=True, slots=True)
class Passage:
    """What a passage says.

    Attributes:
        facts: What it says and upholds.
        cancelled: What it mentions and takes back.
        fillers: Further facts of the same form.
        far: Whether a cancelled fact stands at one end of the passage and what takes it back at the other.
    """

    facts: tuple[Meaning, ...]
    cancelled: tuple[Meaning, ...] = ()
    fillers: tuple[Meaning, ...] = ()
    far: bool = False

    def write(self, rng: Random, split: str) -> str:
        """The passage as text, its sentences in random order."""
        texts = [write(m, rng, split) for m in (*self.facts, *self.fillers)]
        rng.shuffle(texts)
        for m in self.cancelled:
            at = rng.randint(0, len(texts))
            if self.far:
                at = rng.choice((0, len(texts)))
                texts.insert(len(texts) - at, write(m, rng, split))
            frame, after = _cancellation(m, rng, split)
            if self.far or rng.random() < 0.55:
                text = sentence(frame.format(c=clause_text(m, rng, simple=True)))
            else:
                text = f"{write(m, rng, split, single=True)} {after}"
            texts.insert(at if at == 0 else len(texts) if self.far else at, text)
        return " ".join(texts)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked.

    Attributes:
        form: "claim", "yes_no", "wh" or "keywords".
        meaning: What it is about.
        role: What is asked for (wh only).
        worded: The meaning as it is put into words, where names are put otherwise there ("we").
    """

    form: str
    meaning: Meaning
    role: str = ""
    worded: Meaning | None = None


def supports(passage: Passage, query: Query) -> bool:
    """Whether the passage entails the claim or answers the question ("no" is an answer)."""
    facts: list[Meaning] = []
    for fact in (*passage.facts, *passage.fillers):
        facts.append(fact)
        if isinstance(fact, Both):
            facts += [fact.first, fact.second]
    if isinstance(query.meaning, Both) and all(
        supports(passage, replace(query, meaning=half)) for half in (query.meaning.first, query.meaning.second)
    ):
        return True
    return any(_carries(fact, query) for fact in facts)


def _carries(fact: Meaning, query: Query) -> bool:
    asked = query.role if query.form == "wh" else ""
    meaning = query.meaning
    if isinstance(fact, Event) and isinstance(meaning, Event):
        if asked in _LOOSE and _touches(fact, meaning, asked):
            return True
        if asked == "theme" and not _answers_how_many(fact, meaning):
            return False
        if droppable(fact):
            wanted = {(a.role, a.sense) for a in meaning.adjuncts}
            kept = tuple(a for a in fact.adjuncts if (a.role, a.sense) in wanted or a.role == asked)
            fact = replace(fact, adjuncts=kept)
        adjunct = next((a for a in fact.adjuncts if a.role == asked), None)
        if asked and asked not in ("agent", "theme", "other", *_LOOSE) and adjunct is None:
            return False
        if asked == "time" and adjunct and _time_kind(adjunct) not in {_time_kind(a) for a in meaning.adjuncts}:
            return False
        if query.form == "yes_no" and fact.polarity != meaning.polarity:
            fact = replace(fact, polarity=meaning.polarity)
    return key(fact, without=asked) == key(meaning, without=asked)


_LOOSE = ("deed", "outcome", "choice")


def _touches(fact: Event, meaning: Event, asked: str) -> bool:
    """Whether somebody might say that the fact answers; such a passage is never drawn as a near-miss."""
    if asked == "deed":
        return meaning.agent in (fact.theme, fact.other)
    if asked == "choice":
        return {meaning.agent, meaning.theme} == {fact.agent, fact.theme}
    mine, its = ({a.sense for a in e.adjuncts if a.role == "condition"} for e in (meaning, fact))
    return bool(mine & {sense.removeprefix("only ") for sense in its})


def _answers_how_many(fact: Event, meaning: Event) -> bool:
    noun = counted_noun(meaning.theme) if meaning.theme else ""
    return not noun or (fact.theme is not None and counted_noun(fact.theme) == noun)


def _time_kind(adjunct: Adjunct) -> tuple[str, bool]:
    """Date, weekday or time of day: "at what time" asks for the last alone."""
    lead, first = adjunct.forms[0].split()[:2]
    return lead, first in DAYS


def droppable(event: Event) -> bool:
    """Whether the event stays true when a time or place is left out."""
    return event.polarity and not event.quantifier and event.modality in ("", "must")
