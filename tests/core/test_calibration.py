from __future__ import annotations

import numpy as np
import pytest

from twostage_core import InputError
from twostage_core.calibration import TRUE_MATCHES_LOST, Calibration, fit


def sample(n: int, seed: int, share: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = (rng.random(n) < share).astype(np.int64)
    return rng.normal(2.0 * labels - 1.0, 1.0), labels


def test_each_level_loses_no_more_true_matches_than_promised() -> None:
    lost: dict[str, list[float]] = {level: [] for level in TRUE_MATCHES_LOST}
    for seed in range(40):
        logits, labels = sample(2_000, seed)
        fitted = fit(logits, labels)
        new, truth = sample(4_000, 1_000 + seed)
        probabilities = fitted.probability(new.astype(np.float32))
        for level in lost:
            lost[level].append(float((probabilities[truth == 1] < fitted.thresholds[level]).mean()))
    for level, promised in TRUE_MATCHES_LOST.items():
        assert np.mean(lost[level]) <= promised + 0.002


def test_probabilities_are_calibrated_and_follow_the_prior() -> None:
    logits, labels = sample(20_000, 1)
    fitted = fit(logits, labels)
    new, truth = sample(20_000, 2)
    probabilities = fitted.probability(new.astype(np.float32))
    for low in np.arange(0.1, 0.9, 0.1):
        within = (probabilities >= low) & (probabilities < low + 0.1)
        assert abs(float(truth[within].mean()) - float(probabilities[within].mean())) < 0.06
    rarer = fit(logits, labels, prior=0.05)
    rare, rare_truth = sample(20_000, 3, share=0.05)
    assert abs(float(rarer.probability(rare.astype(np.float32)).mean()) - float(rare_truth.mean())) < 0.01


def test_order_is_never_changed_and_levels_are_ordered() -> None:
    logits, labels = sample(2_000, 4)
    fitted = fit(logits, labels)
    line = fitted.probability(np.linspace(-8, 8, 101, dtype=np.float32))
    assert (np.diff(line) >= 0).all()
    assert fitted.thresholds["lenient"] <= fitted.thresholds["balanced"] <= fitted.thresholds["strict"]
    assert fitted.false_accepts["lenient"] >= fitted.false_accepts["strict"]


def test_extremes_stay_in_range_and_nan_stays_nan() -> None:
    plain = Calibration(1.0, 0.0, 0.5, {}, {}, 0, 0)
    assert plain.probability(np.array([-1e9, 1e9], dtype=np.float32)).tolist() == pytest.approx([0.0, 1.0])
    assert np.isnan(plain.probability(np.array([np.nan], dtype=np.float32)))[0]


def test_too_little_to_fit_is_refused() -> None:
    with pytest.raises(InputError, match="at least 100"):
        fit(np.zeros(50), np.ones(50, dtype=np.int64))
    logits, labels = sample(2_000, 5)
    with pytest.raises(InputError, match="prior"):
        fit(logits, labels, prior=1.0)
