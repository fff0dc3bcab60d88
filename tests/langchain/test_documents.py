"""Documents go in untouched and come out as copies that say what was found."""

from __future__ import annotations

import copy
import json
import threading

import numpy as np
import pytest
from langchain_core.documents import Document

from langchain_twostage import TwoStageCompressor

QUERY = "red apple"


def test_metadata_says_what_was_found(judging) -> None:
    documents = [
        Document("green pear", id="p"),
        Document("a red apple", id="a"),
        Document("unreadable", id="u"),
    ]
    kept = TwoStageCompressor(stage=judging(on_reject="annotate")).compress_documents(documents, QUERY)
    assert [d.metadata for d in kept] == [
        {
            "relevance_score": 0.0,
            "twostage_verdict": "reject",
            "twostage_recall_rank": 0,
            "twostage_recall_score": None,
            "twostage_window": [0, 10],
        },
        {
            "relevance_score": 1.0,
            "twostage_verdict": "accept",
            "twostage_recall_rank": 1,
            "twostage_recall_score": None,
            "twostage_window": [0, 11],
        },
        {
            "relevance_score": None,
            "twostage_verdict": "unverified",
            "twostage_recall_rank": 2,
            "twostage_recall_score": None,
            "twostage_window": None,
        },
    ]
    assert [d.id for d in kept] == ["p", "a", "u"]


def test_demoted_documents_keep_their_recall_rank(judging) -> None:
    documents = [
        Document("pear"),
        Document("unreadable"),
        Document("red apple"),
        Document("plum"),
        Document("red"),
    ]
    kept = TwoStageCompressor(stage=judging(on_reject="demote")).compress_documents(documents, QUERY)
    assert [d.metadata["twostage_recall_rank"] for d in kept] == [2, 4, 1, 0, 3]
    assert [d.page_content for d in kept] == ["red apple", "red", "unreadable", "pear", "plum"]


def test_nothing_of_the_callers_is_changed(judging) -> None:
    documents = [
        Document("red apple", id="a", metadata={"source": {"pages": [1, 2]}, "relevance_score": 0.25}),
        Document("red apple", id="a", metadata={}),
    ]
    before = copy.deepcopy(documents)
    kept = TwoStageCompressor(stage=judging()).compress_documents(documents, QUERY)
    kept[0].metadata["source"]["pages"].append(3)
    kept[1].metadata["new"] = True
    assert documents == before
    assert [d.id for d in documents] == ["a", "a"]
    assert kept[0] is not documents[0]


def test_metadata_that_cannot_be_copied_is_shared(judging) -> None:
    lock = threading.Lock()
    document = Document("red apple", metadata={"lock": lock})
    (kept,) = TwoStageCompressor(stage=judging()).compress_documents([document], QUERY)
    assert kept.metadata["lock"] is lock
    assert kept.metadata["twostage_verdict"] == "accept"
    assert document.metadata == {"lock": lock}


def test_subclasses_survive(judging) -> None:
    class Page(Document):
        number: int

    (kept,) = TwoStageCompressor(stage=judging()).compress_documents([Page("red apple", number=7)], QUERY)
    assert isinstance(kept, Page)
    assert kept.number == 7


def test_duplicates_are_kept(judging) -> None:
    documents = [Document("red apple", id="same") for _ in range(3)]
    kept = TwoStageCompressor(stage=judging()).compress_documents(documents, QUERY)
    assert [d.metadata["twostage_recall_rank"] for d in kept] == [0, 1, 2]
    assert [d.id for d in kept] == ["same"] * 3


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({}, None),
        ({"relevance_score": None}, None),
        ({"relevance_score": 0.75}, 0.75),
        ({"relevance_score": np.float32(0.75)}, 0.75),
        ({"relevance_score": np.array(0.75)}, 0.75),
        ({"relevance_score": 3}, 3.0),
        ({"relevance_score": float("nan")}, None),
        ({"relevance_score": float("inf")}, None),
        ({"relevance_score": "high"}, None),
        ({"relevance_score": [0.1, 0.2]}, None),
        ({"relevance_score": True}, None),
        ({"twostage_recall_score": 0.5, "relevance_score": 0.75}, 0.5),
        ({"twostage_recall_score": None, "relevance_score": 0.75}, 0.75),
    ],
)
def test_an_earlier_score_is_kept_beside_the_probability(judging, metadata, expected) -> None:
    document = Document("red apple", metadata=metadata)
    (kept,) = TwoStageCompressor(stage=judging()).compress_documents([document], QUERY)
    assert kept.metadata["relevance_score"] == 1.0
    assert kept.metadata["twostage_recall_score"] == expected
    assert type(kept.metadata["twostage_recall_score"]) in (float, type(None))


def test_results_survive_json(judging) -> None:
    documents = [Document("red apple", metadata={"relevance_score": np.float32(0.5)}), Document("unreadable")]
    kept = TwoStageCompressor(stage=judging(on_reject="annotate")).compress_documents(documents, QUERY)
    for document in kept:
        assert json.loads(json.dumps(document.metadata, allow_nan=False)) == document.metadata
        assert Document.model_validate_json(document.model_dump_json()) == document


def test_the_window_is_of_the_original_text(judging) -> None:
    (kept,) = TwoStageCompressor(stage=judging()).compress_documents([Document("red  apple\u200b")], "red")
    start, end = kept.metadata["twostage_window"]
    assert kept.page_content[start:end] == "red  apple\u200b"
