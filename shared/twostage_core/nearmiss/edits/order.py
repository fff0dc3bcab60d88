"""Edits of relations between two: space, time, comparison and cause."""

from __future__ import annotations

from dataclasses import replace

from .. import lexicon, values
from ..domain import event_noun, phrase, thing
from ..meaning import NP, Event, Link, theme_of
from ..scene import Scene
from .drawing import Drawing


def _swapped(event: Event, pivot: NP, fresh: NP, yes_no: str = "avoid") -> Drawing:
    return Drawing(event, replace(event, agent=theme_of(event), theme=event.agent), pivot, fresh, yes_no)


def spatial(scene: Scene) -> Drawing:
    """Which is where: sides swapped, another relation, another place."""
    rng = scene.rng
    draw = rng.random()
    if draw < 0.25:
        event = scene.act(settings=False)
        place = scene.place()
        event = replace(event, adjuncts=(place,))
        if rng.random() < 0.5:
            event = replace(event, adjuncts=(values.draw_time(rng), place))
        new = scene.place(place.sense)
        adjuncts = tuple(new if a.role == "place" else a for a in event.adjuncts)
        return Drawing(
            event,
            replace(event, adjuncts=adjuncts),
            event.agent,
            scene.actor(like=event.agent),
            same_words=False,
        )
    one, two, fresh = scene.thing(), scene.thing(), scene.thing()
    tense = rng.choice(("present", "past"))
    if draw < 0.5:
        pred = rng.choice(lexicon.SPATIAL_SYMMETRIC)
        event = Event(pred, one, two, tense=tense)
        if rng.random() < 0.6:
            return Drawing(event, replace(event, theme=scene.thing()), one, fresh, same_words=False)
        # What is to the left of something may be next to it as well: no near-miss for support.
        unlike = rng.choice(lexicon.SPATIAL)
        return Drawing(event, replace(event, pred=unlike), one, fresh, "avoid", exclusive=False)
    pred = rng.choice(lexicon.SPATIAL)
    event = Event(pred, one, two, tense=tense)
    if draw < 0.8:
        return _swapped(event, one, fresh)
    unlike = rng.choice([p for p in lexicon.SPATIAL if p.sense != pred.sense])
    return Drawing(event, replace(event, pred=unlike), one, fresh, "avoid", exclusive=False)


def temporal(scene: Scene) -> Drawing:
    """Which came first, and when."""
    rng = scene.rng
    draw = rng.random()
    if draw < 0.35:
        first, second, fresh = (event_noun(n) for n in rng.sample(scene.domain.events, 3))
        event = Event(lexicon.ORDER, first, second, tense=rng.choice(("past", "future")))
        if rng.random() < 0.3:
            same = replace(event, pred=lexicon.SAME_TIME)
            return Drawing(same, event, first, fresh, "avoid")
        return _swapped(event, first, fresh)
    if draw < 0.65:
        one, two = scene.act(settings=False), scene.act(settings=False)
        one, two = replace(one, tense="past"), replace(two, tense="past")
        return Drawing(
            Link("before", one, two),
            Link("before", two, one),
            one.agent,
            scene.actor(like=one.agent),
            "avoid",
        )
    if draw < 0.8:
        event = scene.dated()
        words = values.draw_date(rng, event.theme.forms if event.theme else ())
        fresh_event = scene.dated().agent
        return Drawing(
            event,
            replace(event, theme=NP(words[0], "date", forms=words)),
            event.agent,
            fresh_event,
            same_words=False,
        )
    event = scene.act(settings=False)
    time = values.draw_time(rng)
    adjuncts = (time, scene.place()) if rng.random() < 0.4 else (time,)
    event = replace(event, adjuncts=adjuncts)
    new = (values.alter_time(rng, time), *adjuncts[1:])
    return Drawing(event, replace(event, adjuncts=new), event.agent, scene.actor(like=event.agent), same_words=False)


def comparison(scene: Scene) -> Drawing:
    """Which is more, and which of two contrary states holds."""
    rng = scene.rng
    if rng.random() < 0.25:
        adjective, contrary, nouns = rng.choice(scene.domain.states)
        this, that = rng.sample(nouns, 2)
        event = Event(lexicon.state(adjective, contrary), thing(this), tense=rng.choice(("past", "present")))
        return Drawing(event, replace(event, polarity=False), thing(this), thing(that), yes_no="answered")
    more, equal = lexicon.COMPARATIVES[rng.choice(scene.domain.comparatives)]
    one, two, fresh = scene.thing(), scene.thing(), scene.thing()
    event = Event(more, one, two, tense=rng.choice(("present", "past")))
    if rng.random() < 0.3:
        return Drawing(replace(event, pred=equal), event, one, fresh, "avoid")
    return _swapped(event, one, fresh)


def causation(scene: Scene) -> Drawing:
    """Which brought about which."""
    rng = scene.rng
    if rng.random() < 0.4:
        one, two = scene.act(settings=False), scene.act(settings=False)
        one, two = replace(one, tense="past"), replace(two, tense="past")
        return Drawing(
            Link("because", one, two),
            Link("because", two, one),
            one.agent,
            scene.actor(like=one.agent),
            "avoid",
        )
    cause, effect, fresh = (event_noun(n) for n in rng.sample(scene.domain.causes, 3))
    event = Event(lexicon.CAUSE, cause, effect)
    draw = rng.random()
    if draw < 0.6:
        return _swapped(event, cause, fresh, "open")
    if draw < 0.8:
        return Drawing(event, replace(event, pred=lexicon.PREVENT), cause, fresh, "avoid")
    taken = (cause.text, effect.text, fresh.text)
    other = event_noun(rng.choice([c for c in scene.domain.causes if phrase(c) not in taken]))
    return Drawing(event, replace(event, agent=other), effect, fresh, same_words=False)
