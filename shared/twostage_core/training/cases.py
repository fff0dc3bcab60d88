"""Owns the casebook's place in the training mix: families of what is asked of a case, or said twice in it."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache

from twostage_core.nearmiss.casebook import Case, Wordings, cases, reworded
from twostage_core.training.group import Family, TrainingGroup
from twostage_core.training.natural import Split
from twostage_core.training.replacement import LikeWords

_ASKED, _BESIDE = 0.8, 0.3
"""Of the cases that can be asked of, how many are, and how often another passage stands beside both twins."""
_TOGETHER = 480
"""Characters that a window is sure to hold."""
_ALIKE, _NEAR = 0.3, 8
"""How often a passage of a like case stands with the twins as one more that answers nothing, of how many cases."""


def draw_case(rng: random.Random, split: Split = "train", words: LikeWords | None = None) -> Family:
    """A case from any field: questions and claims against both twins, or what says the same beside what does not.

    Args:
        rng: Of the draw.
        split: Which cases.
        words: Gives what says the same a further near-miss that is worded as loosely, with one word replaced.
    """
    every = _every(split)
    at = rng.randrange(len(every))
    case = every[at].filled(rng, split)
    asked = case.twins[0].questions
    family = () if asked and rng.random() < _ASKED else _said_twice(case, words, rng)
    if family or not asked:
        # Nothing is asked, and figures may stand in the way of what is said twice: another case.
        return family or draw_case(rng, split, words)
    other, further = (every[i].filled(rng, split) for i in rng.sample(_like(split)[at], 2))
    return _asked_of_twins(case, other, further if rng.random() < _ALIKE else None, rng)


@cache
def _every(split: Split) -> tuple[Case, ...]:
    return tuple(case for field in cases(split).values() for case in field)


@cache
def _like(split: Split) -> list[list[int]]:
    """For each case those that share most of its rarer words: what recall would bring up beside it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    told = [re.sub(r"{.*?}", "", " ".join(p for twin in case.twins for p in twin.passages)) for case in _every(split)]
    words = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(told)
    alike = (words @ words.T).toarray()
    return [[int(i) for i in row.argsort()[::-1] if i != at][:_NEAR] for at, row in enumerate(alike)]


def _asked_of_twins(case: Case, other: Case, further: Case | None, rng: random.Random) -> Family:
    """What is asked of either twin, of both and of neither, against both, and perhaps a further case's passage."""
    told = [rng.choice(twin.passages) for twin in case.twins]
    beside = rng.choice(rng.choice(other.twins).passages)
    if rng.random() < _BESIDE and max(map(len, told)) + len(beside) < _TOGETHER:
        frame = rng.choice(("{t} {b}", "{b} {t}"))
        told = [frame.format(t=text, b=beside) for text in told]
    asked: list[tuple[str, tuple[float, ...]]] = []
    for i, twin in enumerate(case.twins):
        asked += [(w, (1.0 - i, float(i))) for w in _some((*twin.questions, *twin.claims), 2, rng)]
    asked += [(w, (1.0, 1.0)) for w in _some(case.shared, 1, rng)]
    asked += [(w, (0.0, 0.0)) for w in _some(case.unanswered, 2, rng)]
    if further is not None:
        told.append(rng.choice(rng.choice(further.twins).passages))
        asked = [(query, (*labels, 0.0)) for query, labels in asked]
    return tuple(TrainingGroup("support", query, tuple(told), labels, "casebook") for query, labels in asked)


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
    more, nothing = ((changed,), (0.0,)) if changed is not None and changed not in texts else ((), ())
    return tuple(
        TrainingGroup("identity", pair[0], (*texts, *more), (1.0 - i, float(i), *nothing), "casebook")
        for i, pair in enumerate(said)
        if pair is not None
    )
