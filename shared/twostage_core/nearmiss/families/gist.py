"""A report in two sentences, the speaking and its content: "Dario made a statement. It was that Mina signed."."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..clauses import wording
from ..meaning import WE, Meaning, Report, phrases
from ..style import sentence

SPLIT = "train"
WEIGHT = 2
# What is said of the speaker, and behind it what was said; no "fact", "claim" or "point" that would take sides.
_FRAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "say": (
        ("{s} made a statement", "it was that {c}"),
        ("{s} spoke", "what {s} said was that {c}"),
        ("there is a statement", "it comes from {s}, and it says that {c}"),
        ("{s} had something to say", "it was this: {c}"),
        ("a statement came from {s}", "according to it, {c}"),
        ("{s} gave an account", "according to this account, {c}"),
    ),
    "deny": (
        ("{s} issued a denial", "what it denied was that {c}"),
        ("there is a denial", "it comes from {s}, and it is directed against the statement that {c}"),
        ("one statement was denied by {s}", "it was the statement that {c}"),
        ("consider the statement that {c}", "{s} denied it"),
    ),
    "believe": (
        ("{s} had a belief", "it was that {c}"),
        ("there is an opinion", "it was held by {s}, and it was that {c}"),
        ("{s} had an opinion", "according to it, {c}"),
        ("consider the idea that {c}", "{s} believed it"),
        ("{s} took a view", "in this view, {c}"),
        ("one thing was believed by {s}", "it was that {c}"),
    ),
    "doubt": (
        ("{s} had a doubt", "it was about whether {c}"),
        ("there is a doubt", "{s} had it, and it concerned the idea that {c}"),
        ("consider the idea that {c}", "{s} doubted it"),
        ("{s} was not convinced of something", "it was that {c}"),
        ("one thing was doubted by {s}", "it was that {c}"),
        ("take the statement that {c}", "{s} had doubts about it"),
    ),
    "suggest": (
        ("{s} made a suggestion", "it was that {c}"),
        ("{s} dropped a hint", "it was that {c}"),
        ("there is a suggestion", "it comes from {s}, and it is that {c}"),
        ("consider the idea that {c}", "it was suggested by {s}"),
        ("{s} suggested something", "it was this: {c}"),
        ("a hint came from {s}", "it was that {c}"),
    ),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """Speaking and content apart, None for all but reports."""
    if not isinstance(meaning, Report) or WE in phrases(meaning):
        return None
    words = {"s": wording(meaning.speaker, rng), "c": clause_text(meaning.content, rng, simple=True)}
    return " ".join(sentence(part.format(**words)) for part in rng.choice(_FRAMES[meaning.stance]))
