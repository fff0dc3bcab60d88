"""Many queries at once: the same answers as one by one, each to its own caller."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import twostage_core as ts
from twostage_core.verifiers.protocol import Judge, Relation

PASSAGES = [
    f"{who} {does} {what}."
    for who in ("The tenant", "The landlord", "The caretaker", "Nobody")
    for does in ("pays for", "cleans", "repairs")
    for what in ("the stairs", "the boiler", "the garden fence of the house next door")
]
QUERIES = [f"Who {does} {what}?" for does in ("pays for", "cleans", "repairs") for what in ("the stairs", "the boiler")]


class Spelled(ts.Verifier):
    """Gives the probability that a text spells out; counts the queries that came together."""

    name = "spelled"

    def __init__(self) -> None:
        self.together: list[int] = []

    def prepare(self, query: str, relation: Relation = "support", *, token_store: Any = None) -> Judge:
        def judge(texts: Sequence[str]) -> ts.Verification:
            values = np.array([float(text) for text in texts], dtype=np.float32)
            return ts.Verification(values, values, [None] * len(texts), [None] * len(texts))

        return judge

    def verify(self, queries: Sequence[str], *args: Any, **options: Any) -> list[ts.Verification]:
        self.together.append(len(queries))
        return super().verify(queries, *args, **options)


def candidates(*texts: str) -> list[ts.Candidate]:
    return [ts.Candidate(text) for text in texts]


@pytest.mark.model
@pytest.mark.parametrize(
    "options", [{}, {"on_reject": "demote", "order": "rank_score"}, {"verify": "lazy", "top_n": 2}]
)
def test_many_are_judged_as_each_alone(verifier: ts.SimilarityMapVerifier, options: dict[str, Any]) -> None:
    stage = ts.PrecisionStage(verifier, threshold=0.5, **options)
    given = [candidates(*PASSAGES[i : i + 20]) for i in range(len(QUERIES))]
    together = stage.judge_many(QUERIES, given)
    for query, own, judgement in zip(QUERIES, given, together, strict=True):
        alone = stage.judge(query, own)
        assert [v.candidate.text for v in judgement.results] == [v.candidate.text for v in alone.results]
        assert [v.decision for v in judgement.verdicts] == [v.decision for v in alone.verdicts]
        for one, other in zip(judgement.verdicts, alone.verdicts, strict=True):
            assert one.probability == pytest.approx(other.probability, abs=1e-4)
        assert (judgement.query, judgement.reason, judgement.complete) == (query, alone.reason, alone.complete)


@pytest.mark.model
async def test_the_event_loop_is_free_while_callers_are_served(verifier: ts.SimilarityMapVerifier) -> None:
    stage = ts.PrecisionStage(verifier)
    stage.judge(QUERIES[0], candidates(*PASSAGES))
    longest: list[float] = []
    # A busy machine may hold up any loop for a while; ours would hold it up every time.
    while len(longest) < 25 and min(longest, default=1.0) >= 0.02:
        serving = asyncio.gather(*(stage.ajudge(query, candidates(*PASSAGES)) for query in QUERIES))
        worst, last = 0.0, time.perf_counter()
        while not serving.done():
            await asyncio.sleep(0)
            worst, last = max(worst, time.perf_counter() - last), time.perf_counter()
        await serving
        longest.append(worst)
    assert min(longest) < 0.02, longest


def test_a_batch_is_bounded_and_queries_without_candidates_need_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twostage_core.judging._TOGETHER", 5)
    verifier = Spelled()
    stage = ts.PrecisionStage(verifier, threshold=0.5, max_candidates=4)
    given = [candidates("0.1", "0.9"), candidates(*["0.9"] * 6), [], candidates("0.7"), candidates("0.2")]
    judgements = stage.judge_many([f"q{i}" for i in range(5)], given)
    assert [len(judgement.accepted) for judgement in judgements] == [1, 4, 0, 1, 0]
    assert [len(judgement.verdicts) for judgement in judgements] == [2, 6, 0, 1, 1]
    assert judgements[1].verdicts[5].reason == "beyond max_candidates=4"
    assert verifier.together == [1, 2, 1]


@pytest.mark.parametrize("on_error", ["pass", "reject", "raise"])
def test_one_that_fails_spares_the_others(on_error: Any, caplog: pytest.LogCaptureFixture) -> None:
    stage = ts.PrecisionStage(Spelled(), threshold=0.5, on_error=on_error)
    given = [candidates("0.9"), candidates("no number"), candidates("0.8")]
    with caplog.at_level(logging.WARNING):
        outcomes = stage._judging.outcomes([_job(f"q{i}", own) for i, own in enumerate(given)])
    assert "judging each alone" in caplog.text
    assert [o.accepted[0].candidate.text for o in (outcomes[0], outcomes[2]) if isinstance(o, ts.Judgement)] == [
        "0.9",
        "0.8",
    ]
    if on_error == "raise":
        assert isinstance(outcomes[1], ts.VerificationError)
        with pytest.raises(ts.VerificationError):
            stage.judge_many(["a", "b", "c"], given)
    else:
        assert isinstance(outcomes[1], ts.Judgement)
        assert not outcomes[1].accepted


async def test_a_failure_reaches_its_own_caller_alone() -> None:
    stage = ts.PrecisionStage(Spelled(), threshold=0.5, on_empty="raise")
    given = [candidates("0.9"), candidates("no number"), candidates("0.1"), candidates("0.8")] * 5
    outcomes = await asyncio.gather(*(stage.ajudge("q", own) for own in given), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [
        ts.Judgement,
        ts.VerificationError,
        ts.NothingVerified,
        ts.Judgement,
    ] * 5


@pytest.mark.parametrize(
    ("queries", "given", "message"),
    [
        ("q", [[]], "queries must be a sequence of str"),
        (["a", "b"], [[]], "for each of the 2 queries"),
        (["a", " "], [[], []], "must not be blank"),
        (["a"], [["text"]], "must be a Candidate"),
    ],
)
def test_what_is_wrong_is_refused_before_anything_is_judged(queries: Any, given: Any, message: str) -> None:
    verifier = Spelled()
    with pytest.raises(ts.InputError, match=message):
        ts.PrecisionStage(verifier, threshold=0.5).judge_many(queries, given)
    assert verifier.together == []


def test_nothing_asked_is_nothing_judged() -> None:
    assert ts.PrecisionStage(Spelled(), threshold=0.5).judge_many([], []) == []


def _job(query: str, own: Sequence[ts.Candidate]) -> Any:
    from twostage_core.judging import Job

    return Job(query, tuple(own), None, time.monotonic())
