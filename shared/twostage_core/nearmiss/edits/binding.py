"""Edits of which value, task or adjective belongs to which of two."""

from __future__ import annotations

from dataclasses import replace

from .. import values
from ..domain import phrase
from ..meaning import NP, Adjunct, Both, Event, theme_of
from ..scene import Scene
from .drawing import Drawing


def binding(scene: Scene) -> Drawing:
    """Which amount, date, task, place or adjective belongs to which of two."""
    rng = scene.rng
    draw = rng.random()
    if draw < 0.2:
        return _adjectives(scene)
    if draw < 0.35:
        one, two = scene.fee(), scene.fee()
        return _themes(one, replace(two, tense=one.tense))
    if draw < 0.45:
        one, two = scene.dated(), scene.dated()
        while two.agent == one.agent or two.theme == one.theme:
            two = scene.dated()
        return _themes(one, two)
    if draw < 0.6:
        one = scene.payment()
        amount = values.alter_money(rng, theme_of(one))
        return _themes(one, replace(one, agent=scene.actor(like=one.agent), theme=amount))
    if draw < 0.75:
        one = scene.act(settings=False)
        two = replace(scene.act(settings=False), tense=one.tense)
        return Drawing(Both(one, two), Both(replace(one, agent=two.agent), replace(two, agent=one.agent)))
    if draw < 0.87:
        one = replace(scene.act(settings=False), modality="must", tense="present")
        two = replace(scene.act(settings=False), modality="must", tense="present")
        return _adjuncts(one, two, values.draw_deadline(rng), values.draw_deadline(rng))
    one = scene.act(settings=False)
    two = replace(scene.act(settings=False), tense=one.tense)
    here = scene.place()
    if rng.random() < 0.5:
        return _adjuncts(one, two, here, scene.place(here.sense))
    time = values.on_date(values.draw_date(rng))
    return _adjuncts(one, two, time, values.alter_time(rng, time))


def _themes(one: Event, two: Event) -> Drawing:
    return Drawing(Both(one, two), Both(replace(one, theme=two.theme), replace(two, theme=one.theme)))


def _adjuncts(one: Event, two: Event, first: Adjunct, second: Adjunct) -> Drawing:
    meaning = Both(replace(one, adjuncts=(first,)), replace(two, adjuncts=(second,)))
    return Drawing(meaning, Both(replace(one, adjuncts=(second,)), replace(two, adjuncts=(first,))))


def _adjectives(scene: Scene) -> Drawing:
    rng = scene.rng
    nouns = rng.sample(scene.domain.things, 2)
    adjectives = rng.sample(scene.domain.adjectives, 2)
    event = scene.transfer()
    return Drawing(
        replace(event, theme=_pair(nouns, adjectives)),
        replace(event, theme=_pair(nouns, adjectives[::-1])),
        event.agent,
        scene.actor(like=event.agent),
    )


def _pair(nouns: list[str], adjectives: list[str]) -> NP:
    """Two things with an adjective each, in either order."""
    one, two = (phrase(n, a) for n, a in zip(nouns, adjectives, strict=True))
    forms = (f"{one} and {two}", f"{two} and {one}")
    return NP(min(forms), "thing", plural=True, forms=forms)
