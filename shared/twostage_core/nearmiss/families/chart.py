"""Relations as the labels of a chart: "cause: strike; effect: delay", "mask vs crane: older is the mask"."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..clauses import wording
from ..meaning import NP, Event, Link, Meaning
from .role_line import bare

SPLIT = "train"
WEIGHT = 2

_ORDER: dict[str, tuple[str, ...]] = {
    "past": (
        "what came earlier: {a}; what came later: {b}",
        "sequence as it was: {a} → {b}",
        "past events in their order: {a} > {b}",
        "came later: {b}; came earlier: {a}",
    ),
    "future": (
        "what will come earlier: {a}; what will come later: {b}",
        "programme ahead: {a} → {b}",
        "coming events in their order: {a} > {b}",
        "later event to come: {b}; earlier event to come: {a}",
    ),
}
_SAME_TIME: dict[str, tuple[str, ...]] = {
    "past": ("took place in parallel: {a} / {b}", "simultaneous events on record: {a} / {b}"),
    "future": ("programme ahead, in parallel: {a} / {b}", "will take place in parallel: {a}; {b}"),
}
_CAUSE = (
    "cause: {a}; effect: {b}",
    "effect: {b}. Cause: {a}",
    "{b} ← {a} as its cause",
    "trigger – {a} / outcome – {b}",
    "what was behind it: {a}; what came of it: {b}",
)
_PREVENT = (
    "averted: {b}; averted by: {a}",
    "what stopped it: {a}; what did not happen: {b}",
    "prevented event: {b}. Preventing factor: {a}",
)
# {c} is the comparative, {a} what it is true of.
_MORE = (
    "{a} vs {b}: {c} {is_} {a}",
    "comparison of {a} with {b} – {c} {is_} {a}",
    "{c} {is_} {a}, compared with {b}",
    "measured against {b}, {c} {is_} {a}",
    "{c} of the two, {b} and {a}, {is_} {a}",
)
_EQUAL = (
    "{a} vs {b}: both {are} equally {c}",
    "comparison of {a} and {b} – no difference, both {are} equally {c}",
    "equally {c} {are}: {a}; {b}",
)
_PLACES = (
    "where {a} {is_}: {c} {b}",
    "plan – {a} – {is_} {c} – {b}",
    "location of {a} – {is_} {c} {b}",
    "{a} >> {is_} {c} >> {b}",
)
_LINKS: dict[str, tuple[str, ...]] = {
    "before": (
        "timeline: {a} → {b}",
        "earlier entry: {a}; later entry: {b}",
        "order of events: {a} – after that, {b}",
        "later: {b}. Earlier: {a}",
    ),
    "because": (
        "cause: {a}; effect: {b}",
        "effect: {b}. Cause: {a}",
        "trigger – {a} / outcome – {b}",
        "outcome: {b} ← reason: {a}",
    ),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """The two sides of a relation under their labels; None for what relates nothing to nothing."""
    if isinstance(meaning, Link):
        first, second = (clause_text(m, rng, simple=True) for m in (meaning.first, meaning.second))
        return rng.choice(_LINKS[meaning.kind]).format(a=first, b=second)
    if not isinstance(meaning, Event) or meaning.theme is None or meaning.other is not None:
        return None
    if not meaning.polarity or meaning.modality or meaning.quantifier or meaning.adjuncts:
        return None
    if meaning.agent.sort == "event" and meaning.theme.sort == "event":
        return _events(meaning, meaning.agent, meaning.theme, rng)
    if meaning.agent.sort == "thing" and meaning.theme.sort == "thing" and meaning.tense != "future":
        return _things(meaning, meaning.agent, meaning.theme, rng)
    return None


def _events(event: Event, agent: NP, theme: NP, rng: Random) -> str | None:
    sides = {"a": bare(wording(agent, rng)), "b": bare(wording(theme, rng))}
    sense = event.pred.sense
    if sense in ("precede", "same_time") and event.tense in _ORDER:
        frames = (_ORDER if sense == "precede" else _SAME_TIME)[event.tense]
    elif sense in ("cause", "prevent") and event.tense == "past":
        frames = _CAUSE if sense == "cause" else _PREVENT
    else:
        return None
    return rng.choice(frames).format(**sides)


def _things(event: Event, agent: NP, theme: NP, rng: Random) -> str | None:
    """A comparison or a place, told from either side."""
    sense = event.pred.sense
    verbs = [v.removeprefix("be ") for v in event.pred.verbs if v.startswith("be ")]
    others = [v.removeprefix("be ") for v in event.pred.converse if v.startswith("be ")]
    past = event.tense == "past"
    are = "were" if past else "are"
    a, b = wording(agent, rng), wording(theme, rng)
    if sense.startswith("equal_"):
        # "as old as"
        return rng.choice(_EQUAL).format(a=a, b=b, c=verbs[0].removeprefix("as ").removesuffix(" as"), are=are)
    frames = _MORE if sense.startswith("more_") else _PLACES
    if others and rng.random() < 0.5:
        agent, verbs, a, b = theme, others, b, a
    if frames is _MORE:
        verbs = [v.removesuffix(" than") for v in verbs if v.endswith(" than")]
    is_ = are if agent.plural else ("was" if past else "is")
    return rng.choice(frames).format(a=a, b=b, c=rng.choice(verbs), is_=is_) if verbs else None
