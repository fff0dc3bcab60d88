"""Traces: rerank events in pairs, spans for both hooks, and an event loop that stays free."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from llama_index.core.callbacks import CallbackManager, CBEventType, LlamaDebugHandler
from llama_index.core.instrumentation.events.rerank import ReRankEndEvent, ReRankStartEvent
from llama_index.core.schema import NodeWithScore, TextNode

import twostage_core as ts
from llamaindex_twostage import TwoStagePostprocessor

NODES = [NodeWithScore(node=TextNode(text=text), score=0.5) for text in ("Rent is due.", "The cat sleeps.")]


class Held(ts.Verifier):
    """Accepts everything, once it is let go."""

    name = "held"

    def __init__(self) -> None:
        self.reached, self.go = threading.Event(), threading.Event()

    def prepare(self, query: str, relation: Any = "support", *, token_store: Any = None) -> Any:
        def judge(texts: Sequence[str]) -> ts.Verification:
            self.reached.set()
            assert self.go.wait(10)
            ones = np.ones(len(texts), np.float32)
            return ts.Verification(ones, ones, [None] * len(texts), [None] * len(texts))

        return judge


def run(postprocessor: TwoStagePostprocessor, nodes: list[NodeWithScore], query: str, way: str) -> Any:
    if way == "sync":
        return postprocessor.postprocess_nodes(nodes, query_str=query)
    return asyncio.run(postprocessor.apostprocess_nodes(nodes, query_str=query))


@pytest.fixture(params=["sync", "async"])
def way(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def held() -> Held:
    return Held()


def test_events_come_in_pairs(held: Held, events: Any, way: str) -> None:
    held.go.set()
    postprocessor = TwoStagePostprocessor(ts.PrecisionStage(held, threshold=0.5, top_n=1))
    results = run(postprocessor, NODES, "When?", way)
    start, end = (e for e in events.seen if isinstance(e, (ReRankStartEvent, ReRankEndEvent)))
    assert isinstance(start, ReRankStartEvent)
    assert (start.query, start.top_n, start.model_name) == ("When?", 1, "held")
    assert start.nodes == NODES
    assert isinstance(end, ReRankEndEvent)
    assert end.nodes == results
    # Both lie in the hook's span.
    assert start.span_id == end.span_id
    assert start.span_id.startswith("TwoStagePostprocessor._")


def test_without_top_n_all_may_come_back(held: Held, events: Any, way: str) -> None:
    held.go.set()
    run(TwoStagePostprocessor(ts.PrecisionStage(held, threshold=0.5)), NODES, "When?", way)
    assert next(e.top_n for e in events.seen if isinstance(e, ReRankStartEvent)) == 2


def test_a_failure_ends_the_pair_and_drops_the_span(failing: ts.Verifier, events: Any, spans: Any, way: str) -> None:
    with pytest.raises(ts.VerificationError):
        run(TwoStagePostprocessor(ts.PrecisionStage(failing, threshold=0.5)), NODES, "When?", way)
    assert events.names("ReRank") == ["ReRankStartEvent", "ReRankEndEvent"]
    assert next(e.nodes for e in events.seen if isinstance(e, ReRankEndEvent)) == []
    assert "the disk is gone" in next(e.err_str for e in events.seen if e.class_name() == "SpanDropEvent")
    assert spans.open_spans == {}


def test_wrong_input_and_no_input_start_nothing(events: Any, way: str) -> None:
    postprocessor = TwoStagePostprocessor()
    with pytest.raises(ts.InputError):
        run(postprocessor, NODES, " ", way)
    run(postprocessor, [], "When?", way)
    assert events.names("ReRank") == []


@pytest.mark.parametrize(("way_in", "hook"), [("sync", "_postprocess_nodes"), ("async", "_apostprocess_nodes")])
def test_each_hook_has_one_span(held: Held, spans: Any, way_in: str, hook: str) -> None:
    held.go.set()
    run(TwoStagePostprocessor(ts.PrecisionStage(held, threshold=0.5)), NODES, "When?", way_in)
    assert [s.id_.rsplit("-", 5)[0] for s in spans.completed_spans] == [f"TwoStagePostprocessor.{hook}"]


def test_callback_handlers_see_the_reranking(held: Held, way: str) -> None:
    held.go.set()
    handler = LlamaDebugHandler(print_trace_on_end=False)
    postprocessor = TwoStagePostprocessor(
        ts.PrecisionStage(held, threshold=0.5), callback_manager=CallbackManager([handler])
    )
    run(postprocessor, NODES, "When?", way)
    ((start, end),) = handler.get_event_pairs(CBEventType.RERANKING)
    assert start.payload["query_str"] == "When?"
    assert len(end.payload["nodes"]) == 2


async def test_the_loop_stays_free_while_judging(held: Held) -> None:
    postprocessor = TwoStagePostprocessor(ts.PrecisionStage(held, threshold=0.5))
    task = asyncio.create_task(postprocessor.apostprocess_nodes(NODES, query_str="When?"))
    assert await asyncio.to_thread(held.reached.wait, 10)
    # The verifier waits for what only this coroutine can do: a blocked loop would never come here.
    assert not task.done()
    held.go.set()
    assert len(await task) == 2


async def test_cancelling_ends_the_pair(held: Held, events: Any, spans: Any) -> None:
    postprocessor = TwoStagePostprocessor(ts.PrecisionStage(held, threshold=0.5))
    task = asyncio.create_task(postprocessor.apostprocess_nodes(NODES, query_str="When?"))
    assert await asyncio.to_thread(held.reached.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    held.go.set()
    assert events.names("ReRank") == ["ReRankStartEvent", "ReRankEndEvent"]
    assert spans.open_spans == {}
