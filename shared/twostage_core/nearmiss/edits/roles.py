"""Edits of who plays which part: role swap, direction of a transfer, attribution."""

from __future__ import annotations

from dataclasses import replace

from .. import lexicon
from ..meaning import NP, Adjunct, Event, Pred, Report
from ..scene import Scene
from .drawing import Drawing


def role_swap(scene: Scene) -> Drawing:
    """Who did it to whom; for a symmetric relation the swap is a paraphrase and another party the edit."""
    rng = scene.rng
    if rng.random() < 0.3:
        pred = rng.choice(lexicon.SYMMETRIC)
        lasting = pred.verbs[0].startswith("be ")
        event = Event(
            pred,
            scene.human(),
            scene.human(),
            adjuncts=() if lasting else scene.settings(),
            tense="present" if lasting else "past",
        )
        if rng.random() < 0.5:
            edited = replace(event, theme=scene.actor(like=event.theme))
            return Drawing(event, edited, event.agent, scene.actor(like=event.agent), same_words=False)
        unlike = rng.choice([p for p in lexicon.SOCIAL if p.verbs[0].startswith("be ") == lasting])
        # Whoever visits somebody may be said to meet him: no near-miss for support.
        edited = replace(event, pred=unlike)
        return Drawing(event, edited, event.agent, scene.actor(like=event.agent), "avoid", exclusive=False)
    event = scene.relation()
    edited = replace(event, agent=event.theme or event.agent, theme=event.agent)
    return Drawing(event, edited, event.agent, scene.actor(like=event.agent))


_MOVES = (
    Pred("move", ("move", "relocate", "transfer")),
    Pred("carry", ("carry", "take")),
    Pred("drive", ("transport", "convey")),
)


def direction(scene: Scene) -> Drawing:
    """Who gave and who got; from where and to where."""
    rng = scene.rng
    if rng.random() < 0.25:
        start, end = (f"the {site}" for site in rng.sample(scene.domain.sites, 2))
        pair = _route(start, end)
        event = Event(rng.choice(_MOVES), scene.actor(), scene.thing(), adjuncts=pair)
        if rng.random() < 0.4:
            event = replace(event, adjuncts=(*pair, *scene.settings(time=1.0, place=0.0)))
        edited = replace(event, adjuncts=(*_route(end, start), *event.adjuncts[2:]))
        return Drawing(event, edited, event.theme, scene.thing())
    event = scene.payment() if rng.random() < 0.35 else scene.transfer()
    edited = replace(event, agent=event.other or event.agent, other=event.agent)
    return Drawing(event, edited, event.agent, scene.actor(like=event.agent))


def _route(start: str, end: str) -> tuple[Adjunct, Adjunct]:
    return Adjunct("source", start, (f"from {start}",)), Adjunct("goal", end, (f"to {end}",))


def attribution(scene: Scene) -> Drawing:
    """Who said it, and whether it was said, denied, believed or doubted."""
    rng = scene.rng
    content = scene.act() if rng.random() < 0.6 else scene.relation()
    stance = rng.choice(("say", "say", "believe", "deny", "doubt", "suggest"))
    report = Report(stance, scene.human(), content)
    draw = rng.random()
    if draw < 0.35:
        edited = replace(report, stance=rng.choice([s for s in ("say", "deny", "believe", "doubt") if s != stance]))
        if {stance, edited.stance} in ({"believe", "suggest"}, {"say", "suggest"}):
            edited = replace(edited, stance="deny")
    elif draw < 0.6:
        edited = replace(report, speaker=scene.actor(like=report.speaker))
    elif draw < 0.85 and content.agent.sort == "person":
        edited = Report(stance, content.agent, replace(content, agent=report.speaker))
    else:
        edited = replace(report, content=replace(content, polarity=False))
    yes_no = "avoid"
    return Drawing(report, edited, content.theme, _twin(scene, content), yes_no)


def _twin(scene: Scene, content: Event) -> NP:
    if content.theme is None or content.theme.sort != "person":
        for action in scene.domain.actions:
            if action.pred == content.pred:
                return scene.object_of(action)
        return scene.thing()
    return scene.actor(like=content.theme)
