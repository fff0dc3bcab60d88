"""Owns `Dense`: nearest neighbours of one embedding, as most retrievers work."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.embedding import Embedding, Vectors
from twostage_core.evaluation.ranking import Ranking
from twostage_core.evaluation.systems.protocol import Scores
from twostage_core.verifiers.protocol import Relation


class Dense:
    """Ranks by the cosine of embeddings, over all documents.

    Args:
        embedding: Of queries and documents.
    """

    def __init__(self, embedding: Embedding) -> None:
        self.embedding = embedding
        self.collection: Collection | None = None
        self._ids: list[str] = []
        self._vectors: Vectors = np.zeros((0, 0), dtype=np.float32)

    def score(self, queries: Sequence[str], texts: Sequence[str], relation: Relation = "support") -> Scores:
        """The cosines; see `Scorer.score`. The two texts of an identity are of one kind."""
        asked = self.embedding.embed(queries, queries=relation == "support")
        return np.asarray((asked * self.embedding.embed(texts)).sum(axis=1), dtype=np.float64)

    def accepts(self, scores: Scores, relation: Relation) -> None:
        """An embedding takes no decision."""

    def prepare(self, collection: Collection) -> None:
        """Embeds the documents; see `Searcher.prepare`."""
        # Several systems stand on one first stage.
        if self.collection is not collection:
            self._vectors = self.embedding.embed_collection(list(collection.documents.values()))
            self._ids, self.collection = list(collection.documents), collection

    def search(self, query: str, depth: int) -> Ranking:
        """The nearest documents; see `Searcher.search`."""
        if self.collection is None:
            raise RuntimeError("prepare() comes before search()")
        started = time.perf_counter()
        near = self._vectors @ self.embedding.query(query)
        best = np.argsort(-near, kind="stable")[:depth]
        ids = tuple(self._ids[i] for i in best)
        return Ranking(ids, tuple(near[best].tolist()), seconds={"recall": time.perf_counter() - started})
