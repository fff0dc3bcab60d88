"""Owns `Calibration`: logit → probability, and thresholds that keep a promise."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from twostage_core.errors import InputError

Level = Literal["lenient", "balanced", "strict"]
LEVELS: tuple[Level, ...] = get_args(Level)
TRUE_MATCHES_LOST: Mapping[Level, float] = {"lenient": 0.01, "balanced": 0.05, "strict": 0.15}
"""The promise of each level: at most this share of true matches falls below its threshold."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one relation's logits read.

    Attributes:
        slope: Of the fitted logistic (Platt, 1999), positive: order is never changed.
        intercept: Of the fitted logistic; carries the prior.
        prior: Share of matches among candidates that the probabilities assume, in (0, 1).
        thresholds: Probability at or above which a candidate is accepted, by level.
        false_accepts: Share of near-misses accepted at each level, as measured when fitted.
        matches: True matches the thresholds were taken from.
        others: Near-misses and recall candidates the fit saw.
    """

    slope: float
    intercept: float
    prior: float
    thresholds: Mapping[str, float]
    false_accepts: Mapping[str, float]
    matches: int
    others: int

    def probability(self, logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Maps logits ``(n,)`` to probabilities ``(n,)`` in [0, 1]."""
        z = np.clip(self.slope * logits.astype(np.float64) + self.intercept, -60, 60)
        return np.asarray(1.0 / (1.0 + np.exp(-z)), dtype=np.float32)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Calibration:
        """Builds it from what ``dataclasses.asdict`` gave."""
        return cls(**values)


def fit(logits: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], *, prior: float | None = None) -> Calibration:
    """Fits probabilities and thresholds to labelled logits.

    Thresholds are split-conformal: with ``n`` exchangeable true matches, the ``floor(loss · (n + 1))``-th
    smallest score loses at most that share of future true matches on average (Vovk et al., 2005).

    Args:
        logits: float ``(n,)``, from pairs that were not trained on.
        labels: int ``(n,)``, 1 for a match.
        prior: Share of matches among the candidates to come; ``None`` keeps the sample's.

    Returns:
        The calibration.

    Raises:
        InputError: If there are fewer than 100 matches or 100 others, or the prior is not in (0, 1).
    """
    from sklearn.linear_model import LogisticRegression

    matches, others = logits[labels == 1], logits[labels == 0]
    if min(len(matches), len(others)) < 100:
        raise InputError(f"expected at least 100 matches and 100 others, but got {len(matches)} and {len(others)}")
    sample = len(matches) / len(logits)
    wanted = sample if prior is None else prior
    if not 0.0 < wanted < 1.0:
        raise InputError(f"prior must lie in (0, 1), but got {prior}")
    # A plain maximum-likelihood fit; the penalty's default would shrink the slope.
    model = LogisticRegression(C=1e6).fit(logits[:, None], labels)
    slope = max(float(model.coef_[0, 0]), 1e-3)
    shift = math.log(wanted / (1 - wanted)) - math.log(sample / (1 - sample))
    fitted = Calibration(slope, float(model.intercept_[0]) + shift, wanted, {}, {}, len(matches), len(others))
    scores = np.sort(fitted.probability(matches.astype(np.float32)).astype(np.float64))
    other_scores = fitted.probability(others.astype(np.float32))
    thresholds: dict[str, float] = {}
    false_accepts: dict[str, float] = {}
    for level, loss in TRUE_MATCHES_LOST.items():
        rank = math.floor(loss * (len(scores) + 1))
        thresholds[level] = float(scores[rank - 1]) if rank > 0 else 0.0
        false_accepts[level] = float((other_scores >= thresholds[level]).mean())
    return Calibration(slope, fitted.intercept, wanted, thresholds, false_accepts, len(matches), len(others))
