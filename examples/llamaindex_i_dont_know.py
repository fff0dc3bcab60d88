"""A LlamaIndex query engine that says "I don't know", and why, when nothing it found is verified.

Run it with ``python examples/llamaindex_i_dont_know.py``. It needs no server and no key: the passages are
embedded by all-MiniLM-L6-v2, and LlamaIndex's `MockLLM` stands in for the LLM.

An engine alone would hand the LLM whatever comes nearest, and the LLM would answer from it, or from memory.
Here recall stays as it is; `TwoStagePostprocessor` judges what it found, and the engine is told when nothing
holds. Then it says so, and the LLM is not asked.
"""

from __future__ import annotations

from typing import Any

from llama_index.core import VectorStoreIndex
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import LLM, MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import QueryBundle, TextNode
from sentence_transformers import SentenceTransformer

import twostage_core as ts
from llamaindex_twostage import TwoStagePostprocessor
from twostage_core.basemodel import MINILM

HANDBOOK = {
    "laser": "The introductory course for the laser cutter takes place on the first Tuesday of every month.",
    "lathe": "The introductory course for the lathe takes place on the last Friday of every month.",
    "kiln": "Marta Oduya holds the keys to the kiln room.",
    "wood": "Piet Lindqvist holds the keys to the wood store.",
    "guests": "Guests may visit the workshop on Saturdays if a member accompanies them.",
    "damage": "A member who damages a machine pays half of the repair, the association the other half.",
    "lockers": "A small locker costs six crowns a month and a large one costs eleven crowns a month.",
    "tools": "Borrowed hand tools must be back on their shelf by Sunday evening.",
    "waste": "Paint and solvents go into the red bin behind the kitchen, never into the sink.",
    "noise": "The table saw must not be used after nine o'clock in the evening.",
    "minutes": "The secretary writes the minutes of the meeting and sends them out within two weeks.",
    "heating": "The caretaker switches the heating on in October and off in April.",
}
"""The house rules of a makers' workshop that does not exist."""

ANSWERED = {
    "When does the introductory course for the lathe take place?": "lathe",
    "Who holds the keys to the wood store?": "wood",
    "Who pays if a member damages a machine?": "damage",
    "Until when must borrowed hand tools be returned?": "tools",
}
"""Questions, and the passage that answers each."""

UNANSWERED = (
    "Who holds the keys to the paint cabinet?",
    "Who holds the keys to the bicycle cellar?",
    "How much does the annual membership cost?",
    "What is the name of the caretaker's dog?",
)
"""Questions about the same things that no passage answers."""


class MiniLM(BaseEmbedding):
    """Sentence embeddings of all-MiniLM-L6-v2, from files that are already on this machine where possible."""

    _model: SentenceTransformer = PrivateAttr()

    def __init__(self, **fields: Any) -> None:
        super().__init__(model_name="all-MiniLM-L6-v2", **fields)
        self._model = SentenceTransformer(str(MINILM.locate()), device="cpu", local_files_only=True)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        embeddings: list[list[float]] = self._model.encode(texts, normalize_embeddings=True).tolist()
        return embeddings

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class HonestQueryEngine(RetrieverQueryEngine):
    """Answers from verified passages, or says that it does not know, and why.

    Give it a `TwoStagePostprocessor` with ``on_empty="raise"``.
    """

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        try:
            return super()._query(query_bundle)
        except ts.NothingVerified as nothing:
            return i_dont_know(nothing.judgement)

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        try:
            return await super()._aquery(query_bundle)
        except ts.NothingVerified as nothing:
            return i_dont_know(nothing.judgement)


def i_dont_know(judgement: ts.Judgement) -> Response:
    """The answer when nothing is verified; the application finds out which case it is in the metadata."""
    return Response(
        f"I don't know: {judgement.reason}.",
        metadata={"abstained": judgement.abstained, "complete": judgement.complete},
    )


def build_engine(llm: LLM, embedding: BaseEmbedding, threshold: str | float = 0.2) -> RetrieverQueryEngine:
    """Recall by embeddings, six passages for each question; precision by the second stage."""
    nodes = [TextNode(id_=name, text=text) for name, text in HANDBOOK.items()]
    index = VectorStoreIndex(nodes, embed_model=embedding)
    verified = TwoStagePostprocessor(threshold=threshold, top_n=2, on_empty="raise")
    return HonestQueryEngine.from_args(index.as_retriever(similarity_top_k=6), llm=llm, node_postprocessors=[verified])


def main() -> None:
    engine = build_engine(MockLLM(), MiniLM())
    for question in (*ANSWERED, *UNANSWERED):
        print(f"\n{question}")
        response = engine.query(question)
        if not response.source_nodes:
            print(f"  {response}")
        for found in response.source_nodes:
            print(f"  the LLM is given ({found.score:.2f}): {found.text}")


if __name__ == "__main__":
    main()
