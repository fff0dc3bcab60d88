"""Owns `VerifierScores` and `Reranking`: a verifier's scores on pairs, and the order it gives what recall found."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

import numpy as np

from twostage_core.errors import NotCalibrated
from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.ranking import Ranking
from twostage_core.evaluation.systems.dense import Dense
from twostage_core.evaluation.systems.protocol import Decisions, Scores
from twostage_core.text import normalise
from twostage_core.tokenstore import TokenStore
from twostage_core.verifiers.maxsim import MaxSimVerifier
from twostage_core.verifiers.protocol import Relation, Verifier
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

_CHUNK = 512
"""Texts encoded together before their pairs are scored: enough to fill batches of like length."""


class VerifierScores:
    """Any verifier, by its logits: probabilities run into 1 and tell the best pairs no longer apart.

    Args:
        verifier: The verifier.
        threshold: At which it accepts, a level or a probability; ``None`` for one that takes no decision.
    """

    def __init__(self, verifier: Verifier, threshold: str | float | None = None) -> None:
        self.verifier = verifier
        self.threshold = threshold

    def score(self, queries: Sequence[str], texts: Sequence[str], relation: Relation = "support") -> Scores:
        """Scores pairs; see `Scorer.score`."""
        by_query: dict[str, list[int]] = {}
        for i, query in enumerate(queries):
            by_query.setdefault(query, []).append(i)
        scores = np.full(len(texts), np.nan)
        for own in _chunks(by_query.values()):
            # Encoded together first: one query has too few texts to fill a batch.
            store = self._encoded([texts[i] for places in own for i in places])
            for places in own:
                own_texts = [texts[i] for i in places]
                scores[places] = self.verifier.logits(queries[places[0]], own_texts, relation, token_store=store)
        return scores

    def accepts(self, scores: Scores, relation: Relation) -> Decisions | None:
        """What reaches the threshold; see `Scorer.accepts`. What was not judged is not accepted."""
        if self.threshold is None:
            return None
        try:
            reached = self.verifier.threshold(relation, self.threshold)
        except NotCalibrated:
            # A promise is made for one relation; on pairs of the other there is no decision.
            return None
        return np.asarray(self.verifier.calibrations[relation].probability(scores.astype(np.float32)) >= reached)

    def _encoded(self, texts: Sequence[str]) -> TokenStore | None:
        if not isinstance(self.verifier, SimilarityMapVerifier | MaxSimVerifier):
            return None
        store = TokenStore()
        store.vectors(self.verifier.encoder, [normalise(text).text for text in texts])
        return store


class Reranking:
    """Orders what recall found by a verifier's score.

    Args:
        recall: The first stage.
        verifier: The second; its token vectors, if it has any, are kept from query to query.
    """

    def __init__(self, recall: Dense, verifier: Verifier) -> None:
        self.recall = recall
        self.verifier = verifier
        self._collection: Collection | None = None
        self._store = TokenStore()

    def prepare(self, collection: Collection) -> None:
        """Prepares the first stage and loads the second; see `Searcher.prepare`."""
        load_weights(self.verifier)
        self.recall.prepare(collection)
        self._collection, self._store = collection, TokenStore()

    def search(self, query: str, depth: int) -> Ranking:
        """Recall's documents in the verifier's order; see `Searcher.search`. What it does not judge goes last."""
        if self._collection is None:
            raise RuntimeError("prepare() comes before search()")
        found = self.recall.search(query, depth)
        started = time.perf_counter()
        texts = [self._collection.documents[i] for i in found.ids]
        scores = np.nan_to_num(
            self.verifier.logits(query, texts, "support", token_store=self._store).astype(np.float64), nan=-np.inf
        )
        best = np.argsort(-scores, kind="stable")
        seconds = {**found.seconds, "rerank": time.perf_counter() - started}
        return Ranking(tuple(found.ids[i] for i in best), tuple(scores[best].tolist()), seconds=seconds)


def load_weights(verifier: Verifier) -> None:
    """Loads a verifier now: a model that is not there is told before anything is indexed, and no query waits for it."""
    if isinstance(verifier, SimilarityMapVerifier | MaxSimVerifier):
        _ = verifier.encoder
    else:
        verifier.prepare("anything")


def _chunks(groups: Iterable[list[int]]) -> Iterable[list[list[int]]]:
    """Whole groups, together at least `_CHUNK` places, but for the last chunk."""
    chunk: list[list[int]] = []
    for group in groups:
        chunk.append(group)
        if sum(map(len, chunk)) >= _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
