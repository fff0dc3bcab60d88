"""A trace shows what was judged and why nothing came out, and every error."""

from __future__ import annotations

import asyncio
import json

import pytest
from langchain_classic.retrievers import ContextualCompressionRetriever
from langchain_core.callbacks import AsyncCallbackHandler, BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.runnables import RunnableLambda
from langchain_core.vectorstores import InMemoryVectorStore

import twostage_core as ts
from langchain_twostage import TwoStageCompressor, TwoStageRetriever

QUERY = "red apple"
EVENT = "twostage_judgement"


@pytest.fixture
def fruit() -> list[Document]:
    return [Document("red apple"), Document("secret pear"), Document("unreadable"), Document("red apple")]


@pytest.fixture
def retriever(judging, list_recall, fruit) -> TwoStageRetriever:
    return TwoStageRetriever(recall=list_recall(*fruit), stage=judging(), k=1)


async def invoke(runnable, how: str, query: str, config) -> object:
    """Either way of calling it."""
    return runnable.invoke(query, config) if how == "sync" else await runnable.ainvoke(query, config)


both_ways = pytest.mark.parametrize("how", ["sync", "async"])


@both_ways
async def test_the_event_belongs_to_the_retrievers_run(retriever, trace, how) -> None:
    await invoke(retriever, how, QUERY, {"callbacks": [trace]})
    ((run_id, name, data),) = trace.events
    assert name == EVENT
    assert run_id == trace.run("TwoStageRetriever")
    timings = data.pop("timings")
    assert data == {
        "abstained": False,
        "complete": False,
        "reason": "1 of 4 candidates were not judged: unreadable",
        "threshold": 0.5,
        "calibration": None,
        "candidates": 4,
        "accepted": 2,
        "rejected": 1,
        "unverified": 1,
        "returned": 1,
    }
    assert set(timings) == {"prepare", "judge", "total"}
    assert timings["total"] >= timings["judge"] >= 0.0


@both_ways
async def test_the_event_holds_no_texts(retriever, trace, how) -> None:
    await invoke(retriever, how, "blue kite", {"callbacks": [trace]})
    written = json.dumps(trace.events[0][2])
    assert not [w for w in ("apple", "pear", "secret", "blue", "kite") if w in written]


@both_ways
async def test_recall_is_a_run_within_the_retrievers(retriever, trace, how) -> None:
    await invoke(retriever, how, QUERY, {"callbacks": [trace]})
    outer, inner = trace.run("TwoStageRetriever"), trace.run("ListRecall")
    assert trace.started[inner][1] == outer
    assert trace.ended == [inner, outer]


@both_ways
async def test_an_abstention_is_told(retriever, trace, judging, list_recall, how) -> None:
    retriever = TwoStageRetriever(recall=list_recall(Document("pear")), stage=judging())
    await invoke(retriever, how, QUERY, {"callbacks": [trace]})
    data = trace.events[0][2]
    assert data["abstained"]
    assert data["complete"]
    assert "none of 1 candidates" in data["reason"]
    assert trace.errors == []


@both_ways
async def test_an_abstention_that_raises_is_told_too(trace, judging, list_recall, how) -> None:
    retriever = TwoStageRetriever(recall=list_recall(Document("pear")), stage=judging(on_empty="raise"))
    with pytest.raises(ts.NothingVerified):
        await invoke(retriever, how, QUERY, {"callbacks": [trace]})
    run_id = trace.run("TwoStageRetriever")
    assert [(i, data["abstained"]) for i, _, data in trace.events] == [(run_id, True)]
    assert [(i, type(e)) for i, e in trace.errors] == [(run_id, ts.NothingVerified)]


@both_ways
async def test_errors_reach_the_run(trace, judging, list_recall, how) -> None:
    retriever = TwoStageRetriever(recall=list_recall(Document("explosive")), stage=judging())
    with pytest.raises(ts.VerificationError):
        await invoke(retriever, how, QUERY, {"callbacks": [trace]})
    with pytest.raises(ts.InputError):
        await invoke(retriever, how, "  ", {"callbacks": [trace]})
    assert [type(e) for _, e in trace.errors] == [ts.VerificationError, ts.InputError]
    assert trace.events == []


@both_ways
async def test_an_error_of_recall_is_its_own(trace, judging, how) -> None:
    def fails(query: str) -> list[Document]:
        raise ConnectionError("the store is down")

    retriever = TwoStageRetriever(recall=RunnableLambda(fails), stage=judging())
    with pytest.raises(ConnectionError, match="the store is down"):
        await invoke(retriever, how, QUERY, {"callbacks": [trace]})
    assert [(i, type(e)) for i, e in trace.errors] == [(trace.run("TwoStageRetriever"), ConnectionError)]


@both_ways
async def test_without_callbacks_nothing_is_missed(retriever, how) -> None:
    assert len(await invoke(retriever, how, QUERY, None)) == 1


async def test_a_judgement_outside_a_run_does_not_fail(retriever, trace) -> None:
    assert retriever.judge(QUERY).accepted
    assert (await retriever.ajudge(QUERY)).accepted
    retriever.judge(QUERY, config={"callbacks": [trace]})
    await retriever.ajudge(QUERY, config={"callbacks": [trace]})
    assert [name for _, name, _ in trace.events] == [EVENT, EVENT]


@both_ways
async def test_a_judgement_within_a_chain_is_told_to_its_run(retriever, trace, how) -> None:
    seen = []

    class Chains(BaseCallbackHandler):
        def on_chain_start(self, serialized, inputs, *, run_id, **kwargs) -> None:
            seen.append((kwargs["name"], run_id))

    judge = RunnableLambda(retriever.judge, afunc=retriever.ajudge, name="judging")
    judgement = await invoke(judge, how, QUERY, {"callbacks": [trace, Chains()]})
    assert judgement.accepted
    assert [(i, name) for i, name, _ in trace.events] == [(dict(seen)["judging"], EVENT)]
    assert trace.started[trace.run("ListRecall")][1] == dict(seen)["judging"]


@both_ways
async def test_the_compressors_event_belongs_to_the_run_around_it(trace, judging, list_recall, fruit, how) -> None:
    retriever = ContextualCompressionRetriever(
        base_compressor=TwoStageCompressor(stage=judging()), base_retriever=list_recall(*fruit)
    )
    await invoke(retriever, how, QUERY, {"callbacks": [trace]})
    ((run_id, name, data),) = trace.events
    assert (run_id, name) == (trace.run("ContextualCompressionRetriever"), EVENT)
    assert data["candidates"] == data["accepted"] + data["rejected"] + data["unverified"] == 4


@both_ways
async def test_the_compressor_needs_no_run(trace, judging, fruit, how) -> None:
    compressor = TwoStageCompressor(stage=judging())
    for callbacks in (None, [], [trace]):
        if how == "sync":
            assert len(compressor.compress_documents(fruit, QUERY, callbacks=callbacks)) == 2
        else:
            assert len(await compressor.acompress_documents(fruit, QUERY, callbacks=callbacks)) == 2
    assert [name for _, name, _ in trace.events] == [EVENT]


async def test_async_handlers_are_awaited(retriever) -> None:
    seen = []

    class Slow(AsyncCallbackHandler):
        async def on_custom_event(self, name, data, **kwargs) -> None:
            await asyncio.sleep(0)
            seen.append(name)

    await retriever.ainvoke(QUERY, {"callbacks": [Slow()]})
    assert seen == [EVENT]


async def test_the_event_is_in_the_event_stream(retriever) -> None:
    events = [e async for e in retriever.astream_events(QUERY, version="v2")]
    (event,) = (e for e in events if e["event"] == "on_custom_event")
    assert event["name"] == EVENT
    assert event["data"]["accepted"] == 2
    (start,) = (e for e in events if e["event"] == "on_retriever_start" and e["name"] == "TwoStageRetriever")
    assert event["run_id"] == start["run_id"]


def test_langsmith_parameters(judging, trace) -> None:
    store = InMemoryVectorStore(DeterministicFakeEmbedding(size=8))
    TwoStageRetriever.from_vectorstore(store, stage=judging()).invoke(QUERY, {"callbacks": [trace]})
    said = trace.started[trace.run("TwoStageRetriever")][2]
    assert said["ls_retriever_name"] == "twostage"
    assert said["ls_vector_store_provider"] == "InMemoryVectorStore"
    assert said["ls_embedding_provider"] == "DeterministicFakeEmbedding"

    wrapped = TwoStageRetriever(recall=store.as_retriever(), stage=judging())
    assert wrapped._get_ls_params()["ls_vector_store_provider"] == "InMemoryVectorStore"
    plain = TwoStageRetriever(recall=RunnableLambda(lambda query: []), stage=judging())
    assert plain._get_ls_params() == {"ls_retriever_name": "twostage"}
