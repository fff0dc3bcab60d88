"""Owns how well systems search: rankings of a collection's queries, what they are worth, and what they cost."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.decisions import decisions
from twostage_core.evaluation.measures import RANKING_MEASURES, rank_measures
from twostage_core.evaluation.ranking import Ranking
from twostage_core.evaluation.significance import difference, interval
from twostage_core.evaluation.systems import Searcher, System

_WARM = 10
"""Queries that are asked a second time."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What systems made of one collection's queries.

    Attributes:
        collection: The collection.
        rankings: System → query id → ranking.
        cost: System → ``index_seconds``, and milliseconds a query (median) by stage, ``cold`` for a query that is
            asked for the first time, ``warm`` for one that is asked again.
    """

    collection: Collection
    rankings: Mapping[str, Mapping[str, Ranking]]
    cost: Mapping[str, Mapping[str, Any]]

    def trec(self, name: str) -> Iterator[str]:
        """The lines of a run file in TREC's format: query, Q0, document, rank, score, system.

        Blanks part the fields, so that one within an id is written as in an address: %20.
        """
        tag = name.replace(" ", "_")
        for query, ranking in self.rankings[name].items():
            for rank, document in enumerate(ranking.ids, 1):
                # The score falls with the rank: tools that order by score then give this very order.
                score = len(ranking.ids) - rank + 1
                yield f"{_unspaced(query)} Q0 {_unspaced(document)} {rank} {score} {tag}\n"


def search(
    collection: Collection, systems: Sequence[System], *, depth: int, on_query: Callable[[str], None]
) -> Searched:
    """Lets systems search.

    Args:
        collection: Whose queries to ask.
        systems: Those without a searcher are left out.
        depth: Documents that the first stage brings up.
        on_query: Told of each query before it is asked.

    Returns:
        Rankings and costs.
    """
    searchers = {s.name: s.searcher for s in systems if s.searcher is not None}
    index: dict[str, float] = {}
    for name, searcher in searchers.items():
        started = time.perf_counter()
        searcher.prepare(collection)
        index[name] = round(time.perf_counter() - started, 3)
    rankings: dict[str, dict[str, Ranking]] = {name: {} for name in searchers}
    # Query by query, not system by system: those that share verdicts then find them, and a drift of the machine's clock
    # hits all alike.
    for query, text in collection.queries.items():
        on_query(text)
        for name, searcher in searchers.items():
            rankings[name][query] = searcher.search(text, depth)
    again = _again(collection, searchers, depth)
    return Searched(
        collection,
        rankings,
        {
            name: {
                "index_seconds": index[name],
                "cold": _milliseconds(list(rankings[name].values())),
                "warm": _milliseconds(again[name]),
            }
            for name in searchers
        },
    )


def figures(searched: Sequence[Searched], systems: Sequence[str], *, seed: int) -> dict[str, Any]:
    """What rankings are worth.

    Args:
        searched: One collection, or several for what they come to together, every query counting alike.
        systems: Names; differences are from the first.
        seed: Of every draw.

    Returns:
        What a record has under ``retrieval`` for a collection.
    """
    values: dict[str, dict[str, list[float]]] = {name: {m: [] for m in RANKING_MEASURES} for name in systems}
    for one in searched:
        for name in systems:
            run = {query: ranking.ids for query, ranking in one.rankings[name].items()}
            for measure, by_query in rank_measures(one.collection.relevance, run).items():
                values[name][measure] += [by_query[q] for q in one.collection.queries]
    first, *others = systems
    return {
        "queries": sum(len(one.collection.queries) for one in searched),
        "documents": sum(len(one.collection.documents) for one in searched),
        "figures": {
            name: {measure: interval(found, seed=seed)._asdict() for measure, found in by_measure.items()}
            for name, by_measure in values.items()
        },
        "differences": {
            name: {
                measure: difference(values[first][measure], values[name][measure], seed=seed)._asdict()
                for measure in RANKING_MEASURES
            }
            for name in others
        },
    }


def decided(searched: Sequence[Searched], systems: Sequence[str]) -> dict[str, Any]:
    """What a record has under ``decisions`` for a collection, or for several together."""
    relevance = {(i, q): grades for i, one in enumerate(searched) for q, grades in one.collection.relevance.items()}
    found = {}
    for name in systems:
        rankings = {(i, q): r for i, one in enumerate(searched) for q, r in one.rankings[name].items()}
        found[name] = decisions(relevance, rankings)
    return found


def _unspaced(name: str) -> str:
    return re.sub(r"\s", lambda blank: quote(blank[0]), name)


def _again(collection: Collection, searchers: Mapping[str, Searcher], depth: int) -> dict[str, list[Ranking]]:
    asked = list(collection.queries.values())[:_WARM]
    found: dict[str, list[Ranking]] = {name: [] for name in searchers}
    for text in asked:
        for name, searcher in searchers.items():
            found[name].append(searcher.search(text, depth))
    return found


def _milliseconds(rankings: Sequence[Ranking]) -> dict[str, float]:
    stages = list(dict.fromkeys(stage for ranking in rankings for stage in ranking.seconds))
    by_stage = {s: statistics.median(1000 * r.seconds.get(s, 0.0) for r in rankings) for s in stages}
    total = statistics.median(1000 * sum(r.seconds.values()) for r in rankings)
    return {stage: round(ms, 3) for stage, ms in {**by_stage, "total": total}.items()}
