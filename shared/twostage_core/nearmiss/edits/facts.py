"""Edits of plain facts: negation, another entity, a change of state reversed."""

from __future__ import annotations

from dataclasses import replace

from .. import lexicon, values
from ..domain import phrase, thing
from ..meaning import NP, Event, Pred
from ..scene import Scene
from .drawing import Drawing


def negation(scene: Scene) -> Drawing:
    """A fact and its denial."""
    rng = scene.rng
    draw = rng.random()
    if draw < 0.3:
        adjective, contrary, nouns = rng.choice(scene.domain.states)
        one, two = rng.sample(nouns, 2)
        event = Event(lexicon.state(adjective, contrary), thing(one), tense=rng.choice(("past", "present")))
        return Drawing(event, replace(event, polarity=False), thing(one), thing(two), yes_no="answered")
    event = scene.fact()
    if event.modality:
        event = replace(event, modality="", tense="future")
    return Drawing(event, replace(event, polarity=False), event.agent, scene.actor(like=event.agent), "answered")


def entity(scene: Scene) -> Drawing:
    """A fact and the same fact about somebody or something else."""
    rng = scene.rng
    draw = rng.random()
    if draw < 0.2:
        return _other_act(scene)
    if draw < 0.35:
        return _other_adjective(scene)
    event = scene.fact()
    if draw < 0.6 or event.theme is None or event.theme.sort == "money":
        other = scene.actor(like=event.agent)
        pivot = event.theme if event.theme and event.theme.sort == "thing" else None
        return Drawing(event, replace(event, agent=other), pivot, scene.thing() if pivot else None, same_words=False)
    if event.theme.sort == "person":
        new = scene.actor(like=event.theme)
    elif event.other is not None:
        new = scene.thing()
    else:
        action = next(a for a in scene.domain.actions if a.pred == event.pred)
        new = scene.object_of(action)
    return Drawing(event, replace(event, theme=new), event.agent, scene.actor(like=event.agent), same_words=False)


def _other_act(scene: Scene) -> Drawing:
    """Another verb: a replaced word matters even where everything else stays."""
    rng = scene.rng
    one, two = rng.sample(scene.domain.actions, 2)
    event = Event(one.pred, scene.actor(), scene.object_of(one), adjuncts=scene.settings())
    shared = [o for o in one.objects if o in two.objects]
    if shared:
        event = replace(event, theme=thing(rng.choice(shared)))
        edited = replace(event, pred=two.pred)
    else:
        edited = replace(event, pred=two.pred, theme=scene.object_of(two))
    return Drawing(event, edited, event.agent, scene.actor(like=event.agent), same_words=False)


def _other_adjective(scene: Scene) -> Drawing:
    rng = scene.rng
    event = scene.transfer()
    noun = rng.choice(scene.domain.things)
    one, two = rng.sample(scene.domain.adjectives, 2)
    event = replace(event, theme=thing(noun, one))
    return Drawing(
        event,
        replace(event, theme=thing(noun, two)),
        event.agent,
        scene.actor(like=event.agent),
        same_words=False,
    )


def state_change(scene: Scene) -> Drawing:
    """A change and its reverse: opened / closed, from green to red / from red to green."""
    rng = scene.rng
    if rng.random() < 0.3:
        noun, options = rng.choice(scene.domain.topics)
        before, after = rng.sample(options, 2)
        subject = NP(phrase(noun), "thing")
        adjuncts = (values.draw_time(rng),) if rng.random() < 0.6 else ()
        pred = Pred(
            f"change:{before}>{after}",
            (f"change from {before} to {after}", f"go from {before} to {after}"),
            passive=False,
        )
        back = Pred(
            f"change:{after}>{before}",
            (f"change from {after} to {before}", f"go from {after} to {before}"),
            passive=False,
        )
        event = Event(pred, subject, adjuncts=adjuncts)
        return Drawing(event, replace(event, pred=back), yes_no="avoid")
    on, off, objects = rng.choice(scene.domain.switches)
    one, two = rng.sample(objects, 2)
    tense = rng.choice(("past", "past", "future"))
    event = Event(Pred(on[0], on), scene.actor(), thing(one), adjuncts=scene.settings(place=0.1), tense=tense)
    return Drawing(event, replace(event, pred=Pred(off[0], off)), thing(one), thing(two), yes_no="avoid")
