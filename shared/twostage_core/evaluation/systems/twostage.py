"""Owns `TwoStage`: recall, then the precision stage, under each of its policies."""

from __future__ import annotations

import time

from twostage_core.candidate import Candidate
from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.ranking import Ranking
from twostage_core.evaluation.systems.dense import Dense
from twostage_core.evaluation.systems.reranking import load_weights
from twostage_core.judgement import Judgement, Verdict
from twostage_core.policy import Policy
from twostage_core.stage import PrecisionStage
from twostage_core.tokenstore import TokenStore
from twostage_core.verifiers.protocol import Verifier


class Verdicts:
    """Verdicts on what recall found. Policies share them: they differ in what they make of the same verdicts.

    Args:
        recall: The first stage.
        verifier: What judges ``support``.
        threshold: Of `Policy`.
    """

    def __init__(self, recall: Dense, verifier: Verifier, threshold: str | float = "balanced") -> None:
        self.recall = recall
        self._stage = PrecisionStage(verifier, threshold=threshold, on_reject="annotate", max_candidates=10_000)
        self._collection: Collection | None = None
        self._last: tuple[str, int, Judgement, dict[str, float]] | None = None

    def prepare(self, collection: Collection) -> None:
        """Loads the verifier, prepares the first stage, and forgets the token vectors of the collection before."""
        load_weights(self._stage.verifier)
        self.recall.prepare(collection)
        if self._collection is not collection:
            self._stage.token_store = TokenStore()
            self._collection, self._last = collection, None

    def judge(self, query: str, depth: int) -> tuple[Judgement, dict[str, float]]:
        """Judges what recall finds, and says where the time went; the same query again, at once, is not judged anew."""
        if self._collection is None:
            raise RuntimeError("prepare() comes before search()")
        if self._last is None or self._last[:2] != (query, depth):
            found = self.recall.search(query, depth)
            started = time.perf_counter()
            candidates = [
                Candidate(self._collection.documents[i], i, score)
                for i, score in zip(found.ids, found.confidence, strict=True)
            ]
            judgement = self._stage.judge(query, candidates)
            seconds = {**found.seconds, "judge": time.perf_counter() - started}
            self._last = (query, depth, judgement, seconds)
        return self._last[2:]


class TwoStage:
    """What one policy makes of the verdicts.

    Args:
        verdicts: Shared with other policies.
        policy: ``on_reject`` and ``order`` count; under ``"drop"`` what is rejected is not in the ranking.
    """

    def __init__(self, verdicts: Verdicts, policy: Policy) -> None:
        self._verdicts = verdicts
        self._policy = policy

    def prepare(self, collection: Collection) -> None:
        """See `Searcher.prepare`."""
        self._verdicts.prepare(collection)

    def search(self, query: str, depth: int) -> Ranking:
        """See `Searcher.search`. The confidence is the probability of a match."""
        judgement, seconds = self._verdicts.judge(query, depth)
        ranked = self._policy.results(judgement.verdicts, None)
        accepted = self._policy.accepted(judgement.verdicts, None)
        sure = tuple(-1.0 if v.probability is None else v.probability for v in ranked)
        return Ranking(_ids(ranked), sure, _ids(accepted), _ids(judgement.verdicts), seconds)


def _ids(verdicts: tuple[Verdict, ...]) -> tuple[str, ...]:
    return tuple(str(v.candidate.id) for v in verdicts)
