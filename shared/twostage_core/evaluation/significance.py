"""Owns how sure a figure or a difference is: intervals over groups drawn again, and randomisation tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import bootstrap, permutation_test, rankdata

from twostage_core.evaluation.measures import Labels, Scores

CONFIDENCE = 0.95
"""Of every interval."""
_BATCH = 100
"""Resamples held in memory at once."""
_Floats = npt.NDArray[np.float64]


class Interval(NamedTuple):
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float


class Difference(NamedTuple):
    """A paired difference, its 95 % interval, and the two-sided p of a randomisation test."""

    mean: float
    low: float
    high: float
    p: float


def interval(values: Sequence[float], *, seed: int, resamples: int = 10_000) -> Interval:
    """The mean over queries and its percentile bootstrap interval (Efron, 1979).

    Args:
        values: A figure for each query.
        seed: Of the draws.
        resamples: How many.

    Returns:
        The mean and its interval; of a single query, or of equal values, the interval is the mean itself.
    """
    found = np.asarray(values, dtype=np.float64)
    mean = float(found.mean())
    if len(found) < 2 or np.ptp(found) == 0:
        return Interval(mean, mean, mean)
    drawn = bootstrap(
        (found,),
        np.mean,
        n_resamples=resamples,
        batch=_BATCH,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return Interval(mean, float(drawn.low), float(drawn.high))


def difference(before: Sequence[float], after: Sequence[float], *, seed: int, resamples: int = 10_000) -> Difference:
    """The mean of ``after - before`` over queries, with its interval and a paired randomisation test (Fisher, 1935).

    Under the null hypothesis a query's two figures might as well be the other way round (Smucker, Allan and
    Carterette, 2007, recommend it for retrieval).

    Args:
        before: A figure for each query.
        after: The same figure of the same queries.
        seed: Of the draws.
        resamples: How many.

    Returns:
        The difference; its p is 1 where no query differs, or there is but one.
    """
    paired = np.asarray(after, dtype=np.float64) - np.asarray(before, dtype=np.float64)
    return Difference(
        *interval(paired.tolist(), seed=seed, resamples=resamples), _p(paired, "two-sided", seed, resamples)
    )


def fall(before: Sequence[float], after: Sequence[float], *, seed: int, resamples: int = 10_000) -> float:
    """One-sided p of a fall from ``before`` to ``after``, in the test of `difference`."""
    return _p(np.asarray(after, dtype=np.float64) - np.asarray(before, dtype=np.float64), "less", seed, resamples)


def _p(paired: _Floats, alternative: Literal["two-sided", "less"], seed: int, resamples: int) -> float:
    """P of a mean paired difference: all signs might as well be the other way round."""
    if len(paired) < 2 or not paired.any():
        return 1.0
    tested = permutation_test(
        (paired,),
        np.mean,
        permutation_type="samples",
        alternative=alternative,
        n_resamples=resamples - 1,
        batch=_BATCH,
        vectorized=True,
        rng=np.random.default_rng(seed),
    )
    return float(tested.pvalue)


def auc_interval(
    labels: Labels, scores: Scores, groups: Sequence[str], *, seed: int, resamples: int = 1000
) -> tuple[float, float]:
    """A 95 % percentile interval of the ROC-AUC, over groups drawn with replacement.

    Pairs that share a question or a caption are not independent, so groups are drawn and not pairs.

    Args:
        labels: int ``(n,)``.
        scores: float ``(n,)``.
        groups: ``n`` names.
        seed: Of the draws.
        resamples: How many.

    Returns:
        Its lower and upper end, over the draws that hold both kinds.
    """
    return _ends(_auc_draws(labels, scores, groups, seed, resamples))


def auc_difference(
    labels: Labels, before: Scores, after: Scores, groups: Sequence[str], *, seed: int, resamples: int = 1000
) -> Difference:
    """The difference of two systems' ROC-AUC on the same pairs.

    The interval is over groups drawn alike for both. The test swaps the two systems' scores, as ranks within the set,
    group by group: what a system's scale is does not matter to the AUC, nor to it.

    Args:
        labels: int ``(n,)``.
        before: float ``(n,)``.
        after: float ``(n,)``.
        groups: ``n`` names.
        seed: Of the draws.
        resamples: How many.

    Returns:
        The difference, ``after - before``.
    """
    one, other = (_auc_draws(labels, scores, groups, seed, resamples) for scores in (before, after))
    ranks = np.stack([rankdata(before), rankdata(after)])
    mean = float(_auc(labels, ranks[1]) - _auc(labels, ranks[0]))
    low, high = _ends(other - one)
    of_group = _numbers(groups)
    swaps = np.random.default_rng(seed).random((resamples, of_group.max() + 1)) < 0.5
    extreme = 1
    for first in range(0, resamples, _BATCH):
        swapped = swaps[first : first + _BATCH, of_group]
        a, b = np.where(swapped, ranks[1], ranks[0]), np.where(swapped, ranks[0], ranks[1])
        drawn = _auc(labels, rankdata(b, axis=1)) - _auc(labels, rankdata(a, axis=1))
        extreme += int((np.abs(drawn) >= abs(mean) - 1e-12).sum())
    return Difference(mean, low, high, extreme / (resamples + 1))


def _auc(labels: Labels, ranks: _Floats) -> _Floats:
    """ROC-AUC from ranks ``(..., n)`` (Mann and Whitney, 1947)."""
    matches = int(labels.sum())
    won = ranks[..., labels == 1].sum(axis=-1) - matches * (matches + 1) / 2
    return np.asarray(won / (matches * (len(labels) - matches)))


def _auc_draws(labels: Labels, scores: Scores, groups: Sequence[str], seed: int, resamples: int) -> _Floats:
    """ROC-AUC of each draw of groups, ``(resamples,)``; NaN where a draw holds one kind alone."""
    rng = np.random.default_rng(seed)
    of_group = _numbers(groups)
    count = int(of_group.max()) + 1
    # Each pair's place among the distinct scores: a draw is then two histograms over these places.
    places = np.unique(scores, return_inverse=True)[1]
    order = np.argsort(places, kind="stable")
    starts = np.flatnonzero(np.diff(places[order], prepend=-1))
    drawn: list[_Floats] = []
    for first in range(0, resamples, _BATCH):
        size = min(_BATCH, resamples - first)
        weights = rng.multinomial(count, np.full(count, 1 / count), size=size)[:, of_group[order]]
        matches = np.add.reduceat(weights * labels[order], starts, axis=1)
        others = np.add.reduceat(weights * (1 - labels[order]), starts, axis=1)
        below = np.cumsum(others, axis=1) - others
        pairs = (matches.sum(axis=1) * others.sum(axis=1)).astype(np.float64)
        won = (matches * (below + others / 2)).sum(axis=1)
        drawn.append(np.divide(won, pairs, out=np.full(size, np.nan), where=pairs > 0))
    return np.concatenate(drawn)


def _numbers(groups: Sequence[str]) -> npt.NDArray[np.int64]:
    names = {name: i for i, name in enumerate(dict.fromkeys(groups))}
    return np.array([names[g] for g in groups])


def _ends(draws: _Floats) -> tuple[float, float]:
    low, high = np.nanquantile(draws, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)
