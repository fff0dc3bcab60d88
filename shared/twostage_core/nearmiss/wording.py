"""Pools of wordings: many sentences of one meaning, drawn from a split's families."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from .families import Writer, writers
from .meaning import Meaning
from .record import SPLITS
from .style import sentence

_WRITERS: dict[str, list[Writer]] = {split: writers(split) for split in SPLITS}
_SENTENCES = re.compile(r"[.?!] ")


def write(
    meaning: Meaning,
    rng: Random,
    split: str,
    *,
    claim: bool = False,
    single: bool = False,
    families: Sequence[Writer] = (),
) -> str:
    """One wording in a randomly drawn family of the split.

    Args:
        meaning: What is said.
        rng: Draws the family and the wording.
        split: Whose families.
        claim: No question in it.
        single: One sentence only, so that "the sentence before" can mean all of it.
        families: Writers to draw from instead of the split's.
    """
    while True:
        text = rng.choice(families or _WRITERS[split])(meaning, rng)
        if text and not (claim and "?" in text) and not (single and _SENTENCES.search(text)):
            return sentence(text)
