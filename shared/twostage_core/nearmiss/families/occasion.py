"""When, where, by when or in which case as one side of "is": "3 May was the day on which Dario cleaned the mask"."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clause_text import clause_text
from ..clauses import build
from ..meaning import Adjunct, Both, Event, Meaning
from ..values import DAYS, MONTHS

SPLIT = "train"
WEIGHT = 3


def write(meaning: Meaning, rng: Random) -> str | None:
    """A copular sentence whose one side is an adjunct and whose other side is all the rest."""
    if isinstance(meaning, Both):
        facts = [meaning.first, meaning.second]
        rng.shuffle(facts)
        if any(len(f.adjuncts) != 1 for f in facts):
            return None
        one, two = (_turned(f, f.adjuncts[0], rng) for f in facts)
        return f"{one}, {rng.choice(('and ', 'while '))}{two}" if one and two else None
    if not isinstance(meaning, Event) or not meaning.adjuncts:
        return None
    return _turned(meaning, rng.choice(meaning.adjuncts), rng)


def _turned(event: Event, adjunct: Adjunct, rng: Random) -> str | None:
    if event.quantifier or event.pred.value:
        return None
    rest = replace(event, adjuncts=tuple(a for a in event.adjuncts if a is not adjunct))
    if adjunct.role == "condition":
        return _case(rest, adjunct, rng)
    if not event.polarity:
        return None
    clause = build(rest, rng).statement()
    if adjunct.role in ("deadline", "period"):
        return _limit(clause, adjunct, rng) if event.modality == "must" else None
    if event.modality not in ("", "must") or (event.tense == "present" and not event.modality):
        return None
    is_ = "was" if event.tense == "past" and not event.modality else "is"
    form = rng.choice(adjunct.forms)
    if adjunct.role == "place":
        frames = [
            f"the place where {clause} {is_} {form}",
            f"{form} {is_} where {clause}",
            f"where {clause} {is_} {form}",
        ]
        return rng.choice(frames)
    if adjunct.role != "time":
        return None
    lead, _, when = form.partition(" ")
    head, gap = _time_noun(lead, when)
    frames = [
        f"{when} {is_} {head} {gap} {clause}",
        f"{head} {gap} {clause} {is_} {when}",
        f"{head} in question {is_} {when}: that {is_} when {clause}",
        f"{when} {is_} when {clause}",
    ]
    return rng.choice(frames)


def _time_noun(lead: str, when: str) -> tuple[str, str]:
    """What a time is and how a clause joins it: ("the day", "on which")."""
    if lead == "at":
        return "the time of day", "at which"
    if when in DAYS or any(month in when for month in MONTHS):
        return "the day", "on which"
    return "the time", "at which"


def _limit(clause: str, adjunct: Adjunct, rng: Random) -> str | None:
    lead = "by " if adjunct.role == "deadline" else "within "
    forms = [f.removeprefix(lead) for f in adjunct.forms if f.startswith(lead) and "no more" not in f]
    if not forms:
        return None
    end = rng.choice(forms)
    if adjunct.role == "deadline":
        frames = [
            f"{end} is the date by which {clause}",
            f"the date by which {clause} is {end}",
            f"{end} is the last day that counts: by then, {clause}",
            f"there is a deadline of {end} by which {clause}",
        ]
    else:
        frames = [
            f"{end} is the time within which {clause}",
            f"the time within which {clause} is {end}",
            f"there is a time limit of {end} within which {clause}",
            f"the limit is {end}: within this time, {clause}",
        ]
    return rng.choice(frames)


def _case(event: Event, adjunct: Adjunct, rng: Random) -> str:
    """The condition as a case; "only if" as the only case."""
    clause = clause_text(event, rng, simple=True)
    only = adjunct.sense.startswith("only if ")
    holds = adjunct.sense.removeprefix("only ").removeprefix("if ")
    if only:
        frames = [
            f"the only case in which {clause} is the one in which {holds}",
            f"there is no case in which {clause} but the one in which {holds}",
            f"no other case than the one in which {holds} is a case in which {clause}",
            f"that {holds} is the only condition on which {clause}",
        ]
    else:
        frames = [
            f"suppose that {holds}: in that case, {clause}",
            f"one case in which {clause} is the one in which {holds}",
            f"the case in which {holds} is one in which {clause}",
            f"in the case in which {holds}, {clause}",
            f"say {holds}; then {clause}",
            f"that {holds} is a condition on which {clause}",
        ]
    return rng.choice(frames)
