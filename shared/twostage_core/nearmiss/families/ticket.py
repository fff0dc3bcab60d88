"""Titles of tickets and to-do items with a state: "[DONE] Repair the crane – Dario – on 3 May"."""

from __future__ import annotations

from random import Random

from ..clauses import adjunct_part, wording
from ..meaning import Event, Link, Meaning, Report
from ..style import sentence
from .role_line import bare, is_act, status

SPLIT = "train"
WEIGHT = 3

_DONE = (
    "[{S}] {d}{n} – {a}",
    "[{S}] {a}: {d}{n}",
    "{d}{n} – {a} – {s}",
    "ticket: {d}{n}; by {a}; {s}",
    "{a} / {d}{n} / {s}",
    "job: {d}{n}. By: {a}. State: {s}",
    "re: {d}{n} – {a} – {s}",
    "subject: {d}{n} / {a} / {s}",
)
_RULE = (
    "[{S}] {a}: {d}{n}",
    "[{S}] {d}{n} – {a}",
    "{s} for {a}: {d}{n}",
    "{d}{n}: {s} for {a}",
    "re: {d}{n} – {s} for {a}",
)
_MUST = (
    "action item for {a}: {d}{n}",
    "to do – {a} – {d}{n}",
    "action: {d}{n}. Owner: {a}",
    "action required of {a}: {d}{n}",
    "duty of {a}: {d}{n}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """One title for each act; None for what cannot be done or due."""
    if isinstance(meaning, Report):
        return None
    if isinstance(meaning, Event):
        return _title(meaning, rng)
    first, second = _title(meaning.first, rng), _title(meaning.second, rng)
    if first is None or second is None:
        return None
    if isinstance(meaning, Link):
        heads = ("reason", "result") if meaning.kind == "because" else rng.choice((("first", "next"), ("1st", "2nd")))
        return f"{sentence(f'{heads[0]} – {first}')} {sentence(f'{heads[1]} – {second}')}"
    titles = [first, second]
    rng.shuffle(titles)
    return " ".join(sentence(title) for title in titles)


def _title(event: Event, rng: Random) -> str | None:
    # "Mandatory: … only if" would leave open what "only" is of.
    if not is_act(event) or any(a.sense.startswith("only") for a in event.adjuncts):
        return None
    frames = _RULE if event.modality else _DONE
    if event.modality == "must" and rng.random() < 0.5:
        frames = _MUST
    notes = "".join(f" {adjunct_part(a, rng)}" for a in event.adjuncts)
    state = status(event, rng)
    return rng.choice(frames).format(
        S=state.upper(), s=state, a=bare(wording(event.agent, rng)), d=_deed(event, rng), n=notes
    )


def _deed(event: Event, rng: Random) -> str:
    """The act in the infinitive, without articles: "lend mask to Mina"."""
    theme = "" if event.theme is None else bare(wording(event.theme, rng))
    other = "" if event.other is None else f" {event.pred.prep} {bare(wording(event.other, rng))}"
    return f"{rng.choice(event.pred.verbs)} {theme}{other}"
