"""Edits of conditions: if, unless, only if, another condition."""

from __future__ import annotations

from dataclasses import replace

from ..meaning import Adjunct
from ..scene import Scene
from .drawing import Drawing

_IF = ("if {c}", "provided that {c}", "in the event that {c}", "on condition that {c}", "as long as {c}")
_UNLESS = ("unless {c}", "except if {c}", "except where {c}", "except when {c}")
_ONLY = ("only if {c}", "only provided that {c}", "only on condition that {c}", "only as long as {c}")


def on_condition(holds: str, fails: str, kind: str) -> Adjunct:
    """The condition "if `holds`", "only if `holds`"; "unless `holds`" is "if `fails`"."""
    if kind == "only":
        return Adjunct("condition", f"only if {holds}", tuple(f.format(c=holds) for f in _ONLY))
    forms = [f.format(c=holds) for f in _IF] + [f.format(c=fails) for f in _UNLESS[:2]]
    return Adjunct("condition", f"if {holds}", tuple(forms))


def condition(scene: Scene) -> Drawing:
    """The same rule under the contrary, a stricter or another condition."""
    rng = scene.rng
    holds, fails = rng.choice(scene.domain.conditions)
    if rng.random() < 0.5:
        holds, fails = fails, holds
    event = scene.duty(rng.choice(("must", "may", "must", "need_not")))
    if rng.random() < 0.3:
        event = replace(scene.act(settings=False), tense="future")
    event = replace(event, adjuncts=(on_condition(holds, fails, "if"),))
    draw = rng.random()
    exclusive = True
    if draw < 0.5:
        new = on_condition(fails, holds, "if")
    elif draw < 0.7:
        new, exclusive = on_condition(holds, fails, "only"), False
    else:
        others = [pair for pair in scene.domain.conditions if holds not in pair]
        one, two = rng.choice(others)
        new = on_condition(one, two, "if")
    edited = replace(event, adjuncts=(new,))
    fresh = scene.everyone() if event.agent.sort == "group" else scene.actor(like=event.agent)
    return Drawing(event, edited, event.agent, fresh, "open", exclusive)
