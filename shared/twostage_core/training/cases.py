"""Owns the casebook's place in the training mix: families of what is asked of a case, or said twice in it."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from twostage_core.nearmiss.casebook import Case, Wordings, cases, reworded
from twostage_core.training.group import Family, TrainingGroup
from twostage_core.training.natural import Split
from twostage_core.training.replacement import LikeWords

_ASKED = 0.8
"""Of the cases that can be asked of, how many are."""
_BESIDE, _FURTHER = 0.3, 0.3
"""How often a passage of a like case stands beside both twins, and how often as a text of its own."""
_TOGETHER = 480
"""Characters that a window is sure to hold."""
_LIKE = 8
"""Cases that count as like one: not the nearest, which may well answer what is asked of it."""


def draw_case(rng: random.Random, split: Split = "train", words: LikeWords | None = None) -> Family:
    """A case from any field: questions and claims against both twins, or what says the same beside what does not.

    Args:
        rng: Of the draw.
        split: Which cases.
        words: Gives what says the same a further near-miss that is worded as loosely, with one word replaced.
    """
    every = _every(split)
    while True:
        at = rng.randrange(len(every))
        case = every[at].filled(rng, split)
        can_be_asked = bool(case.twins[0].questions)
        if not can_be_asked or rng.random() >= _ASKED:
            # None if other figures stand in the way.
            family = _said_twice(case, words, rng)
            if family:
                return family
        if can_be_asked:
            other = every[rng.choice(_like(split)[at])].filled(rng, split)
            return _asked_of_twins(case, other, rng)


@cache
def _every(split: Split) -> tuple[Case, ...]:
    return tuple(case for field in cases(split).values() for case in field)


@cache
def _like(split: Split) -> list[list[int]]:
    """For each case those that share most of its rarer words: what recall would bring up beside it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    told = [re.sub(r"{.*?}", "", " ".join(p for twin in case.twins for p in twin.passages)) for case in _every(split)]
    words = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(told)
    found = []
    for at in range(len(told)):
        alike = (words @ words[at].T).toarray()[:, 0]
        alike[at] = -1.0
        nearest = np.argsort(-alike, kind="stable")[1 : 1 + _LIKE]
        found.append([int(i) for i in nearest])
    return found


def _asked_of_twins(case: Case, other: Case, rng: random.Random) -> Family:
    """What is asked of either twin, of both and of neither, against both and perhaps another case's passage."""
    told = [rng.choice(twin.passages) for twin in case.twins]
    another = rng.choice(rng.choice(other.twins).passages)
    beside = rng.random() < _BESIDE and max(map(len, told)) + len(another) < _TOGETHER
    if beside:
        frame = rng.choice(("{t} {b}", "{b} {t}"))
        told = [frame.format(t=text, b=another) for text in told]
    asked: list[tuple[str, tuple[float, ...]]] = []
    for i, twin in enumerate(case.twins):
        asked += [(w, (1.0 - i, float(i))) for w in _some((*twin.questions, *twin.claims), 2, rng)]
    asked += [(w, (1.0, 1.0)) for w in _some(case.shared, 1, rng)]
    texts = tuple(told)
    if not beside and rng.random() < _FURTHER:
        texts = (*told, another)
        asked = [(query, (*labels, 0.0)) for query, labels in asked]
    if not beside:
        # What neither twin answers is the next thing one would ask, and a like case may be about just that.
        asked += [(w, (0.0, 0.0)) for w in _some(case.unanswered, 2, rng)]
    return tuple(TrainingGroup("support", query, texts[: len(labels)], labels, "casebook") for query, labels in asked)


def _some(items: Sequence[Wordings], most: int, rng: random.Random) -> list[str]:
    """One wording each of up to ``most`` of the items."""
    return [rng.choice(wordings) for wordings in rng.sample(items, min(most, len(items)))]


def _said_twice(case: Case, words: LikeWords | None, rng: random.Random) -> Family:
    """Two wordings of a passage, a question or a claim beside those of the twin's; none where there is but one."""
    passages = not case.twins[0].questions or rng.random() < 0.5
    sides = [twin.passages if passages else rng.choice((*twin.questions, *twin.claims)) for twin in case.twins]
    said = [reworded(wordings, rng) for wordings in sides]
    texts = tuple(rng.choice(wordings) if pair is None else pair[1] for pair, wordings in zip(said, sides, strict=True))
    changed = words.replace(rng.choice(texts), rng) if words is not None else None
    # Twins may differ in one word, and one of them become the other.
    replaced = changed is not None and changed not in {text for wordings in sides for text in wordings}
    more, nothing = ((str(changed),), (0.0,)) if replaced else ((), ())
    return tuple(
        TrainingGroup("identity", pair[0], (*texts, *more), (1.0 - i, float(i), *nothing), "casebook")
        for i, pair in enumerate(said)
        if pair is not None
    )
