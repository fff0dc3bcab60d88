"""`TwoStageRetriever`: construction, how many, sync and async, side by side, and bad input."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from langchain_core.documents import Document
from langchain_core.load import dumpd, dumps
from langchain_core.runnables import ConfigurableField, RunnableLambda
from langchain_core.tools.retriever import create_retriever_tool
from pydantic import ValidationError

import twostage_core as ts
from langchain_twostage import TwoStageRetriever

QUERY = "red apple"


@pytest.fixture
def apples() -> list[Document]:
    """Six that pass and three that do not, turn and turn about at first."""
    kinds = [
        "red apple",
        "pear",
        "red apple",
        "plum",
        "red apple",
        "fig",
        "red apple",
        "red apple",
        "red apple",
    ]
    return [Document(kind, id=str(n)) for n, kind in enumerate(kinds)]


def ids(documents: list[Document]) -> list[str | None]:
    return [d.id for d in documents]


def test_hands_on_the_accepted_in_recall_order(judging, list_recall, apples) -> None:
    retriever = TwoStageRetriever(recall=list_recall(*apples), stage=judging())
    assert ids(retriever.invoke(QUERY)) == ["0", "2", "4", "6"]
    assert ids(TwoStageRetriever(recall=retriever.recall, stage=judging(), k=None).invoke(QUERY)) == list("024678")


def test_defaults() -> None:
    retriever = TwoStageRetriever(recall=RunnableLambda(lambda query: []))
    assert retriever.k == 4
    assert retriever.stage.policy == ts.Policy()
    assert retriever.stage.verifier is ts.load_verifier()
    assert TwoStageRetriever(recall=retriever.recall).stage is not retriever.stage


@pytest.mark.parametrize(
    ("field", "argument", "top_n", "expected"),
    [
        (4, None, 2, 4),
        (None, None, 2, 2),
        (4, 3, 2, 3),
        (2, 5, 1, 5),
        (None, 1, None, 1),
        (None, None, None, 6),
    ],
)
async def test_k_of_invoke_wins_over_the_field_and_that_over_the_stage(
    judging, list_recall, apples, field, argument, top_n, expected
) -> None:
    retriever = TwoStageRetriever(recall=list_recall(*apples), stage=judging(top_n=top_n), k=field)
    given = {} if argument is None else {"k": argument}
    assert len(retriever.invoke(QUERY, **given)) == expected
    assert len(await retriever.ainvoke(QUERY, **given)) == expected
    assert len(retriever.judge(QUERY, **given).accepted) == expected
    assert len((await retriever.ajudge(QUERY, **given)).accepted) == expected


@pytest.mark.parametrize("k", [0, -1, True, 2.0, "3"])
async def test_k_must_be_a_count(judging, list_recall, apples, k) -> None:
    recall = list_recall(*apples)
    with pytest.raises(ValidationError, match="k"):
        TwoStageRetriever(recall=recall, stage=judging(), k=k)
    retriever = TwoStageRetriever(recall=recall, stage=judging())
    with pytest.raises(ts.InputError, match="k must be an integer of at least 1"):
        retriever.invoke(QUERY, k=k)
    with pytest.raises(ts.InputError, match="k must be an integer of at least 1"):
        await retriever.ainvoke(QUERY, k=k)
    assert recall.calls == []


@pytest.mark.parametrize("query", ["", "  \n\t", None, 7])
async def test_a_bad_query_is_found_before_recall(judging, list_recall, apples, query) -> None:
    recall = list_recall(*apples)
    retriever = TwoStageRetriever(recall=recall, stage=judging())
    with pytest.raises(ts.InputError, match="query must"):
        retriever.invoke(query)
    with pytest.raises(ts.InputError, match="query must"):
        await retriever.ainvoke(query)
    with pytest.raises(ts.InputError, match="query must"):
        retriever.judge(query)
    with pytest.raises(ts.InputError, match="query must"):
        await retriever.ajudge(query)
    assert recall.calls == []


def test_unknown_fields_are_errors(list_recall) -> None:
    with pytest.raises(ValidationError, match="threshold"):
        TwoStageRetriever(recall=list_recall(), threshold=0.5)


def test_wrong_parts_are_errors(list_recall) -> None:
    with pytest.raises(ValidationError, match=r"from_vectorstore"):
        TwoStageRetriever(recall=[Document("red apple")])
    with pytest.raises(ValidationError, match="PrecisionStage"):
        TwoStageRetriever(recall=list_recall(), stage="strict")
    with pytest.raises(ValidationError, match="recall"):
        TwoStageRetriever()


@pytest.mark.parametrize("found", [None, "red apple", ["red apple"], [Document("red apple"), ("x", 1)], {"a": 1}])
def test_recall_must_return_documents(judging, found) -> None:
    retriever = TwoStageRetriever(recall=RunnableLambda(lambda query: found), stage=judging())
    with pytest.raises(ts.InputError, match="expected a sequence of Document"):
        retriever.invoke(QUERY)


async def test_any_runnable_is_recall(judging, apples) -> None:
    retriever = TwoStageRetriever(recall=RunnableLambda(lambda query: tuple(apples)), stage=judging())
    assert ids(retriever.invoke(QUERY)) == ids(await retriever.ainvoke(QUERY)) == ["0", "2", "4", "6"]


async def test_nothing_in_nothing_out(judging, list_recall) -> None:
    retriever = TwoStageRetriever(recall=list_recall(), stage=judging())
    assert retriever.invoke(QUERY) == await retriever.ainvoke(QUERY) == []
    judgement = retriever.judge(QUERY)
    assert judgement.verdicts == ()
    assert judgement.reason == "recall returned no candidates"


async def test_the_judgement_has_every_candidate(judging, list_recall, apples) -> None:
    retriever = TwoStageRetriever(recall=list_recall(*apples), stage=judging(), k=2)
    for judgement in (retriever.judge(QUERY), await retriever.ajudge(QUERY)):
        assert [v.candidate.id for v in judgement.verdicts] == ids(apples)
        assert [v.candidate.text for v in judgement.verdicts] == [d.page_content for d in apples]
        assert [v.candidate.id for v in judgement.accepted] == ["0", "2"]
        assert not judgement.abstained


async def test_nothing_verified_says_why(judging, list_recall, apples) -> None:
    retriever = TwoStageRetriever(recall=list_recall(*apples), stage=judging())
    assert retriever.invoke("blue kite") == []
    judgement = retriever.judge("blue kite")
    assert judgement.abstained
    assert "none of 9 candidates reached the threshold" in str(judgement.reason)

    retriever = TwoStageRetriever(recall=list_recall(*apples), stage=judging(on_empty="raise"))
    with pytest.raises(ts.NothingVerified) as caught:
        retriever.invoke("blue kite")
    assert len(caught.value.judgement.verdicts) == 9
    with pytest.raises(ts.NothingVerified):
        await retriever.ainvoke("blue kite")
    assert len(retriever.invoke(QUERY)) == 4


async def test_a_chain_may_fall_back_on_nothing_verified(judging, list_recall, apples) -> None:
    retriever = TwoStageRetriever(recall=list_recall(*apples), stage=judging(on_empty="raise"))
    honest = retriever.with_fallbacks([RunnableLambda(lambda query: [])], exceptions_to_handle=(ts.NothingVerified,))
    assert honest.invoke("blue kite") == await honest.ainvoke("blue kite") == []


async def test_awaiting_calls_neither_recall_nor_the_verifier_on_the_loop(overlap, list_recall, apples) -> None:
    verifier, recall = overlap(), list_recall(*apples)
    retriever = TwoStageRetriever(recall=recall, stage=ts.PrecisionStage(verifier, threshold=0.5))
    await retriever.ainvoke(QUERY)
    await retriever.ajudge(QUERY)
    assert [kind for kind, _ in recall.calls] == ["async", "async"]
    assert verifier.threads
    assert threading.get_ident() not in verifier.threads


async def test_the_loop_runs_on_while_the_stage_judges(overlap, list_recall, apples) -> None:
    gate = threading.Event()
    retriever = TwoStageRetriever(recall=list_recall(*apples), stage=ts.PrecisionStage(overlap(gate), threshold=0.5))
    answer = asyncio.create_task(retriever.ainvoke(QUERY))
    await asyncio.sleep(0.05)
    assert not answer.done()
    gate.set()  # had the loop been held up, the verifier would have given up waiting
    assert len(await answer) == 4


QUERIES = [f"w{a} w{b}" for a in range(6) for b in range(6) if a != b]


@pytest.fixture
def words() -> list[Document]:
    return [Document(f"w{a} w{b}", id=f"{a}{b}") for a in range(6) for b in range(6)]


def test_threads_do_not_mix_their_results_up(judging, list_recall, words) -> None:
    retriever = TwoStageRetriever(recall=list_recall(*words), stage=judging(threshold=1.0), k=None)
    alone = [ids(retriever.invoke(q)) for q in QUERIES]
    assert alone[0] == ["01", "10"]
    with ThreadPoolExecutor(8) as pool:
        assert [ids(found) for found in pool.map(retriever.invoke, QUERIES * 3)] == alone * 3


async def test_tasks_do_not_mix_their_results_up(judging, list_recall, words) -> None:
    retriever = TwoStageRetriever(recall=list_recall(*words), stage=judging(threshold=1.0), k=None)
    alone = [ids(retriever.invoke(q)) for q in QUERIES]
    together = await asyncio.gather(*(retriever.ainvoke(q) for q in QUERIES * 3))
    assert [ids(found) for found in together] == alone * 3


async def test_batches(judging, list_recall, words) -> None:
    retriever = TwoStageRetriever(recall=list_recall(*words), stage=judging(threshold=1.0))
    expected = [["01", "10"], ["25", "52"]]
    assert [ids(found) for found in retriever.batch(["w0 w1", "w2 w5"])] == expected
    assert [ids(found) for found in await retriever.abatch(["w0 w1", "w2 w5"])] == expected


async def test_further_arguments_reach_recall(judging, list_recall, apples) -> None:
    recall = list_recall(*apples)
    retriever = TwoStageRetriever(recall=recall, stage=judging())
    retriever.invoke(QUERY, k=1, filter={"part": "a"})
    await retriever.ainvoke(QUERY, filter={"part": "b"})
    retriever.judge(QUERY, filter={"part": "c"})
    await retriever.ajudge(QUERY, k=2, filter={"part": "d"})
    assert recall.calls == [
        ("sync", {"filter": {"part": "a"}}),
        ("async", {"filter": {"part": "b"}}),
        ("sync", {"filter": {"part": "c"}}),
        ("async", {"filter": {"part": "d"}}),
    ]


async def test_a_failing_verifier_has_a_policy(judging, list_recall) -> None:
    recall = list_recall(Document("red apple", id="a"), Document("explosive red apple", id="b"))
    for on_error, expected in {"pass": ["a", "b"], "reject": []}.items():
        retriever = TwoStageRetriever(recall=recall, stage=judging(on_error=on_error))
        assert ids(retriever.invoke(QUERY)) == ids(await retriever.ainvoke(QUERY)) == expected
    retriever = TwoStageRetriever(recall=recall, stage=judging(on_error="pass"))
    assert {d.metadata["twostage_verdict"] for d in retriever.invoke(QUERY)} == {"unverified"}
    assert {d.metadata["relevance_score"] for d in retriever.invoke(QUERY)} == {None}
    retriever = TwoStageRetriever(recall=recall, stage=judging())
    with pytest.raises(ts.VerificationError, match="it blew up"):
        retriever.invoke(QUERY)
    with pytest.raises(ts.VerificationError, match="it blew up"):
        await retriever.ainvoke(QUERY)


def test_more_than_the_stage_judges_is_not_lost(judging, list_recall, apples) -> None:
    stage = judging(max_candidates=4, on_unverified="pass", on_reject="demote")
    found = TwoStageRetriever(recall=list_recall(*apples), stage=stage, k=None).invoke(QUERY)
    assert ids(found) == list("024567813")
    assert [d.metadata["twostage_verdict"] for d in found] == ["accept"] * 2 + ["unverified"] * 5 + ["reject"] * 2


def test_serialising_does_not_crash(judging, list_recall) -> None:
    retriever = TwoStageRetriever(recall=list_recall(), stage=judging())
    dumped = dumpd(retriever)
    assert dumped["type"] == "not_implemented"
    assert dumped["id"][-1] == "TwoStageRetriever"
    assert "TwoStageRetriever" in dumps(retriever | RunnableLambda(len))


def test_k_can_be_configured(judging, list_recall, apples) -> None:
    retriever = TwoStageRetriever(recall=list_recall(*apples), stage=judging())
    configurable = retriever.configurable_fields(k=ConfigurableField(id="how_many"))
    assert len(configurable.invoke(QUERY, {"configurable": {"how_many": 2}})) == 2
    assert len(configurable.invoke(QUERY)) == 4


async def test_is_a_tool(judging, list_recall, apples) -> None:
    retriever = TwoStageRetriever(recall=list_recall(*apples), stage=judging(), k=2)
    tool = create_retriever_tool(retriever, "fruit", "Looks up fruit.", document_separator="; ")
    assert tool.invoke(QUERY) == await tool.ainvoke(QUERY) == "red apple; red apple"
