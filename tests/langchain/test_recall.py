"""Recall over a vector store: its scores are kept, and it is searched as it offers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.vectorstores import InMemoryVectorStore, VectorStore
from pydantic import ValidationError

import twostage_core as ts
from langchain_twostage import TwoStageRetriever

QUERY = "red apple"


class Plain(VectorStore):
    """A store without scores; remembers how it was searched."""

    def __init__(self, *documents: Document) -> None:
        self.documents = list(documents)
        self.searches: list[tuple[str, dict[str, Any]]] = []

    @classmethod
    def from_texts(cls, texts: Any, embedding: Any, metadatas: Any = None, **kwargs: Any) -> Plain:
        return cls(*[Document(t) for t in texts])

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        self.searches.append(("plain", {"k": k} | kwargs))
        return self.documents[:k]

    async def asimilarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        self.searches.append(("async plain", {"k": k} | kwargs))
        return self.documents[:k]


class Scoring(Plain):
    """A store that scores, one document with ``None`` and the others with NumPy's distances."""

    def similarity_search_with_score(self, query: str, k: int = 4, **kwargs: Any) -> list[tuple[Document, Any]]:
        self.searches.append(("scored", {"k": k} | kwargs))
        return [(d, np.float32(i / 4) if i else None) for i, d in enumerate(self.documents[:k])]

    async def asimilarity_search_with_score(self, query: str, k: int = 4, **kwargs: Any) -> list[tuple[Document, Any]]:
        found = self.similarity_search_with_score(query, k, **kwargs)
        self.searches[-1] = ("async scored", self.searches[-1][1])
        return found


@pytest.fixture
def three() -> list[Document]:
    return [Document("red apple", metadata={"n": n}) for n in range(3)]


def test_scores_are_kept_as_they_are(judging, three) -> None:
    store = Scoring(*three)
    found = TwoStageRetriever.from_vectorstore(store, fetch_k=3, stage=judging()).invoke(QUERY)
    assert [d.metadata["twostage_recall_score"] for d in found] == [None, 0.25, 0.5]
    assert all(type(d.metadata["twostage_recall_score"]) in (float, type(None)) for d in found)
    assert store.searches == [("scored", {"k": 3})]
    assert [d.metadata for d in three] == [{"n": 0}, {"n": 1}, {"n": 2}]


async def test_the_async_search_is_used_when_awaited(judging, three) -> None:
    store = Scoring(*three)
    found = await TwoStageRetriever.from_vectorstore(store, fetch_k=3, stage=judging()).ainvoke(QUERY)
    assert [d.metadata["twostage_recall_score"] for d in found] == [None, 0.25, 0.5]
    assert store.searches == [("async scored", {"k": 3})]


def test_the_judgement_has_the_scores(judging, three) -> None:
    judgement = TwoStageRetriever.from_vectorstore(Scoring(*three), stage=judging()).judge(QUERY)
    assert [v.candidate.recall_score for v in judgement.verdicts] == [None, 0.25, 0.5]


async def test_a_store_without_scores_is_searched_without(judging, three) -> None:
    store = Plain(*three)
    retriever = TwoStageRetriever.from_vectorstore(store, fetch_k=2, stage=judging())
    assert [d.metadata["twostage_recall_score"] for d in retriever.invoke(QUERY)] == [None, None]
    assert [d.metadata["twostage_recall_score"] for d in await retriever.ainvoke(QUERY)] == [None, None]
    assert store.searches == [("plain", {"k": 2}), ("async plain", {"k": 2})]


async def test_search_arguments_reach_the_store(judging, three) -> None:
    store = Scoring(*three)
    retriever = TwoStageRetriever.from_vectorstore(
        store, fetch_k=3, stage=judging(), search_kwargs={"filter": "a", "ef": 9}
    )
    retriever.invoke(QUERY, filter="b", k=1)
    await retriever.ainvoke(QUERY)
    assert store.searches == [
        ("scored", {"k": 3, "filter": "b", "ef": 9}),
        ("async scored", {"k": 3, "filter": "a", "ef": 9}),
    ]


@pytest.mark.parametrize("fetch_k", [0, -1, True, "10", None])
def test_fetch_k_must_be_a_count(fetch_k) -> None:
    with pytest.raises(ValidationError, match="fetch_k"):
        TwoStageRetriever.from_vectorstore(Plain(), fetch_k)


def test_k_of_the_search_is_fetch_k() -> None:
    with pytest.raises(ValidationError, match="fetch_k says how many"):
        TwoStageRetriever.from_vectorstore(Plain(), search_kwargs={"k": 7})


def test_all_that_is_recalled_must_be_judged(judging) -> None:
    with pytest.raises(ValidationError, match=r"max_candidates=100, but got 101.*PrecisionStage\(max_candidates=101\)"):
        TwoStageRetriever.from_vectorstore(Plain(), 101)
    with pytest.raises(ValidationError, match="max_candidates=10, but got 11"):
        TwoStageRetriever.from_vectorstore(Plain(), 11, stage=judging(max_candidates=10))
    recall = TwoStageRetriever.from_vectorstore(Plain(), 11).recall
    with pytest.raises(ValidationError, match="max_candidates=10, but got 11"):
        TwoStageRetriever(recall=recall, stage=judging(max_candidates=10))
    assert TwoStageRetriever.from_vectorstore(Plain(), 101, stage=judging(max_candidates=101)).k == 4


def test_further_fields_reach_the_retriever() -> None:
    retriever = TwoStageRetriever.from_vectorstore(Plain(), tags=["t"], metadata={"m": 1}, k=None, name="mine")
    assert (retriever.tags, retriever.metadata, retriever.k, retriever.name) == (
        ["t"],
        {"m": 1},
        None,
        "mine",
    )
    assert isinstance(retriever.stage, ts.PrecisionStage)
    with pytest.raises(ValidationError, match="fetchk"):
        TwoStageRetriever.from_vectorstore(Plain(), fetchk=3)
    with pytest.raises(ValidationError, match="VectorStore"):
        TwoStageRetriever.from_vectorstore("a store")


def test_the_store_is_not_changed_through_the_results(judging) -> None:
    store = InMemoryVectorStore(DeterministicFakeEmbedding(size=8))
    store.add_documents([Document(QUERY, id="a", metadata={"tags": ["x"]})])
    retriever = TwoStageRetriever.from_vectorstore(store, stage=judging())
    retriever.invoke(QUERY)[0].metadata["tags"].append("y")
    assert store.get_by_ids(["a"])[0].metadata == {"tags": ["x"]}
