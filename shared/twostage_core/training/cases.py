"""Owns the casebook's place in the training mix: families of what is asked of a case, or said twice in it."""

from __future__ import annotations

import random

from twostage_core.nearmiss.casebook import Case, cases, reworded
from twostage_core.training.group import Family, TrainingGroup
from twostage_core.training.natural import Split

_ASKED, _BESIDE = 0.65, 0.3
"""Of the cases, how many are asked of, and how often another passage stands beside both twins."""
_TOGETHER = 480
"""Characters that a window is sure to hold."""


def draw_case(rng: random.Random, split: Split = "train") -> Family:
    """A case from any field: questions and claims against both twins, or what says the same beside what does not."""
    fields = cases(split)
    field = fields[rng.choice(list(fields))]
    case = rng.choice(field).filled(rng, split)
    family = _said_twice(case, rng) if rng.random() >= _ASKED else ()
    return family or _asked_of_twins(case, rng.choice(field).filled(rng, split), rng)


def _asked_of_twins(case: Case, other: Case, rng: random.Random) -> Family:
    """What is asked of either twin, and of neither, against both."""
    told = [rng.choice(twin.passages) for twin in case.twins]
    beside = rng.choice(rng.choice(other.twins).passages)
    if other.title != case.title and rng.random() < _BESIDE and max(map(len, told)) + len(beside) < _TOGETHER:
        frame = rng.choice(("{t} {b}", "{b} {t}"))
        told = [frame.format(t=text, b=beside) for text in told]
    asked: list[tuple[str, tuple[float, float]]] = []
    for i, twin in enumerate(case.twins):
        items = (*twin.questions, *twin.claims)
        asked += [(rng.choice(w), (1.0 - i, float(i))) for w in rng.sample(items, min(2, len(items)))]
    if case.unanswered:
        asked.append((rng.choice(rng.choice(case.unanswered)), (0.0, 0.0)))
    return tuple(TrainingGroup("support", query, tuple(told), labels, "casebook") for query, labels in asked)


def _said_twice(case: Case, rng: random.Random) -> Family:
    """Two wordings of a passage, a question or a claim beside those of the twin's; none where there is but one."""
    passages = rng.random() < 0.5
    sides = [twin.passages if passages else rng.choice((*twin.questions, *twin.claims)) for twin in case.twins]
    said = [reworded(wordings, rng) for wordings in sides]
    texts = tuple(rng.choice(wordings) if pair is None else pair[1] for pair, wordings in zip(said, sides, strict=True))
    return tuple(
        TrainingGroup("identity", pair[0], texts, (1.0 - i, float(i)), "casebook")
        for i, pair in enumerate(said)
        if pair is not None
    )
