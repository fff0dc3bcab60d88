from __future__ import annotations

from math import log2

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from twostage_core.evaluation.measures import auc, auc_interval, difference, false_accepts, ndcg, reciprocal_rank


def test_auc_counts_a_tie_half() -> None:
    assert auc(np.array([1, 1, 0, 0]), np.array([0.9, 0.4, 0.4, 0.1])) == (1 + 1 + 0.5 + 1) / 4


def test_false_accepts_at_the_highest_threshold_that_keeps_nineteen_of_twenty() -> None:
    scores = np.array([*range(1, 21), 0.5, 1.5, 2.5, 30.0])
    labels = np.array([1] * 20 + [0] * 4)
    assert false_accepts(labels, scores) == 2 / 4  # at 2: 2.5 and 30
    assert false_accepts(labels, scores, kept=1.0) == 3 / 4  # at 1: 1.5 as well


def test_the_interval_is_that_of_drawing_groups_one_by_one() -> None:
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, 60)
    scores = np.round(labels + rng.normal(0, 1, 60), 1)  # rounded, so that some tie
    groups = [f"question {i // 4}" for i in range(60)]
    drawn = np.random.default_rng(5).multinomial(15, np.full(15, 1 / 15), size=100)
    naive = [roc_auc_score(labels, scores, sample_weight=weights.repeat(4)) for weights in drawn]
    found = auc_interval(labels, scores, groups, seed=5, resamples=100)
    assert found == pytest.approx(np.quantile(naive, [0.025, 0.975]), abs=1e-12)


def test_more_pairs_of_the_same_groups_make_nothing_surer() -> None:
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 2, 40)
    scores = labels + rng.normal(0, 1, 40)
    groups = [str(i) for i in range(40)]
    once = auc_interval(labels, scores, groups, seed=3)
    assert auc_interval(labels.repeat(9), scores.repeat(9), list(np.repeat(groups, 9)), seed=3) == pytest.approx(once)
    apart = auc_interval(labels.repeat(9), scores.repeat(9), [str(i) for i in range(360)], seed=3)
    assert apart[1] - apart[0] < (once[1] - once[0]) / 2


def test_ndcg_by_hand() -> None:
    relevance = {"q": {"a": 2, "b": 1}, "lost": {"a": 1}}
    found = ndcg(relevance, {"q": ["x", "a", "b"]})
    assert found["q"] == pytest.approx((2 / log2(3) + 1 / log2(4)) / (2 + 1 / log2(3)))
    assert found["lost"] == 0.0


def test_what_stands_beyond_the_tenth_place_counts_for_nothing() -> None:
    others = [f"other {i}" for i in range(10)]
    assert ndcg({"q": {"a": 1}}, {"q": [*others, "a"]}) == {"q": 0.0}
    assert ndcg({"q": {"a": 1}}, {"q": [*others[:9], "a"]})["q"] == pytest.approx(1 / log2(11))


def test_reciprocal_rank_by_hand() -> None:
    assert reciprocal_rank({"q": {"a": 1}}, {"q": ["x", "y", "a"]}) == {"q": pytest.approx(1 / 3)}


def test_a_difference_is_paired() -> None:
    before = list(np.random.default_rng(0).uniform(0, 1, 200))
    shifted = difference(before, [b + 0.25 for b in before], seed=1)
    assert shifted == pytest.approx((0.25, 0.25, 0.25))
    noisy = difference([0.0] * 400, [1.0, -1.0] * 200, seed=1)
    assert noisy.mean == 0.0
    assert (noisy.low, noisy.high) == pytest.approx((-1.96 / 20, 1.96 / 20), abs=0.01)


def test_one_query_has_no_spread() -> None:
    assert difference([0.5], [0.75], seed=1) == (0.25, 0.25, 0.25)
