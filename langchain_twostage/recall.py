"""Owns `VectorStoreRecall`: a vector store as recall, its scores kept."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever, LangSmithRetrieverParams
from langchain_core.vectorstores import VectorStore
from pydantic import ConfigDict, Field, field_validator

from langchain_twostage.documents import scored


class VectorStoreRecall(BaseRetriever):
    """Recall over a vector store; notes the store's scores, which `VectorStoreRetriever` discards.

    The scores are the store's own, often distances. A store that gives none is searched without.

    Args:
        vectorstore: The store.
        fetch_k: Documents to recall.
        search_kwargs: Further arguments of the store's search, a filter say.
    """

    vectorstore: VectorStore
    fetch_k: int = Field(default=100, ge=1, strict=True)
    search_kwargs: dict[str, Any] = Field(default_factory=dict)

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    @field_validator("search_kwargs")
    @classmethod
    def _leaves_k(cls, search_kwargs: dict[str, Any]) -> dict[str, Any]:
        if "k" in search_kwargs:
            raise ValueError("search_kwargs must not hold 'k': fetch_k says how many documents are recalled")
        return search_kwargs

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **kwargs: Any
    ) -> list[Document]:
        search = self.search_kwargs | kwargs
        try:
            found = self.vectorstore.similarity_search_with_score(query, k=self.fetch_k, **search)
        except NotImplementedError:
            return [scored(d, None) for d in self.vectorstore.similarity_search(query, k=self.fetch_k, **search)]
        return [scored(document, score) for document, score in found]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, **kwargs: Any
    ) -> list[Document]:
        search = self.search_kwargs | kwargs
        try:
            found = await self.vectorstore.asimilarity_search_with_score(query, k=self.fetch_k, **search)
        except NotImplementedError:
            without = await self.vectorstore.asimilarity_search(query, k=self.fetch_k, **search)
            return [scored(d, None) for d in without]
        return [scored(document, score) for document, score in found]

    def _get_ls_params(self, **kwargs: Any) -> LangSmithRetrieverParams:
        params = super()._get_ls_params(**kwargs)
        params["ls_vector_store_provider"] = type(self.vectorstore).__name__
        if self.vectorstore.embeddings is not None:
            params["ls_embedding_provider"] = type(self.vectorstore.embeddings).__name__
        return params
