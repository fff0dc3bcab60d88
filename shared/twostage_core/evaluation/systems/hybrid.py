"""Owns `Hybrid`: dense and BM25, fused by rank."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.ranking import Ranking
from twostage_core.evaluation.systems.dense import Dense
from twostage_core.evaluation.systems.protocol import Scores
from twostage_core.verifiers.protocol import Relation

_K = 60
"""Of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009)."""
_DEPTH = 100
"""Documents of each side that are fused."""


class Hybrid:
    """Reciprocal rank fusion of an embedding's ranking and BM25's.

    Args:
        dense: The embedding's side.
    """

    def __init__(self, dense: Dense) -> None:
        self.dense = dense
        self._words: _Words | None = None
        self._ids: list[str] = []

    def score(self, queries: Sequence[str], texts: Sequence[str], relation: Relation = "support") -> Scores:
        """Fused ranks of the texts, for each query among all texts of the call; see `Scorer.score`."""
        different = list(dict.fromkeys(texts))
        words = _Words(different)
        place = {text: i for i, text in enumerate(different)}
        vectors = self.dense.embedding.embed(different)
        fused: dict[str, npt.NDArray[np.float64]] = {}
        for query in dict.fromkeys(queries):
            near = vectors @ self.dense.embedding.embed([query], queries=relation == "support")[0]
            # Equal scores share a rank: among near-misses, whose words are the same, BM25 knows nothing else.
            fused[query] = sum(1 / (_K + rankdata(-scores, method="average")) for scores in (near, words.scores(query)))
        return np.array([fused[q][place[t]] for q, t in zip(queries, texts, strict=True)])

    def accepts(self, scores: Scores, relation: Relation) -> None:
        """A fusion of ranks takes no decision."""

    def prepare(self, collection: Collection) -> None:
        """Indexes both sides; see `Searcher.prepare`."""
        self.dense.prepare(collection)
        self._ids = list(collection.documents)
        self._words = _Words(list(collection.documents.values()))

    def search(self, query: str, depth: int) -> Ranking:
        """Fuses both rankings; see `Searcher.search`."""
        if self._words is None:
            raise RuntimeError("prepare() comes before search()")
        one = self.dense.search(query, max(depth, _DEPTH))
        started = time.perf_counter()
        scores = self._words.scores(query)
        other = [self._ids[i] for i in np.argsort(-scores, kind="stable")[: max(depth, _DEPTH)] if scores[i] > 0]
        fused: dict[str, float] = {}
        for ranked in (one.ids, other):
            for rank, document in enumerate(ranked, 1):
                fused[document] = fused.get(document, 0.0) + 1 / (_K + rank)
        best = sorted(fused, key=lambda document: -fused[document])[:depth]
        seconds = {**one.seconds, "words": time.perf_counter() - started}
        return Ranking(tuple(best), tuple(fused[d] for d in best), seconds=seconds)


class _Words:
    """BM25 over ``n`` texts (bm25s, English stop words and stems)."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s
        import Stemmer

        self._stemmer = Stemmer.Stemmer("english")
        self._n = len(texts)
        self._index = bm25s.BM25()
        tokens = self._tokens(texts)
        self._empty = not any(tokens)
        if not self._empty:
            self._index.index(tokens, show_progress=False)

    def scores(self, query: str) -> npt.NDArray[np.float64]:
        """Of every text, float64 ``(n,)``."""
        words = [w for w in self._tokens([query])[0] if not self._empty and w in self._index.vocab_dict]
        if not words:
            return np.zeros(self._n)
        return np.asarray(self._index.get_scores(words), dtype=np.float64)

    def _tokens(self, texts: Sequence[str]) -> list[list[str]]:
        import bm25s

        found: Any = bm25s.tokenize(
            list(texts), stopwords="en", stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        return [list(words) for words in found]
