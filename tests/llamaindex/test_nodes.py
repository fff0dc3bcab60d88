"""Nodes become candidates and come back as copies; nothing of the caller's changes."""

from __future__ import annotations

import json

import numpy as np
import pytest
from llama_index.core.schema import (
    Document,
    ImageNode,
    IndexNode,
    MetadataMode,
    NodeRelationship,
    NodeWithScore,
    RelatedNodeInfo,
    TextNode,
)

import twostage_core as ts
from llamaindex_twostage.nodes import to_candidates, with_verdict

OURS = {
    "twostage_verdict",
    "twostage_recall_rank",
    "twostage_recall_score",
    "twostage_window",
    "retrieval_score",
}


def judged(item: NodeWithScore, **changes: object) -> NodeWithScore:
    verdict = ts.Verdict(
        to_candidates([item])[0], 3, "accept", probability=0.75, rank_score=0.5, window=(0, 4), **changes
    )
    return with_verdict(item, verdict, keep_retrieval_score=True)


def test_the_text_is_the_one_that_was_embedded() -> None:
    node = TextNode(
        text="Rent is due on the third.",
        metadata={"title": "Rent", "author": "hidden"},
        excluded_embed_metadata_keys=["author"],
    )
    candidate = to_candidates([NodeWithScore(node=node, score=0.5)])[0]
    assert candidate.text == node.get_content(metadata_mode=MetadataMode.EMBED)
    assert "title: Rent" in candidate.text
    assert "hidden" not in candidate.text
    assert (candidate.id, candidate.recall_score) == (node.node_id, 0.5)


def test_a_numpy_score_becomes_a_float_that_json_takes() -> None:
    item = NodeWithScore(node=TextNode(text="a"))
    item.score = np.float32(0.5)  # type: ignore[assignment] # what some stores do
    result = judged(item)
    assert type(result.metadata["twostage_recall_score"]) is float
    assert json.loads(result.to_json())["node"]["metadata"]["retrieval_score"] == 0.5


def test_the_copy_carries_the_verdict_and_the_original_does_not() -> None:
    item = NodeWithScore(node=TextNode(text="Rent is due."), score=0.25)
    result = judged(item)
    assert result.score == 0.75
    assert result.metadata == {
        "twostage_verdict": "accept",
        "twostage_recall_rank": 3,
        "twostage_recall_score": 0.25,
        "twostage_window": [0, 4],
        "retrieval_score": 0.25,
    }
    assert (item.score, item.metadata) == (0.25, {})


def test_neither_embedding_model_nor_llm_sees_the_keys() -> None:
    node = TextNode(text="Rent is due.", metadata={"title": "Rent"})
    result = judged(NodeWithScore(node=node, score=0.25))
    for mode in (MetadataMode.EMBED, MetadataMode.LLM):
        assert result.node.get_content(metadata_mode=mode) == node.get_content(metadata_mode=mode)
    assert set(result.node.excluded_embed_metadata_keys) == OURS
    assert set(result.node.excluded_llm_metadata_keys) == OURS


def test_a_second_verdict_replaces_the_first() -> None:
    once = judged(NodeWithScore(node=TextNode(text="Rent is due.", metadata={"title": "Rent"}), score=0.25))
    twice = judged(once)
    assert to_candidates([twice])[0].text == to_candidates([once])[0].text
    assert twice.metadata.keys() == once.metadata.keys()
    assert twice.metadata["retrieval_score"] == 0.75
    assert twice.node.excluded_embed_metadata_keys == once.node.excluded_embed_metadata_keys
    assert twice.node.excluded_llm_metadata_keys == once.node.excluded_llm_metadata_keys


def test_changing_the_copy_leaves_the_original_alone() -> None:
    shared = {"tags": ["a"], "source": {"page": 1}}
    node = TextNode(
        text="Rent is due.",
        metadata=shared,
        excluded_llm_metadata_keys=["source"],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id="lease")},
    )
    before = node.model_copy(deep=True)
    copy = judged(NodeWithScore(node=node, score=None)).node
    copy.metadata["tags"].append("b")
    copy.metadata["source"]["page"] = 2
    copy.metadata["new"] = 1
    copy.excluded_llm_metadata_keys.append("new")
    copy.relationships.clear()
    assert node == before
    assert shared == {"tags": ["a"], "source": {"page": 1}}


def test_what_cannot_be_copied_is_shared() -> None:
    connection = iter(())
    item = NodeWithScore(node=TextNode(text="a", metadata={"connection": connection}))
    assert judged(item).metadata["connection"] is connection


@pytest.mark.parametrize(
    "node",
    [
        TextNode(id_="n", text="Rent is due."),
        Document(id_="n", text="Rent is due."),
        IndexNode(id_="n", text="Rent is due.", index_id="lease", obj=TextNode(text="other")),
        ImageNode(id_="n", text="Rent is due.", image_path="lease.png"),
    ],
    ids=lambda node: type(node).__name__,
)
def test_every_kind_of_node_keeps_its_kind_and_id(node: TextNode) -> None:
    result = judged(NodeWithScore(node=node, score=0.5))
    assert type(result.node) is type(node)
    assert result.node_id == "n"
    assert result.node.get_content() == node.get_content() or isinstance(node, IndexNode)
    assert getattr(result.node, "obj", None) is getattr(node, "obj", None)


def test_a_bare_node_is_named_with_its_place() -> None:
    with pytest.raises(ts.InputError, match=r"nodes\[1\] must be a NodeWithScore, but got TextNode"):
        to_candidates([NodeWithScore(node=TextNode(text="a")), TextNode(text="b")])  # type: ignore[list-item]
