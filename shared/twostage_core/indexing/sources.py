"""Owns `Source`: where the texts to index come from, passage for passage as recall will bring them.

Token vectors are found by the very text. So what is split into chunks anywhere must be split here in the same way: a
vector store or docstore has the chunks, a file needs the splitter.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twostage_core.errors import InputError
from twostage_core.importpath import load
from twostage_core.lines import numbered, objects

logger = logging.getLogger(__name__)

_SUFFIXES = (".txt", ".md")
_PAGE = 1000
"""Documents asked of a vector store at once."""

Split = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """Texts to index.

    Attributes:
        name: For messages.
        texts: Gives them anew with every call; none is held.
        count: How many there are, if that is known without reading them all; of documents, where a splitter follows.
    """

    name: str
    texts: Callable[[], Iterator[str]]
    count: int | None = None


def open_source(where: str, *, field: str = "text", splitter: str | None = None) -> Source:
    """Finds out what a name stands for.

    Args:
        where: A folder in BEIR's layout (``corpus.jsonl``, title and text); another folder, of ``.txt`` and ``.md``
            files, each a text; a ``.jsonl`` file, ``.gz`` or not; or ``package.module:attribute``, that is a LangChain
            vector store or list of documents, a LlamaIndex index, docstore or list of nodes, or strings.
        field: Field of a ``.jsonl`` that has the text.
        splitter: ``package.module:attribute`` of what splits a text as it was split for recall: it has
            ``split_text``, as LangChain's and LlamaIndex's splitters have, or is a function. For files.

    Returns:
        The source. Files are opened when its texts are read.

    Raises:
        InputError: If there is nothing of that name, or nothing in it.
    """
    path = Path(where).expanduser()
    split = None if splitter is None else _split(splitter)
    if path.is_dir():
        return _folder(path, split)
    if path.is_file():
        count = sum(1 for _ in numbered(path))
        return Source(path.name, lambda: _pieces((_field(path, n, r, field) for n, r in objects(path)), split), count)
    if ":" in where and not path.exists():
        if split is not None:
            raise InputError(f"a splitter is for files: {where!r} has its texts as recall brings them")
        return _imported(where, load(where))
    raise InputError(f"expected a folder, a .jsonl file or package.module:attribute, but there is no {where!r}")


def _folder(folder: Path, split: Split | None) -> Source:
    for corpus in (folder / "corpus.jsonl", folder / "corpus.jsonl.gz"):
        if corpus.is_file():

            def titled(corpus: Path = corpus) -> Iterator[str]:
                return (f"{r.get('title') or ''} {r.get('text') or ''}".strip() for _, r in objects(corpus))

            return Source(folder.name, lambda: _pieces(titled(), split), sum(1 for _ in numbered(corpus)))
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file())
    if not files:
        raise InputError(f"expected corpus.jsonl, or {' and '.join(_SUFFIXES)} files, in {folder}, but found none")
    return Source(folder.name, lambda: _pieces(map(_read, files), split), len(files))


def _pieces(texts: Iterable[str], split: Split | None) -> Iterator[str]:
    for text in texts:
        yield from (text,) if split is None else split(text)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 ({error}); convert it, or leave it out") from error


def _field(path: Path, number: int, record: dict[str, Any], field: str) -> str:
    text = record.get(field)
    if not isinstance(text, str):
        raise InputError(f"{path}, line {number}: expected a string as {field!r}, but the fields are {sorted(record)}")
    return text


def _split(path: str) -> Split:
    found = load(path)
    if isinstance(found, type):
        found = found()
    split: Any = getattr(found, "split_text", found)
    if not callable(split):
        raise InputError(
            f"expected {path!r} to have split_text or to be a function, but it is a {type(found).__name__}"
        )
    return split  # type: ignore[no-any-return]


def _imported(path: str, found: Any) -> Source:
    """Texts of whatever an import path names; by what it has, so that no framework is imported here."""
    # A LlamaIndex index has its nodes in a docstore; FAISS' LangChain store has one of another kind.
    docstore = getattr(found, "docstore", found)
    for kept in (getattr(docstore, "docs", None), getattr(docstore, "_dict", None)):
        if isinstance(kept, dict):
            return _listed(path, kept.values())
    if isinstance(kept := getattr(found, "store", None), dict):
        # LangChain's own store in memory.
        return _listed(path, [value["text"] for value in kept.values()])
    if hasattr(found, "get") and hasattr(found, "similarity_search"):
        return Source(path, lambda: _paged(path, found))
    if isinstance(found, Iterable) and not isinstance(found, (str, bytes, dict)):
        if iter(found) is found:
            raise InputError(f"{path!r} can be read once only: name a list, or a function's result kept in one")
        return _listed(path, found)
    raise InputError(
        f"{path!r} is a {type(found).__name__}, whose texts cannot be listed: name a list of its documents or nodes, "
        "or index on ingest (TwoStageIndexer)"
    )


def _listed(path: str, items: Iterable[Any]) -> Source:
    return Source(path, lambda: map(_text, items), len(items) if isinstance(items, Sized) else None)


def _paged(path: str, store: Any) -> Iterator[str]:
    """Texts of a LangChain vector store that hands them out page by page, as Chroma does."""
    for offset in range(0, 2**62, _PAGE):
        try:
            texts = store.get(limit=_PAGE, offset=offset, include=["documents"])["documents"]
        except TypeError as error:
            raise InputError(f"the texts of {path!r} cannot be listed ({error}): index on ingest instead") from error
        yield from (text for text in texts if text)
        if len(texts) < _PAGE:
            return


def _text(item: Any) -> str:
    """What the adapters judge: a LangChain document's content, and of a LlamaIndex node what is embedded of it."""
    if isinstance(item, str):
        return item
    if hasattr(item, "page_content"):
        return str(item.page_content)
    if hasattr(item, "get_content"):
        return str(item.get_content(metadata_mode="embed"))
    raise InputError(f"expected a str, a Document or a node, but got {type(item).__name__}")
