from __future__ import annotations

import numpy as np
import pytest

from twostage_core.training.reliability import Bin, reliability


def test_a_table_worked_out_by_hand() -> None:
    # Ten pairs at .2, of which four match; ten at .85, of which nine match.
    probabilities = np.repeat([0.2, 0.85], 10)
    labels = np.array([1] * 4 + [0] * 6 + [1] * 9 + [0])
    found = reliability(probabilities, labels)
    assert [(b.low, b.high, b.pairs) for b in found.bins] == [(0.2, 0.3, 10), (0.8, 0.9, 10)]
    assert [b.matches for b in found.bins] == pytest.approx([0.4, 0.9])
    assert [b.probability for b in found.bins] == pytest.approx([0.2, 0.85])
    # Half of the pairs are off by .2, the other half by .05.
    assert found.ece == pytest.approx(0.5 * 0.2 + 0.5 * 0.05)


def test_a_prior_weighs_matches_and_others() -> None:
    # Sampled half and half, at a natural prevalence of one in ten: a match counts for .2, another for 1.8.
    probabilities, labels = np.array([0.15, 0.15, 0.95, 0.95]), np.array([1, 0, 1, 0])
    found = reliability(probabilities, labels, prior=0.1)
    assert [b.matches for b in found.bins] == pytest.approx([0.1, 0.1])
    assert found.ece == pytest.approx(0.5 * 0.05 + 0.5 * 0.85)


def test_the_ends_belong_to_the_outer_bins() -> None:
    found = reliability(np.array([0.0, 1.0]), np.array([0, 1]))
    assert found.bins == (Bin(0.0, 0.1, 1, 0.0, 0.0), Bin(0.9, 1.0, 1, 1.0, 1.0))
    assert found.ece == 0.0


def test_calibrated_probabilities_have_a_small_error_and_overconfident_ones_a_large_one() -> None:
    rng = np.random.default_rng(0)
    probabilities = rng.random(20_000)
    labels = (rng.random(20_000) < probabilities).astype(np.int64)
    assert reliability(probabilities, labels).ece < 0.02
    assert reliability(np.where(probabilities > 0.5, 0.99, 0.01), labels).ece > 0.2
