"""Negation without "did not": "at no time did Dario lend the mask", "no repair … occurred", "anything but open"."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clauses import adjunct_part, build, wording
from ..lexicon import LASTING
from ..meaning import Event, Meaning, deniable
from ..morphology import gerund
from ..verbgroup import verb_group

SPLIT = "train"
WEIGHT = 3
_INVERTED = ("by no means", "in no way")
_NEVER = ("at no time", "at no point", "never")
_NO_NOUN = (
    "no {n} of {t} {w} took place",
    "no {n} of {t} {w} occurred",
    "there was not any {n} of {t} {w}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A denial by other means, or a fact as the denial of its omission."""
    if not isinstance(meaning, Event) or not deniable(meaning):
        return None
    if meaning.theme is None:
        return _state(meaning, rng) if meaning.pred.opposite else None
    act = _is_act(meaning)
    if meaning.polarity:
        return _not_omitted(meaning, rng) if act and rng.random() < 0.5 else None
    draw = rng.random()
    if act and meaning.tense == "past" and draw < 0.35:
        return _failing(meaning, rng, negated=False)
    if act and meaning.tense == "past" and meaning.theme.sort == "thing" and draw < 0.55:
        return _no_noun(meaning, rng)
    leads: tuple[str, ...] = _INVERTED
    if act and all(a.role != "time" for a in meaning.adjuncts):
        leads += _NEVER
    clause = build(replace(meaning, polarity=True), rng, straight=True)
    return f"{rng.choice(leads)} {clause.inverted()}"


def _is_act(event: Event) -> bool:
    """Whether somebody does something that can be left undone (nobody omits to be a parent, or to meet)."""
    pred = event.pred
    if pred.symmetric or event.tense == "present" or pred.sense in LASTING or event.agent.sort not in ("person", "org"):
        return False
    return not pred.verbs[0].startswith(("be ", "sit ", "live "))


def _state(event: Event, rng: Random) -> str:
    """Says "anything but closed" for "open"."""
    denied = event.pred.opposite if event.polarity else event.pred.verbs
    verb = rng.choice(denied).replace("be ", rng.choice(("be anything but ", "be by no means ", "be in no way ")), 1)
    plural = event.agent.plural
    group = verb_group(verb, rng, plural=plural, tense=event.tense, modality="", polarity=True, animate=False)
    settings = "".join(f" {adjunct_part(a, rng)}" for a in event.adjuncts)
    return f"{wording(event.agent, rng)} {group.finite}{settings}"


def _failing(event: Event, rng: Random, *, negated: bool) -> str:
    clause = build(replace(event, polarity=True), rng, voice="active")
    failing = rng.choice(("fail", "omit")) if negated else "fail"
    tail = "".join(f" {p}" for p in (*clause.complements, *clause.adjuncts))
    group = verb_group(
        f"{failing} to {clause.verb.base}",
        rng,
        plural=clause.subject.plural,
        tense=event.tense,
        modality="",
        polarity=not negated,
        animate=True,
    )
    return f"{clause.subject.text} {group.finite}{tail}"


def _not_omitted(event: Event, rng: Random) -> str:
    if rng.random() < 0.5:
        return _failing(event, rng, negated=True)
    lead = rng.choice(("it is not so that", "it is untrue that", "it is wrong to suppose that"))
    return f"{lead} {_failing(event, rng, negated=False)}"


def _no_noun(event: Event, rng: Random) -> str | None:
    pred = event.pred
    one_word = [v for v in pred.verbs if " " not in v]
    if event.theme is None or not (pred.noun or one_word):
        return None
    noun = pred.noun if pred.noun and rng.random() < 0.5 else ""
    if not noun:
        if not one_word:
            return None
        noun = gerund(rng.choice(one_word))
    people = [f"by {wording(event.agent, rng)}"]
    if event.other is not None:
        people.insert(rng.randrange(2), f"to {wording(event.other, rng)}")
    words = " ".join([*people, *(str(adjunct_part(a, rng)) for a in event.adjuncts)])
    return rng.choice(_NO_NOUN).format(n=noun, t=wording(event.theme, rng), w=words)
