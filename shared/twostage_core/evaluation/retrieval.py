"""Owns what the gate costs retrieval: nDCG@10 before and after it, on test collections in BEIR's layout."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from twostage_core.candidate import Candidate
from twostage_core.errors import InputError
from twostage_core.evaluation.measures import difference, ndcg
from twostage_core.judgement import Verdict
from twostage_core.policy import Policy
from twostage_core.stage import PrecisionStage
from twostage_core.tokenstore import TokenStore
from twostage_core.training.natural import read_jsonl
from twostage_core.verifiers.protocol import Verifier

FOLDER = "retrieval"
_PARTS = ("corpus", "queries", "qrels")

_DEMOTE = Policy(on_reject="demote")
_RANKED = Policy(on_reject="demote", order="rank_score")


@dataclass(frozen=True, slots=True)
class Collection:
    """A test collection.

    Attributes:
        name: Its folder.
        documents: Id → title and text.
        queries: Id → query, those with relevance judgements.
        relevance: Query id → document id → grade.
    """

    name: str
    documents: Mapping[str, str]
    queries: Mapping[str, str]
    relevance: Mapping[str, Mapping[str, int]]

    @classmethod
    def read(cls, folder: Path) -> Collection:
        """Reads ``corpus``, ``queries`` and ``qrels`` of a folder, as ``.jsonl.gz``.

        Raises:
            InputError: If a file is missing or malformed, or no query has a judgement.
        """
        corpus, asked, judged = (read_jsonl(folder / f"{part}.jsonl.gz") for part in _PARTS)
        documents = {str(r["_id"]): f"{r.get('title') or ''} {r.get('text') or ''}".strip() for r in corpus}
        queries = {str(r["_id"]): str(r["text"]) for r in asked}
        relevance: dict[str, dict[str, int]] = {}
        for record in judged:
            query = str(record["query-id"])
            if queries.get(query, "").strip():
                relevance.setdefault(query, {})[str(record["corpus-id"])] = int(record["score"])
        if not relevance:
            raise InputError(f"expected relevance judgements of the queries in {folder}, but there are none")
        return cls(folder.name, documents, {q: queries[q] for q in relevance}, relevance)

    def sample(self, queries: int | None, seed: int) -> Collection:
        """The same collection with at most so many queries, drawn by a seed."""
        if queries is None or queries >= len(self.queries):
            return self
        kept = sorted(random.Random(f"{seed}/{self.name}").sample(sorted(self.queries), queries))
        return Collection(
            self.name, self.documents, {q: self.queries[q] for q in kept}, {q: self.relevance[q] for q in kept}
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one query came to, or a mean of several.

    Attributes:
        recall: nDCG@10 of recall's order.
        demote: nDCG@10 with the rejected behind the accepted.
        rank_score: nDCG@10 with either part by rank score.
        accepted: Share of candidates accepted.
        relevant_accepted: Share of the relevant candidates accepted; NaN where recall found none.
        abstained: 1 if nothing was accepted, else 0.
    """

    recall: float
    demote: float
    rank_score: float
    accepted: float
    relevant_accepted: float
    abstained: float


def collections(data: Path, names: Sequence[str] = ()) -> list[Collection]:
    """Reads the collections under ``retrieval/``, by name.

    Args:
        data: Folder that holds ``retrieval/``.
        names: Which; none for all.

    Raises:
        InputError: If there are none, or one that is named is not there.
    """
    found = {p.name: p for p in sorted((data / FOLDER).glob("*")) if p.is_dir()}
    if not found:
        raise InputError(f"expected test collections under {data / FOLDER}, but there are none")
    if missing := [name for name in names if name not in found]:
        raise InputError(f"collections must be of {', '.join(found)}, but got {', '.join(missing)}")
    return [Collection.read(folder) for name, folder in found.items() if not names or name in names]


def files_of(found: Sequence[Collection]) -> list[str]:
    """The files of collections, relative to the data folder."""
    return [f"{FOLDER}/{c.name}/{part}.jsonl.gz" for c in found for part in _PARTS]


def recall(
    collection: Collection, embed: Callable[[Sequence[str]], npt.NDArray[np.float32]], depth: int
) -> dict[str, list[str]]:
    """Finds the nearest documents of each query, nearest first.

    Args:
        collection: The collection.
        embed: Embeds texts: float32 ``(n, W)`` of unit length.
        depth: How many documents.

    Returns:
        Query id → document ids.
    """
    ids = list(collection.documents)
    near = embed(list(collection.queries.values())) @ embed(list(collection.documents.values())).T
    best = np.argsort(-near, axis=1, kind="stable")[:, :depth]
    return {query: [ids[i] for i in row] for query, row in zip(collection.queries, best, strict=True)}


def judge(
    collection: Collection,
    found: Mapping[str, Sequence[str]],
    verifier: Verifier,
    *,
    on_query: Callable[[], None] = lambda: None,
) -> dict[str, Outcome]:
    """Puts what recall found through a stage at its default threshold.

    Every candidate is judged once; the policies then say what each would have made of the verdicts. Documents
    are encoded once and shared between queries.

    Args:
        collection: The collection.
        found: Query id → document ids, as `recall` gives them.
        verifier: What judges ``support``.
        on_query: Called after each query.

    Returns:
        The outcome of each query.
    """
    depth = max(map(len, found.values()))
    stage = PrecisionStage(verifier, on_reject="annotate", max_candidates=depth, token_store=TokenStore())
    demoted: dict[str, list[str]] = {}
    ranked: dict[str, list[str]] = {}
    kept: dict[str, tuple[float, float]] = {}
    for query, ids in found.items():
        candidates = [Candidate(collection.documents[i], i) for i in ids]
        verdicts = stage.judge(collection.queries[query], candidates).verdicts
        demoted[query] = _ids(_DEMOTE.arrange(verdicts))
        ranked[query] = _ids(_RANKED.arrange(verdicts))
        accepted = set(_ids([v for v in verdicts if v.decision == "accept"]))
        relevant = {i for i in ids if collection.relevance[query].get(i, 0) > 0}
        share = len(accepted & relevant) / len(relevant) if relevant else float("nan")
        kept[query] = (len(accepted) / len(ids), share)
        on_query()
    before, after, by_rank = (ndcg(collection.relevance, run) for run in (found, demoted, ranked))
    return {
        query: Outcome(before[query], after[query], by_rank[query], share, relevant_share, float(share == 0))
        for query, (share, relevant_share) in kept.items()
    }


def summary(outcomes: Sequence[Outcome], *, seed: int) -> dict[str, Any]:
    """Means over queries, and the paired difference that the gate makes.

    Args:
        outcomes: One a query.
        seed: Of the bootstrap.

    Returns:
        ``queries``; the mean of each figure of `Outcome`; and ``demote_difference`` and
        ``rank_score_difference`` with ``mean``, ``low`` and ``high``, against recall's order.
    """
    means = {
        name: _mean([getattr(o, name) for o in outcomes])
        for name in ("recall", "demote", "rank_score", "accepted", "relevant_accepted", "abstained")
    }
    before = [o.recall for o in outcomes]
    return {
        "queries": len(outcomes),
        **means,
        "demote_difference": difference(before, [o.demote for o in outcomes], seed=seed)._asdict(),
        "rank_score_difference": difference(before, [o.rank_score for o in outcomes], seed=seed)._asdict(),
    }


def _mean(values: Sequence[float]) -> float | None:
    """The mean of what is a number; JSON has no NaN."""
    known = [v for v in values if not math.isnan(v)]
    return float(np.mean(known)) if known else None


def _ids(verdicts: Sequence[Verdict]) -> list[str]:
    return [str(v.candidate.id) for v in verdicts]
