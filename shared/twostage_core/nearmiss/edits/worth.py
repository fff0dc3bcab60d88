"""Edits of values: another number, unit or bound."""

from __future__ import annotations

from dataclasses import replace

from .. import lexicon, values
from ..domain import phrase
from ..meaning import NP, Event, theme_of
from ..morphology import plural
from ..scene import Scene
from .drawing import Drawing


def quantity(scene: Scene) -> Drawing:
    """Another number, another unit, or the other bound."""
    draw = scene.rng.random()
    if draw < 0.2:
        return _fee(scene)
    if draw < 0.42:
        return _payment(scene)
    if draw < 0.6:
        return _count(scene)
    if draw < 0.72:
        return _period(scene)
    return _measure(scene)


def _fee(scene: Scene) -> Drawing:
    event = scene.fee()
    edited = replace(event, theme=values.alter_money(scene.rng, theme_of(event)))
    return Drawing(event, edited, event.agent, scene.fee().agent, same_words=False)


def _payment(scene: Scene) -> Drawing:
    rng = scene.rng
    event = scene.payment()
    new = values.alter_money(rng, theme_of(event))
    if event.modality and rng.random() < 0.5:
        # "must pay at least 40" is no part of "must pay at most 40", nor the other way round.
        bounds = rng.sample(("at_least", "at_most"), 2)
        first, second = (values.bounded(b, theme_of(event)) for b in bounds)
        return Drawing(
            replace(event, theme=first),
            replace(event, theme=second),
            event.agent,
            scene.actor(like=event.agent),
            "avoid",
        )
    return Drawing(event, replace(event, theme=new), event.agent, scene.actor(like=event.agent), same_words=False)


def _count(scene: Scene) -> Drawing:
    """How many things passed from one to another."""
    rng = scene.rng
    event = scene.transfer()
    bare = rng.choice([t for t in scene.domain.things if not t.endswith("+") and " of " not in t])
    adjective = rng.choice(scene.domain.adjectives) + " " if rng.random() < 0.3 else ""
    n = rng.randint(2, 60)
    one, two = (values.counted(k, adjective + bare, adjective + plural(bare)) for k in (n, values.alter_number(rng, n)))
    event = replace(event, theme=one)
    return Drawing(event, replace(event, theme=two), event.agent, scene.actor(like=event.agent), same_words=False)


def _period(scene: Scene) -> Drawing:
    """Within how many days something must be done."""
    event = scene.duty("must")
    period = values.draw_period(scene.rng)
    event = replace(event, adjuncts=(period,))
    edited = replace(event, adjuncts=(values.alter_period(scene.rng, period),))
    fresh = scene.everyone() if event.agent.sort == "group" else scene.actor(like=event.agent)
    # "Within two weeks" follows from "within two days": no near-miss for support unless asked for the period.
    return Drawing(event, edited, event.agent, fresh, "avoid", exclusive=False, same_words=False)


def _measure(scene: Scene) -> Drawing:
    rng = scene.rng
    noun, unit, low, high = rng.choice(scene.domain.measures)
    amount = values.quantity(rng.randint(low, high), unit)
    event = Event(lexicon.MEASURE, NP(phrase(noun), "thing"), amount, tense=rng.choice(("present", "past")))
    similar = [m[0] for m in scene.domain.measures if m[0] != noun and m[1] == unit]
    pivot = event.agent if similar else None
    fresh = NP(phrase(rng.choice(similar)), "thing") if similar else None
    if rng.random() < 0.45:
        first, second = (values.bounded(b, amount) for b in rng.sample(("at_least", "at_most"), 2))
        return Drawing(replace(event, theme=first), replace(event, theme=second), pivot, fresh, "avoid")
    return Drawing(event, replace(event, theme=values.alter_quantity(rng, amount)), pivot, fresh, same_words=False)
