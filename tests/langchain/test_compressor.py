"""`TwoStageCompressor`: alone, in a pipeline, and in a chain that answers from what is verified."""

from __future__ import annotations

import asyncio
import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from langchain_classic.retrievers import ContextualCompressionRetriever
from langchain_classic.retrievers.document_compressors import DocumentCompressorPipeline
from langchain_core.documents import Document
from langchain_core.load import dumpd
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable, RunnablePassthrough
from langchain_text_splitters import CharacterTextSplitter
from pydantic import ValidationError

import twostage_core as ts
from langchain_twostage import TwoStageCompressor, TwoStageRetriever

QUERY = "red apple"


@pytest.fixture
def fruit() -> list[Document]:
    kinds = ["pear", "red apple", "fig", "a red apple", "plum", "red apple jam"]
    return [Document(kind, id=str(n), metadata={"shelf": [n]}) for n, kind in enumerate(kinds)]


def ids(documents: Any) -> list[str | None]:
    return [d.id for d in documents]


def answering(retriever: Runnable[str, list[Document]], model: Any) -> Runnable[str, str]:
    def joined(documents: list[Document]) -> str:
        return " / ".join(d.page_content for d in documents)

    prompt = ChatPromptTemplate.from_template("[{context}] {question}")
    return {"context": retriever | joined, "question": RunnablePassthrough()} | prompt | model | StrOutputParser()


async def test_keeps_the_accepted_in_recall_order(judging, fruit) -> None:
    before = copy.deepcopy(fruit)
    compressor = TwoStageCompressor(stage=judging())
    assert ids(compressor.compress_documents(fruit, QUERY)) == ["1", "3", "5"]
    assert ids(await compressor.acompress_documents(fruit, QUERY)) == ["1", "3", "5"]
    assert fruit == before
    assert ids(fruit) == ids(before)


@pytest.mark.parametrize(("top_n", "of_stage", "expected"), [(None, None, 3), (2, None, 2), (None, 1, 1), (2, 1, 2)])
async def test_top_n_wins_over_the_stage(judging, fruit, top_n, of_stage, expected) -> None:
    compressor = TwoStageCompressor(stage=judging(top_n=of_stage), top_n=top_n)
    assert len(compressor.compress_documents(fruit, QUERY)) == expected
    assert len(await compressor.acompress_documents(tuple(fruit), QUERY)) == expected


async def test_nothing_in_nothing_out(judging) -> None:
    compressor = TwoStageCompressor(stage=judging())
    assert compressor.compress_documents([], QUERY) == []
    assert await compressor.acompress_documents([], QUERY) == []


@pytest.mark.parametrize("query", ["", " ", None])
async def test_a_bad_query_is_an_error_whatever_the_documents(judging, fruit, query) -> None:
    compressor = TwoStageCompressor(stage=judging())
    for documents in (fruit, []):
        with pytest.raises(ts.InputError, match="query must"):
            compressor.compress_documents(documents, query)
        with pytest.raises(ts.InputError, match="query must"):
            await compressor.acompress_documents(documents, query)


def test_bad_documents_are_errors(judging) -> None:
    with pytest.raises(ts.InputError, match="the one at 0 is a str"):
        TwoStageCompressor(stage=judging()).compress_documents(["red apple"], QUERY)
    with pytest.raises(ts.InputError, match="but got str"):
        TwoStageCompressor(stage=judging()).compress_documents("red apple", QUERY)


def test_wrong_fields_are_errors() -> None:
    for fields in ({"threshold": 0.5}, {"stage": "strict"}, {"top_n": 0}, {"top_n": True}, {"top_n": 1.0}):
        (name,) = fields
        with pytest.raises(ValidationError, match=name):
            TwoStageCompressor(**fields)
    assert TwoStageCompressor().stage.policy == ts.Policy()


async def test_nothing_verified_can_be_raised(judging, fruit) -> None:
    compressor = TwoStageCompressor(stage=judging(on_empty="raise"))
    with pytest.raises(ts.NothingVerified) as caught:
        compressor.compress_documents(fruit, "blue kite")
    assert [v.candidate.id for v in caught.value.judgement.verdicts] == ids(fruit)
    with pytest.raises(ts.NothingVerified):
        await compressor.acompress_documents(fruit, "blue kite")


async def test_the_loop_runs_on_while_the_stage_judges(overlap, fruit) -> None:
    gate, verifier = threading.Event(), None
    verifier = overlap(gate)
    compressor = TwoStageCompressor(stage=ts.PrecisionStage(verifier, threshold=0.5))
    answer = asyncio.create_task(compressor.acompress_documents(fruit, QUERY))
    await asyncio.sleep(0.05)
    assert not answer.done()
    gate.set()  # had the loop been held up, the verifier would have given up waiting
    assert ids(await answer) == ["1", "3", "5"]
    assert threading.get_ident() not in verifier.threads


async def test_what_becomes_of_the_callers_list_meanwhile_is_the_callers(overlap, list_recall, fruit) -> None:
    stage, recall = ts.PrecisionStage(overlap(gate := threading.Event()), threshold=0.5), list_recall(*fruit)
    given, expected = list(fruit), [fruit[n].page_content for n in (1, 3, 5)]
    compressing = TwoStageCompressor(stage=stage).acompress_documents(given, QUERY)
    retrieving = TwoStageRetriever(recall=recall, stage=stage).ainvoke(QUERY)
    answers = [asyncio.create_task(compressing), asyncio.create_task(retrieving)]
    await asyncio.sleep(0.2)
    given.reverse()
    recall.documents.reverse()
    gate.set()
    for answer in answers:
        assert [d.page_content for d in await answer] == expected


async def test_threads_and_tasks_do_not_mix_their_results_up(judging) -> None:
    words = [Document(f"w{a} w{b}", id=f"{a}{b}") for a in range(6) for b in range(6)]
    queries = [f"w{a} w{b}" for a in range(6) for b in range(6)] * 2
    compressor = TwoStageCompressor(stage=judging(threshold=1.0))
    alone = [ids(compressor.compress_documents(words, q)) for q in queries]
    with ThreadPoolExecutor(8) as pool:
        assert [ids(f) for f in pool.map(lambda q: compressor.compress_documents(words, q), queries)] == alone
    together = await asyncio.gather(*(compressor.acompress_documents(words, q) for q in queries))
    assert [ids(f) for f in together] == alone


async def test_in_a_pipeline(judging) -> None:
    """Chunks are judged, not the page that they were cut from, and the window is the chunk's."""
    page = Document("a red apple\n\na green pear\n\nred apple jam", metadata={"page": 3})
    splitter = CharacterTextSplitter(chunk_size=15, chunk_overlap=0)
    pipeline = DocumentCompressorPipeline(transformers=[splitter, TwoStageCompressor(stage=judging())])
    for kept in (
        pipeline.compress_documents([page], QUERY),
        await pipeline.acompress_documents([page], QUERY),
    ):
        assert [d.page_content for d in kept] == ["a red apple", "red apple jam"]
        assert [d.metadata["twostage_window"] for d in kept] == [[0, 11], [0, 13]]
        assert [d.metadata["page"] for d in kept] == [3, 3]
    assert page.metadata == {"page": 3}


async def test_two_compressors_keep_the_first_score(judging, fruit) -> None:
    """The second one is told what the first found, as any reranker before it would."""
    twice = DocumentCompressorPipeline(
        transformers=[TwoStageCompressor(stage=judging()), TwoStageCompressor(stage=judging(), top_n=1)]
    )
    (kept,) = twice.compress_documents(fruit, QUERY)
    assert kept.metadata["twostage_recall_score"] == 1.0
    assert kept.metadata["twostage_recall_rank"] == 0


async def test_a_chain_answers_from_what_is_verified(judging, list_recall, fruit, echo) -> None:
    retriever = ContextualCompressionRetriever(
        base_compressor=TwoStageCompressor(stage=judging(), top_n=2), base_retriever=list_recall(*fruit)
    )
    chain = answering(retriever, echo)
    assert chain.invoke(QUERY) == await chain.ainvoke(QUERY) == "[red apple / a red apple] red apple"
    assert chain.invoke("blue kite") == "[] blue kite"
    assert retriever.base_retriever.calls == [("sync", {}), ("async", {}), ("sync", {})]


async def test_a_chain_never_asks_the_model_when_nothing_is_verified(judging, list_recall, fruit, echo) -> None:
    retriever = ContextualCompressionRetriever(
        base_compressor=TwoStageCompressor(stage=judging(on_empty="raise")),
        base_retriever=list_recall(*fruit),
    )
    chain = answering(retriever, echo)
    with pytest.raises(ts.NothingVerified, match="none of 6 candidates"):
        chain.invoke("blue kite")
    with pytest.raises(ts.NothingVerified, match="none of 6 candidates"):
        await chain.ainvoke("blue kite")
    assert echo.asked == 0
    assert chain.invoke(QUERY).startswith("[red apple")
    assert echo.asked == 1


def test_serialising_does_not_crash(judging, list_recall) -> None:
    compressor = TwoStageCompressor(stage=judging())
    assert dumpd(compressor)["id"][-1] == "TwoStageCompressor"
    retriever = ContextualCompressionRetriever(base_compressor=compressor, base_retriever=list_recall())
    assert dumpd(retriever)["id"][-1] == "ContextualCompressionRetriever"
