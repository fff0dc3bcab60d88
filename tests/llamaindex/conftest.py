"""What the tests of the LlamaIndex adapter share: a real index, a question, and a record of events."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.instrumentation.event_handlers import BaseEventHandler
from llama_index.core.instrumentation.events.base import BaseEvent
from llama_index.core.instrumentation.span_handlers import SimpleSpanHandler
from llama_index.core.schema import NodeWithScore, TextNode
from llama_index_instrumentation import root_dispatcher

import twostage_core as ts

RECALLED = 6


@dataclass(frozen=True)
class Found:
    """What recall found for a question, and a threshold that the verifier puts in its middle."""

    question: str
    nodes: list[NodeWithScore]
    probabilities: list[float]
    between: float
    above: float

    @property
    def ids(self) -> list[str]:
        return [item.node_id for item in self.nodes]

    @property
    def accepted(self) -> list[str]:
        """Ids of those at or above ``between``, in recall order."""
        return [i for i, p in zip(self.ids, self.probabilities, strict=True) if p >= self.between]

    @property
    def rejected(self) -> list[str]:
        return [i for i in self.ids if i not in self.accepted]


class Recorder(BaseEventHandler):
    """Keeps every event."""

    seen: list[Any] = []  # noqa: RUF012 - pydantic copies defaults

    def handle(self, event: BaseEvent, **kwargs: Any) -> None:
        self.seen.append(event)

    def names(self, part: str = "") -> list[str]:
        return [e.class_name() for e in self.seen if part in e.class_name()]


class Failing(ts.Verifier):
    """A verifier that always fails."""

    name = "failing"

    def prepare(self, query: str, relation: Any = "support", *, token_store: Any = None) -> Any:
        raise OSError("the disk is gone")


@pytest.fixture(scope="session")
def example() -> ModuleType:
    """The example, as a module."""
    path = Path(__file__).parents[2] / "examples" / "llamaindex_i_dont_know.py"
    spec = importlib.util.spec_from_file_location("llamaindex_i_dont_know", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Pydantic looks annotations up by module name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def embedding(example: ModuleType) -> BaseEmbedding:
    """The example's sentence embeddings."""
    return example.MiniLM()


@pytest.fixture(scope="session")
def recall(example: ModuleType, embedding: BaseEmbedding) -> BaseRetriever:
    """Real embeddings of the example's handbook in a real vector store."""
    nodes = [
        TextNode(id_=name, text=text, metadata={"chapter": name, "tags": ["rule"]})
        for name, text in example.HANDBOOK.items()
    ]
    index = VectorStoreIndex(nodes, embed_model=embedding)
    return index.as_retriever(similarity_top_k=RECALLED)


@pytest.fixture(scope="session")
def _found(recall: BaseRetriever, verifier: ts.SimilarityMapVerifier) -> Found:
    question = "Who holds the keys to the wood store?"
    nodes = recall.retrieve(question)
    texts = [item.node.get_content("embed") for item in nodes]
    probabilities = verifier.score(question, texts).tolist()
    # The widest gap that leaves two on either side: holds for any checkpoint.
    ordered = np.sort(probabilities)
    cut = 2 + int(np.diff(ordered)[1:-1].argmax())
    between = float((ordered[cut - 1] + ordered[cut]) / 2)
    return Found(question, nodes, probabilities, between, (float(ordered[-1]) + 1) / 2)


@pytest.fixture
def found(_found: Found, recall: BaseRetriever) -> Found:
    """A fresh copy of what recall found, as a test may be about what happens to it."""
    nodes = recall.retrieve(_found.question)
    assert [n.node_id for n in nodes] == _found.ids
    return Found(_found.question, nodes, _found.probabilities, _found.between, _found.above)


@pytest.fixture
def events() -> Iterator[Recorder]:
    """Every event of LlamaIndex while the test runs."""
    recorder = Recorder()
    root_dispatcher.event_handlers.append(recorder)
    yield recorder
    root_dispatcher.event_handlers.remove(recorder)


@pytest.fixture
def spans() -> Iterator[SimpleSpanHandler]:
    """Every span of LlamaIndex while the test runs."""
    handler = SimpleSpanHandler()
    root_dispatcher.span_handlers.append(handler)
    yield handler
    root_dispatcher.span_handlers.remove(handler)


@pytest.fixture
def failing() -> ts.Verifier:
    """A verifier that always fails."""
    return Failing()
