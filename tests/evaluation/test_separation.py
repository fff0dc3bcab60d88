from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

import twostage_core as ts
from twostage_core.evaluation.pairset import Pair, PairSet
from twostage_core.evaluation.separation import means, separation
from twostage_core.evaluation.systems import System

Scores = npt.NDArray[np.float64]


class Told:
    """Scores a text by the number that it ends with; judges none that ends otherwise, and takes its time."""

    def __init__(self, sign: float = 1.0, seconds: float = 0.0) -> None:
        self.sign = sign
        self.seconds = seconds
        self.calls = 0

    def score(self, queries: Sequence[str], texts: Sequence[str], relation: ts.Relation = "support") -> Scores:
        self.calls += 1
        time.sleep(self.seconds)
        last = [text.split()[-1] for text in texts]
        return np.array([self.sign * float(word) if word[0].isdigit() else np.nan for word in last])

    def accepts(self, scores: Scores, relation: ts.Relation) -> npt.NDArray[np.bool_]:
        return scores >= 3


def pairs(*labelled: tuple[str, int], group: str = "") -> tuple[Pair, ...]:
    return tuple(Pair("Who?", text, label, group or text) for text, label in labelled)


def a_set(name: str, own: tuple[Pair, ...], *, pool: str | None = None, ranked: bool = False) -> PairSet:
    return PairSet(name, "support", own, "all", False, "ours", pool=pool, ranked=ranked, category=name)


MIXED = a_set("mixed", pairs(("a 4", 1), ("b 2", 1), ("c 3", 0), ("d 1", 0)), pool="both")
EASY = a_set("easy", pairs(("a 9", 1), ("b 8", 1), ("c 0", 0)), pool="both")
ONE_SIDED = a_set("one-sided", pairs(("a 1", 0), ("b 5", 0)))


def found(*sets: PairSet, systems: Sequence[System] | None = None) -> dict[str, dict[str, dict[str, object]]]:
    measured = separation(
        sets, systems or [System("told", Told())], suite="ours", seed=1, on_step=lambda what, done, total: None
    )
    return measured[0]


def test_figures_by_hand() -> None:
    figures = found(MIXED)["mixed"]["figures"]["told"]
    assert figures["auc"] == 3 / 4
    assert figures["average_precision"] == pytest.approx((1 + 2 / 3) / 2)
    assert figures["fa95"] == 1 / 2
    assert (figures["match_mean"], figures["near_miss_mean"], figures["unjudged"]) == (3, 2, 0)
    assert figures["accepted"] == {"matches": 1 / 2, "near_misses": 1 / 2}


def test_a_pool_is_one_curve_over_all_its_pairs() -> None:
    measured = found(MIXED, EASY)
    assert list(measured) == ["mixed", "easy", "both"]
    assert measured["both"]["figures"]["told"]["auc"] == pytest.approx(11 / 12)
    assert (measured["both"]["pairs"], measured["both"]["category"]) == (7, "")
    assert means(measured) == {"ours": {"told": pytest.approx(11 / 12)}}


def test_a_set_of_one_kind_has_no_curve_and_is_in_no_mean() -> None:
    measured = found(ONE_SIDED)
    figures = measured["one-sided"]["figures"]["told"]
    assert [figures[name] for name in ("auc", "interval", "average_precision", "fa95", "match_mean")] == [None] * 5
    assert (figures["near_miss_mean"], figures["accepted"]) == (3, {"matches": None, "near_misses": 1 / 2})
    assert measured["one-sided"]["differences"] == {}
    assert means(measured) == {}


def test_what_is_not_judged_stands_below_all_else() -> None:
    measured = found(a_set("odd", pairs(("a 4", 1), ("b none", 1), ("c 3", 0), ("d nothing", 0))))
    figures = measured["odd"]["figures"]["told"]
    assert (figures["unjudged"], figures["match_mean"], figures["near_miss_mean"]) == (2, 4, 3)
    assert figures["auc"] == (1 + 1 + 0 + 1 / 2) / 4
    nobody = found(a_set("none", pairs(("a none", 1), ("b none", 0))))["none"]["figures"]["told"]
    assert (nobody["auc"], nobody["unjudged"], nobody["match_mean"]) == (1 / 2, 2, None)


def test_in_a_ranking_a_tie_is_lost() -> None:
    ranked = pairs(("a 3", 1), ("b 3", 0), ("c 2", 0), group="first") + pairs(("d 4", 1), ("e 1", 0), group="second")
    assert found(a_set("ranked", ranked, ranked=True))["ranked"]["figures"]["told"]["mrr"] == (1 / 2 + 1) / 2


def test_of_systems_that_share_a_scorer_the_first_counts() -> None:
    shared, other = Told(seconds=0.02), Told(-1.0)
    steps: list[tuple[str, int, int]] = []
    systems = [System("searches only"), System("one", shared), System("two", shared), System("other", other)]
    sets = [a_set(str(i), MIXED.pairs) for i in range(10)]
    measured, seconds = separation(sets, systems, suite="ours", seed=1, on_step=lambda *step: steps.append(step))
    assert (shared.calls, other.calls) == (10, 10)
    # Ten short steps come to something: they are rounded together.
    assert 0.2 <= seconds["one"] < 1
    assert set(seconds) == {"one", "other"}
    assert [done for _, done, _ in steps] == list(range(20))
    assert set(measured["0"]["figures"]) == {"one", "other"}
    assert measured["0"]["differences"]["other"]["auc"]["mean"] == -1 / 2
