"""Owns the way between LangChain's `Document` and the core's `Candidate`; documents are never changed."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.documents import Document

import twostage_core as ts

_RELEVANCE_SCORE = "relevance_score"
_VERDICT = "twostage_verdict"
_RECALL_RANK = "twostage_recall_rank"
_RECALL_SCORE = "twostage_recall_score"
_WINDOW = "twostage_window"


def checked(documents: object) -> list[Document]:
    """Lists the documents, as they are now: the sequence is the caller's, and may be another one after an await.

    Args:
        documents: A sequence of `Document`.

    Raises:
        InputError: If it is anything else.
    """
    if isinstance(documents, str) or not isinstance(documents, Sequence):
        raise ts.InputError(f"expected a sequence of Document, but got {type(documents).__name__}")
    for position, document in enumerate(documents):
        if not isinstance(document, Document):
            raise ts.InputError(
                f"expected a sequence of Document, but the one at {position} is a {type(document).__name__}"
            )
    return list(documents)


def candidates(documents: Sequence[Document]) -> list[ts.Candidate]:
    """Makes a candidate of every document, in order."""
    return [ts.Candidate(text=d.page_content, id=d.id, recall_score=_recall_score(d.metadata)) for d in documents]


def results(documents: Sequence[Document], judgement: ts.Judgement) -> list[Document]:
    """Copies the documents that the policy lets through, with what the stage says of each.

    Args:
        documents: Those that the candidates were made of, in the same order.
        judgement: What the stage says of them.
    """
    return [_annotated(documents[v.recall_rank], v) for v in judgement.results]


def scored(document: Document, score: object) -> Document:
    """Copies a document and notes the score that recall gave it."""
    return document.model_copy(update={"metadata": {**document.metadata, _RECALL_SCORE: _native(score)}})


def _annotated(document: Document, verdict: ts.Verdict) -> Document:
    found = {
        _RELEVANCE_SCORE: verdict.probability,
        _VERDICT: verdict.decision,
        _RECALL_RANK: verdict.recall_rank,
        _RECALL_SCORE: verdict.candidate.recall_score,
        _WINDOW: None if verdict.window is None else list(verdict.window),
    }
    return document.model_copy(update={"metadata": _copied(document.metadata) | found})


def _copied(metadata: Mapping[Any, Any]) -> dict[Any, Any]:
    try:
        return dict(copy.deepcopy(metadata))
    except Exception:
        # Something in there cannot be copied (a lock, a connection): sharing it beats losing the document.
        return dict(metadata)


def _recall_score(metadata: Mapping[Any, Any]) -> float | None:
    """The score noted for recall, else that of whichever reranker came before."""
    score = _native(metadata.get(_RECALL_SCORE))
    return _native(metadata.get(_RELEVANCE_SCORE)) if score is None else score


def _native(score: Any) -> float | None:
    """A finite score as a Python float: NumPy's and torch's do not survive JSON, and neither does NaN."""
    if score is None or isinstance(score, (str, bytes, bool)):
        return None
    try:
        value = float(score)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None
