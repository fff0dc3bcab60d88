"""Rules without a subject in charge: "it is compulsory for visitors to …", "… is forbidden to visitors"."""

from __future__ import annotations

from random import Random

from ..clauses import build
from ..meaning import Event, Meaning

SPLIT = "train"
WEIGHT = 3
_FRAMES: dict[str, tuple[str, ...]] = {
    "must": (
        "it is compulsory for {s} to {v}",
        "it is mandatory for {s} to {v}",
        "it is the duty of {s} to {v}",
    ),
    "may": (
        "it is permissible for {s} to {v}",
        "it is all right for {s} to {v}",
        "it is fine for {s} to {v}",
    ),
    "must_not": (
        "it is forbidden for {s} to {v}",
        "it is prohibited for {s} to {v}",
        "under no circumstances may {s} {v}",
    ),
    "need_not": (
        "it is not necessary for {s} to {v}",
        "it is not compulsory for {s} to {v}",
        "there is no need for {s} to {v}",
        "it is optional for {s} to {v}",
    ),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """A rule with "it is …", None for facts."""
    if not isinstance(meaning, Event) or not meaning.modality:
        return None
    if meaning.agent.sort not in ("person", "org", "group") or meaning.theme is None:
        return None
    clause = build(meaning, rng, voice="active")
    frames = _FRAMES[meaning.modality]
    if any(a.role in ("condition", "deadline", "period") for a in meaning.adjuncts):
        # "Under no circumstances … if" contradicts itself, and "optional … by Friday" says little.
        frames = frames[:2]
    tail = "".join(f" {p}" for p in (*clause.complements, *clause.adjuncts))
    return rng.choice(frames).format(s=clause.subject.text, v=clause.verb.base) + tail
