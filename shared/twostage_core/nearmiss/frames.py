"""Question frames that ask more loosely than one wh-word: how many, by when, which party, what happens if."""

from __future__ import annotations

from random import Random

from .clauses import build
from .meaning import NP, Adjunct, Event
from .syntax import Part
from .values import DAYS, counted_noun

_PEOPLE = ("person", "org", "group")
_DOING: dict[str, tuple[str, ...]] = {
    "past": ("what did {s} do", "what was done by {o}"),
    "future": ("what will {s} do", "what is {s} going to do"),
    "must": ("what must {s} do", "what {does} {s} have to do", "what {is} {s} required to do"),
    "may": ("what may {s} do", "what can {s} do", "what {is} {s} allowed to do"),
    "must_not": ("what must {s} not do", "what {is} {s} not allowed to do", "what {is} {s} forbidden to do"),
    "need_not": ("what {does} {s} not have to do", "what {is} {s} not required to do"),
}
_OUTCOME = (
    "what happens {c}",
    "what applies {c}",
    "what is the rule {c}",
    "what does it say for the case that {clause}",
)
_COMING_FIRST: dict[str, tuple[str, ...]] = {
    "past": ("which came first", "which took place first", "which was earlier"),
    "present": ("which comes first", "which is earlier"),
    "future": ("which will come first", "which will take place first", "which will be earlier"),
}
_ALLOWED: dict[str, tuple[str, ...]] = {
    "period": ("how much time {does} {s} have to {v}", "how long {is} {s} given to {v}", "how soon must {s} {v}"),
    "deadline": (
        "what is the deadline for {o} to {v}",
        "until when {does} {s} have time to {v}",
        "how soon must {s} {v}",
        "what is the last day on which {s} can {v}",
    ),
}
_OWED = (
    "how much {does} {s} owe {creditor}",
    "what {does} {s} owe {creditor}",
    "how much {is} {creditor_s} owed by {o}",
    "what sum {does} {s} have to pay {creditor}",
)
_PLACES = ("in what place", "whereabouts", "at what location")
_CONDITIONS = ("under what circumstances", "in which case", "in what case")


def loose_roles(event: Event) -> list[str]:
    """Roles beyond those of the event: "deed" (what X did), "outcome" (what happens if), "choice" (A or B)."""
    found = []
    condition = any(a.role == "condition" and a.sense.startswith("if ") for a in event.adjuncts)
    settled = bool(event.adjuncts) or bool(event.modality)
    plain = event.polarity and not event.quantifier and not event.pred.value and event.pred.passive
    acting = event.agent.sort in _PEOPLE and event.theme is not None and event.theme.sort == "thing"
    if plain and acting and event.other is None and settled and (event.modality or event.tense) in _DOING:
        found.append("deed")
    if condition and event.polarity and not event.quantifier:
        found.append("outcome")
    if _compared(event) and event.polarity:
        found.append("choice")
    return found


def loose_question(event: Event, role: str, rng: Random) -> str | None:
    """A question for a role of `loose_roles`, or for a period or a deadline; None for other roles."""
    if role == "deed":
        return _deed(event, rng)
    if role == "outcome":
        return _outcome(event, rng)
    if role == "choice":
        return _choice(event, rng)
    if role == "theme" and event.other is not None and _owed(event):
        return _debt(event, event.other, rng)
    if role in _ALLOWED and event.modality == "must" and event.theme is not None:
        return _time_allowed(event, role, rng)
    return None


def loose_word(event: Event, part: Part, rng: Random) -> str:
    """A question phrase for a part of a clause, "" where there is none but the wh-word."""
    if part.role == "time":
        return rng.choice(("at what point", *_time_words(part.text)))
    if part.role == "place":
        return rng.choice(_PLACES)
    if part.role == "condition":
        return rng.choice(_CONDITIONS)
    if part.sort == "money":
        return rng.choice(("what amount", "what sum", "how much money"))
    if part.role == "theme" and event.theme is not None and (noun := counted_noun(event.theme)):
        return f"how many {noun}"
    if part.sort in ("person", "org"):
        which = "which person" if part.sort == "person" else "which organisation"
        # A deal has parties; a child and its parent are none.
        return rng.choice(("which party", which)) if event.other is not None else which
    return ""


def _time_words(text: str) -> tuple[str, ...]:
    if text.startswith("at "):
        return ("at what time", "at what hour")
    if any(day in text for day in DAYS):
        return ("on which day", "on what day of the week")
    return ("on what date", "on which date", "on which day")


def _words(event: Event, verb: str = "") -> dict[str, str]:
    """What a frame needs of its subject: nominative, the case after a preposition, agreement."""
    subject = Part("agent", event.agent.text, event.agent.sort, plural=event.agent.plural)
    return {
        "s": subject.text,
        "o": str(subject),
        "does": "do" if subject.plural else "does",
        "is": "are" if subject.plural else "is",
        "v": verb,
    }


def _settings(adjuncts: tuple[Adjunct, ...], rng: Random) -> str:
    return "".join(f" {rng.choice(a.forms)}" for a in adjuncts)


def _deed(event: Event, rng: Random) -> str:
    frame = rng.choice(_DOING[event.modality or event.tense])
    return frame.format(**_words(event)) + _settings(event.adjuncts, rng)


def _outcome(event: Event, rng: Random) -> str:
    condition = next(a for a in event.adjuncts if a.role == "condition")
    # "What happens unless the courier is on time" is nobody's question.
    forms = [f for f in condition.forms if f.startswith(("if ", "in the event "))]
    frame = rng.choice(_OUTCOME)
    return frame.format(c=rng.choice(forms), clause=condition.sense.removeprefix("if "))


def _owed(event: Event) -> bool:
    """Whether it is a plain debt: to be paid, by no particular day."""
    money = event.theme is not None and event.theme.sort == "money"
    return money and event.pred.sense == "pay" and event.modality == "must" and not event.adjuncts


def _debt(event: Event, creditor: NP, rng: Random) -> str:
    frame = rng.choice(_OWED)
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
        asked = rng.choice(_COMING_FIRST[event.tense])
    else:
        degree = event.pred.verbs[0].removeprefix("be ").removesuffix(" than")
        asked = f"which {'was' if event.tense == 'past' else 'is'} {degree}"
    return f"{asked}, {pair[0]} or {pair[1]}"


def _time_allowed(event: Event, role: str, rng: Random) -> str | None:
    clause = build(event, rng, voice="active")
    if clause.subject.role != "agent" or clause.subject.sort not in _PEOPLE:
        return None
    rest = [str(p) for p in (*clause.complements, *clause.adjuncts) if p.role != role]
    return rng.choice(_ALLOWED[role]).format(**_words(event, " ".join([clause.verb.base, *rest])))
