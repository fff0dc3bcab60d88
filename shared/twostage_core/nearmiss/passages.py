"""Passages: facts, fillers of the same form and cancellations put together, and what a passage supports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from .clause_text import clause_text
from .layout import Layout
from .meaning import Adjunct, Both, Event, Link, Meaning, key
from .retractions import AROUND, AROUND_ALL, AROUND_RULES, BEHIND, BEHIND_RULES
from .style import sentence
from .values import DAYS, counted_noun
from .wording import write

# Around a clause that is taken back.
_CANCEL: dict[str, tuple[str, ...]] = {
    "train": AROUND,
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
    "train": AROUND_RULES,
    "dev": ("gone are the days when it was said that {c}", "that {c} belongs to the past"),
    "test": (
        "what held until last month, namely that {c}, holds no longer",
        "it was only for a trial period that {c}, and that period has run out",
    ),
}
# Behind the sentence itself.
_AFTER: dict[str, tuple[str, ...]] = {
    "train": BEHIND,
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
    "train": BEHIND_RULES,
    "dev": ("That has ceased to apply.", "This lapsed at the end of last year."),
    "test": ("This expired some time ago.", "Nowadays this does not hold any more."),
}


# Splits whose passages are laid out as real ones are. The others stay as they are measured.
_LAID_OUT = ("train",)


def _cancellation(meaning: Meaning, rng: Random, split: str) -> tuple[str, str]:
    """A frame around what is taken back, and a sentence behind it."""
    lasting = isinstance(meaning, Event) and bool(meaning.modality)
    around = _CANCEL_LASTING if lasting and rng.random() < 0.4 else _CANCEL
    behind = _AFTER_LASTING if lasting and rng.random() < 0.4 else _AFTER
    frames = around[split]
    if split in _LAID_OUT and isinstance(meaning, Both | Link):
        # "The report that A, while B has been withdrawn" leaves open whether B is upheld.
        frames = AROUND_ALL
    return rng.choice(frames), rng.choice(behind[split])


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
        layout = Layout(rng) if split in _LAID_OUT else None
        revoked: list[str] = []
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
            revoked.append(text)
            texts.insert(at if at == 0 else len(texts) if self.far else at, text)
        if layout is None:
            return " ".join(texts)
        return layout.apply(texts, (*self.facts, *self.fillers, *self.cancelled), revoked)


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
