"""Handbook entries for rules, one role a field: "Rule: mandatory. Who: couriers. What: wear gloves. Where: …"."""

from __future__ import annotations

from random import Random

from ..clauses import adjunct_part, wording
from ..meaning import Both, Event, Meaning
from ..morphology import capitalise, gerund
from ..style import sentence
from .role_line import bare, is_act, setting, status

SPLIT = "train"
WEIGHT = 3

# {a} who is bound, {d} the deed in the infinitive, {g} the same as a gerund, {n} its settings.
_ENTRIES: dict[str, tuple[str, ...]] = {
    "must": (
        "duty of {a}: to {d}{n}",
        "{g}{n} – a duty of {a}",
        "what {a} cannot leave undone: {g}{n}",
        "{g}{n}: no choice for {a}, it is a must",
        "must-do for {a}: {d}{n}",
        "{g}{n}: mandatory for {a}",
    ),
    "may": (
        "{g}{n} – open to {a}",
        "permission for {a}: to {d}{n}",
        "{g}{n}: all right for {a}",
        "can-do for {a}: {d}{n}",
        "granted to {a}: permission to {d}{n}",
    ),
    "must_not": (
        "prohibition for {a}: {g}{n}",
        "no {g}{n} for {a}",
        "{g}{n} – off limits to {a}",
        "don't for {a}: {d}{n}",
        "strictly no {g}{n} for {a}",
        "{g}{n}: forbidden to {a}",
    ),
    "need_not": (
        "exemption for {a}: no duty to {d}{n}",
        "{g}{n} – no duty of {a}",
        "what {a} can leave undone: {g}{n}",
        "no obligation on {a} to {d}{n}",
        "{g}{n}: not required of {a}",
        "not a must for {a}: {g}{n}",
    ),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """A rule in fields or as an entry; two rules as two entries."""
    if isinstance(meaning, Event):
        return _rule(meaning, rng)
    if not isinstance(meaning, Both):
        return None
    rules = [_rule(fact, rng, joined=True) for fact in (meaning.first, meaning.second)]
    rng.shuffle(rules)
    if rules[0] is None or rules[1] is None:
        return None
    return f"{sentence(rules[0])} {sentence(rules[1])}"


def _rule(event: Event, rng: Random, *, joined: bool = False) -> str | None:
    if not event.modality or not is_act(event):
        return None
    # "No duty to … only if": what "only" is of shows in fields alone.
    only = any(a.sense.startswith("only") for a in event.adjuncts)
    return _fields(event, rng, joined) if only or rng.random() < 0.5 else _entry(event, rng)


def _fields(event: Event, rng: Random, joined: bool) -> str:
    """Rule, who and what in any order, the settings behind them; `joined` keeps them in one sentence."""
    agent, deed = wording(event.agent, rng), _deed(event, rng)
    found = [
        (rng.choice(("rule", "type of rule", "status")), status(event, rng)),
        (rng.choice(("who", "for whom", "concerns")), rng.choice((agent, bare(agent)))),
        ("what", deed),
    ]
    rng.shuffle(found)
    found += [setting(a, rng) for a in event.adjuncts]
    if joined or rng.random() < 0.5:
        return " / ".join(f"{key}: {value}" for key, value in found)
    return ". ".join(f"{capitalise(key)}: {value}" for key, value in found)


def _entry(event: Event, rng: Random) -> str:
    """A short entry in which the rule is a noun or a sign; a condition comes first, for it is of the rule."""
    deed = _deed(event, rng)
    notes = "".join(f" {adjunct_part(a, rng)}" for a in event.adjuncts if a.role != "condition")
    leads = [f"{adjunct_part(a, rng)}, " for a in event.adjuncts if a.role == "condition"]
    entry = rng.choice(_ENTRIES[event.modality]).format(a=wording(event.agent, rng), d=deed, g=gerund(deed), n=notes)
    return "".join(leads) + entry


def _deed(event: Event, rng: Random) -> str:
    theme = "" if event.theme is None else wording(event.theme, rng)
    other = "" if event.other is None else f" {event.pred.prep} {wording(event.other, rng)}"
    return f"{rng.choice(event.pred.verbs)} {theme}{other}"
