"""With the default verifier over real stores: what is dropped, what abstains, and what no text may break.

Every test holds for any checkpoint: cut-offs are taken from the probabilities that it gives.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from langchain_classic.retrievers import ContextualCompressionRetriever
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from langchain_core.vectorstores import VectorStore

import twostage_core as ts
from langchain_twostage import TwoStageCompressor, TwoStageRetriever

pytestmark = pytest.mark.model

QUERY = "Who pays the deposit at the inn?"
RECALLED = 24


def ids(documents: list[Document]) -> list[str | None]:
    return [d.id for d in documents]


@pytest.fixture
def cut(vectorstore: VectorStore, default_stage: Callable[..., ts.PrecisionStage]) -> tuple[float, set[str | None]]:
    """A threshold in the widest gap among the best passages of `QUERY`, and the 1 to 6 ids above it."""
    everything = TwoStageRetriever.from_vectorstore(vectorstore, RECALLED, stage=default_stage(threshold=0.0), k=None)
    best = sorted(everything.judge(QUERY).verdicts, key=lambda v: v.probability or 0.0, reverse=True)
    assert len(best) == RECALLED
    probabilities = [float(v.probability or 0.0) for v in best]
    width, rank = max((probabilities[i - 1] - probabilities[i], i) for i in range(1, 7))
    assert width > 1e-4
    return probabilities[rank] + width / 2, {v.candidate.id for v in best[:rank]}


async def test_only_the_accepted_are_handed_on(vectorstore, default_stage, cut) -> None:
    threshold, expected = cut
    stage = default_stage(threshold=threshold)
    retriever = TwoStageRetriever.from_vectorstore(vectorstore, RECALLED, stage=stage, k=6)
    found = retriever.invoke(QUERY)
    assert set(ids(found)) == expected
    assert all(d.metadata["relevance_score"] >= threshold for d in found)
    assert {d.metadata["twostage_verdict"] for d in found} == {"accept"}
    ranks = [d.metadata["twostage_recall_rank"] for d in found]
    assert ranks == sorted(ranks)
    assert await retriever.ainvoke(QUERY) == found


async def test_at_most_k(vectorstore, default_stage, cut) -> None:
    threshold, expected = cut
    retriever = TwoStageRetriever.from_vectorstore(vectorstore, RECALLED, stage=default_stage(threshold=threshold))
    for k in range(1, 8):
        assert len(retriever.invoke(QUERY, k=k)) == len(await retriever.ainvoke(QUERY, k=k)) == min(k, len(expected))


def test_every_dropped_document_is_among_the_verdicts(vectorstore, default_stage, cut, passages) -> None:
    threshold, expected = cut
    stage = default_stage(threshold=threshold)
    retriever = TwoStageRetriever.from_vectorstore(vectorstore, RECALLED, stage=stage, k=None)
    judgement, handed_on = retriever.judge(QUERY), set(ids(retriever.invoke(QUERY)))
    assert handed_on == expected
    dropped = {p.id for p in passages} - handed_on
    assert {v.candidate.id for v in judgement.verdicts if v.decision == "reject"} == dropped
    assert all(
        v.probability is not None and v.probability < threshold for v in judgement.verdicts if v.candidate.id in dropped
    )
    assert judgement.complete


async def test_abstains(vectorstore, default_stage) -> None:
    retriever = TwoStageRetriever.from_vectorstore(vectorstore, RECALLED, stage=default_stage(threshold=1.0))
    assert retriever.invoke(QUERY) == await retriever.ainvoke(QUERY) == []
    judgement = retriever.judge(QUERY)
    assert judgement.abstained
    assert judgement.complete
    assert f"none of {RECALLED} candidates" in str(judgement.reason)
    assert len(judgement.verdicts) == RECALLED


def test_the_order_is_recalls_unless_asked_otherwise(vectorstore, default_stage, passages) -> None:
    kept = {}
    for order in ("recall", "rank_score"):
        stage = default_stage(threshold=0.0, order=order)
        kept[order] = TwoStageRetriever.from_vectorstore(vectorstore, RECALLED, stage=stage, k=None)
    recalled = ids(vectorstore.similarity_search(QUERY, k=RECALLED))
    assert ids(kept["recall"].invoke(QUERY)) == recalled
    by_rank = [v.rank_score for v in kept["rank_score"].judge(QUERY).results]
    assert by_rank == sorted(by_rank, reverse=True)
    assert sorted(map(str, recalled)) == sorted(str(p.id) for p in passages)


def test_scores_of_the_store_are_carried(vectorstore, default_stage) -> None:
    expected = {d.id: score for d, score in vectorstore.similarity_search_with_score(QUERY, k=RECALLED)}
    stage = default_stage(on_reject="annotate")
    found = TwoStageRetriever.from_vectorstore(vectorstore, RECALLED, stage=stage, k=None).invoke(QUERY)
    assert {d.id: d.metadata["twostage_recall_score"] for d in found} == pytest.approx(expected)
    for document in found:
        json.dumps(document.metadata, allow_nan=False)
        start, end = document.metadata["twostage_window"]
        assert 0 <= start < end <= len(document.page_content)


async def test_the_compressor_drops_the_same(vectorstore, default_stage, cut) -> None:
    threshold, expected = cut
    retriever = ContextualCompressionRetriever(
        base_compressor=TwoStageCompressor(stage=default_stage(threshold=threshold), top_n=6),
        base_retriever=vectorstore.as_retriever(search_kwargs={"k": RECALLED}),
    )
    found = retriever.invoke(QUERY)
    assert set(ids(found)) == expected
    assert await retriever.ainvoke(QUERY) == found
    retriever.base_compressor = TwoStageCompressor(stage=default_stage(threshold=1.0))
    assert retriever.invoke(QUERY) == await retriever.ainvoke(QUERY) == []


def test_probabilities_are_the_verifiers(in_memory, default_stage, verifier) -> None:
    stage = default_stage(on_reject="annotate")
    found = TwoStageRetriever.from_vectorstore(in_memory, RECALLED, stage=stage, k=None).invoke(QUERY)
    expected = verifier.score(QUERY, [d.page_content for d in found])
    assert [d.metadata["relevance_score"] for d in found] == pytest.approx(expected.tolist(), abs=1e-3)


async def test_threads_and_tasks_share_one_verifier(in_memory, default_stage) -> None:
    retriever = TwoStageRetriever.from_vectorstore(in_memory, 8, stage=default_stage(on_reject="annotate"), k=8)
    queries = [
        "Where do dogs sleep?",
        "How much is the crossing?",
        "Who keeps the light?",
        "Is the water drinkable?",
    ]

    def said(found: list[Document]) -> list[tuple[str | None, float]]:
        return [(d.id, d.metadata["relevance_score"]) for d in found]

    alone = [said(retriever.invoke(q)) for q in queries]
    with ThreadPoolExecutor(4) as pool:
        assert [said(f) for f in pool.map(retriever.invoke, queries * 2)] == alone * 2
    # Those that wait for a thread are judged in one batch, which rounds otherwise.
    near = [[(i, pytest.approx(score, abs=1e-4)) for i, score in own] for own in alone]
    assert [said(f) for f in await asyncio.gather(*(retriever.ainvoke(q) for q in queries * 2))] == near * 2


def test_no_text_breaks_it_and_none_is_lost(default_stage) -> None:
    documents = [
        Document("", id="empty"),
        Document(" \n\t ", id="blank"),
        Document("The guest pays the deposit. " * 3600, id="long"),
        Document("🦔🦔🦔 🧿🧿 🪬🪬🪬", id="emoji"),
        Document("The guest pays 💶 the deposit 🙂.", id="some emoji"),
        Document("האורח משלם את הפיקדון בפונדק", id="hebrew"),
        Document("يدفع الضيف العربون في النزل", id="arabic"),
        Document("\u202eThe guest pays\u202c the\u200b deposit.\x00", id="controls"),
        Document("The guest pays the deposit.", id="same"),
        Document("The guest pays the deposit.", id="same"),
        Document("The guest pays the deposit."),
    ]
    assert len(documents[2].page_content) > 100_000
    stage = default_stage(on_reject="demote")
    retriever = TwoStageRetriever(recall=RunnableLambda(lambda query: documents), stage=stage, k=None)
    found = retriever.invoke(QUERY)
    assert sorted(map(str, ids(found))) == sorted(map(str, ids(documents)))
    by_rank = {d.metadata["twostage_recall_rank"]: d for d in found}
    for rank, document in enumerate(documents):
        kept = by_rank[rank]
        assert kept.page_content == document.page_content
        score, verdict = kept.metadata["relevance_score"], kept.metadata["twostage_verdict"]
        assert (score is None) == (verdict == "unverified")
        assert score is None or 0.0 <= score <= 1.0
        json.dumps(kept.metadata, allow_nan=False)
        if kept.metadata["twostage_window"] is not None:
            start, end = kept.metadata["twostage_window"]
            assert 0 <= start <= end <= len(document.page_content)
    assert by_rank[0].metadata["twostage_verdict"] == by_rank[1].metadata["twostage_verdict"] != "accept"
    assert by_rank[3].metadata["twostage_verdict"] == "unverified"
    scores = [by_rank[rank].metadata["relevance_score"] for rank in (8, 9, 10)]
    assert scores == pytest.approx([scores[0]] * 3, abs=1e-4)


@pytest.mark.parametrize("query", ["🦔🦔🦔", "x" * 20_000, "מי משלם את הפיקדון?", "Who pays?\u202e\u200b"])
async def test_no_query_breaks_it(in_memory, default_stage, query) -> None:
    retriever = TwoStageRetriever.from_vectorstore(in_memory, 3, stage=default_stage(on_reject="demote"))
    found = retriever.invoke(query)
    assert len(found) == len(await retriever.ainvoke(query)) == 3
    for document in found:
        score = document.metadata["relevance_score"]
        assert (score is None) == (document.metadata["twostage_verdict"] == "unverified")
