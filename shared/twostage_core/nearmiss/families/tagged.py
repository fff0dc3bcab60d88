"""Records as machines keep them: {"who": "Dario", "verb": "lent", "object": "the mask", "to": "Mina"}."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ..clauses import build, wording
from ..meaning import Event, Link, Meaning, Report
from ..syntax import Clause, Part

SPLIT = "train"
WEIGHT = 3

# Key, value and whether the value is a record itself.
Entry = tuple[str, str, bool]
Renderer = Callable[[list[Entry]], str]
_SETTINGS: dict[str, tuple[str, ...]] = {
    "time": ("time", "when"),
    "place": ("place", "where"),
    "deadline": ("deadline", "due"),
    "period": ("limit", "period"),
    "condition": ("applies", "valid"),
    "source": ("taken_from", "starting_point"),
    "goal": ("taken_to", "destination"),
}
_STANCES = {
    "say": ("said", "stated"),
    "deny": ("denied", "disputed"),
    "believe": ("believed", "thought"),
    "doubt": ("doubted",),
    "suggest": ("suggested", "hinted"),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """A record, a list of two records, or a record inside another one."""
    render = rng.choice((_json, _json, _yaml, _markup, _brackets))
    if isinstance(meaning, Event):
        return _event(meaning, render, rng)
    if isinstance(meaning, Report):
        content = _event(meaning.content, render, rng)
        if content is None:
            return None
        speaker = (rng.choice(("speaker", "subject")), wording(meaning.speaker, rng), False)
        return render([speaker, ("verb", rng.choice(_STANCES[meaning.stance]), False), ("that", content, True)])
    first, second = _event(meaning.first, render, rng), _event(meaning.second, render, rng)
    if first is None or second is None:
        return None
    if isinstance(meaning, Link):
        keys = ("cause", "effect") if meaning.kind == "because" else ("earlier", "later")
        linked = [(keys[0], first, True), (keys[1], second, True)]
        if rng.random() < 0.4:
            linked.reverse()
        return render(linked)
    entries = [first, second]
    rng.shuffle(entries)
    return rng.choice(("[{}, {}]", "{}, {}", "records: {}, {}")).format(*entries)


def _event(event: Event, render: Renderer, rng: Random) -> str | None:
    entries = _entries(build(event, rng), rng)
    return None if entries is None else render(entries)


def _entries(clause: Clause, rng: Random) -> list[Entry] | None:
    """A clause in pieces; its verb carries tense, modality and negation."""
    entries = [("subject", clause.subject.text, False), ("verb", clause.verb.finite, False)]
    keys = {"subject", "verb"}
    for part in (*clause.complements, *clause.adjuncts):
        key, value = _entry(part, rng)
        if not key or key in keys:
            return None
        keys.add(key)
        entries.append((key, value, False))
    if rng.random() < 0.5:
        moved = entries[2:]
        rng.shuffle(moved)
        entries[2:] = moved
    if rng.random() < 0.3:
        entries[0], entries[1] = entries[1], entries[0]
    return entries


def _entry(part: Part, rng: Random) -> tuple[str, str]:
    text = "us" if part.text == "we" else part.text
    if part.role in _SETTINGS:
        return rng.choice(_SETTINGS[part.role]), text
    if part.prep:
        return part.prep, text
    # "Lent Mina the mask": the third party needs a key of its own.
    return ("to" if part.role == "other" else "object"), text


def _json(entries: list[Entry]) -> str:
    return "{" + ", ".join(f'"{k}": {v}' if nested else f'"{k}": "{v}"' for k, v, nested in entries) + "}"


def _yaml(entries: list[Entry]) -> str:
    return "{" + "; ".join(f"{k}: {v}" for k, v, _ in entries) + "}"


def _markup(entries: list[Entry]) -> str:
    return "".join(f"<{k}>{v}</{k}>" for k, v, _ in entries)


def _brackets(entries: list[Entry]) -> str:
    return " ".join(f"[{k}: {v}]" for k, v, _ in entries)
