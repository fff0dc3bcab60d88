"""Question frames that ask more loosely than one wh-word: how many, by when, which party, what happens if."""

from __future__ import annotations

from random import Random

from .clauses import build
from .meaning import NP, Adjunct, Event
from .morphology import gerund
from .prompts import (
    ALLOWED,
    BOUND,
    COMING_FIRST,
    CONDITIONS,
    DEADLINES,
    DOING,
    OUTCOME,
    OWED,
    PERIODS,
    PLACES,
    WORTH,
)
from .syntax import Clause, Part
from .values import DAYS, counted_noun

_PEOPLE = ("person", "org", "group")


def loose_roles(event: Event) -> list[str]:
    """Roles beyond those of the event: "deed" (what X did), "outcome" (what happens if), "choice" (A or B)."""
    found = []
    condition = any(a.role == "condition" and a.sense.startswith("if ") for a in event.adjuncts)
    settled = bool(event.adjuncts) or bool(event.modality)
    plain = event.polarity and not event.quantifier and not event.pred.value and event.pred.passive
    acting = event.agent.sort in _PEOPLE and event.theme is not None and event.theme.sort == "thing"
    if plain and acting and event.other is None and settled and (event.modality or event.tense) in DOING:
        found.append("deed")
    if condition and event.polarity and not event.quantifier:
        found.append("outcome")
    if _compared(event) and event.polarity:
        found.append("choice")
    return found


def loose_question(event: Event, role: str, rng: Random) -> str | None:
    """A question for a role of `loose_roles`, or for a value, a period, a deadline or who a rule binds; or None."""
    if role == "deed":
        return _deed(event, rng)
    if role == "outcome":
        return _outcome(event, rng)
    if role == "choice":
        return _choice(event, rng)
    if role == "theme" and event.other is not None and _owed(event):
        return _debt(event, event.other, rng)
    if role == "theme" and event.pred.sense in WORTH and event.polarity:
        return rng.choice(WORTH[event.pred.sense]).format(**_words(event))
    if role == "agent" and event.modality in BOUND and not event.quantifier and event.theme is not None:
        return _bound(event, rng)
    if role in ALLOWED and event.modality == "must" and event.theme is not None:
        return _time_allowed(event, role, rng)
    return None


def loose_word(event: Event, part: Part, rng: Random) -> str:
    """A question phrase for a part of a clause, "" where there is none but the wh-word."""
    if part.role == "time":
        return rng.choice(("at what point", *_time_words(part.text)))
    if part.role == "place":
        return rng.choice(PLACES)
    if part.role == "condition":
        return rng.choice(CONDITIONS)
    if part.role in ("deadline", "period"):
        return rng.choice(DEADLINES if part.role == "deadline" else PERIODS)
    if part.sort == "money":
        return rng.choice(("what amount", "what sum", "how much money", "how large a sum", "what sum of money"))
    if part.role == "theme" and event.theme is not None and (noun := counted_noun(event.theme)):
        return f"how many {noun}"
    if part.sort in ("person", "org"):
        which = "which person" if part.sort == "person" else "which organisation"
        # A deal has parties; a child and its parent are none.
        return rng.choice(("which party", which)) if event.other is not None else which
    return ""


def _time_words(text: str) -> tuple[str, ...]:
    if text.startswith("at "):
        return ("at what time", "at what hour", "at what time of day")
    if any(day in text for day in DAYS):
        return ("on which day", "on what day of the week", "on which weekday")
    return ("on what date", "on which date", "on which day", "on what day of which month")


def _words(event: Event, verb: str = "") -> dict[str, str]:
    """What a frame needs of its subject: nominative, the case after a preposition, agreement."""
    subject = Part("agent", event.agent.text, event.agent.sort, plural=event.agent.plural)
    does, is_ = ("do", "are") if subject.plural else ("does", "is")
    if event.pred.value and event.tense == "past":
        does, is_ = "did", "were" if subject.plural else "was"
    return {
        "s": subject.text,
        "o": str(subject),
        "does": does,
        "is": is_,
        "v": verb,
    }


def _settings(adjuncts: tuple[Adjunct, ...], rng: Random) -> str:
    return "".join(f" {rng.choice(a.forms)}" for a in adjuncts)


def _deed(event: Event, rng: Random) -> str:
    frame = rng.choice(DOING[event.modality or event.tense])
    return frame.format(**_words(event)) + _settings(event.adjuncts, rng)


def _outcome(event: Event, rng: Random) -> str:
    condition = next(a for a in event.adjuncts if a.role == "condition")
    # "What happens unless the courier is on time" is nobody's question.
    forms = [f for f in condition.forms if f.startswith(("if ", "in the event "))]
    frame = rng.choice(OUTCOME)
    return frame.format(c=rng.choice(forms), clause=condition.sense.removeprefix("if "))


def _owed(event: Event) -> bool:
    """Whether it is a plain debt: to be paid, by no particular day."""
    money = event.theme is not None and event.theme.sort == "money"
    return money and event.pred.sense == "pay" and event.modality == "must" and not event.adjuncts


def _debt(event: Event, creditor: NP, rng: Random) -> str:
    frame = rng.choice(OWED)
    words = _words(event)
    if "{creditor_s}" in frame:
        words["is"] = "are" if creditor.plural else "is"
    return frame.format(**words, creditor=Part("other", creditor.text), creditor_s=creditor.text)


def _compared(event: Event) -> bool:
    order = event.pred.sense == "precede" and event.agent.sort == "event"
    return event.theme is not None and (order or event.pred.sense.startswith("more_"))


def _choice(event: Event, rng: Random) -> str | None:
    if event.theme is None:
        return None
    pair = [event.agent.text, event.theme.text]
    rng.shuffle(pair)
    if event.pred.sense == "precede":
        asked = rng.choice(COMING_FIRST[event.tense])
    else:
        degree = event.pred.verbs[0].removeprefix("be ").removesuffix(" than")
        asked = f"which {'was' if event.tense == 'past' else 'is'} {degree}"
    order, of_two = asked.removeprefix("which "), asked.replace("which ", "which of the two ", 1)
    frames = (
        "{asked}, {a} or {b}",
        "{asked}, {a} or {b}",
        "{asked}, {a} or {b}",
        "{a} or {b}: {asked}",
        "{a} or {b} – {asked}",
        "out of {a} and {b}, {asked}",
        "of {a} and {b}, which one {order}",
        "{of_two}, {a} or {b}",
        "{of_two}: {a} or {b}",
    )
    return rng.choice(frames).format(asked=asked, order=order, of_two=of_two, a=pair[0], b=pair[1])


def _time_allowed(event: Event, role: str, rng: Random) -> str | None:
    clause = _active(event, rng)
    if clause is None:
        return None
    return rng.choice(ALLOWED[role]).format(**_words(event, _doing(clause, clause.verb.base, role)))


def _bound(event: Event, rng: Random) -> str | None:
    clause = _active(event, rng)
    if clause is None:
        return None
    verb = clause.verb.base
    return rng.choice(BOUND[event.modality]).format(v=_doing(clause, verb), g=_doing(clause, gerund(verb)))


def _active(event: Event, rng: Random) -> Clause | None:
    """The event in the active with somebody as its agent, None where it has none."""
    clause = build(event, rng, voice="active")
    return clause if clause.subject.role == "agent" and clause.subject.sort in _PEOPLE else None


def _doing(clause: Clause, verb: str, without: str = "") -> str:
    return " ".join([verb, *(str(p) for p in (*clause.complements, *clause.adjuncts) if p.role != without)])
