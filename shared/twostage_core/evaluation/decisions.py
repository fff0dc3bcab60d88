"""Owns what decisions come to: what is accepted, what is answered, and at what risk."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

import numpy as np

from twostage_core.evaluation.ranking import Ranking

Query = TypeVar("Query", bound=Hashable)

_POINTS = 100
"""Most points of a curve in a record."""


def decisions(relevance: Mapping[Query, Mapping[str, int]], rankings: Mapping[Query, Ranking]) -> dict[str, Any]:
    """Measures what a system would answer from.

    A system that takes no decision answers every query from its first document. What nobody judged counts as not
    relevant, so a risk is an upper bound; compare it between systems.

    Args:
        relevance: Query → document → grade; above 0 is relevant.
        rankings: Query → what the system made of it.

    Returns:
        ``precision``: share of the accepted that are relevant. ``recall``: share of the relevant that its first stage
        brought up and it accepts. ``abstained``: share of queries with nothing accepted.
        ``abstained_unanswerable``: the same, had no relevant document been there. These four are ``None`` for a system
        that takes no decision, or where there is nothing to count.
        ``risk_coverage``: ``[coverage, risk]`` of the answered, the surest first: the share of queries answered so far,
        and of those the share answered from a document that is not relevant. ``aurc``: the mean risk along it
        (Geifman, Uziel and El-Yaniv, 2019), lower is better; ``None`` if nothing is answered. A system that
        abstains is spared the riskiest part of its curve: compare at equal coverage.
    """
    relevant = {query: {d for d, grade in grades.items() if grade > 0} for query, grades in relevance.items()}
    return {**_gate(relevant, rankings), **_curve(relevant, rankings)}


def _gate(relevant: Mapping[Query, set[str]], rankings: Mapping[Query, Ranking]) -> dict[str, float | None]:
    deciding = {query: ranking for query, ranking in rankings.items() if ranking.accepted is not None}
    accepted = {query: set(ranking.accepted or ()) for query, ranking in deciding.items()}
    found = {query: set(ranking.ids if ranking.found is None else ranking.found) for query, ranking in deciding.items()}
    right = sum(len(accepted[q] & relevant[q]) for q in deciding)
    return {
        "precision": _share(right, sum(map(len, accepted.values()))),
        "recall": _share(right, sum(len(found[q] & relevant[q]) for q in deciding)),
        "abstained": _share(sum(not accepted[q] for q in deciding), len(deciding)),
        # Candidates are judged one by one: without the relevant ones the others would have been judged alike.
        "abstained_unanswerable": _share(sum(not accepted[q] - relevant[q] for q in deciding), len(deciding)),
    }


def _curve(relevant: Mapping[Query, set[str]], rankings: Mapping[Query, Ranking]) -> dict[str, Any]:
    answers = [(ranking.answer, query) for query, ranking in rankings.items()]
    answered = sorted(((a[1], a[0] in relevant[query]) for a, query in answers if a is not None), key=lambda x: -x[0])
    if not answered:
        return {"risk_coverage": [], "aurc": None}
    wrong = np.cumsum([not right for _, right in answered])
    risk = wrong / np.arange(1, len(answered) + 1)
    coverage = np.arange(1, len(answered) + 1) / len(rankings)
    shown = np.unique(np.linspace(0, len(answered) - 1, min(_POINTS, len(answered))).round().astype(int))
    curve = [[round(float(coverage[i]), 4), round(float(risk[i]), 4)] for i in shown]
    return {"risk_coverage": curve, "aurc": float(risk.mean())}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
