from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import chromadb
import pytest
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.vectorstores import InMemoryVectorStore
from llama_index.core import VectorStoreIndex
from llama_index.core.embeddings import MockEmbedding
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import MetadataMode, TextNode

from twostage_core import InputError
from twostage_core.indexing.sources import open_source

EMBEDDING = DeterministicFakeEmbedding(size=8)
DOCUMENTS = [Document("Ada has locker 1.", metadata={"page": 1}), Document("Bo has locker 2.")]
NODES = [
    TextNode(text="Ada has locker 1.", metadata={"page": 1}, excluded_embed_metadata_keys=[]),
    TextNode(text="Bo has locker 2."),
]


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("lockers")
    monkeypatch.setitem(sys.modules, "lockers", module)
    return module


def test_a_jsonl_file_has_a_text_a_line(tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write('{"body": "one"}\n\n{"body": "two"}\n')
    source = open_source(str(path), field="body")
    assert (list(source.texts()), list(source.texts()), source.count) == (["one", "two"], ["one", "two"], 2)


def test_beirs_layout_has_title_and_text(tmp_path: Path) -> None:
    records = [{"_id": "1", "title": "Lockers", "text": "Ada has one."}, {"_id": "2", "text": "Bo has none."}]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    source = open_source(str(tmp_path))
    assert (list(source.texts()), source.count) == (["Lockers Ada has one.", "Bo has none."], 2)


def test_a_folder_has_a_text_a_file_or_the_splitters_pieces(tmp_path: Path, named: ModuleType) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.md").write_text("One two. Three four.", encoding="utf-8")
    (tmp_path / "sub" / "a.txt").write_text("Five six.", encoding="utf-8")
    (tmp_path / "c.pdf").write_bytes(b"\x00")
    assert list(open_source(str(tmp_path)).texts()) == ["One two. Three four.", "Five six."]
    named.split = lambda text: text.split(". ")  # type: ignore[attr-defined]
    assert list(open_source(str(tmp_path), splitter="lockers:split").texts()) == ["One two", "Three four.", "Five six."]
    named.splitter = SentenceSplitter(chunk_size=3, chunk_overlap=0)  # type: ignore[attr-defined]
    pieces = list(open_source(str(tmp_path), splitter="lockers:splitter").texts())
    assert pieces == [*named.splitter.split_text("One two. Three four."), *named.splitter.split_text("Five six.")]
    assert len(pieces) > 2


def test_vector_stores_of_langchain_give_what_they_hold(named: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twostage_core.indexing.sources._PAGE", 1)
    named.memory = InMemoryVectorStore.from_documents(DOCUMENTS, EMBEDDING)  # type: ignore[attr-defined]
    client = chromadb.EphemeralClient(chromadb.Settings(anonymized_telemetry=False))
    named.chroma = Chroma.from_documents(DOCUMENTS, EMBEDDING, client=client)  # type: ignore[attr-defined]
    named.documents = DOCUMENTS  # type: ignore[attr-defined]
    for name in ("memory", "chroma", "documents"):
        assert sorted(open_source(f"lockers:{name}").texts()) == ["Ada has locker 1.", "Bo has locker 2."], name


def test_llamaindex_gives_what_its_nodes_are_embedded_by(named: ModuleType) -> None:
    named.index = VectorStoreIndex(NODES, embed_model=MockEmbedding(8))  # type: ignore[attr-defined]
    named.docstore = named.index.docstore  # type: ignore[attr-defined]
    named.nodes = NODES  # type: ignore[attr-defined]
    expected = sorted(node.get_content(MetadataMode.EMBED) for node in NODES)
    assert expected[1] == "page: 1\n\nAda has locker 1."
    for name in ("index", "docstore", "nodes"):
        source = open_source(f"lockers:{name}")
        assert (sorted(source.texts()), source.count) == (expected, 2), name


def test_strings_are_texts(named: ModuleType) -> None:
    named.texts = ("one", "two")  # type: ignore[attr-defined]
    assert list(open_source("lockers:texts").texts()) == ["one", "two"]


def test_what_has_no_texts_is_refused_with_the_reason(tmp_path: Path, named: ModuleType) -> None:
    def once() -> Iterator[str]:
        yield "one"

    named.generator, named.number, named.numbers = once(), 3, [1]  # type: ignore[attr-defined]
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.jsonl").write_text('{"text": "a"}\n{"txt": "b"}\n', encoding="utf-8")
    (tmp_path / "latin").mkdir()
    (tmp_path / "latin" / "a.txt").write_bytes(b"\xff\xe9")
    for where, splitter, message in [
        (str(tmp_path / "nowhere"), None, "there is no"),
        (str(tmp_path / "empty"), None, "found none"),
        (str(tmp_path / "bad.jsonl"), None, "line 2: expected a string as 'text'"),
        (str(tmp_path / "latin"), None, "not UTF-8"),
        ("lockers:missing", None, "cannot be imported"),
        ("lockers:generator", None, "read once only"),
        ("lockers:number", None, "is a int, whose texts cannot be listed"),
        ("lockers:numbers", None, "expected a str, a Document or a node"),
        ("lockers:numbers", "textwrap:dedent", "a splitter is for files"),
        (str(tmp_path / "latin"), "lockers:number", "to have split_text or to be a function"),
    ]:
        with pytest.raises(InputError, match=message):
            list(open_source(where, splitter=splitter).texts())
