"""Owns the figures: how well scores tell matches from others, how well they rank, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import ir_measures
import numpy as np
import numpy.typing as npt
from scipy.stats import bootstrap
from sklearn.metrics import roc_auc_score, roc_curve

Labels = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]

_CONFIDENCE = 0.95
_BATCH = 100
"""Resamples held in memory at once."""


class Difference(NamedTuple):
    """A mean paired difference and its 95 % interval."""

    mean: float
    low: float
    high: float


def auc(labels: Labels, scores: Scores) -> float:
    """ROC-AUC: how often a match scores above another pair; a tie counts half.

    Args:
        labels: int ``(n,)``, 1 for a match; both kinds are there.
        scores: float ``(n,)``, higher for a match.

    Returns:
        In [0, 1].
    """
    return float(roc_auc_score(labels, scores))


def auc_interval(
    labels: Labels, scores: Scores, groups: Sequence[str], *, seed: int, resamples: int = 1000
) -> tuple[float, float]:
    """A 95 % percentile interval of the ROC-AUC, over groups drawn with replacement (Efron, 1979).

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
    rng = np.random.default_rng(seed)
    names = {name: i for i, name in enumerate(dict.fromkeys(groups))}
    of_group = np.array([names[g] for g in groups])
    # Each pair's place among the distinct scores: a draw is then two histograms over these places.
    places = np.unique(scores, return_inverse=True)[1]
    order = np.argsort(places, kind="stable")
    starts = np.flatnonzero(np.diff(places[order], prepend=-1))
    drawn: list[npt.NDArray[np.float64]] = []
    for first in range(0, resamples, _BATCH):
        size = min(_BATCH, resamples - first)
        weights = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=size)[:, of_group[order]]
        matches = np.add.reduceat(weights * labels[order], starts, axis=1)
        others = np.add.reduceat(weights * (1 - labels[order]), starts, axis=1)
        below = np.cumsum(others, axis=1) - others
        pairs = matches.sum(axis=1) * others.sum(axis=1)
        won = (matches * (below + others / 2)).sum(axis=1)
        drawn.append(won[pairs > 0] / pairs[pairs > 0])
    low, high = np.quantile(np.concatenate(drawn), [(1 - _CONFIDENCE) / 2, (1 + _CONFIDENCE) / 2])
    return float(low), float(high)


def false_accepts(labels: Labels, scores: Scores, *, kept: float = 0.95) -> float:
    """Share of others accepted by the highest threshold that keeps a share of the matches.

    Args:
        labels: int ``(n,)``.
        scores: float ``(n,)``.
        kept: Share of matches to keep, in (0, 1].

    Returns:
        In [0, 1].
    """
    accepted, true, _ = roc_curve(labels, scores, drop_intermediate=False)
    # A share like 19 of 20 is not exactly 0.95 in binary.
    return float(accepted[np.argmax(true >= kept - 1e-9)])


def ndcg(relevance: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """nDCG@10 of each query.

    Args:
        relevance: Query → document → grade.
        rankings: Query → documents, best first.

    Returns:
        Query → nDCG@10 in [0, 1], for every query of ``relevance``; 0 for one without a ranking.
    """
    return _each(ir_measures.nDCG @ 10, relevance, rankings)


def reciprocal_rank(
    relevance: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """One over the rank of the first relevant document of each query; arguments as in `ndcg`."""
    return _each(ir_measures.RR, relevance, rankings)


def difference(before: Sequence[float], after: Sequence[float], *, seed: int, resamples: int = 10_000) -> Difference:
    """The mean of ``after - before`` over queries, with a paired 95 % bootstrap interval (percentile).

    Args:
        before: A figure for each query.
        after: The same figure of the same queries.
        seed: Of the draws.
        resamples: How many.

    Returns:
        The mean and its interval; of a single query the interval is the mean itself.
    """
    paired = np.asarray(after, dtype=np.float64) - np.asarray(before, dtype=np.float64)
    mean = float(paired.mean())
    if len(paired) < 2:
        return Difference(mean, mean, mean)
    found = bootstrap(
        (paired,),
        np.mean,
        n_resamples=resamples,
        batch=_BATCH,
        confidence_level=_CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return Difference(mean, float(found.low), float(found.high))


def _each(
    measure: ir_measures.measures.Measure,
    relevance: Mapping[str, Mapping[str, int]],
    rankings: Mapping[str, Sequence[str]],
) -> dict[str, float]:
    # Scores from ranks: equal scores would be put in an order of ir_measures' own.
    run = {query: {d: float(-rank) for rank, d in enumerate(ranked)} for query, ranked in rankings.items()}
    judged = {query: dict(grades) for query, grades in relevance.items()}
    return {m.query_id: float(m.value) for m in ir_measures.iter_calc([measure], judged, run)}
