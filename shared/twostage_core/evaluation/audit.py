"""Owns the audit of a change: what an embedding that was fine-tuned costs general retrieval, and what it bought."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from scipy.stats import norm

from twostage_core.errors import InputError
from twostage_core.evaluation.embedding import Embedding
from twostage_core.evaluation.measures import rank_measures
from twostage_core.evaluation.record import Asked, evaluate
from twostage_core.evaluation.retrieval import Searched
from twostage_core.evaluation.separation import OnStep
from twostage_core.evaluation.significance import fall
from twostage_core.evaluation.systems import System

SCHEMA = "twostage-rag/audit/1"
"""Name and version of what the record of an audit holds."""
SIGNIFICANT = 0.05
"""One-sided p below which a fall is taken for one."""
MEASURE = "nDCG@10"
_POWER = 0.8
"""Chance to find a fall of the size seen, at which `queries_needed` aims."""
_WORST = 10
"""Queries that are named."""

Outcome = Literal["fell", "may have fallen", "held"]
EXIT: dict[Outcome, int] = {"fell": 1, "may have fallen": 3, "held": 0}
"""Exit status of the command, by outcome."""


def audit(
    before: System,
    after: System,
    asked: Asked,
    *,
    max_drop: float = 0.02,
    embedding: Embedding | None = None,
    on_step: OnStep = lambda what, done, total: None,
) -> dict[str, Any]:
    """Compares two systems, and says whether general retrieval fell.

    Args:
        before: What was there.
        after: What is to take its place.
        asked: What on; at least one collection.
        max_drop: Relative fall of the mean nDCG@10, over all queries, that is still accepted; in [0, 1].
        embedding: See `record.evaluate`.
        on_step: Told of each step before it is taken.

    Returns:
        A record that JSON can hold, of `SCHEMA`. ``outcome``: ``"fell"`` if the mean falls by more than ``max_drop``
        and a fall by chance has one-sided p < `SIGNIFICANT`; ``"may have fallen"`` if it falls that much, but not
        significantly; else ``"held"``. ``before`` and ``after``: the means, ``relative``: their difference over the
        first. ``p``. ``queries``, and ``queries_needed`` to find a fall of this size significant four times in five,
        ``None`` where nothing fell. ``worst_collections``, ``worst_queries``: worst first. ``evaluation``: all figures.

    Raises:
        InputError: If ``max_drop`` is outside its range, there is no collection, or as `record.evaluate`.
    """
    if not 0 <= max_drop <= 1:
        raise InputError(f"max_drop must be a share in [0, 1], but got {max_drop}")
    if not asked.collections:
        raise InputError("an audit needs a collection to search, but none was given")
    searched: list[Searched] = []
    record = evaluate([before, after], asked, embedding=embedding, on_step=on_step, on_searched=searched.append)
    one, other = (np.array([v for s in searched for v in _each(s, system)]) for system in (before, after))
    paired = other - one
    relative = float(paired.mean() / one.mean()) if one.mean() > 0 else 0.0
    p = fall(one.tolist(), other.tolist(), seed=asked.seed)
    return {
        "schema": SCHEMA,
        "outcome": _outcome(relative, p, max_drop),
        "max_drop": max_drop,
        "before": float(one.mean()),
        "after": float(other.mean()),
        "relative": relative,
        "p": p,
        "queries": len(paired),
        "queries_needed": _needed(paired),
        "worst_collections": _collections(record, after.name),
        "worst_queries": _queries(searched, before, after),
        "evaluation": record,
    }


def _outcome(relative: float, p: float, max_drop: float) -> Outcome:
    if -relative <= max_drop:
        return "held"
    return "fell" if p < SIGNIFICANT else "may have fallen"


def _needed(paired: np.ndarray[Any, np.dtype[np.float64]]) -> int | None:
    """Queries for a one-sided paired z-test, were spread and mean what they are here."""
    if len(paired) < 2 or paired.mean() >= 0:
        return None
    wanted = norm.ppf(1 - SIGNIFICANT) + norm.ppf(_POWER)
    return max(2, math.ceil(float(wanted * paired.std(ddof=1) / paired.mean()) ** 2))


def _collections(record: dict[str, Any], after: str) -> list[dict[str, Any]]:
    found = [
        {"collection": name, **entry["differences"][after][MEASURE]}
        for name, entry in record["retrieval"].items()
        if name != "pooled"
    ]
    return sorted(found, key=lambda entry: float(entry["mean"]))


def _queries(searched: Sequence[Searched], before: System, after: System) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"collection": s.collection.name, "id": query, "query": text, "before": one, "after": other}
        for s in searched
        for (query, text), one, other in zip(
            s.collection.queries.items(), _each(s, before), _each(s, after), strict=True
        )
        if other < one
    ]
    return sorted(found, key=lambda entry: entry["after"] - entry["before"])[:_WORST]


def _each(searched: Searched, system: System) -> list[float]:
    run = {query: ranking.ids for query, ranking in searched.rankings[system.name].items()}
    values = rank_measures(searched.collection.relevance, run)[MEASURE]
    return [values[query] for query in searched.collection.queries]
