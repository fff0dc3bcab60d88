"""The recall embedding: all-MiniLM-L6-v2 as published, in the two frameworks' own terms."""

from __future__ import annotations

from functools import cache
from typing import Any

from langchain_core.embeddings import Embeddings
from llama_index.core.base.embeddings.base import BaseEmbedding
from sentence_transformers import SentenceTransformer

from twostage_core.basemodel import MINILM


@cache
def model() -> SentenceTransformer:
    """The model, loaded once, from the folder where the verifier finds its base, too."""
    return SentenceTransformer(str(MINILM.locate()), device="cpu", local_files_only=True)


def embed(texts: list[str]) -> list[list[float]]:
    """Embeds texts; 384 numbers each."""
    vectors: list[list[float]] = model().encode(texts, normalize_embeddings=True).tolist()
    return vectors


class LangChainMiniLM(Embeddings):
    """For LangChain."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return embed(texts)

    def embed_query(self, text: str) -> list[float]:
        return embed([text])[0]


class LlamaIndexMiniLM(BaseEmbedding):
    """For LlamaIndex."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return embed([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return embed(texts)

    def _get_query_embedding(self, query: str) -> list[float]:
        return embed([query])[0]

    async def _aget_query_embedding(self, query: str, **kwargs: Any) -> list[float]:
        return embed([query])[0]
