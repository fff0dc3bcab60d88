"""Passages: facts, fillers of the same form and cancellations put together, and what a passage supports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from .clause_text import clause_text
from .meaning import Both, Event, Meaning, key
from .style import sentence
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
    "test": (
        "the message that {c} was recalled the same day",
        "it had been put on paper that {c}, which proved to be wrong",
        "the rumour that {c} has been refuted",
    ),
}
# The same for rules, which can end.
_CANCEL_LASTING: dict[str, tuple[str, ...]] = {
    "train": (
        "it is no longer true that {c}",
        "it used to be so that {c}, but this ended last year",
        "until recently the rule was that {c}; this has been abolished",
    ),
    "test": ("gone are the days when it was said that {c}", "that {c} belongs to the past"),
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
    "test": (
        "Disregard the previous sentence; it was a slip.",
        "This item has been annulled.",
        "What was just said was cancelled afterwards.",
    ),
}
_AFTER_LASTING: dict[str, tuple[str, ...]] = {
    "train": (
        "That is no longer so.",
        "This has not been in force since the spring.",
        "This was abolished.",
        "That rule was dropped in the new version.",
    ),
    "test": ("That has ceased to apply.", "This lapsed at the end of last year."),
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
                text = f"{write(m, rng, split)} {after}"
            texts.insert(at if at == 0 else len(texts) if self.far else at, text)
        return " ".join(texts)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: `form` "claim", "yes_no", "wh" or "keywords", about a meaning, for a role (wh only)."""

    form: str
    meaning: Meaning
    role: str = ""


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
        if droppable(fact):
            wanted = {(a.role, a.sense) for a in meaning.adjuncts}
            kept = tuple(a for a in fact.adjuncts if (a.role, a.sense) in wanted or a.role == asked)
            fact = replace(fact, adjuncts=kept)
        if asked and asked not in ("agent", "theme", "other") and asked not in {a.role for a in fact.adjuncts}:
            return False
        if query.form == "yes_no" and fact.polarity != meaning.polarity:
            fact = replace(fact, polarity=meaning.polarity)
    return key(fact, without=asked) == key(meaning, without=asked)


def droppable(event: Event) -> bool:
    """Whether the event stays true when a time or place is left out."""
    return event.polarity and not event.quantifier and event.modality in ("", "must")
