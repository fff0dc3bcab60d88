"""LangChain's own suite for retrievers, over two vector stores, however the retriever is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore
from langchain_tests.integration_tests import RetrieversIntegrationTests

import twostage_core as ts
from langchain_twostage import TwoStageRetriever


class Standard(RetrieversIntegrationTests):
    """``on_reject="demote"`` at the default threshold: exactly k documents, whatever is thought of them."""

    __test__ = False
    store: VectorStore
    stage: ts.PrecisionStage

    @pytest.fixture(autouse=True)
    def _parts(self, vectorstore: VectorStore, default_stage: Callable[..., ts.PrecisionStage]) -> None:
        self.store, self.stage = vectorstore, default_stage(on_reject="demote")

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return TwoStageRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"recall": self.store.as_retriever(search_kwargs={"k": 24}), "stage": self.stage}

    @property
    def retriever_query_example(self) -> str:
        return "Where do dogs travel on the ferry?"

    async def test_k_when_awaited(self, retriever: BaseRetriever) -> None:
        assert len(await retriever.ainvoke(self.retriever_query_example)) == 4
        for k in (1, 3, 24):
            found = await retriever.ainvoke(self.retriever_query_example, k=k)
            assert len(found) == k
            assert all(isinstance(d, Document) for d in found)
            made = self.retriever_constructor(**self.retriever_constructor_params | {"k": k})
            assert await made.ainvoke(self.retriever_query_example) == found


@pytest.mark.model
class TestAnyRetriever(Standard):
    __test__ = True


@pytest.mark.model
class TestFromVectorstore(Standard):
    __test__ = True

    @property
    def retriever_constructor(self) -> Any:
        return TwoStageRetriever.from_vectorstore

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"vectorstore": self.store, "fetch_k": 24, "stage": self.stage}
