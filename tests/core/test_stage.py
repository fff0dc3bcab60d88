from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

import twostage_core as ts
from twostage_core.verifiers.protocol import Judge, Relation


class Scripted(ts.Verifier):
    """Gives the probability that each text spells out: the stage is under test, not a model."""

    name = "scripted"

    def __init__(self, *, delay: float = 0.0, fail_after: int | None = None) -> None:
        self.delay = delay
        self.fail_after = fail_after
        self.judged: list[str] = []
        self.threads: set[str] = set()

    def prepare(self, query: str, relation: Relation = "support", *, token_store: ts.TokenStore | None = None) -> Judge:
        def judge(texts: Sequence[str]) -> ts.Verification:
            time.sleep(self.delay)
            self.threads.add(threading.current_thread().name)
            if self.fail_after is not None and len(self.judged) + len(texts) > self.fail_after:
                raise RuntimeError("out of memory")
            self.judged += texts
            values = np.array([float("nan") if t == "?" else float(t) for t in texts], dtype=np.float32)
            return ts.Verification(
                values,
                -values,
                [(0, len(t)) for t in texts],
                ["unknown words" if t == "?" else None for t in texts],
            )

        return judge


def candidates(*texts: str) -> list[ts.Candidate]:
    return [ts.Candidate(text, id=f"c{i}", recall_score=-float(i)) for i, text in enumerate(texts)]


def stage(**options: Any) -> ts.PrecisionStage:
    return ts.PrecisionStage(options.pop("verifier", None) or Scripted(), **({"threshold": 0.5} | options))


def texts(verdicts: Sequence[ts.Verdict]) -> list[str]:
    return [v.candidate.text for v in verdicts]


def test_candidates_at_or_above_the_threshold_are_accepted_in_recall_order() -> None:
    judgement = stage().judge("q", candidates("0.5", "0.4", "0.9"))
    assert texts(judgement.accepted) == ["0.5", "0.9"]
    assert texts(judgement.verdicts) == ["0.5", "0.4", "0.9"]
    assert [v.decision for v in judgement.verdicts] == ["accept", "reject", "accept"]
    assert judgement.complete
    assert not judgement.abstained
    assert judgement.reason is None


def test_candidates_are_carried_as_they_came_and_numbers_are_native() -> None:
    given = candidates("0.9")
    verdict = stage().judge("q", given).verdicts[0]
    assert verdict.candidate is given[0]
    assert type(verdict.probability) is float
    assert type(verdict.rank_score) is float
    assert verdict.window == (0, 3)


def test_nothing_accepted_is_an_answer_with_a_reason() -> None:
    judgement = stage().judge("q", candidates("0.1", "0.3"))
    assert judgement.abstained
    assert judgement.complete
    assert judgement.accepted == ()
    assert "none of 2 candidates reached the threshold 0.500" in str(judgement.reason)
    assert "0.300" in str(judgement.reason)


def test_no_candidates_is_an_abstention_without_any_work() -> None:
    verifier = Scripted(fail_after=-1)
    judgement = stage(verifier=verifier).judge("q", [])
    assert (judgement.abstained, judgement.complete, judgement.verdicts) == (True, True, ())
    assert judgement.reason == "recall returned no candidates"


def test_top_n_of_the_call_wins_over_the_stages() -> None:
    given = candidates("0.9", "0.8", "0.7")
    assert len(stage(top_n=1).judge("q", given).accepted) == 1
    assert len(stage(top_n=1).judge("q", given, top_n=2).accepted) == 2
    assert len(stage(top_n=1).judge("q", given).verdicts) == 3


def test_candidates_beyond_the_limit_are_unverified_and_forbid_an_abstention() -> None:
    judgement = stage(max_candidates=2).judge("q", candidates("0.1", "0.2", "0.9"))
    assert [v.decision for v in judgement.verdicts] == ["reject", "reject", "unverified"]
    assert not judgement.abstained
    assert not judgement.complete
    assert judgement.verdicts[2].probability is None
    assert "max_candidates=2" in str(judgement.reason)


def test_lazy_equals_full_and_judges_less() -> None:
    given = candidates(*(["0.1"] * 10 + ["0.9"] * 3 + ["0.2"] * 40 + ["0.8"] * 7))
    full, lazy = Scripted(), Scripted()
    one = stage(verifier=full, top_n=3).judge("q", given)
    other = stage(verifier=lazy, top_n=3, verify="lazy").judge("q", given)
    assert [v.recall_rank for v in one.accepted] == [v.recall_rank for v in other.accepted]
    assert len(lazy.judged) < len(full.judged) == 60
    assert other.complete
    assert len(other.verdicts) == 60
    assert other.verdicts[-1].decision == "unverified"


def test_what_could_not_be_judged_on_the_way_is_missing_from_a_lazy_answer_too() -> None:
    given = candidates("?", "0.9", *["0.1"] * 40)
    one = stage(top_n=1).judge("q", given)
    other = stage(top_n=1, verify="lazy").judge("q", given)
    assert texts(one.accepted) == texts(other.accepted) == ["0.9"]
    assert not one.complete
    assert not other.complete
    assert "1 of 42 candidates were not judged: unknown words" in str(other.reason)


def test_lazy_without_enough_accepted_judges_all() -> None:
    judgement = stage(top_n=3, verify="lazy").judge("q", candidates(*["0.1"] * 40))
    assert judgement.abstained
    assert judgement.complete


def test_a_deadline_that_ran_out_is_incomplete_and_no_abstention() -> None:
    judgement = stage(deadline=0).judge("q", candidates("0.1", "0.9"))
    assert [v.decision for v in judgement.verdicts] == ["unverified", "unverified"]
    assert not judgement.complete
    assert not judgement.abstained
    assert "deadline of 0 s ran out" in str(judgement.reason)
    assert judgement.results == ()


def test_a_deadline_is_held_within_one_batch() -> None:
    verifier = Scripted(delay=0.05)
    judgement = stage(verifier=verifier, deadline=0.08).judge("q", candidates(*["0.9"] * 100))
    assert judgement.timings.total < 0.5
    assert 16 <= len(verifier.judged) <= 48
    assert len(judgement.accepted) == len(verifier.judged)
    assert len(judgement.verdicts) == 100


def test_what_ran_out_of_time_may_pass() -> None:
    judgement = stage(deadline=0, on_unverified="pass", top_n=1).judge("q", candidates("0.1", "0.9"))
    assert texts(judgement.results) == ["0.1"]
    assert judgement.accepted == ()


def test_a_text_that_cannot_be_judged_is_unverified() -> None:
    judgement = stage().judge("q", candidates("?", "0.1"))
    assert judgement.verdicts[0].decision == "unverified"
    assert judgement.verdicts[0].reason == "unknown words"
    assert not judgement.abstained
    assert not judgement.complete
    assert texts(stage(on_unverified="pass").judge("q", candidates("?", "0.9")).results) == ["0.9", "?"]


def test_a_failing_verifier_raises_with_its_cause() -> None:
    with pytest.raises(ts.VerificationError, match="out of memory") as caught:
        stage(verifier=Scripted(fail_after=0)).judge("q", candidates("0.9"))
    assert isinstance(caught.value.__cause__, RuntimeError)


@pytest.mark.parametrize(("on_error", "decision", "results"), [("pass", "unverified", 2), ("reject", "reject", 0)])
def test_a_failing_verifier_passes_or_rejects_as_configured(on_error: Any, decision: str, results: int) -> None:
    judgement = stage(verifier=Scripted(fail_after=0), on_error=on_error).judge("q", candidates("0.9", "0.8"))
    assert [v.decision for v in judgement.verdicts] == [decision, decision]
    assert [v.probability for v in judgement.verdicts] == [None, None]
    assert len(judgement.results) == results
    assert not judgement.abstained
    assert not judgement.complete
    assert "the verifier failed: RuntimeError" in str(judgement.reason)
    # The message could quote a passage; it goes to the log alone.
    assert "out of memory" not in str(judgement.reason)


def test_what_was_judged_before_a_failure_is_kept() -> None:
    judgement = stage(verifier=Scripted(fail_after=16), on_error="reject", deadline=60).judge(
        "q", candidates(*["0.9"] * 20)
    )
    assert len(judgement.accepted) == 16


def test_asked_to_raise_it_raises_with_the_judgement() -> None:
    with pytest.raises(ts.NothingVerified) as caught:
        stage(on_empty="raise").judge("q", candidates("0.1"))
    assert caught.value.judgement.abstained
    assert len(caught.value.judgement.verdicts) == 1
    assert stage(on_empty="raise").judge("q", candidates("0.9")).accepted
    assert stage(on_empty="raise", on_unverified="pass", deadline=0).judge("q", candidates("0.1")).results


@pytest.mark.parametrize("query", ["", "  \n", None, 3])
def test_a_bad_query_is_refused_before_any_work(query: Any) -> None:
    verifier = Scripted()
    with pytest.raises(ts.InputError, match="query"):
        stage(verifier=verifier).judge(query, candidates("0.9"))
    assert verifier.judged == []


@pytest.mark.parametrize("wrong", ["text", None, [1], ["text"], [None]])
def test_bad_candidates_are_refused(wrong: Any) -> None:
    with pytest.raises(ts.InputError, match="candidates"):
        stage().judge("q", wrong)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"relation": "similar"}, "relation"),
        ({"threshold": 2}, "threshold"),
        ({"threshold": "balanced"}, "no fitted thresholds"),
        ({"token_store": 5}, "byte_store"),
    ],
)
def test_a_bad_option_is_refused_at_construction(options: dict[str, Any], named: str) -> None:
    with pytest.raises(ts.InputError, match=named):
        stage(**options)
    with pytest.raises(ts.InputError, match="verifier"):
        ts.PrecisionStage("default")  # type: ignore[arg-type]


async def test_awaited_it_runs_on_a_thread_of_its_own_and_leaves_the_loop_free() -> None:
    verifier = Scripted(delay=0.3)
    own = stage(verifier=verifier)
    task = asyncio.create_task(own.ajudge("q", candidates("0.9")))
    longest, last = 0.0, time.monotonic()
    while not task.done():
        await asyncio.sleep(0.005)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    assert (await task).accepted
    assert longest < 0.2
    assert all(name.startswith("twostage") for name in verifier.threads)


async def test_many_callers_get_their_own_answers() -> None:
    own = stage(verifier=Scripted(delay=0.001))
    judgements = await asyncio.gather(*(own.ajudge(f"q{i}", candidates(f"0.{i:03d}")) for i in range(1, 200)))
    assert [j.verdicts[0].candidate.text for j in judgements] == [f"0.{i:03d}" for i in range(1, 200)]
    assert [j.query for j in judgements] == [f"q{i}" for i in range(1, 200)]


def test_a_calibration_of_ones_own_gives_names_to_thresholds() -> None:
    class Calibrated(Scripted):
        @property
        def calibrations(self) -> Mapping[str, ts.Calibration]:
            levels = {"lenient": 0.2, "balanced": 0.4, "strict": 0.6}
            return {"support": ts.Calibration(1.0, 0.0, 0.5, levels, {}, 100, 100)}

    assert ts.PrecisionStage(Calibrated()).threshold == 0.4
    assert ts.PrecisionStage(Calibrated(), threshold="strict").threshold == 0.6
    with pytest.raises(ts.InputError, match="'identity'"):
        ts.PrecisionStage(Calibrated(), relation="identity")
