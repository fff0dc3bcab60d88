"""Squares for `identity`: two meanings as statements or as questions, each worded many times."""

from __future__ import annotations

from random import Random

from .edits.drawing import Drawing
from .matching import Surface
from .meaning import Event, Meaning
from .questions import wh_question, yes_no_question
from .square import Square, pool
from .support import telling_role
from .wording import write

_WORDINGS = 6


def identity_square(drawing: Drawing, rng: Random, split: str) -> Square | None:
    """A square of statements or questions, None if too few wordings differ."""
    one, two = drawing.meaning, drawing.edited
    if rng.random() < 0.3:
        made = _questions(one, two, drawing, rng, split)
        if made is not None:
            return Square(made[0], made[0], made[1], made[1], ("question", "question"))
    # Many wordings share their draws: the same sentence but for the edit.
    seeds = [rng.getrandbits(48) for _ in range(_WORDINGS)]
    ones = pool([write(one, Random(s), split) for s in seeds])
    twos = pool([write(two, Random(s) if rng.random() < 0.6 else rng, split) for s in seeds])
    if len(ones) < 2 or len(twos) < 2:
        return None
    return Square(ones, ones, twos, twos, ("statement", "statement"))


def _questions(
    one: Meaning, two: Meaning, drawing: Drawing, rng: Random, split: str
) -> tuple[list[Surface], list[Surface]] | None:
    if drawing.yes_no == "open" and _affirmative(one) and _affirmative(two) and rng.random() < 0.3:
        pools = [pool([yes_no_question(m, rng, split) for _ in range(_WORDINGS)]) for m in (one, two)]
    else:
        role = telling_role(one, two, rng)
        if role is None:
            return None
        pools = [pool([wh_question(m, role, rng, split) for _ in range(_WORDINGS)]) for m in (one, two)]
    return (pools[0], pools[1]) if min(map(len, pools)) >= 2 else None


def _affirmative(meaning: Meaning) -> bool:
    """Whether nobody would take a yes/no question about it for a question about its contrary."""
    if not isinstance(meaning, Event):
        return False
    return meaning.polarity and meaning.modality in ("", "must", "may") and not meaning.quantifier
