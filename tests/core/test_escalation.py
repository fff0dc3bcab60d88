from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

import twostage_core as ts
from twostage_core.verifiers.protocol import Judge, Relation


class Scripted(ts.Verifier):
    """Gives each text the probability that it is told to, and notes what it was asked."""

    def __init__(self, name: str, probabilities: Mapping[str, float], *, fails: bool = False) -> None:
        self.name = name
        self.probabilities = probabilities
        self.fails = fails
        self.asked: list[list[str]] = []

    def prepare(self, query: str, relation: Relation = "support", *, token_store: Any = None) -> Judge:
        def judge(texts: Sequence[str]) -> ts.Verification:
            self.asked.append(list(texts))
            if self.fails:
                raise RuntimeError("out of memory")
            values = np.array([self.probabilities[text] for text in texts], dtype=np.float32)
            return ts.Verification(values, 10 * values, [(0, 1)] * len(texts), [None] * len(texts))

        return judge


FIRST = {"sure": 0.95, "barely": 0.55, "nearly": 0.45, "never": 0.05}
SECOND = {"sure": 0.0, "barely": 0.1, "nearly": 0.9, "never": 1.0}
CANDIDATES = [ts.Candidate(text, id=text) for text in FIRST]


def stage(second: ts.Verifier, **options: Any) -> ts.PrecisionStage:
    return ts.PrecisionStage(Scripted("first", FIRST), **{"threshold": 0.5, "escalate": second, **options})


def test_the_borderline_alone_is_judged_again_and_the_second_decides() -> None:
    second = Scripted("second", SECOND)
    judgement = stage(second).judge("q", CANDIDATES)
    assert second.asked == [["barely", "nearly"]]
    assert [v.candidate.text for v in judgement.accepted] == ["sure", "nearly"]
    assert [v.escalated for v in judgement.verdicts] == [False, True, True, False]
    assert [v.probability for v in judgement.verdicts] == pytest.approx([0.95, 0.1, 0.9, 0.05])
    assert [type(v.probability) for v in judgement.verdicts] == [float] * 4
    # One scale for the order: the first one's.
    assert [v.rank_score for v in judgement.verdicts] == pytest.approx([9.5, 5.5, 4.5, 0.5])


def test_an_abstention_says_that_the_borderline_was_judged_again() -> None:
    first = ts.PrecisionStage(Scripted("first", FIRST), threshold=0.5, escalate=Scripted("second", SECOND))
    judgement = first.judge("q", [CANDIDATES[1], CANDIDATES[3]])
    assert judgement.abstained
    assert judgement.reason == (
        "none of 2 candidates reached the threshold 0.500; the best has probability 0.050, "
        "and 1 that were borderline were judged again and rejected"
    )


@pytest.mark.parametrize(("borderline", "asked"), [(0.0, []), (1.0, [list(FIRST)])])
def test_how_much_is_borderline_is_the_callers(borderline: float, asked: list[list[str]]) -> None:
    second = Scripted("second", SECOND)
    stage(second, borderline=borderline).judge("q", CANDIDATES)
    assert second.asked == asked


def test_where_the_threshold_is_near_0_what_is_rejected_for_sure_is_not_borderline() -> None:
    first = {"sure": 0.95, "barely": 0.04, "nearly": 0.009, "never": 0.001}
    second = Scripted("second", SECOND)
    ts.PrecisionStage(Scripted("first", first), threshold=0.01, escalate=second).judge("q", CANDIDATES)
    assert second.asked == [["barely", "nearly"]]


def test_a_named_threshold_is_each_ones_own() -> None:
    class Fitted(Scripted):
        level = 0.0

        @property
        def calibrations(self) -> Mapping[str, ts.Calibration]:
            levels = {"lenient": self.level, "balanced": self.level, "strict": self.level}
            return {"support": ts.Calibration(1.0, 0.0, 0.5, levels, {}, 100, 100)}

    first, second = Fitted("first", FIRST), Fitted("second", SECOND)
    first.level, second.level = 0.5, 0.95
    judgement = ts.PrecisionStage(first, escalate=second).judge("q", CANDIDATES)
    assert [v.candidate.text for v in judgement.accepted] == ["sure"]
    with pytest.raises(ts.NotCalibrated, match="bare has no fitted thresholds"):
        ts.PrecisionStage(first, escalate=Scripted("bare", SECOND))


async def test_what_is_judged_together_or_lazily_is_escalated_as_well() -> None:
    second = Scripted("second", SECOND)
    for judgement in stage(second).judge_many(["a", "b"], [CANDIDATES, CANDIDATES]):
        assert [v.candidate.text for v in judgement.accepted] == ["sure", "nearly"]
    lazy = stage(second, verify="lazy", top_n=1)
    assert [v.candidate.text for v in (await lazy.ajudge("q", CANDIDATES[1:])).accepted] == ["nearly"]


def test_what_the_second_cannot_judge_stays_as_it_was() -> None:
    judgement = stage(Scripted("second", {**SECOND, "nearly": float("nan")})).judge("q", CANDIDATES)
    assert [v.escalated for v in judgement.verdicts] == [False, True, False, False]
    assert judgement.verdicts[2].probability == pytest.approx(0.45)
    assert judgement.complete


@pytest.mark.parametrize("on_error", ["pass", "reject"])
def test_when_the_second_fails_the_first_stands_or_it_raises(on_error: Any, caplog: pytest.LogCaptureFixture) -> None:
    broken = Scripted("second", SECOND, fails=True)
    with caplog.at_level(logging.WARNING):
        judgement = stage(broken, on_error=on_error).judge("q", CANDIDATES)
    assert [v.candidate.text for v in judgement.accepted] == ["sure", "barely"]
    assert "first one's verdicts stand" in caplog.text
    with pytest.raises(ts.VerificationError, match="out of memory"):
        stage(broken).judge("q", CANDIDATES)


def test_a_second_model_that_is_not_there_is_told_whatever_the_policy_for_failures() -> None:
    missing = ts.CrossEncoderVerifier("/nowhere/at/all")
    with pytest.raises(ts.ModelNotFoundError):
        stage(missing, on_error="pass").judge("q", CANDIDATES)


@pytest.mark.parametrize(
    ("options", "named"), [({"escalate": "strict"}, "escalate must be"), ({"borderline": 2}, "borderline must be")]
)
def test_bad_options_are_refused(options: dict[str, Any], named: str) -> None:
    with pytest.raises(ts.InputError, match=named):
        ts.PrecisionStage(Scripted("first", FIRST), **{"threshold": 0.5, **options})
