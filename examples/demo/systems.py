"""The systems that the demo compares: each answers a question with the passages it would hand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from embedding import LangChainMiniLM, LlamaIndexMiniLM
from knowledge import Passage, Question
from langchain_core.vectorstores import InMemoryVectorStore
from llama_index.core import VectorStoreIndex
from llama_index.core.schema import TextNode

import twostage_core as ts
from langchain_twostage import TwoStageRetriever
from llamaindex_twostage import TwoStagePostprocessor

FETCH_K = 20
"""Candidates that recall hands over."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one system makes of one question.

    Attributes:
        ranked: Ids of the candidates, best first.
        scores: Each candidate's score; higher is better.
        accepted: Ids that are handed on.
        reason: Why nothing is, if a system says so.
    """

    ranked: tuple[str, ...]
    scores: dict[str, float]
    accepted: frozenset[str]
    reason: str | None = None


def recall_and_langchain(passages: Sequence[Passage], questions: Sequence[Question]) -> Iterator[tuple[Answer, Answer]]:
    """Recall alone, and both stages through LangChain, question by question."""
    store = InMemoryVectorStore(LangChainMiniLM())
    store.add_texts([p.text for p in passages], ids=[p.id for p in passages])
    retriever = TwoStageRetriever.from_vectorstore(store, fetch_k=FETCH_K, stage=ts.PrecisionStage(), k=None)
    for question in questions:
        judgement = retriever.judge(question.question)
        found = {str(v.candidate.id): v.candidate.recall_score or 0.0 for v in judgement.verdicts}
        # Recall rejects nothing: all it found goes on.
        yield Answer(tuple(found), found, frozenset(found)), _answer(judgement)


def llamaindex(passages: Sequence[Passage], questions: Sequence[Question]) -> Iterator[Answer]:
    """Both stages through LlamaIndex, question by question."""
    nodes = [TextNode(id_=p.id, text=p.text) for p in passages]
    retriever = VectorStoreIndex(nodes, embed_model=LlamaIndexMiniLM()).as_retriever(similarity_top_k=FETCH_K)
    postprocessor = TwoStagePostprocessor()
    for question in questions:
        found = retriever.retrieve(question.question)
        kept = postprocessor.postprocess_nodes(found, query_str=question.question)
        ranked = tuple(n.node.node_id for n in found)
        yield Answer(ranked, {n.node.node_id: n.score or 0.0 for n in kept}, frozenset(n.node.node_id for n in kept))


def maxsim(passages: Sequence[Passage], questions: Sequence[Question], recalled: Sequence[Answer]) -> Iterator[Answer]:
    """MaxSim over the base model's token vectors, on the candidates of recall; accepts all, ranks them."""
    verifier, store = ts.MaxSimVerifier(), ts.TokenStore()
    texts = {p.id: p.text for p in passages}
    for question, answer in zip(questions, recalled, strict=True):
        found = verifier.prepare(question.question, token_store=store)([texts[i] for i in answer.ranked])
        scores = dict(zip(answer.ranked, found.probabilities.tolist(), strict=True))
        ranked = tuple(sorted(scores, key=lambda i: scores[i], reverse=True))
        yield Answer(ranked, scores, frozenset(ranked))


def _answer(judgement: ts.Judgement) -> Answer:
    verdicts = sorted(judgement.verdicts, key=lambda v: v.probability or 0.0, reverse=True)
    scores = {str(v.candidate.id): v.probability or 0.0 for v in verdicts}
    return Answer(tuple(scores), scores, frozenset(str(v.candidate.id) for v in judgement.accepted), judgement.reason)
