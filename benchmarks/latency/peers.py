"""Owns the peers: what else judges or reranks candidates, each used as its documentation says.

All have one backbone, all-MiniLM-L6-v2, so that what is compared is the way and not the size. Their heads are not
trained: the time does not hang on that.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import CrossEncoder, MultiVectorEncoder

import twostage_core as ts
from benchmarks.latency.protocol import MOST_TOKENS, Peer
from benchmarks.latency.quantised import QuantisedPeer
from twostage_core.basemodel import MINILM
from twostage_core.provenance import provenance

_PACKAGES = (
    "langchain-classic",
    "llama-index-core",
    "llama-index-postprocessor-colbert-rerank",
    "onnxruntime",
    "rerankers",
)


class Ours(Peer):
    """A checkpoint behind a stage, its token vectors in memory.

    Args:
        model: Which; that which ships by default.
        name: As it stands in the tables.
    """

    keeps = True

    def __init__(self, model: str | Path = "default", name: str = "two-stage") -> None:
        self.name = name
        self._verifier = ts.load_verifier(model)
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
        return _of_nodes(self._rerank, query, texts)


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
        # The base's own settings would have it read the first 256.
        self._model.max_seq_length = MOST_TOKENS
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


class ColbertRerankPeer(Peer):
    """LlamaIndex' late interaction, which encodes one text after the other and keeps nothing.

    Left to itself it records a backward pass, some 20 MB for each text of 128 tokens until the last one is scored. It
    is spared that.
    """

    name = "ColbertRerank"

    def __init__(self) -> None:
        from llama_index.postprocessor.colbert_rerank import ColbertRerank

        model = str(MINILM.locate())
        self._rerank = ColbertRerank(model=model, tokenizer=model, top_n=10_000, device="cpu")

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float | None]:
        with torch.inference_mode():
            return _of_nodes(self._rerank, query, texts)


class RerankersPeer(Peer):
    """A cross-encoder behind the library rerankers."""

    name = "rerankers"

    def __init__(self) -> None:
        from rerankers import Reranker

        # The base model says nothing of labels, and two would be made.
        self._ranker: Any = Reranker(
            str(MINILM.locate()), model_type="cross-encoder", device="cpu", verbose=0, model_kwargs={"num_labels": 1}
        )
        if self._ranker is None:
            raise RuntimeError("rerankers made no ranker; what it printed says why")

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float | None]:
        ranked = self._ranker.rank(query, list(texts), doc_ids=list(range(len(texts))))
        found = {result.document.doc_id: result.score for result in ranked.results}
        return [float(found[i]) for i in range(len(texts))]


def measured_with() -> dict[str, Any]:
    """The machine and the versions, those of what only peers need among them."""
    found = provenance()
    for name in _PACKAGES:
        # A run of a few of them needs no package of the others.
        with suppress(PackageNotFoundError):
            found["versions"][name] = version(name)
    return found


def peers() -> list[Peer]:
    """Ours first, then the one that all ratios are to, then the rest.

    Raises:
        ImportError: If a package of the dependency group ``bench`` is missing.
    """
    cross = CrossEncoderPeer()
    return [
        Ours(),
        cross,
        QuantisedPeer(cross.model),
        LlamaIndexPeer(),
        LangChainPeer(cross.model),
        RerankersPeer(),
        MultiVectorPeer(),
        ColbertRerankPeer(),
    ]


def _of_nodes(rerank: Any, query: str, texts: Sequence[str]) -> list[float | None]:
    """The scores that one of LlamaIndex' postprocessors writes on nodes, in the order of the texts."""
    from llama_index.core.schema import NodeWithScore, TextNode

    nodes = [NodeWithScore(node=TextNode(text=text, id_=str(i))) for i, text in enumerate(texts)]
    found = {node.node_id: node.score for node in rerank.postprocess_nodes(nodes, query_str=query)}
    return [None if (score := found[str(i)]) is None else float(score) for i in range(len(texts))]
