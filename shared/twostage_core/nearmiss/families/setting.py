"""When or where, or by when, in a sentence before: "Here is what happened on 3 May. Dario lent the mask to Mina."."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clauses import build
from ..meaning import WE, Adjunct, Event, Meaning, phrases
from ..style import sentence

SPLIT = "train"
WEIGHT = 3
# Two sentences each: {c} the clause without the setting, {x} the setting, {n} its day or period without preposition.
_Frames = tuple[tuple[str, str], ...]
_PAST: _Frames = (
    ("what follows happened {x}", "{c}"),
    ("something happened {x}", "it was this: {c}"),
    ("here is what happened {x}", "{c}"),
)
_FUTURE: _Frames = (
    ("something will happen {x}", "it is this: {c}"),
    ("here is what will happen {x}", "{c}"),
)
# Behind a denial "this was on 3 May" would say when something failed to happen: the setting comes first.
_TIME: _Frames = (
    ("the time in question is {n}", "at that time, {c}"),
    ("the talk is of {n}", "at that time, {c}"),
    ("the time meant here is {n}", "{c} then"),
)
_PLACE: _Frames = (
    ("the place meant here is {x}", "there, {c}"),
    ("the spot meant is {x}", "there, {c}"),
    ("the place in question is {x}", "{c} there"),
)
_DUE: _Frames = (
    ("there is a deadline, {n}", "by then, {c}"),
    ("the date to keep in mind is {n}", "by that day at the latest, {c}"),
)
_FREE: _Frames = (("the date in question is {n}", "by then, {c}"), ("the talk is of a date, {n}", "by that day, {c}"))
_PERIOD: _Frames = (("there is a time limit of {n}", "within that time, {c}"),)


def write(meaning: Meaning, rng: Random) -> str | None:
    """The fact and its setting apart, None without a setting that can stand alone."""
    if not isinstance(meaning, Event) or meaning.quantifier or meaning.pred.value or WE in phrases(meaning):
        return None
    if any(a.role in ("condition", "source", "goal") for a in meaning.adjuncts):
        return None
    told = [a for a in meaning.adjuncts if _frames(meaning, a)]
    if not told:
        return None
    setting = rng.choice(told)
    rest = replace(meaning, adjuncts=tuple(a for a in meaning.adjuncts if a is not setting))
    words = {"c": build(rest, rng).statement(), "x": rng.choice(setting.forms), "n": _bare(setting, rng)}
    first, second = rng.choice(_frames(meaning, setting))
    return f"{sentence(first.format(**words))} {sentence(second.format(**words))}"


def _frames(event: Event, setting: Adjunct) -> _Frames:
    """The frames that say no more and no less of this event, none where a setting had better stay inside."""
    if setting.role == "deadline":
        return {"must": _DUE, "need_not": _FREE}.get(event.modality, ())
    if setting.role == "period":
        return _PERIOD if event.modality == "must" else ()
    if event.modality or setting.role not in ("time", "place"):
        return ()
    if event.polarity and event.tense != "present":
        return _PAST if event.tense == "past" else _FUTURE
    return _TIME if setting.role == "time" else _PLACE


def _bare(setting: Adjunct, rng: Random) -> str:
    """The setting without its preposition."""
    leads = {"time": ("on ", "at "), "deadline": ("by ",), "period": ("within ",)}.get(setting.role, ("",))
    forms = [f.removeprefix(lead) for f in setting.forms for lead in leads if f.startswith(lead)]
    forms = [f for f in forms if not f.startswith("no more than ")]
    return rng.choice(forms or list(setting.forms))
