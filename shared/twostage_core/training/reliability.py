"""Owns the reliability diagram: do probabilities mean what they say?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs whose probabilities lie near each other.

    Attributes:
        low: Lower end, included.
        high: Upper end, left out but for the last bin.
        pairs: How many pairs.
        probability: Their mean probability.
        matches: Their share of matches; a calibrated verifier has the two alike.
    """

    low: float
    high: float
    pairs: int
    probability: float
    matches: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """The diagram as a table, and its one number.

    Attributes:
        ece: Expected calibration error (Guo et al., 2017): mean gap between probability and share of matches, each bin
            weighted with what lies in it; in [0, 1].
        bins: Those with pairs in them.
    """

    ece: float
    bins: tuple[Bin, ...]


def reliability(
    probabilities: npt.NDArray[Any], labels: npt.NDArray[Any], *, prior: float | None = None, bins: int = 10
) -> Reliability:
    """Bins probabilities evenly over [0, 1].

    Args:
        probabilities: ``(n,)`` in [0, 1].
        labels: int ``(n,)``, 1 for a match.
        prior: Share of matches that the probabilities assume: matches and others are weighted to it. ``None`` weighs
            every pair alike.
        bins: How many.

    Returns:
        The diagram.
    """
    is_match = np.asarray(labels) == 1
    weights = np.ones(len(is_match))
    if prior is not None:
        share = is_match.mean()
        weights = np.where(is_match, prior / share, (1 - prior) / (1 - share))
    place = np.minimum((np.asarray(probabilities, dtype=np.float64) * bins).astype(np.int64), bins - 1)
    found, gap = [], 0.0
    for index in range(bins):
        own = place == index
        if not own.any():
            continue
        mean = float(np.average(probabilities[own], weights=weights[own]))
        matches = float(np.average(is_match[own], weights=weights[own]))
        gap += float(weights[own].sum() / weights.sum()) * abs(mean - matches)
        found.append(Bin(index / bins, (index + 1) / bins, int(own.sum()), mean, matches))
    return Reliability(gap, tuple(found))
