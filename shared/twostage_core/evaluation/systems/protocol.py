"""Owns `System`: anything that scores pairs or searches a collection, under one name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.ranking import Ranking
from twostage_core.verifiers.protocol import Relation

Scores = npt.NDArray[np.float64]
Decisions = npt.NDArray[np.bool_]


class Scorer(Protocol):
    """Scores pairs; loads what it needs with the first."""

    def score(self, queries: Sequence[str], texts: Sequence[str], relation: Relation = "support") -> Scores:
        """Scores ``n`` pairs, ``queries[i]`` with ``texts[i]``.

        Returns:
            float64 ``(n,)``, higher for a match, comparable across queries; NaN for a pair that it does not judge.
        """
        ...

    def accepts(self, scores: Scores, relation: Relation) -> Decisions | None:
        """What of ``n`` scores it accepts, bool ``(n,)``; ``None`` if it takes no such decision."""
        ...


class Searcher(Protocol):
    """Searches a collection, once it has prepared for it."""

    def prepare(self, collection: Collection) -> None:
        """Loads what it needs and indexes the documents; until the next call, searches are of this collection."""
        ...

    def search(self, query: str, depth: int) -> Ranking:
        """Ranks at most ``depth`` documents for a query, best first."""
        ...


@dataclass(frozen=True, slots=True)
class System:
    """A system under one name.

    Attributes:
        name: Unique within a record.
        scorer: Scores pairs; ``None`` for one that only searches. Systems may share one.
        searcher: Searches collections; ``None`` for one that only scores.
        thresholds: From which probability on it accepts, by relation; empty if it takes no decision.
        files: SHA-256 (hex) of each file that its scores hang on, by name.
    """

    name: str
    scorer: Scorer | None = None
    searcher: Searcher | None = None
    thresholds: Mapping[str, float] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def named(self, name: str) -> System:
        """The same system under another name."""
        return replace(self, name=name)
