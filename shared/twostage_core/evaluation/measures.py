"""Owns the figures: how well scores tell matches from others, and how well a ranking ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

Labels = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]

RANKING_MEASURES: Mapping[str, ir_measures.measures.Measure] = {
    "nDCG@10": ir_measures.nDCG @ 10,
    "RR@10": ir_measures.RR @ 10,
    "R@10": ir_measures.R @ 10,
    "R@100": ir_measures.R @ 100,
}
"""What rankings are measured by, in ``ir_measures``' notation; ``RR@10``'s mean is MRR@10.

Where fewer than 100 documents are ranked, ``R@100`` is the recall at that depth.
"""


def auc(labels: Labels, scores: Scores) -> float:
    """ROC-AUC: how often a match scores above another pair; a tie counts half.

    Args:
        labels: int ``(n,)``, 1 for a match; both kinds are there.
        scores: float ``(n,)``, higher for a match.

    Returns:
        In [0, 1].
    """
    return float(roc_auc_score(labels, scores))


def average_precision(labels: Labels, scores: Scores) -> float:
    """Average precision of the pairs, highest score first; in [0, 1]. Arguments as in `auc`."""
    return float(average_precision_score(labels, scores))


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


def rank_measures(
    relevance: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Each measure of `RANKING_MEASURES`, of each query.

    Args:
        relevance: Query → document → grade.
        rankings: Query → documents, best first.

    Returns:
        Measure → query → value in [0, 1], for every query of ``relevance``; 0 for one without a ranking.
    """
    # Scores from ranks: equal scores would be put in an order of ir_measures' own.
    run = {query: {d: float(-rank) for rank, d in enumerate(ranked)} for query, ranked in rankings.items()}
    judged = {query: dict(grades) for query, grades in relevance.items()}
    names = {measure: name for name, measure in RANKING_MEASURES.items()}
    found: dict[str, dict[str, float]] = {name: dict.fromkeys(relevance, 0.0) for name in RANKING_MEASURES}
    for metric in ir_measures.iter_calc(list(names), judged, run):
        found[names[metric.measure]][metric.query_id] = float(metric.value)
    return found


def reciprocal_rank(
    relevance: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """One over the rank of the first relevant document of each query; arguments as in `rank_measures`."""
    run = {query: {d: float(-rank) for rank, d in enumerate(ranked)} for query, ranked in rankings.items()}
    judged = {query: dict(grades) for query, grades in relevance.items()}
    return {m.query_id: float(m.value) for m in ir_measures.iter_calc([ir_measures.RR], judged, run)}
