from __future__ import annotations

import pytest

import twostage_core as ts
from twostage_core.evaluation.decisions import decisions
from twostage_core.evaluation.ranking import Ranking

RELEVANT = {"1": {"a": 1, "b": 2, "c": 0}, "2": {"d": 1}, "3": {"e": 1}, "4": {"f": 1}}


def test_shares_by_hand() -> None:
    rankings = {
        "1": Ranking(("a", "c", "b"), (0.9, 0.8, 0.1), accepted=("a", "c")),
        "2": Ranking(("d",), (0.7,), accepted=("d",), found=("d", "x")),
        "3": Ranking((), (), accepted=(), found=("e", "x")),
        "4": Ranking(("x", "f"), (0.95, 0.5), accepted=("x",)),
    }
    found = decisions(RELEVANT, rankings)
    assert found["precision"] == 2 / 4  # a, d of a, c, d, x
    assert found["recall"] == 2 / 5  # a, d of a, b, d, e, f
    assert found["abstained"] == 1 / 4
    assert found["abstained_unanswerable"] == 2 / 4  # without d and e nothing is left that is accepted
    # The surest first: x of 4 is wrong, a of 1 and d of 2 fit; 3 is never answered.
    assert found["risk_coverage"] == [[0.25, 1.0], [0.5, 0.5], [0.75, 0.3333]]
    assert found["aurc"] == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)


def test_a_system_that_takes_no_decision_answers_from_its_first() -> None:
    rankings = {
        "1": Ranking(("c", "a"), (3.0, 2.0)),
        "2": Ranking(("d",), (1.0,)),
        "3": Ranking((), ()),
        "4": Ranking((), ()),
    }
    found = decisions(RELEVANT, rankings)
    assert found["precision"] is found["recall"] is found["abstained"] is found["abstained_unanswerable"] is None
    assert found["risk_coverage"] == [[0.25, 1.0], [0.5, 0.5]]


def test_nothing_answered_has_no_risk() -> None:
    found = decisions({"1": {"a": 1}}, {"1": Ranking((), (), accepted=(), found=("a",))})
    assert found["risk_coverage"] == []
    assert found["aurc"] is found["precision"] is None
    assert found["abstained"] == found["abstained_unanswerable"] == 1.0
    assert found["recall"] == 0.0


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    relevant = {str(i): {"a": i % 2} for i in range(1000)}
    found = decisions(relevant, {q: Ranking(("a",), (float(q),)) for q in relevant})
    assert len(found["risk_coverage"]) == 100
    assert found["risk_coverage"][0] == [0.001, 0.0]
    assert found["risk_coverage"][-1] == [1.0, 0.5]


def test_a_ranking_is_checked() -> None:
    with pytest.raises(ts.InputError, match="confidence for each of 2"):
        Ranking(("a", "b"), (1.0,))
    with pytest.raises(ts.InputError, match="once"):
        Ranking(("a", "a"), (1.0, 1.0))


def test_the_answer_is_the_first_accepted() -> None:
    assert Ranking(("a", "b"), (0.1, 0.9), accepted=("b",)).answer == ("b", 0.9)
    assert Ranking(("a", "b"), (0.1, 0.9)).answer == ("a", 0.1)
    assert Ranking(("a",), (0.1,), accepted=()).answer is None
