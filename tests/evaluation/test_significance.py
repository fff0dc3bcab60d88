from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from twostage_core.evaluation.significance import auc_difference, auc_interval, difference, fall, interval


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


def test_a_difference_is_paired() -> None:
    before = list(np.random.default_rng(0).uniform(0, 1, 200))
    shifted = difference(before, [b + 0.25 for b in before], seed=1)
    assert shifted[:3] == pytest.approx((0.25, 0.25, 0.25))
    assert shifted.p < 0.001
    noisy = difference([0.0] * 400, [1.0, -1.0] * 200, seed=1)
    assert noisy.mean == 0.0
    assert noisy.p == pytest.approx(1.0, abs=0.05)
    assert (noisy.low, noisy.high) == pytest.approx((-1.96 / 20, 1.96 / 20), abs=0.01)


def test_one_query_has_no_spread() -> None:
    assert difference([0.5], [0.75], seed=1) == (0.25, 0.25, 0.25, 1.0)


def test_the_test_is_that_of_all_ways_to_swap() -> None:
    before, after = [0.1, 0.5, 0.4, 0.9, 0.3, 0.2, 0.6, 0.7], [0.3, 0.6, 0.4, 0.8, 0.7, 0.6, 0.9, 0.8]
    paired = np.subtract(after, before)
    every = [abs(np.mean(paired * signs)) for signs in product((1, -1), repeat=8)]
    exact = np.mean([swapped >= abs(paired.mean()) - 1e-12 for swapped in every])
    assert difference(before, after, seed=1).p == pytest.approx(exact)


def test_a_fall_is_tested_on_one_side() -> None:
    high = list(np.random.default_rng(1).uniform(0.5, 1, 50))
    low = [value - 0.1 for value in high]
    assert fall(high, low, seed=1) < 0.001
    assert fall(low, high, seed=1) > 0.999
    assert fall(high, high, seed=1) == 1.0


def test_an_interval_of_equal_values_is_the_value() -> None:
    assert interval([0.5] * 10, seed=1) == (0.5, 0.5, 0.5)


def test_two_scales_of_one_order_do_not_differ() -> None:
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 2, 80)
    scores = labels + rng.normal(0, 1, 80)
    groups = [str(i // 2) for i in range(80)]
    assert auc_difference(labels, scores, np.exp(3 * scores), groups, seed=1) == (0.0, 0.0, 0.0, 1.0)


def test_a_better_system_is_found_and_the_interval_holds_the_difference() -> None:
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 2, 300)
    groups = [str(i // 2) for i in range(300)]
    chance, good = rng.normal(0, 1, 300), labels + rng.normal(0, 0.7, 300)
    found = auc_difference(labels, chance, good, groups, seed=1)
    assert found.mean == pytest.approx(roc_auc_score(labels, good) - roc_auc_score(labels, chance))
    assert found.low < found.mean < found.high
    assert found.p < 0.01
    assert auc_difference(labels, chance, rng.normal(0, 1, 300), groups, seed=1).p > 0.05


def test_intervals_hold_the_true_mean_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(6)
    held = 0
    for seed in range(200):
        found = interval(rng.exponential(1, 80).tolist(), seed=seed, resamples=300)
        held += found.low <= 1 <= found.high
    assert 0.9 <= held / 200 <= 0.99


def test_where_nothing_differs_one_test_in_twenty_says_that_something_does() -> None:
    rng = np.random.default_rng(7)
    labels = np.array([0, 1] * 25)
    groups = [str(i // 2) for i in range(50)]
    by_chance = [0, 0]
    for seed in range(200):
        one, other = rng.normal(0, 1, (2, 50)) + labels
        by_chance[0] += auc_difference(labels, one, other, groups, seed=seed, resamples=199).p < 0.05
        by_chance[1] += difference(one.tolist(), other.tolist(), seed=seed, resamples=200).p < 0.05
    assert all(0.01 <= found / 200 <= 0.1 for found in by_chance)


def test_a_draw_that_holds_one_kind_alone_says_nothing() -> None:
    # Of two groups one has all matches: every other draw has one kind alone.
    found = auc_interval(np.array([1, 1, 0, 0]), np.array([0.9, 0.2, 0.4, 0.1]), ["a", "a", "b", "b"], seed=1)
    assert found == (0.75, 0.75)
