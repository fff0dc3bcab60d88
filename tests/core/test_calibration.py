from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

import twostage_core as ts
from twostage_core import InputError, NotCalibrated
from twostage_core.calibration import (
    CANDIDATE,
    NEAR_MISS,
    TRUE_MATCHES_LOST,
    Calibration,
    fit,
)
from twostage_core.promises import Quantiles, Rate, pairs_needed


def sample(n: int, seed: int, share: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = (rng.random(n) < share).astype(np.int64)
    return rng.normal(2.0 * labels - 1.0, 1.0), labels


def clustered(groups: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """True matches in groups: the hard ones stand in groups of twelve, the easy ones alone."""
    rng = np.random.default_rng(seed)
    hard = rng.random(groups) < 0.1
    sizes = np.where(hard, 12, 1)
    centres = np.where(hard, -2.0, 2.0) + rng.normal(0, 1, groups)
    codes = np.repeat(np.arange(groups), sizes)
    return centres[codes] + rng.normal(0, 0.2, len(codes)), codes


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
        assert promised / 2 < np.mean(lost[level]) <= promised + 0.002


@pytest.mark.parametrize("n", [99, 150, 400])
def test_the_promise_is_kept_exactly_for_however_few_matches(n: int) -> None:
    # With n exchangeable matches the expected loss is floor(share · (n + 1)) / (n + 1), whatever their distribution.
    rng = np.random.default_rng(n)
    drawn = [Quantiles.of_matches(rng.random(n), np.arange(n)) for _ in range(300)]
    for share in (0.01, 0.05, 0.15):
        # A uniform score loses exactly what lies below the threshold.
        lost = [quantiles.at(share, "matches") for quantiles in drawn]
        assert np.mean(lost) == pytest.approx(np.floor(share * (n + 1) + 1e-9) / (n + 1), abs=0.006)


def test_the_promise_is_about_groups_to_come_when_pairs_share_texts() -> None:
    """Every group weighs alike, so few large groups of hard matches do not drag the threshold down."""
    by_group: list[float] = []
    by_pair: list[float] = []
    for seed in range(60):
        scores, codes = clustered(300, seed)
        new, new_codes = clustered(2_000, 10_000 + seed)
        weights = 1.0 / np.bincount(new_codes)[new_codes]
        for found, grouping in ((by_group, codes), (by_pair, np.arange(len(codes)))):
            cut = Quantiles.of_matches(scores, grouping).at(0.15, "matches")
            found.append(float(np.average(new < cut, weights=weights)))
    assert np.mean(by_group) == pytest.approx(0.15, abs=0.012)
    # Counted by the pair, the promise is another one: far fewer groups lost, far more accepted.
    assert np.mean(by_pair) < 0.12


def test_counting_a_match_thrice_changes_nothing_when_its_group_is_named() -> None:
    logits, labels = sample(1_200, 3)
    once = fit(logits, labels)
    copies = np.where(labels == 1, 1 + np.arange(len(labels)) % 3, 1)
    groups = np.repeat(np.arange(1_200), copies).tolist()
    thrice = fit(np.repeat(logits, copies), np.repeat(labels, copies), groups=groups)
    assert thrice.quantiles["match"].groups == once.quantiles["match"].groups
    assert thrice.quantiles["match"].pairs > once.quantiles["match"].pairs

    def as_logit(fitted: Calibration) -> float:
        cut = fitted.thresholds["strict"]
        return float((np.log(cut / (1 - cut)) - fitted.intercept) / fitted.slope)

    assert as_logit(thrice) == pytest.approx(as_logit(once), abs=1e-3)


def test_a_promise_about_negatives_is_kept_on_negatives_to_come() -> None:
    accepted: dict[float, list[float]] = {0.02: [], 0.1: [], 0.3: []}
    for seed in range(40):
        logits, labels = sample(1_500, seed)
        fitted = fit(logits, labels)
        new, truth = sample(4_000, 2_000 + seed)
        probabilities = fitted.probability(new.astype(np.float32))[truth == 0]
        for share, found in accepted.items():
            found.append(float((probabilities >= fitted.threshold(max_false_accept=share)).mean()))
    for share, found in accepted.items():
        assert share / 2 < np.mean(found) <= share + 0.003


def test_kinds_of_negatives_have_promises_of_their_own() -> None:
    rng = np.random.default_rng(0)
    logits = np.concatenate([rng.normal(3, 1, 400), rng.normal(1, 1, 400), rng.normal(-3, 1, 400)])
    labels = np.repeat([1, 0, 0], 400)
    kinds = ["match"] * 400 + [NEAR_MISS] * 400 + ["wrong year"] * 400
    fitted = fit(logits, labels, kinds=kinds)
    hard = fitted.threshold(max_false_accept=0.05)
    easy = fitted.threshold(max_false_accept=0.05, kind="wrong year")
    assert easy < hard
    assert set(fitted.false_accepts["balanced"]) == {NEAR_MISS, "wrong year"}
    assert fitted.false_accepts["balanced"][NEAR_MISS].share > fitted.false_accepts["balanced"]["wrong year"].share
    with pytest.raises(InputError, match="no pairs of kind 'wrong place', but 'match', 'near_miss', 'wrong year'"):
        fitted.threshold(max_false_accept=0.05, kind="wrong place")


def test_two_promises_are_kept_together_or_the_reachable_pairs_are_named() -> None:
    logits, labels = sample(4_000, 11)
    fitted = fit(logits, labels)
    # Two normals, two standard deviations apart: at 15 % lost, some 17 % are accepted.
    both = fitted.threshold(max_lost=0.15, max_false_accept=0.3)
    assert both == fitted.threshold(max_lost=0.15) >= fitted.threshold(max_false_accept=0.3)
    with pytest.raises(InputError, match="reachable") as refused:
        fitted.threshold(max_lost=0.05, max_false_accept=0.05)
    said = str(refused.value)
    pairs = [(0.05, float(said.split("max_lost=0.05, max_false_accept=")[1].split(")")[0]))]
    pairs.append((float(said.split("or (max_lost=")[1].split(",")[0]), 0.05))
    for lost, accepted in pairs:
        # What the message names can be kept, and a hundredth less cannot.
        assert fitted.threshold(max_lost=lost, max_false_accept=accepted) > 0
        tighter = {"max_lost": lost, "max_false_accept": accepted}
        moved = "max_false_accept" if lost == 0.05 else "max_lost"
        with pytest.raises(InputError, match="reachable"):
            fitted.threshold(**(tighter | {moved: tighter[moved] - 0.01}))
    with pytest.raises(InputError, match="reachable"):
        fit(logits, labels, max_lost=0.05, max_false_accept=0.05)


def test_a_promise_of_ones_own_is_a_level_of_its_own() -> None:
    logits, labels = sample(3_000, 12)
    assert "promised" not in fit(logits, labels).thresholds
    fitted = fit(logits, labels, max_false_accept=0.1)
    assert fitted.thresholds["promised"] == fitted.threshold(max_false_accept=0.1)
    assert fitted.false_accepts["promised"][NEAR_MISS].share <= 0.1
    with pytest.raises(InputError, match="neither"):
        fitted.threshold()
    with pytest.raises(InputError, match=r"max_lost must lie in \(0, 1\), but got 5"):
        fitted.threshold(max_lost=5)


@pytest.mark.parametrize(("share", "needed"), [(0.01, 99), (0.05, 19), (0.15, 6), (0.001, 999), (0.5, 1)])
def test_how_many_pairs_a_promise_needs(share: float, needed: int) -> None:
    assert pairs_needed(share) == needed
    # One group fewer leaves no room for the one to come.
    scores = np.linspace(0.1, 0.9, needed)
    assert Quantiles.of_matches(scores, np.arange(needed)).at(share, "matches") == pytest.approx(0.1)
    if needed > 1:
        with pytest.raises(InputError, match=f"at least {needed} of them .* there are {needed - 1}; label 1 more"):
            Quantiles.of_matches(scores[1:], np.arange(needed - 1)).at(share, "matches")


def test_a_share_between_two_that_are_kept_takes_the_smaller() -> None:
    quantiles = Quantiles.of_matches(np.linspace(0, 1, 2_001), np.arange(2_001))
    assert quantiles.at(0.0537, "matches") == quantiles.at(0.05, "matches")
    assert quantiles.at(0.003, "matches") == quantiles.at(0.002, "matches")


def test_negatives_that_all_score_the_highest_cannot_be_promised_away() -> None:
    with pytest.raises(InputError, match=r"no threshold gives up at most 0\.1 of negatives"):
        Quantiles.of_negatives(np.ones(100), np.arange(100)).at(0.1, "negatives")


def test_tied_matches_are_kept_together() -> None:
    quantiles = Quantiles.of_matches(np.array([0.2] * 30 + [0.7] * 70), np.arange(100))
    assert quantiles.at(0.15, "matches") == 0.2
    assert quantiles.at(0.4, "matches") == 0.7


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


def test_with_a_prior_probabilities_are_those_of_recall_candidates() -> None:
    rng = np.random.default_rng(5)
    logits = np.concatenate([rng.normal(1, 1, 500), rng.normal(-1, 1, 500), rng.normal(0.8, 1, 500)])
    labels = np.repeat([1, 0, 0], 500)
    kinds = ["match"] * 500 + [CANDIDATE] * 500 + [NEAR_MISS] * 500
    natural = fit(logits, labels, kinds=kinds, prior=0.5)
    without = fit(logits[:1_000], labels[:1_000], kinds=kinds[:1_000], prior=0.5)
    assert natural.slope == pytest.approx(without.slope)
    # Near-misses flatten the slope where they are part of what the probabilities are of.
    assert fit(logits, labels, kinds=kinds).slope < natural.slope


def test_order_is_never_changed_and_levels_are_ordered() -> None:
    logits, labels = sample(2_000, 4)
    fitted = fit(logits, labels)
    line = fitted.probability(np.linspace(-8, 8, 101, dtype=np.float32))
    assert (np.diff(line) >= 0).all()
    assert fitted.thresholds["lenient"] <= fitted.thresholds["balanced"] <= fitted.thresholds["strict"]
    assert fitted.false_accepts["lenient"][NEAR_MISS].share >= fitted.false_accepts["strict"][NEAR_MISS].share


def test_pairs_that_are_told_apart_without_error_still_have_a_slope() -> None:
    fitted = fit(np.repeat([3.0, -3.0], 120) + np.tile(np.linspace(0, 0.1, 120), 2), np.repeat([1, 0], 120))
    assert 0 < fitted.slope < 10
    assert fitted.probability(np.array([3.0, -3.0], dtype=np.float32)) == pytest.approx([1, 0], abs=0.02)


def test_an_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(6)
    alone = [Rate.of(rng.random(200) < 0.1, np.arange(200)) for _ in range(400)]
    assert np.mean([r.low <= 0.1 <= r.high for r in alone]) > 0.92
    # Pairs of a group that stand and fall together are no independent draws.
    together = [Rate.of(np.repeat(rng.random(50) < 0.1, 4), np.repeat(np.arange(50), 4)) for _ in range(400)]
    assert np.mean([r.low <= 0.1 <= r.high for r in together]) > 0.92
    assert np.mean([r.high - r.low for r in together]) > 1.5 * np.mean([r.high - r.low for r in alone])


def test_in_a_share_groups_weigh_alike() -> None:
    rate = Rate.of(np.array([True] * 8 + [False, False]), np.array([0] * 8 + [1, 2]))
    assert rate.share == pytest.approx(1 / 3)
    assert (rate.pairs, rate.groups) == (10, 3)


def test_an_interval_is_wilsons_for_independent_pairs() -> None:
    # 8 of 10: the interval of Wilson (1927) at 95 %; here n − 1 stands for n, as the variance is estimated.
    rate = Rate.of(np.array([True] * 8 + [False] * 2), np.arange(10))
    assert rate.share == 0.8
    assert (rate.low, rate.high) == pytest.approx((0.476, 0.946), abs=0.012)
    none = Rate.of(np.zeros(20, dtype=np.bool_), np.arange(20) // 2)
    assert none.low == 0.0
    assert none.high == pytest.approx(1.96**2 / (10 + 1.96**2), abs=1e-4)


def test_extremes_stay_in_range_and_nan_stays_nan() -> None:
    plain = Calibration(1.0, 0.0, 0.5, {}, {}, 0, 0)
    assert plain.probability(np.array([-1e9, 1e9], dtype=np.float32)).tolist() == pytest.approx([0.0, 1.0])
    assert np.isnan(plain.probability(np.array([np.nan], dtype=np.float32)))[0]


def test_a_calibration_survives_json_and_keeps_its_promises() -> None:
    logits, labels = sample(1_500, 8)
    fitted = fit(logits, labels, max_lost=0.1)
    read = Calibration.from_dict(json.loads(json.dumps(dataclasses.asdict(fitted))))
    assert read == fitted
    assert read.threshold(max_lost=0.2) == fitted.threshold(max_lost=0.2)
    assert read.origin == "yours"


def test_a_calibration_of_the_first_version_is_still_read() -> None:
    old = {
        "slope": 0.7,
        "intercept": -0.5,
        "prior": 0.3,
        "thresholds": {"lenient": 0.1, "balanced": 0.2, "strict": 0.3},
        "false_accepts": {"lenient": 0.8, "balanced": 0.6, "strict": 0.3},
        "matches": 1_187,
        "others": 2_546,
    }
    read = Calibration.from_dict(old)
    assert read.thresholds["strict"] == 0.3
    assert read.origin == "shipped"
    with pytest.raises(InputError, match="no pairs of kind 'match', but none"):
        read.threshold(max_lost=0.05)
    assert Calibration.from_dict(old | {"matches": 0, "others": 0}).origin is None


def test_too_little_to_fit_is_refused_with_the_number_that_is_needed() -> None:
    with pytest.raises(InputError, match=r"at least 99 of them that share no text .* there are 50; label 49 more"):
        fit(np.zeros(150), np.repeat([1, 0], (50, 100)))
    with pytest.raises(InputError, match="there are 40"):
        fit(np.zeros(300), np.repeat([1, 0], (200, 100)), groups=[i % 40 for i in range(300)])
    with pytest.raises(InputError, match="at least 50 pairs that do not match, but got 20"):
        fit(np.zeros(140), np.repeat([1, 0], (120, 20)))
    with pytest.raises(InputError, match=r"0\.001 of negatives of kind 'near_miss' needs at least 999"):
        fit(sample(400, 5)[0], np.where(np.arange(400) < 200, 1, 0), max_false_accept=0.001)
    with pytest.raises(InputError, match="prior"):
        fit(*sample(2_000, 5), prior=1.0)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"logits": np.full(300, np.nan)}, "finite"),
        ({"labels": np.full(300, 2)}, "labels"),
        ({"kinds": ["match"] * 300}, "label 0 cannot be of kind 'match'"),
        ({"groups": [1, 2]}, "one length"),
    ],
)
def test_what_cannot_be_fitted_is_named(changed: dict[str, object], named: str) -> None:
    arguments: dict[str, object] = {"logits": np.arange(300.0), "labels": np.arange(300) % 2} | changed
    with pytest.raises(InputError, match=named):
        fit(**arguments)  # type: ignore[arg-type]


class Judged(ts.Verifier):
    """Judges by the number of words; calibrated or not."""

    name = "words"

    def __init__(self, calibration: Calibration | None = None) -> None:
        self._calibration = calibration

    @property
    def calibrations(self) -> dict[str, Calibration]:
        return {} if self._calibration is None else {"support": self._calibration}

    def prepare(self, query: str, relation: str = "support", *, token_store: object = None) -> ts.Judge:
        def judge(texts: object) -> ts.Verification:
            found = np.array([min(len(t.split()) / 10, 1.0) for t in texts], dtype=np.float32)  # type: ignore[attr-defined]
            return ts.Verification(found, found, [None] * len(found), [None] * len(found))

        return judge


def test_a_judgement_says_whose_calibration_it_rests_on() -> None:
    for origin in ("shipped", "yours"):
        verifier = Judged(fit(*sample(1_000, 9), origin=origin))  # type: ignore[arg-type]
        stage = ts.PrecisionStage(verifier, threshold="balanced")
        assert stage.judge("q", [ts.Candidate("one two")]).calibration == origin
        assert stage.judge("q", []).calibration is None
    assert ts.PrecisionStage(Judged(), threshold=0.5).judge("q", [ts.Candidate("one")]).calibration is None


def test_without_a_calibration_a_named_threshold_is_refused_and_the_way_out_named() -> None:
    for verifier in (Judged(), Judged(Calibration(1.0, 0.0, 0.5, {}, {}, 0, 0)), ts.MaxSimVerifier()):
        with pytest.raises(NotCalibrated, match=r"no fitted thresholds for 'support'.*twostage calibrate --pairs"):
            ts.PrecisionStage(verifier, threshold="balanced")
    fitted = Judged(fit(*sample(1_000, 9)))
    with pytest.raises(NotCalibrated, match=r"only 'lenient', 'balanced', 'strict'.*--max-false-accept"):
        ts.PrecisionStage(fitted, threshold="promised")
    with pytest.raises(NotCalibrated):
        ts.PrecisionStage(fitted, relation="identity")


def test_the_logits_of_an_uncalibrated_verifier_are_its_log_odds() -> None:
    logits = Judged().logits("q", ["one two three four five", "one", "", "word " * 20])
    assert logits[:2] == pytest.approx([0.0, np.log(1 / 9)], abs=1e-5)
    assert np.isnan(logits[2])
    assert np.isfinite(logits[3])
