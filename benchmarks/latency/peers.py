"""Owns the peers: what else judges or reranks candidates, each used as its documentation says.

All have one backbone, all-MiniLM-L6-v2, so that what is compared is the way and not the size. Their heads are not
trained: the time does not hang on that.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers import CrossEncoder, MultiVectorEncoder

import twostage_core as ts
from twostage_core.basemodel import MINILM

MOST_TOKENS = 512
"""What the backbone takes; query and passage share it in a cross-encoder, which cuts what is beyond."""


class Peer(ABC):
    """Something that is given a query and texts, and scores them all.

    Attributes:
        name: As it stands in the tables.
        keeps: Whether it keeps something of a text that it has seen, so that warm differs from cold.
    """

    name: str
    keeps = False

    @abstractmethod
    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float | None]:
        """Scores texts, in the order given."""

    def forget(self) -> None:  # noqa: B027
        """Forgets what it keeps of texts; nothing to do for one that keeps nothing."""


class Ours(Peer):
    """The shipped checkpoint behind a stage, its token vectors in memory."""

    name = "two-stage"
    keeps = True

    def __init__(self) -> None:
        self._verifier = ts.load_verifier()
        self.forget()

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float | None]:
        judgement = self._stage.judge(query, [ts.Candidate(text) for text in texts])
        return [verdict.probability for verdict in judgement.verdicts]

    def forget(self) -> None:
        store = ts.TokenStore(ts.MemoryByteStore(2 * 1024**3))
        self._stage = ts.PrecisionStage(self._verifier, on_reject="annotate", max_candidates=10_000, token_store=store)


class CrossEncoderPeer(Peer):
    """sentence-transformers' cross-encoder."""

    name = "cross-encoder"

    def __init__(self) -> None:
        self.model = CrossEncoder(str(MINILM.locate()), num_labels=1, max_length=MOST_TOKENS, device="cpu")

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float | None]:
        found: Any = self.model.predict([(query, text) for text in texts], show_progress_bar=False)
        return [float(score) for score in found]


class LlamaIndexPeer(Peer):
    """LlamaIndex' postprocessor over a cross-encoder."""

    name = "SentenceTransformerRerank"

    def __init__(self) -> None:
        from llama_index.core.postprocessor import SentenceTransformerRerank

        self._rerank = SentenceTransformerRerank(
            model=str(MINILM.locate()), top_n=10_000, device="cpu", trust_remote_code=False
        )

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float | None]:
        from llama_index.core.schema import NodeWithScore, TextNode

        nodes = [NodeWithScore(node=TextNode(text=text, id_=str(i))) for i, text in enumerate(texts)]
        found = {node.node_id: node.score for node in self._rerank.postprocess_nodes(nodes, query_str=query)}
        return [None if (score := found[str(i)]) is None else float(score) for i in range(len(texts))]


class LangChainPeer(Peer):
    """LangChain's compressor over a cross-encoder."""

    name = "CrossEncoderReranker"

    def __init__(self, model: CrossEncoder) -> None:
        from langchain_classic.retrievers.document_compressors import CrossEncoderReranker
        from langchain_classic.retrievers.document_compressors.cross_encoder import BaseCrossEncoder

        class Local(BaseCrossEncoder):
            def score(self, text_pairs: list[tuple[str, str]]) -> Any:
                return model.predict(text_pairs, show_progress_bar=False)

        self._reranker = CrossEncoderReranker(model=Local(), top_n=10_000)

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float | None]:
        from langchain_core.documents import Document

        documents = [Document(text, id=str(i)) for i, text in enumerate(texts)]
        # It hands on an order, and no scores.
        place = {d.id: i for i, d in enumerate(self._reranker.compress_documents(documents, query))}
        return [-float(place[str(i)]) for i in range(len(texts))]


class MultiVectorPeer(Peer):
    """sentence-transformers' late interaction, MaxSim over vectors that are kept in memory in full precision."""

    name = "MultiVectorEncoder"
    keeps = True

    def __init__(self) -> None:
        self._model = MultiVectorEncoder(str(MINILM.locate()), device="cpu", local_files_only=True)
        self.forget()

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float | None]:
        if missing := [text for text in texts if text not in self._kept]:
            vectors = self._model.encode_document(missing, show_progress_bar=False)
            self._kept |= zip(missing, vectors, strict=True)
        asked = self._model.encode_query([query], show_progress_bar=False)
        with torch.inference_mode():
            found = self._model.similarity(asked, [self._kept[text] for text in texts])
        return [float(score) for score in found[0]]

    def forget(self) -> None:
        self._kept: dict[str, torch.Tensor] = {}


def peers() -> list[Peer]:
    """Ours first, then the one that all ratios are to, then the rest."""
    cross = CrossEncoderPeer()
    return [Ours(), cross, LlamaIndexPeer(), LangChainPeer(cross.model), MultiVectorPeer()]
