"""The contract, in a real query engine over a real index: sync and async, whatever the checkpoint."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.objects import ObjectIndex, ObjectRetriever
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

import twostage_core as ts
from llamaindex_twostage import TwoStagePostprocessor

pytestmark = pytest.mark.model


def ask_sync(engine: RetrieverQueryEngine, question: str) -> Response:
    return engine.query(question)


def ask_async(engine: RetrieverQueryEngine, question: str) -> Response:
    return asyncio.run(engine.aquery(question))


@pytest.fixture(params=[ask_sync, ask_async], ids=["sync", "async"])
def ask(request: pytest.FixtureRequest) -> Callable[[RetrieverQueryEngine, str], Response]:
    return request.param


@pytest.fixture
def engine(recall: BaseRetriever) -> Callable[..., RetrieverQueryEngine]:
    def build(*postprocessors: TwoStagePostprocessor) -> RetrieverQueryEngine:
        return RetrieverQueryEngine.from_args(recall, llm=MockLLM(), node_postprocessors=list(postprocessors))

    return build


def ids(nodes: list[NodeWithScore]) -> list[str]:
    return [item.node_id for item in nodes]


def test_drop_returns_the_accepted_in_recall_order(engine: Any, ask: Any, found: Any) -> None:
    response = ask(engine(TwoStagePostprocessor(threshold=found.between)), found.question)
    assert ids(response.source_nodes) == found.accepted
    for item in response.source_nodes:
        rank = found.ids.index(item.node_id)
        assert type(item.score) is float
        assert item.score == pytest.approx(found.probabilities[rank], abs=1e-5)
        assert item.metadata["twostage_verdict"] == "accept"
        assert item.metadata["twostage_recall_rank"] == rank
        assert item.metadata["retrieval_score"] == pytest.approx(found.nodes[rank].score)
        assert item.metadata["twostage_recall_score"] == item.metadata["retrieval_score"]
        start, end = item.metadata["twostage_window"]
        assert 0 <= start < end <= len(item.node.get_content(metadata_mode=MetadataMode.EMBED))


def test_drop_returns_at_most_top_n_and_every_dropped_node_has_a_verdict(engine: Any, ask: Any, found: Any) -> None:
    postprocessor = TwoStagePostprocessor(threshold=found.between, top_n=1)
    response = ask(engine(postprocessor), found.question)
    assert ids(response.source_nodes) == found.accepted[:1]
    judgement = postprocessor.judge(found.nodes, found.question)
    assert sorted(v.candidate.id for v in judgement.verdicts) == sorted(found.ids)
    assert {v.candidate.id for v in judgement.verdicts if v.decision == "reject"} == set(found.rejected)
    assert [v.candidate.id for v in judgement.accepted] == found.accepted[:1]


def test_nothing_accepted_leaves_the_llm_unasked(engine: Any, ask: Any, found: Any, events: Any) -> None:
    postprocessor = TwoStagePostprocessor(threshold=found.above)
    response = ask(engine(postprocessor), found.question)
    assert response.source_nodes == []
    assert events.names("LLM") == []
    judgement = postprocessor.judge(found.nodes, QueryBundle(found.question))
    assert judgement.abstained
    assert judgement.complete
    assert "none of 6 candidates" in judgement.reason
    assert len(judgement.verdicts) == len(found.nodes)


def test_demote_returns_all_accepted_first(engine: Any, ask: Any, found: Any) -> None:
    response = ask(engine(TwoStagePostprocessor(threshold=found.between, on_reject="demote")), found.question)
    assert ids(response.source_nodes) == found.accepted + found.rejected
    assert [n.metadata["twostage_verdict"] for n in response.source_nodes] == (
        ["accept"] * len(found.accepted) + ["reject"] * len(found.rejected)
    )


def test_annotate_leaves_the_order_alone(engine: Any, ask: Any, found: Any) -> None:
    response = ask(engine(TwoStagePostprocessor(threshold=found.above, on_reject="annotate")), found.question)
    assert ids(response.source_nodes) == found.ids
    assert {n.metadata["twostage_verdict"] for n in response.source_nodes} == {"reject"}
    assert [n.score for n in response.source_nodes] == pytest.approx(found.probabilities, abs=1e-5)


def test_rank_score_orders_and_the_probability_stays_the_score(engine: Any, ask: Any, found: Any) -> None:
    postprocessor = TwoStagePostprocessor(threshold=0.0, order="rank_score")
    response = ask(engine(postprocessor), found.question)
    judgement = postprocessor.judge(found.nodes, found.question)
    ranks = [v.rank_score for v in judgement.accepted]
    assert ranks == sorted(ranks, reverse=True)
    assert ids(response.source_nodes) == [v.candidate.id for v in judgement.accepted]
    assert [n.score for n in response.source_nodes] == [v.probability for v in judgement.accepted]


def test_lazy_stops_once_enough_are_accepted(engine: Any, ask: Any, found: Any) -> None:
    postprocessor = TwoStagePostprocessor(threshold=found.between, verify="lazy", top_n=1)
    assert ids(ask(engine(postprocessor), found.question).source_nodes) == found.accepted[:1]


def test_the_llm_reads_the_passages_and_none_of_our_keys(engine: Any, ask: Any, found: Any) -> None:
    # MockLLM answers with its prompt.
    prompt = str(ask(engine(TwoStagePostprocessor(threshold=found.between)), found.question))
    for item in found.nodes:
        assert (item.text in prompt) == (item.node_id in found.accepted)
    assert "chapter: " in prompt
    assert "twostage" not in prompt
    assert "retrieval_score" not in prompt


def test_passing_twice_changes_nothing_but_the_kept_score(engine: Any, ask: Any, found: Any) -> None:
    postprocessor = TwoStagePostprocessor(threshold=found.between)
    once = ask(engine(postprocessor), found.question).source_nodes
    twice = ask(engine(postprocessor, postprocessor), found.question).source_nodes
    assert ids(twice) == ids(once)
    assert [n.score for n in twice] == pytest.approx([n.score for n in once], abs=1e-5)
    for first, second in zip(once, twice, strict=True):
        assert second.node.get_content(metadata_mode=MetadataMode.EMBED) == first.node.get_content(
            metadata_mode=MetadataMode.EMBED
        )
        assert second.metadata["retrieval_score"] == pytest.approx(first.score)


def test_results_become_json(engine: Any, ask: Any, found: Any) -> None:
    for item in ask(engine(TwoStagePostprocessor(threshold=0.0)), found.question).source_nodes:
        data = json.loads(item.to_json())
        assert data["score"] == item.score
        assert TextNode.from_dict(data["node"]).metadata == item.metadata


def test_the_stored_nodes_stay_as_they_are(engine: Any, ask: Any, recall: BaseRetriever, found: Any) -> None:
    before = [item.model_copy(deep=True) for item in recall.retrieve(found.question)]
    ask(engine(TwoStagePostprocessor(threshold=0.0)), found.question)
    assert recall.retrieve(found.question) == before


def test_nothing_recalled_is_nothing(embedding: BaseEmbedding, ask: Any) -> None:
    index = VectorStoreIndex([], embed_model=embedding)
    empty = RetrieverQueryEngine.from_args(
        index.as_retriever(), llm=MockLLM(), node_postprocessors=[TwoStagePostprocessor()]
    )
    assert ask(empty, "Who holds the keys?").source_nodes == []


def test_an_object_retriever_takes_it(example: ModuleType, embedding: BaseEmbedding, verifier: ts.Verifier) -> None:
    texts = list(example.HANDBOOK.values())
    index = ObjectIndex.from_objects(texts, embed_model=embedding)
    question = "Who holds the keys to the wood store?"
    recalled = index.as_retriever(similarity_top_k=4).retrieve(question)
    scores = verifier.score(question, recalled)
    threshold = float(scores.mean())
    retriever = ObjectRetriever(
        index.as_retriever(similarity_top_k=4).retriever,
        index.object_node_mapping,
        [TwoStagePostprocessor(threshold=threshold)],
    )
    accepted = [text for text, score in zip(recalled, scores, strict=True) if score >= threshold]
    assert retriever.retrieve(question) == accepted
    assert asyncio.run(retriever.aretrieve(question)) == accepted
