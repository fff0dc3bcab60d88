"""The contrary excluded, then what holds: "The mask is not lighter than the globe. It is heavier than the globe."."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clauses import build
from ..lexicon import SPATIAL
from ..meaning import WE, Event, Meaning, phrases
from ..style import sentence
from .spotlight import names_person

SPLIT = "train"
WEIGHT = 3
_TURNS = ("", "on the contrary, ", "rather, ", "quite the reverse: ", "it is the other way round: ", "instead, ")
# A rule excludes its contrary alone: what must be done is no matter of choice, what is allowed is not forbidden.
_RULES: dict[str, tuple[str, ...]] = {
    "must": (
        "this is not optional",
        "this is no matter of choice",
        "there is no way round this",
        "this is not left to choice",
    ),
    "may": ("this is not forbidden", "there is no ban on this", "nothing stands in the way of this"),
    "must_not": ("this is not allowed", "there is no permission for this", "permission for this is lacking"),
    "need_not": ("this is not a duty", "there is no obligation here", "this is not compulsory"),
}
_SIDES = frozenset(pred.sense for pred in SPATIAL)


def write(meaning: Meaning, rng: Random) -> str | None:
    """Not the contrary but the meaning, where one excludes the other beyond doubt."""
    if not isinstance(meaning, Event) or meaning.quantifier or meaning.pred.value or WE in phrases(meaning):
        return None
    if meaning.modality:
        return _rule(meaning, rng)
    if meaning.pred.opposite:
        return _state(meaning, rng)
    if meaning.theme is not None and meaning.polarity and not meaning.adjuncts:
        return _relation(meaning, rng)
    return None


def _rule(event: Event, rng: Random) -> str | None:
    # "This is not optional" of what is compulsory on one condition would reach too far.
    if any(a.role == "condition" for a in event.adjuncts):
        return None
    rule, excluded = sentence(build(event, rng).statement()), sentence(rng.choice(_RULES[event.modality]))
    return f"{excluded} {rule}" if rng.random() < 0.5 else f"{rule} {excluded}"


def _state(event: Event, rng: Random) -> str | None:
    """Not open but closed."""
    if event.tense == "future" or event.adjuncts:
        return None
    if not event.agent.plural and (not event.agent.text.startswith("the ") or names_person(event.agent.text)):
        return None
    holds, fails = (v[0].removeprefix("be ") for v in (event.pred.verbs, event.pred.opposite))
    if not event.polarity:
        holds, fails = fails, holds
    many = event.agent.plural
    is_ = ("were" if many else "was") if event.tense == "past" else ("are" if many else "is")
    it = "they" if many else "it"
    name = event.agent.text
    frames = (
        f"{sentence(f'{name} {is_} not {fails}')} {sentence(f'{rng.choice(_TURNS[:3])}{it} {is_} {holds}')}",
        f"{sentence(f'{name} {is_} anything but {fails}')} {sentence(f'{it} {is_} {holds}')}",
        f"{sentence(f'{fails} is not the word for {name}')} {sentence(f'{it} {is_} {holds}')}",
        f"{sentence(f'{name} {is_} one of two things, {fails} or {holds}')} {sentence(f'{it} {is_} {holds}')}",
    )
    return rng.choice(frames)


def _relation(event: Event, rng: Random) -> str | None:
    """Not to the right but to the left, not later but earlier, not lighter but heavier."""
    sense = event.pred.sense
    ordered = sense == "precede" and event.agent.sort == "event"
    if sense not in _SIDES and not sense.startswith("more_") and not ordered:
        return None
    converse = tuple(v for v in event.pred.converse if "less " not in v and "not as" not in v)
    if not converse:
        return None
    # The converse of "heavier" with the same subject is its contrary: "the mask is not lighter than the globe".
    contrary = replace(event, pred=replace(event.pred, verbs=converse, converse=()), polarity=False)
    plain = tuple(v for v in event.pred.verbs if "not as" not in v)
    fact = replace(event, pred=replace(event.pred, verbs=plain, converse=converse))
    denied, told = build(contrary, rng).statement(), build(fact, rng).statement()
    return f"{sentence(denied)} {sentence(rng.choice(_TURNS) + told)}"
