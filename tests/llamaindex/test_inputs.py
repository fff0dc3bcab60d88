"""Inputs at the edge give a clear error before any work, or the sensible result; nodes are never lost."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

import twostage_core as ts
from llamaindex_twostage import TwoStagePostprocessor


def run(postprocessor: TwoStagePostprocessor, nodes: Any, query: Any, way: str) -> list[NodeWithScore]:
    bundle = QueryBundle(query) if isinstance(query, str) else query
    if way == "sync":
        return postprocessor.postprocess_nodes(nodes, query_bundle=bundle)
    return asyncio.run(postprocessor.apostprocess_nodes(nodes, query_bundle=bundle))


@pytest.fixture(params=["sync", "async"])
def way(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def everything() -> TwoStagePostprocessor:
    return TwoStagePostprocessor(threshold=0.0, on_reject="annotate")


def scored(*texts: str) -> list[NodeWithScore]:
    return [NodeWithScore(node=TextNode(text=text), score=0.5) for text in texts]


async def test_what_becomes_of_the_callers_list_meanwhile_is_the_callers(everything: TwoStagePostprocessor) -> None:
    nodes = scored("Rent is due on Friday.", "The cat sleeps.", "Soup is served at noon.")
    texts, shared = [item.node.get_content() for item in nodes], list(nodes)
    answer = asyncio.create_task(everything.apostprocess_nodes(shared, query_str="When is rent due?"))
    await asyncio.sleep(0)
    shared.clear()
    assert [item.node.get_content() for item in await answer] == texts


def test_no_query_is_an_error(failing: ts.Verifier, way: str) -> None:
    postprocessor = TwoStagePostprocessor(ts.PrecisionStage(failing, threshold=0.5))
    for nodes in (scored("a"), []):
        with pytest.raises(ValueError, match="a query is needed") as caught:
            run(postprocessor, nodes, None, way)
        assert isinstance(caught.value, ts.InputError)


@pytest.mark.parametrize("blank", ["", " \n\t"])
def test_a_blank_query_is_an_error(failing: ts.Verifier, way: str, blank: str) -> None:
    postprocessor = TwoStagePostprocessor(ts.PrecisionStage(failing, threshold=0.5))
    with pytest.raises(ts.InputError, match="blank"):
        run(postprocessor, scored("a"), blank, way)


def test_a_bare_node_is_an_error(failing: ts.Verifier, way: str) -> None:
    postprocessor = TwoStagePostprocessor(ts.PrecisionStage(failing, threshold=0.5))
    with pytest.raises(ts.InputError, match=r"nodes\[0\] must be a NodeWithScore"):
        run(postprocessor, [TextNode(text="a")], "Who?", way)


@pytest.mark.parametrize("query", [None, 3, ""])
def test_judge_checks_its_query(failing: ts.Verifier, query: Any) -> None:
    postprocessor = TwoStagePostprocessor(ts.PrecisionStage(failing, threshold=0.5))
    with pytest.raises(ts.InputError, match="query"):
        postprocessor.judge(scored("a"), query)
    with pytest.raises(ts.InputError, match="query"):
        asyncio.run(postprocessor.ajudge(scored("a"), query))


def test_no_nodes_is_no_nodes(failing: ts.Verifier, way: str) -> None:
    postprocessor = TwoStagePostprocessor(ts.PrecisionStage(failing, threshold=0.5))
    assert run(postprocessor, [], "Who?", way) == []
    judgement = postprocessor.judge([], "Who?")
    assert judgement.verdicts == ()
    assert judgement.reason == "recall returned no candidates"


def test_no_nodes_raises_when_asked_to(way: str) -> None:
    with pytest.raises(ts.NothingVerified, match="recall returned no candidates"):
        run(TwoStagePostprocessor(on_empty="raise"), [], "Who?", way)


@pytest.mark.model
def test_one_node_gives_one(everything: TwoStagePostprocessor, way: str) -> None:
    (result,) = run(everything, scored("Rent is due on Friday."), "When is rent due?", way)
    assert 0.0 <= result.score <= 1.0


@pytest.mark.model
def test_inputs_are_not_mutated(everything: TwoStagePostprocessor, way: str) -> None:
    metadata = {"title": "Rent", "tags": ["a"]}
    node = TextNode(
        text="Rent is due.",
        metadata=metadata,
        excluded_embed_metadata_keys=["tags"],
        excluded_llm_metadata_keys=[],
    )
    twin = TextNode(text="Rent is late.")
    twin.metadata = metadata
    # One node in two places, and one metadata dict in two nodes.
    nodes = [
        NodeWithScore(node=node, score=0.5),
        NodeWithScore(node=node),
        NodeWithScore(node=twin, score=0.25),
    ]
    kept, before = list(nodes), [item.model_copy(deep=True) for item in nodes]
    results = run(everything, nodes, "When is rent due?", way)
    assert nodes == before
    assert all(item is same for item, same in zip(nodes, kept, strict=True))
    assert nodes[0].node is nodes[1].node
    assert metadata == {"title": "Rent", "tags": ["a"]}
    assert [r.node_id for r in results] == [n.node_id for n in nodes]
    assert [r.metadata["retrieval_score"] for r in results] == [0.5, None, 0.25]
    assert results[0].node is not results[1].node


@pytest.mark.model
def test_scores_of_none_and_distances_are_carried(everything: TwoStagePostprocessor, way: str) -> None:
    nodes = [NodeWithScore(node=TextNode(text="Rent is due."), score=score) for score in (None, -3.0, 17.5, 0.0)]
    results = run(everything, nodes, "When is rent due?", way)
    assert [r.metadata["twostage_recall_score"] for r in results] == [None, -3.0, 17.5, 0.0]
    # Texts are equal, so probabilities are: no score of recall's has a say.
    assert [r.score for r in results] == pytest.approx([results[0].score] * 4, abs=1e-5)


@pytest.mark.model
def test_the_old_score_is_left_out_when_not_wanted(way: str) -> None:
    postprocessor = TwoStagePostprocessor(threshold=0.0, keep_retrieval_score=False)
    (result,) = run(postprocessor, scored("Rent is due."), "When is rent due?", way)
    assert "retrieval_score" not in result.metadata
    assert result.metadata["twostage_recall_score"] == 0.5


@pytest.mark.model
def test_duplicate_ids_stay_apart(everything: TwoStagePostprocessor, way: str) -> None:
    texts = ("Rent is due on Friday.", "The cat sleeps.", "Rent is due on Friday.")
    nodes = [NodeWithScore(node=TextNode(id_="same", text=text), score=i) for i, text in enumerate(texts)]
    results = run(everything, nodes, "When is rent due?", way)
    assert [r.text for r in results] == list(texts)
    assert [r.metadata["twostage_recall_score"] for r in results] == [0.0, 1.0, 2.0]
    assert results[0].score == pytest.approx(results[2].score, abs=1e-5)


@pytest.mark.model
def test_a_very_long_node_is_judged_whole(everything: TwoStagePostprocessor) -> None:
    # Long words that are one token each, for the time it takes.
    filler = "international representatives acknowledged administrative responsibilities "
    text = filler * (100_000 // len(filler)) + "Rent is due on the third working day of each month."
    assert len(text) > 99_900
    (result,) = run(everything, scored(text), "When is rent due?", "sync")
    start, end = result.metadata["twostage_window"]
    assert 0 <= start < end <= len(text)
    assert 0.0 <= result.score <= 1.0


@pytest.mark.model
def test_emoji_bidi_and_empty_text(everything: TwoStagePostprocessor, way: str) -> None:
    texts = (
        "Rent 🏠 is due on the first Friday of every month, and never later 👍🏽.",
        "\u202eRent is due\u202c on\u200b Friday.",
        "הדירה מושכרת עד סוף השנה.",
        "",
        "🦊🦋🧿 🪬🫎🪼",
        "broken \ud800 surrogate is due",
    )
    nodes = [NodeWithScore(node=TextNode.model_construct(id_=str(i), text=t), score=0.5) for i, t in enumerate(texts)]
    results = run(everything, nodes, "When is rent due?", way)
    assert [r.node_id for r in results] == [n.node_id for n in nodes]
    verdicts = {r.node_id: r.metadata["twostage_verdict"] for r in results}
    assert verdicts["0"] == verdicts["1"] == "accept"
    assert results[3].score == 0.0
    # Nothing of it is in the vocabulary, so there is nothing to compare.
    assert (verdicts["4"], results[4].score) == ("unverified", None)
    for result in results:
        if (window := result.metadata["twostage_window"]) is not None:
            assert 0 <= window[0] < window[1] <= len(result.node.get_content(metadata_mode=MetadataMode.EMBED))


@pytest.mark.model
def test_beyond_max_candidates_is_unverified_and_not_lost(way: str) -> None:
    postprocessor = TwoStagePostprocessor(threshold=0.0, on_reject="demote", max_candidates=1)
    nodes = scored("Rent is due on Friday.", "The cat sleeps.")
    results = run(postprocessor, nodes, "When is rent due?", way)
    assert [r.metadata["twostage_verdict"] for r in results] == ["accept", "unverified"]
    assert results[1].score is None


def test_no_time_is_no_abstention(way: str) -> None:
    nodes = scored("Rent is due on Friday.", "The cat sleeps.")
    postprocessor = TwoStagePostprocessor(threshold=0.0, deadline=0)
    assert run(postprocessor, nodes, "When is rent due?", way) == []
    judgement = postprocessor.judge(nodes, "When is rent due?")
    assert not judgement.complete
    assert not judgement.abstained
    assert "deadline" in judgement.reason
    passing = TwoStagePostprocessor(threshold=0.0, deadline=0, on_unverified="pass")
    results = run(passing, nodes, "When is rent due?", way)
    assert [(r.text, r.score, r.metadata["twostage_verdict"]) for r in results] == [
        ("Rent is due on Friday.", None, "unverified"),
        ("The cat sleeps.", None, "unverified"),
    ]


def test_a_failing_verifier_does_what_is_configured(failing: ts.Verifier, way: str) -> None:
    nodes = scored("Rent is due on Friday.", "The cat sleeps.")

    def post(**options: Any) -> TwoStagePostprocessor:
        return TwoStagePostprocessor(ts.PrecisionStage(failing, threshold=0.5, **options))

    with pytest.raises(ts.VerificationError, match="the disk is gone"):
        run(post(), nodes, "When is rent due?", way)
    passed = run(post(on_error="pass"), nodes, "When is rent due?", way)
    assert [(r.text, r.score, r.metadata["twostage_verdict"]) for r in passed] == [
        ("Rent is due on Friday.", None, "unverified"),
        ("The cat sleeps.", None, "unverified"),
    ]
    assert run(post(on_error="reject"), nodes, "When is rent due?", way) == []
    shown = run(post(on_error="reject", on_reject="annotate"), nodes, "When is rent due?", way)
    assert [r.metadata["twostage_verdict"] for r in shown] == ["reject", "reject"]
    judgement = post(on_error="reject").judge(nodes, "When is rent due?")
    assert not judgement.abstained
    assert "the verifier failed: OSError" in judgement.reason


@pytest.mark.model
def test_threads_and_tasks_share_one_postprocessor(found: Any) -> None:
    postprocessor = TwoStagePostprocessor(threshold=0.0, on_reject="annotate")
    questions = [found.question, "When must the table saw rest?", "What does a locker cost?"] * 4
    alone = {q: postprocessor.postprocess_nodes(found.nodes, query_str=q) for q in set(questions)}
    with ThreadPoolExecutor(8) as pool:
        threads = pool.map(lambda q: postprocessor.postprocess_nodes(found.nodes, query_str=q), questions)
        for question, results in zip(questions, threads, strict=True):
            assert results == alone[question]

    async def together() -> list[list[NodeWithScore]]:
        return await asyncio.gather(*(postprocessor.apostprocess_nodes(found.nodes, query_str=q) for q in questions))

    # Those that wait for a thread are judged in one batch, which rounds otherwise.
    for question, results in zip(questions, asyncio.run(together()), strict=True):
        assert [node.node for node in results] == [node.node for node in alone[question]]
        assert [node.score for node in results] == pytest.approx([node.score for node in alone[question]], abs=1e-4)
