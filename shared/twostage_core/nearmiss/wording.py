"""Pools of wordings: many sentences of one meaning, drawn from a split's families."""

from __future__ import annotations

from random import Random

from .families import Writer, writers
from .meaning import Meaning
from .style import sentence

_WRITERS: dict[str, list[Writer]] = {split: writers(split) for split in ("train", "test")}


def write(meaning: Meaning, rng: Random, split: str, *, claim: bool = False) -> str:
    """One sentence in a randomly drawn family of the split; a claim has no question in it."""
    while True:
        text = rng.choice(_WRITERS[split])(meaning, rng)
        if text and not (claim and "?" in text):
            return sentence(text)
