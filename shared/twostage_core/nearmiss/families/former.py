"""Two are named first and then called by their place: "Dario and Mina: the latter lent the mask to the former"."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clause_text import clause_text
from ..meaning import NP, Adjunct, Both, Event, Link, Meaning, Report, substitute

SPLIT = "train"
WEIGHT = 3
_PEOPLE = ("person", "org", "group")
_LABELS = (("the former", "the latter"), ("the former", "the latter"), ("the first-named", "the second-named"))
_LEADS = (
    "{a} and {b}: {c}",
    "of {a} and {b}, {c}",
    "take {a} and {b}: {c}",
    "this concerns {a} and {b}: {c}",
    "there are {a} and {b}, and {c}",
    "two have to be named here, {a} and {b}; {c}",
    "to name both first, {a} and {b}: {c}",
)
_SHORT = (
    "{a} and {b}: {c}",
    "take {a} and {b}: {c}",
    "this concerns {a} and {b}: {c}",
    "to name both first, {a} and {b}: {c}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A sentence about two in which neither name stands inside the clause."""
    if isinstance(meaning, Event):
        if meaning.quantifier:
            return None
        if meaning.pred.opposite and meaning.theme is None:
            return _state(meaning, rng)
        if meaning.pred.sense.startswith("change:"):
            return _change(meaning, rng)
        if {"source", "goal"} <= {a.role for a in meaning.adjuncts}:
            return _route(meaning, rng)
    pair = _pair(meaning)
    if pair is None or pair[0] == pair[1]:
        return None
    one, two = pair if rng.random() < 0.5 else pair[::-1]
    labels = rng.choice(_LABELS)
    plain = _without_joint(meaning)
    for name, label in zip((one, two), labels, strict=True):
        plain = substitute(plain, name, NP(label, name.sort, plural=name.plural))
    clause = clause_text(plain, rng, simple=True)
    # Both labels have to be there, each once: "the former and the latter" would tell nothing apart.
    if any(clause.count(label) != 1 for label in labels) or "respectively" in clause:
        return None
    return rng.choice(_LEADS).format(a=one.text, b=two.text, c=clause)


def _pair(meaning: Meaning) -> tuple[NP, NP] | None:
    """Two of a kind in the meaning, None if there are not."""
    if isinstance(meaning, Report):
        content = meaning.content
        return (meaning.speaker, content.agent) if content.agent.sort in _PEOPLE else None
    if isinstance(meaning, Both | Link):
        return meaning.first.agent, meaning.second.agent
    if meaning.other is not None:
        return meaning.agent, meaning.other
    theme = meaning.theme
    if theme is None or meaning.pred.value:
        return None
    alike = theme.sort == meaning.agent.sort or {theme.sort, meaning.agent.sort} <= set(_PEOPLE)
    return (meaning.agent, theme) if alike else None


def _without_joint(meaning: Meaning) -> Meaning:
    if isinstance(meaning, Event):
        return replace(meaning, pred=replace(meaning.pred, joint=()))
    return meaning


def _state(event: Event, rng: Random) -> str:
    """Which of two contraries holds: "open and closed: the gallery is the former"."""
    words = [v.removeprefix("be ") for v in (event.pred.verbs[0], event.pred.opposite[0])]
    holds = words[0] if event.polarity else words[1]
    rng.shuffle(words)
    label = "the former" if words[0] == holds else "the latter"
    past = event.tense == "past"
    is_ = ("were" if past else "are") if event.agent.plural else ("was" if past else "is")
    frames = (
        "of {x} and {y}, {s} {is_} {label}",
        "{x} or {y}: {s} {is_} {label}",
        "between {x} and {y}, it {was} {label} that {s} {is_}",
        "out of the two, {x} and {y}, {s} {is_} {label}",
    )
    was = "was" if past else "is"
    return rng.choice(frames).format(x=words[0], y=words[1], s=event.agent.text, is_=is_, label=label, was=was)


def _change(event: Event, rng: Random) -> str:
    """A change between two values that are named first."""
    before, after = event.pred.sense.removeprefix("change:").split(">")
    return _between(event, before, after, rng, "change from {x} to {y}", "go from {x} to {y}")


def _between(event: Event, before: str, after: str, rng: Random, *verbs: str) -> str:
    names = [before, after]
    rng.shuffle(names)
    start, end = ("the former", "the latter") if names[0] == before else ("the latter", "the former")
    pred = replace(event.pred, verbs=tuple(v.format(x=start, y=end) for v in verbs))
    clause = clause_text(replace(event, pred=pred), rng, simple=True)
    return rng.choice(_SHORT).format(a=names[0], b=names[1], c=clause)


def _route(event: Event, rng: Random) -> str:
    """A way between two places that are named first."""
    ends = {a.role: a.sense for a in event.adjuncts if a.role in ("source", "goal")}
    names = list(ends.values())
    rng.shuffle(names)
    label = {names[0]: "the former", names[1]: "the latter"}
    adjuncts = tuple(
        Adjunct(a.role, a.sense, (f"{'from' if a.role == 'source' else 'to'} {label[a.sense]}",))
        if a.role in ends
        else a
        for a in event.adjuncts
    )
    clause = clause_text(replace(event, adjuncts=adjuncts), rng, simple=True)
    return rng.choice(_SHORT).format(a=names[0], b=names[1], c=clause)
