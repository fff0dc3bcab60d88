"""What a system gets right and wrong on the demo's questions, and the bars it is held to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge import Passage, Question, near_miss_ids
from systems import Answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts over the questions.

    Attributes:
        kept: Answerable questions whose right passage is handed on.
        answerable: Answerable questions.
        near_misses_passed: Near-misses that recall puts first, and that are handed on.
        near_misses: Near-misses that recall puts first.
        abstained: Unanswerable questions for which nothing is handed on.
        unanswerable: Unanswerable questions.
        handed_on: Passages handed on, over all questions.
    """

    kept: int
    answerable: int
    near_misses_passed: int
    near_misses: int
    abstained: int
    unanswerable: int
    handed_on: int


def outcome(
    base: Sequence[Passage], questions: Sequence[Question], recalled: Sequence[Answer], answers: Sequence[Answer]
) -> Outcome:
    """Counts what a system does, given what recall put first."""
    kept = near_misses = passed = abstained = handed_on = answerable = 0
    for question, recall, answer in zip(questions, recalled, answers, strict=True):
        handed_on += len(answer.accepted)
        if question.passage is None:
            abstained += not answer.accepted
            continue
        answerable += 1
        kept += question.passage in answer.accepted
        first = recall.ranked[0]
        if first in near_miss_ids(list(base), question):
            near_misses += 1
            passed += first in answer.accepted
    return Outcome(kept, answerable, passed, near_misses, abstained, len(questions) - answerable, handed_on)


def cut_to_keep(questions: Sequence[Question], answers: Sequence[Answer], kept: int) -> tuple[float, list[Answer]]:
    """Gives a ranking system the highest cut-off at which it keeps as many right passages as another.

    Returns:
        The cut-off, and the system's answers under it.
    """
    right = sorted(
        (a.scores.get(q.passage, -math.inf) for q, a in zip(questions, answers, strict=True) if q.passage),
        reverse=True,
    )
    cut = right[kept - 1] if kept else math.inf
    return cut, [Answer(a.ranked, a.scores, frozenset(i for i, s in a.scores.items() if s >= cut)) for a in answers]


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing the default threshold must do here."""

    text: str
    value: str
    met: bool


def bars(ours: Outcome, rival: Outcome) -> list[Bar]:
    """The demo's bars: what both stages must do, and that MaxSim at the same recall does less."""
    return [
        Bar(
            "at least 90 % of the answerable questions keep their right passage",
            _share(ours.kept, ours.answerable),
            ours.kept >= 0.9 * ours.answerable,
        ),
        Bar(
            "of the near-misses that recall puts first at most a third pass",
            _share(ours.near_misses_passed, ours.near_misses),
            3 * ours.near_misses_passed <= ours.near_misses,
        ),
        Bar(
            "at least 75 % of the unanswerable questions abstain",
            _share(ours.abstained, ours.unanswerable),
            ours.abstained >= 0.75 * ours.unanswerable,
        ),
        Bar(
            "MaxSim, keeping as many right passages, lets more near-misses through",
            f"{rival.near_misses_passed} against {ours.near_misses_passed}",
            rival.near_misses_passed > ours.near_misses_passed,
        ),
        Bar(
            "… and more unanswerable questions",
            f"{rival.unanswerable - rival.abstained} against {ours.unanswerable - ours.abstained}",
            rival.abstained < ours.abstained,
        ),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f} %)"
