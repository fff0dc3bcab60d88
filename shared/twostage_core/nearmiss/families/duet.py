"""Two speakers put it together: "– Dario lent something to Mina. – It was the mask."."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clause_text import clause_text
from ..clauses import build, wording
from ..meaning import WE, Both, Event, Link, Meaning, Report, phrases
from ..style import sentence
from ..syntax import Part

SPLIT = "train"
WEIGHT = 3
_GAPS = {"person": "somebody", "org": "some organisation", "thing": "something"}
_BOTH = (
    ("{a}", "and {b}"),
    ("{a}", "true, and {b}"),
    ("there are two things to note, and I know one: {a}", "the other is that {b}"),
    ("{a}", "that is the one half, and the other is that {b}"),
)
_BEFORE = (
    ("{a}", "and after that {b}"),
    ("{b}", "yes, but before that {a}"),
    ("{b}", "not without something coming first: {a}"),
    ("first, {a}", "and second, at a later time, {b}"),
)
_BECAUSE = (
    ("{b}", "yes, because {a}"),
    ("{b}, but I do not know why", "because {a}"),
    ("{a}", "yes, and that is why {b}"),
    ("I wonder why {b}", "the reason is that {a}"),
)
_REPORT: dict[str, tuple[tuple[str, str], ...]] = {
    "say": (("{s} said something", "yes, that {c}"), ("somebody said that {c}", "that was {s}")),
    "deny": (("{s} denied something", "yes, that {c}"), ("somebody denied that {c}", "that was {s}")),
    "believe": (("{s} believed something", "yes, that {c}"), ("somebody believed that {c}", "that was {s}")),
    "doubt": (("{s} had a doubt", "yes, about whether {c}"), ("somebody doubted that {c}", "that was {s}")),
    "suggest": (("{s} suggested something", "yes, that {c}"), ("somebody suggested that {c}", "that was {s}")),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """Two turns, each behind a dash; None where no part can be left to the second speaker."""
    if WE in phrases(meaning):
        return None
    if isinstance(meaning, Report):
        words = {"s": wording(meaning.speaker, rng), "c": clause_text(meaning.content, rng, simple=True)}
        return _turns(rng.choice(_REPORT[meaning.stance]), words)
    if isinstance(meaning, Both | Link):
        sides = [meaning.first, meaning.second]
        if any(not side.polarity or side.quantifier for side in sides):
            return None
        if isinstance(meaning, Both):
            rng.shuffle(sides)
        frames = _BOTH if isinstance(meaning, Both) else _BEFORE if meaning.kind == "before" else _BECAUSE
        a, b = (clause_text(side, rng, simple=True) for side in sides)
        return _turns(rng.choice(frames), {"a": a, "b": b})
    return _event(meaning, rng)


def _turns(frame: tuple[str, str], words: dict[str, str]) -> str:
    return " ".join(f"– {sentence(turn.format(**words))}" for turn in frame)


def _event(event: Event, rng: Random) -> str | None:
    if event.quantifier or not event.polarity or event.modality in ("must_not", "need_not"):
        return None
    draw = rng.random()
    if event.pred.value or draw < 0.4:
        return _forgotten(event, rng)
    if draw < 0.6 and event.adjuncts:
        return _added(event, rng)
    return _gap(event, rng)


def _forgotten(event: Event, rng: Random) -> str | None:
    """One has forgotten a part, the other has not."""
    if event.theme is None:
        return None
    clause = build(event, rng)
    if clause.subject.role == "nominal":
        return None
    roles = ("theme",) if event.pred.value else ("agent", "theme", "other", "time", "place", "deadline")
    parts = [p for p in clause.parts() if p.role in roles and clause.askable(p)]
    if not parts:
        return None
    part = rng.choice(parts)
    lead = rng.choice(("I have forgotten", "remind me", "I cannot recall", "I would like to know", "I have no idea"))
    reply = rng.choice(("{p}", "let me see: {p}", "I can tell you: {p}", "it says here: {p}"))
    return _turns(("{l} {q}", reply), {"l": lead, "q": clause.question(part, rng, embedded=True), "p": str(part)})


def _added(event: Event, rng: Random) -> str | None:
    """One tells the act, the other its setting."""
    settings = [a for a in event.adjuncts if a.role in ("time", "place", "deadline", "period")]
    if not settings or any(a.role == "condition" for a in event.adjuncts):
        return None
    added = rng.choice(settings)
    rest = replace(event, adjuncts=tuple(a for a in event.adjuncts if a is not added))
    reply = rng.choice(("yes, {x}", "{x}, to be precise", "{x}, that is", "right, and {x}"))
    return _turns(("{c}", reply), {"c": build(rest, rng).statement(), "x": rng.choice(added.forms)})


def _gap(event: Event, rng: Random) -> str | None:
    """One leaves a role open ("somebody"), the other fills it."""
    if event.theme is None or event.pred.sense.startswith(("more_", "equal_")):
        return None
    clause = build(event, rng)
    parts = [p for p in (clause.subject, *clause.complements) if p.role in ("agent", "theme", "other")]
    parts = [p for p in parts if p.sort in _GAPS and not p.plural and clause.askable(p)]
    if not parts:
        return None
    part: Part = rng.choice(parts)
    filled, part.text = part.text, _GAPS[part.sort]
    be = "is" if event.modality or event.tense != "past" else "was"
    reply = rng.choice((f"that {be} {{p}}", f"it {be} {{p}}", "namely {p}", "{p}, to be precise", "{p}, that is"))
    return _turns(("{c}", reply), {"c": clause.statement(), "p": filled})
