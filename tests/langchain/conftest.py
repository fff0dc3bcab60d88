"""Fixtures of the LangChain adapter: a base of passages, recall over it, and stages.

Two verifiers serve the tests. `overlap` is a real verifier of the core's protocol that needs no model and
whose answers a reader can check in the head; what only the shipped one can show uses `verifier`, and is
marked ``model``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    BaseCallbackHandler,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import SimpleChatModel
from langchain_core.messages import BaseMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import InMemoryVectorStore, VectorStore

import twostage_core as ts

PASSAGES = {
    "ferry-dogs": "Dogs travel on the open deck of the ferry and must be kept on a lead.",
    "ferry-cats": "Cats travel in the saloon of the ferry if they stay in their basket.",
    "ferry-fare": "The crossing costs nine crowns for adults and four crowns for children.",
    "ferry-bike": "A bicycle is taken along for two crowns, a tandem for three.",
    "ferry-storm": "If the wind exceeds force nine, the evening crossing is cancelled.",
    "ferry-refund": "The skipper refunds the fare when a crossing is cancelled.",
    "light-visit": "The lighthouse may be climbed in summer, except on days of fog.",
    "light-keeper": "Runa Holm keeps the light, and Anselm Roe relieves her in January.",
    "light-steps": "One hundred and twelve steps lead up to the lantern.",
    "light-fog": "The fog horn sounds twice a minute as soon as the buoy is out of sight.",
    "inn-dinner": "The inn serves dinner from six o'clock; fish is on the table on Fridays.",
    "inn-breakfast": "The inn serves breakfast until ten o'clock, on Sundays until eleven.",
    "inn-rooms": "The inn has seven rooms, of which three look out to sea.",
    "inn-deposit": "The guest pays a deposit of thirty crowns, and the inn returns it on departure.",
    "inn-dogs": "Dogs may sleep in the rooms on the ground floor but not upstairs.",
    "shop-hours": "The shop is open every morning except Wednesday.",
    "shop-post": "Letters handed in at the shop before noon leave with the afternoon ferry.",
    "shop-boots": "The shop lends rubber boots to visitors, who return them clean.",
    "birds-season": "From April to July the northern cliffs are closed because the puffins breed there.",
    "birds-count": "Volunteers count the puffins in May and the terns in June.",
    "water-spring": "The water of the spring is drinkable; that of the pond is not.",
    "water-dry": "In a dry summer the warden may forbid the watering of gardens.",
    "power-wind": "Two windmills supply the island, and a diesel engine helps out when they stand still.",
    "power-cut": "Whoever notices a power cut rings the warden, not the mainland.",
}
"""What an island that does not exist tells its visitors."""


class Overlap(ts.Verifier):
    """The probability is the share of the query's words that the passage has.

    A passage with the word "unreadable" is not judged; one with "explosive" makes it fail. A `gate` holds
    every judgement up until it is opened; `threads` tells where judging happened.
    """

    name = "overlap"

    def __init__(self, gate: threading.Event | None = None) -> None:
        self.gate = gate
        self.threads: set[int] = set()

    def prepare(
        self,
        query: str,
        relation: str = "support",
        *,
        token_store: ts.TokenStore | None = None,
    ) -> Callable[[Sequence[str]], ts.Verification]:
        wanted = set(query.lower().split())

        def judge(texts: Sequence[str]) -> ts.Verification:
            self.threads.add(threading.get_ident())
            if self.gate is not None and not self.gate.wait(10):
                raise TimeoutError("the gate was never opened: the event loop stood still")
            probabilities, reasons = [], []
            for text in texts:
                words = set(text.lower().split())
                if "explosive" in words:
                    raise RuntimeError("it blew up")
                unreadable = "unreadable" in words
                probabilities.append(np.nan if unreadable else len(wanted & words) / len(wanted))
                reasons.append("unreadable" if unreadable else None)
            scores = np.array(probabilities, dtype=np.float32)
            return ts.Verification(scores, scores, [(0, len(t)) if t else None for t in texts], reasons)

        return judge


class ListRecall(BaseRetriever):
    """Recalls a fixed list of documents, and remembers how it was asked."""

    documents: list[Document]
    calls: list[tuple[str, dict[str, Any]]]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **kwargs: Any
    ) -> list[Document]:
        self.calls.append(("sync", kwargs))
        return self.documents

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, **kwargs: Any
    ) -> list[Document]:
        self.calls.append(("async", kwargs))
        return self.documents


class Trace(BaseCallbackHandler):
    """Remembers what happened in which run."""

    def __init__(self) -> None:
        self.started: dict[Any, tuple[str, Any, dict[str, Any]]] = {}
        self.ended: list[Any] = []
        self.errors: list[tuple[Any, BaseException]] = []
        self.events: list[tuple[Any, str, dict[str, Any]]] = []

    def on_retriever_start(self, serialized: Any, query: str, *, run_id: Any, **kwargs: Any) -> None:
        self.started[run_id] = (kwargs["name"], kwargs.get("parent_run_id"), kwargs.get("metadata") or {})

    def on_retriever_end(self, documents: Any, *, run_id: Any, **kwargs: Any) -> None:
        self.ended.append(run_id)

    def on_retriever_error(self, error: BaseException, *, run_id: Any, **kwargs: Any) -> None:
        self.errors.append((run_id, error))

    def on_custom_event(self, name: str, data: Any, *, run_id: Any, **kwargs: Any) -> None:
        self.events.append((run_id, name, data))

    def run(self, name: str) -> Any:
        """The id of the only run of that name."""
        (run_id,) = (i for i, (n, _, _) in self.started.items() if n == name)
        return run_id


class Echo(SimpleChatModel):
    """Answers with its prompt, and counts how often it is asked."""

    asked: int = 0

    @property
    def _llm_type(self) -> str:
        return "echo"

    def _call(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> str:
        self.asked += 1
        return messages[-1].text


@pytest.fixture
def overlap() -> type[Overlap]:
    return Overlap


@pytest.fixture
def list_recall() -> Callable[..., ListRecall]:
    return lambda *documents: ListRecall(documents=list(documents), calls=[])


@pytest.fixture
def trace() -> Trace:
    return Trace()


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def judging(overlap: type[Overlap]) -> Callable[..., ts.PrecisionStage]:
    """Makes a stage that needs no model: accepts passages with at least half of the query's words."""
    return lambda **policy: ts.PrecisionStage(overlap(), **({"threshold": 0.5} | policy))


@pytest.fixture(scope="session")
def passages() -> list[Document]:
    return [
        Document(text, id=name, metadata={"part": name.split("-")[0], "tags": ["island"]})
        for name, text in PASSAGES.items()
    ]


@pytest.fixture(scope="session")
def token_store() -> ts.TokenStore:
    """Shared, so that every passage is encoded once."""
    return ts.TokenStore()


@pytest.fixture(scope="session")
def default_stage(verifier: ts.SimilarityMapVerifier, token_store: ts.TokenStore) -> Callable[..., ts.PrecisionStage]:
    """Makes a stage on the default verifier."""
    return lambda **policy: ts.PrecisionStage(verifier, token_store=token_store, **policy)


@pytest.fixture(scope="session")
def embeddings() -> Embeddings:
    """all-MiniLM-L6-v2 as published, from the folder where the verifier finds its base, too."""
    from sentence_transformers import SentenceTransformer

    from twostage_core.basemodel import MINILM

    model = SentenceTransformer(str(MINILM.locate()), device="cpu", local_files_only=True)

    class MiniLM(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return model.encode(texts, normalize_embeddings=True).tolist()

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return MiniLM()


@pytest.fixture(scope="session")
def in_memory(embeddings: Embeddings, passages: list[Document]) -> VectorStore:
    store = InMemoryVectorStore(embeddings)
    store.add_documents(passages)
    return store


@pytest.fixture(scope="session")
def chroma(embeddings: Embeddings, passages: list[Document]) -> Iterator[VectorStore]:
    import chromadb
    from langchain_chroma import Chroma

    client = chromadb.EphemeralClient(chromadb.Settings(anonymized_telemetry=False))
    store = Chroma("island", embeddings, client=client)
    store.add_documents([Document(p.page_content, id=p.id, metadata={"part": p.metadata["part"]}) for p in passages])
    yield store
    store.delete_collection()


@pytest.fixture(params=["in_memory", "chroma"])
def vectorstore(request: pytest.FixtureRequest) -> VectorStore:
    """Each of the two stores in turn."""
    return request.getfixturevalue(request.param)
