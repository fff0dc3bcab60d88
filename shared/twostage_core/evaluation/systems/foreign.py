"""Owns `Foreign`: a retriever or query engine of the user's own, by import path."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from twostage_core.errors import InputError
from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.ranking import Ranking

_IDS = ("_id", "id", "doc_id")
"""Where a LangChain document's metadata may name it, if it has no id of the corpus itself."""


class Foreign:
    """A LangChain retriever, a LlamaIndex retriever or query engine, or a function that makes one of documents.

    Args:
        path: For messages.
        target: Has ``invoke`` (LangChain) or ``retrieve`` (LlamaIndex); or is called with the documents of each
            collection, id → text, and returns what has.

    Raises:
        InputError: If it is none of these.
    """

    def __init__(self, path: str, target: Any) -> None:
        self._path = path
        self._target = target
        # A class has its instances' methods: it is called, as a function is.
        self._made = isinstance(target, type) or not _searches(target)
        if self._made and not callable(target):
            raise InputError(
                f"expected a LangChain retriever, a LlamaIndex retriever or query engine, or a function that makes one "
                f"of documents at {path}, but got {type(target).__name__}"
            )
        self._retriever: Any = None
        self._known: Mapping[str, str] = {}

    def prepare(self, collection: Collection) -> None:
        """Makes the retriever, if it is to be made; see `Searcher.prepare`."""
        self._known = collection.documents
        self._retriever = self._make(collection) if self._made else self._target
        if isinstance(self._retriever, type) or not _searches(self._retriever):
            raise InputError(
                f"expected {self._path} to make a LangChain retriever or a LlamaIndex retriever or query engine, "
                f"but it returned {type(self._retriever).__name__}"
            )

    def search(self, query: str, depth: int) -> Ranking:
        """What it returns, at most ``depth``; the chunks of a document count as one. See `Searcher.search`.

        Raises:
            InputError: If it returns no documents, or some that have no id of the collection.
        """
        started = time.perf_counter()
        if hasattr(self._retriever, "retrieve"):
            returned = self._nodes(self._retrieved(query))
        else:
            returned = self._documents(self._retriever.invoke(query))
        seconds = time.perf_counter() - started
        best: dict[str, float | None] = {}
        for document, score in returned:
            best.setdefault(document, score)
        ids = tuple(best)[:depth]
        # Where nothing says how sure it is, its order does.
        sure = tuple(float(-i) if (score := best[d]) is None else float(score) for i, d in enumerate(ids))
        return Ranking(ids, sure, seconds={"search": seconds})

    def _make(self, collection: Collection) -> Any:
        try:
            return self._target(dict(collection.documents))
        except Exception as error:
            raise InputError(
                f"{self._path} failed to make a retriever of the documents of {collection.name}, id → text: "
                f"{type(error).__name__}: {error}"
            ) from error

    def _retrieved(self, query: str) -> Any:
        schema = sys.modules.get("llama_index.core.schema")
        # A query engine hands the query on to its postprocessors, of which many want more than its text.
        asked = schema.QueryBundle(query) if schema is not None and hasattr(self._retriever, "query") else query
        try:
            return self._retriever.retrieve(asked)
        except NotImplementedError as error:
            raise InputError(f"{self._path} is a query engine that retrieves nothing by itself: {error}") from error

    def _nodes(self, found: Any) -> list[tuple[str, float | None]]:
        return [
            (self._id((item.node.node_id, item.node.ref_doc_id, *_named(item.node.metadata))), item.score)
            for item in self._listed(found, "node")
        ]

    def _documents(self, found: Any) -> list[tuple[str, float | None]]:
        return [
            (self._id((getattr(d, "id", None), *_named(d.metadata))), d.metadata.get("relevance_score"))
            for d in self._listed(found, "metadata")
        ]

    def _listed(self, found: Any, attribute: str) -> list[Any]:
        if not isinstance(found, list | tuple) or not all(hasattr(item, attribute) for item in found):
            raise InputError(f"expected {self._path} to return a list of documents, but got {type(found).__name__}")
        return list(found)

    def _id(self, names: Iterable[object]) -> str:
        given = [str(name) for name in names if name is not None]
        for name in given:
            if name in self._known:
                return name
        raise InputError(
            f"{self._path} returned a document whose ids ({', '.join(given) or 'none'}) are not in the collection: "
            f"give it the corpus's id, or put that into its metadata as {', '.join(map(repr, _IDS))}"
        )


def _searches(target: Any) -> Callable[..., Any] | None:
    found: Callable[..., Any] | None = getattr(target, "retrieve", None) or getattr(target, "invoke", None)
    return found


def _named(metadata: Mapping[str, Any]) -> list[Any]:
    return [metadata[name] for name in _IDS if name in metadata]
