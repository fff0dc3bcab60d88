from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import FakeListChatModel
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import InMemoryVectorStore
from llama_index.core import VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

import twostage_core as ts
from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.ranking import Ranking
from twostage_core.evaluation.systems import Catalogue

DOCUMENTS = {"roof": "The roof is mended in spring.", "bees": "Ilse keeps bees.", "soup": "Soup is served at noon."}
VILLAGE = Collection("village", DOCUMENTS, {"1": "Who keeps bees?"}, {"1": {"bees": 1}})


def letters(text: str) -> list[float]:
    return [text.lower().count(letter) + 0.01 for letter in "abcdefghijklmnopqrstuvwxyz"]


class Letters(Embeddings):
    """Counts letters: a real embedding, and a poor one."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [letters(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return letters(text)


class NodeLetters(BaseEmbedding):
    def _get_text_embedding(self, text: str) -> list[float]:
        return letters(text)

    def _get_query_embedding(self, query: str) -> list[float]:
        return letters(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return letters(query)


def chained(documents: Mapping[str, str]) -> BaseRetriever:
    store = InMemoryVectorStore(Letters())
    # Two chunks of each document, which the metadata names.
    store.add_documents(
        [
            Document(part, metadata={"doc_id": i})
            for i, text in documents.items()
            for part in (text, text[: len(text) // 2])
        ]
    )
    return store.as_retriever(search_kwargs={"k": 6})


def indexed(documents: Mapping[str, str]) -> object:
    nodes = [TextNode(text=text, id_=i) for i, text in documents.items()]
    return VectorStoreIndex(nodes, embed_model=NodeLetters()).as_retriever(similarity_top_k=3)


class Shout(BaseNodePostprocessor):
    """Needs the query as LlamaIndex hands it on, not its text alone; turns the order round."""

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        assert query_bundle is not None
        assert query_bundle.query_str.upper() == "WHO KEEPS BEES?"
        return nodes[::-1]


def engine(documents: Mapping[str, str]) -> object:
    nodes = [TextNode(text=text, id_=i) for i, text in documents.items()]
    index = VectorStoreIndex(nodes, embed_model=NodeLetters())
    return index.as_query_engine(llm=MockLLM(), similarity_top_k=3, node_postprocessors=[Shout()])


class Answering(CustomQueryEngine):
    """Answers without retrieving."""

    def custom_query(self, query_str: str) -> str:
        return "Ilse does."


class Made:
    """A retriever of no framework, made of the documents by calling its class."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self.ids = list(documents)

    def invoke(self, query: str) -> list[Document]:
        return [Document("", id=i) for i in self.ids]


class Stranger(BaseRetriever):
    def _get_relevant_documents(self, query: str, *, run_manager: object) -> list[Document]:
        return [Document("Who knows?", id="elsewhere")]


@pytest.fixture(autouse=True)
def mine(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("my_retrievers")
    module.__dict__.update(
        chained=chained,
        made=chained(DOCUMENTS),
        indexed=indexed,
        stranger=Stranger(),
        embeddings=Letters(),
        engine=engine,
        answering=Answering(),
        of_class=Made,
        needy=Stranger,
        talking=FakeListChatModel(responses=["Ilse."]),
        failing=lambda documents: documents["dragon"],
        number=7,
        useless=lambda documents: 7,
    )
    monkeypatch.setitem(sys.modules, "my_retrievers", module)


def found(spec: str, depth: int = 10) -> Ranking:
    searcher = Catalogue().system(spec).searcher
    assert searcher is not None
    searcher.prepare(VILLAGE)
    return searcher.search("Who keeps bees?", depth)


@pytest.mark.parametrize("name", ["chained", "made", "indexed"])
def test_retrievers_and_what_makes_them_are_systems_by_import_path(name: str) -> None:
    ranking = found(f"my_retrievers:{name}")
    assert sorted(ranking.ids) == ["bees", "roof", "soup"]
    assert ranking.ids[0] == "bees"
    assert ranking.accepted is None
    assert ranking.seconds["search"] > 0
    assert list(ranking.confidence) == sorted(ranking.confidence, reverse=True)
    assert found(f"my_retrievers:{name}", depth=2).ids == ranking.ids[:2]


def test_a_query_engine_retrieves_with_its_postprocessors() -> None:
    assert found("my_retrievers:engine").ids == found("my_retrievers:indexed").ids[::-1]


def test_a_class_is_called_with_the_documents() -> None:
    ranking = found("my_retrievers:of_class")
    assert ranking.ids == ("roof", "bees", "soup")
    assert ranking.confidence == (0, -1, -2)


def test_embeddings_of_ones_own_are_a_dense_system_and_a_first_stage() -> None:
    searcher = Catalogue("my_retrievers:embeddings").system("dense").searcher
    assert searcher is not None
    searcher.prepare(VILLAGE)
    assert searcher.search("Who keeps bees?", 1).ids == ("bees",)
    assert Catalogue().system("dense:my_retrievers:embeddings").scorer is not None


@pytest.mark.parametrize(
    ("spec", "named"),
    [
        ("my_retrievers:stranger", r"elsewhere\) are not in the collection"),
        ("my_retrievers:useless", "returned int"),
        ("my_retrievers:number", "but got int"),
        ("my_retrievers:needy", "my_retrievers:needy failed to make a retriever of the documents of village"),
        ("my_retrievers:failing", "KeyError: 'dragon'"),
        ("my_retrievers:talking", "to return a list of documents, but got AIMessage"),
        ("my_retrievers:answering", "retrieves nothing by itself"),
        ("my_retrievers:nobody", "cannot be imported"),
        ("no_such_module:retriever", "cannot be imported"),
        ("dense:my_retrievers:number", "expected LangChain Embeddings"),
    ],
)
def test_what_is_none_is_refused(spec: str, named: str) -> None:
    with pytest.raises(ts.InputError, match=named):
        found(spec)


def test_a_module_beside_the_caller_is_found_and_its_failure_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_retrievers.py").write_text("raise RuntimeError('no index here')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    with pytest.raises(ts.InputError, match="RuntimeError: no index here"):
        Catalogue().system("broken_retrievers:retriever")
