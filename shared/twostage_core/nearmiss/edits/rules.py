"""Edits of rules: modality and quantifier."""

from __future__ import annotations

from dataclasses import replace

from .. import values
from ..meaning import Event
from ..scene import Scene
from .drawing import Drawing

# Neither of such a pair follows from the other; what a yes/no question about the first makes of the second.
_EXCLUSIVE = {
    ("must", "must_not"): "answered",
    ("must", "need_not"): "answered",
    ("may", "must_not"): "answered",
    ("must_not", "may"): "answered",
    ("need_not", "must"): "answered",
    ("must_not", "must"): "answered",
}
_MODALITIES = ("must", "must_not", "may", "need_not")


def modality(scene: Scene) -> Drawing:
    """Must, may, must not, need not."""
    rng = scene.rng
    first, second = rng.sample(_MODALITIES, 2)
    event = scene.duty(first)
    adjuncts = []
    if first == "must" and second == "need_not" and rng.random() < 0.2:
        adjuncts.append(values.draw_deadline(rng))
    if rng.random() < 0.2:
        adjuncts.append(scene.place())
    event = replace(event, adjuncts=tuple(adjuncts))
    fresh = scene.everyone() if event.agent.sort == "group" else scene.actor(like=event.agent)
    exclusive = (first, second) in _EXCLUSIVE
    return Drawing(
        event,
        replace(event, modality=second),
        event.agent,
        fresh,
        _EXCLUSIVE.get((first, second), "avoid"),
        exclusive,
    )


_QUANTIFIERS = ("all", "some", "none", "not_all", "only", "at_least", "at_most", "except")
_CONTRARY = {
    frozenset(("all", "none")): "answered",
    frozenset(("all", "not_all")): "answered",
    frozenset(("some", "none")): "answered",
    frozenset(("all", "only")): "avoid",
    frozenset(("at_least", "at_most")): "avoid",
    frozenset(("none", "at_least")): "answered",
}


def quantifier(scene: Scene) -> Drawing:
    """All, some, none, not all, only, at least, at most, all but one."""
    rng = scene.rng
    action = rng.choice(scene.domain.duties)
    group = scene.group()
    event = Event(action.pred, group, scene.object_of(action), tense="past")
    pair = tuple(rng.choice(list(_PAIRS)))
    first, second = pair if rng.random() < 0.5 else pair[::-1]
    count = rng.randint(2, 20)
    name = scene.person().text
    one = replace(event, quantifier=_spelled(first, count, name))
    two = replace(event, quantifier=_spelled(second, count, name))
    together = frozenset(pair)
    return Drawing(one, two, group, scene.group(), _CONTRARY.get(together, "avoid"), together in _CONTRARY)


_PAIRS = (
    ("all", "none"),
    ("all", "not_all"),
    ("all", "some"),
    ("some", "none"),
    ("all", "only"),
    ("at_least", "at_most"),
    ("all", "except"),
    ("none", "at_least"),
    ("none", "not_all"),
    ("only", "some"),
)


def _spelled(kind: str, count: int, name: str) -> str:
    if kind in ("at_least", "at_most"):
        return f"{kind}:{count}"
    return f"except:{name}" if kind == "except" else kind
