"""Owns `Collection`: a test collection in BEIR's layout, documents, queries and what is relevant to them."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from twostage_core.errors import InputError
from twostage_core.lines import numbered, objects

logger = logging.getLogger(__name__)

_NANO = "nanobeir:"
_NANO_REPOSITORY = "zeta-alpha-ai/Nano{name}"
"""Where the Hub has NanoBEIR's collections, as sentence-transformers names them."""
_Judgement = tuple[str, str, str, int]
"""Where it stands, query, document, grade."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A test collection.

    Attributes:
        name: Its folder.
        documents: Id → title and text.
        queries: Id → query, those with relevance judgements.
        relevance: Query id → document id → grade; above 0 is relevant.
        files: What was read.
    """

    name: str
    documents: Mapping[str, str]
    queries: Mapping[str, str]
    relevance: Mapping[str, Mapping[str, int]]
    files: tuple[Path, ...] = ()

    @classmethod
    def read(cls, folder: str | Path, *, split: str = "test") -> Collection:
        """Reads a folder.

        Args:
            folder: Has ``corpus.jsonl`` and ``queries.jsonl``; and judgements as ``qrels/<split>.tsv``, ``qrels.tsv``,
                or ``qrels.jsonl``. Any of them may be gzipped. A table has the columns query, document, grade, or
                TREC's four, and perhaps a head.
            split: Which judgements of ``qrels/``. Queries of other splits are left out.

        Returns:
            The collection.

        Raises:
            InputError: If a file is missing, empty or malformed, an id stands there twice, a judgement is of a query or
                a document that is not there, or a query has no judgement. The line is named.
        """
        # Resolved, for its name: "." has none, and ".." would lead runs elsewhere.
        folder = Path(folder).expanduser().resolve()
        if not folder.is_dir():
            raise InputError(f"expected a collection in BEIR's layout at {folder}, but there is no such folder")
        corpus, asked = _found(folder, "corpus.jsonl"), _found(folder, "queries.jsonl")
        documents = {i: f"{r.get('title') or ''} {r.get('text') or ''}".strip() for i, r in _identified(corpus)}
        if not documents:
            raise InputError(f"expected documents in {corpus}, but it is empty")
        queries = {i: str(r.get("text") or "").strip() for i, r in _identified(asked)}
        if blank := [i for i, text in queries.items() if not text]:
            raise InputError(f"{asked}: query {blank[0]!r} has no text")
        one_file = _found(folder, "qrels.jsonl", "qrels.tsv", optional=True)
        judged = one_file or _found(folder, f"qrels/{split}.tsv")
        relevance = _relevance(judged, documents, queries)
        without = [i for i in queries if i not in relevance]
        if without and one_file is not None:
            raise InputError(
                f"{judged} judges no document for query {without[0]!r}"
                f"{f' and {len(without) - 1} more' if len(without) > 1 else ''}: leave such queries out of {asked.name}"
            )
        if without:
            logger.info("%s: %d queries are of other splits than %s", folder.name, len(without), split)
        kept = {i: text for i, text in queries.items() if i in relevance}
        return cls(folder.name, documents, kept, {i: relevance[i] for i in kept}, (corpus, asked, judged))

    def sample(self, queries: int | None, seed: int) -> Collection:
        """The same collection with at most so many queries, drawn by a seed."""
        if queries is None or queries >= len(self.queries):
            return self
        kept = sorted(random.Random(f"{seed}/{self.name}").sample(sorted(self.queries), queries))
        return replace(self, queries={q: self.queries[q] for q in kept}, relevance={q: self.relevance[q] for q in kept})


def find(spec: str) -> Collection:
    """Reads a folder, or a collection of NanoBEIR by name, ``nanobeir:MSMARCO``.

    Raises:
        InputError: As `Collection.read`, or if the Hub cannot be reached.
    """
    return _nano(spec.removeprefix(_NANO)) if spec.startswith(_NANO) else Collection.read(spec)


def _nano(name: str) -> Collection:
    repository = _NANO_REPOSITORY.format(name=name)
    try:
        from datasets import load_dataset
    except ImportError as error:
        raise InputError(f"{_NANO}{name} needs the library datasets: pip install datasets") from error
    try:
        corpus, asked, judged = (
            load_dataset(repository, part, split="train") for part in ("corpus", "queries", "qrels")
        )
    except Exception as error:
        raise InputError(f"cannot fetch {repository} from the Hub: {type(error).__name__}: {error}") from error
    relevance: dict[str, dict[str, int]] = {}
    for record in judged:
        # Its judgements have no grades: what stands there is relevant.
        relevance.setdefault(str(record["query-id"]), {})[str(record["corpus-id"])] = 1
    queries = {str(r["_id"]): str(r["text"]) for r in asked if str(r["_id"]) in relevance}
    return Collection(
        f"Nano{name}", {str(r["_id"]): str(r["text"]) for r in corpus}, queries, {q: relevance[q] for q in queries}
    )


def _found(folder: Path, *names: str, optional: bool = False) -> Any:
    tried = [folder / f"{name}{gz}" for name in names for gz in ("", ".gz")]
    for path in tried:
        if path.is_file():
            return path
    if optional:
        return None
    raise InputError(f"expected {' or '.join(path.name for path in tried)} in {tried[0].parent}, but there is none")


def _identified(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    seen: set[str] = set()
    for number, record in objects(path):
        if record.get("_id") is None:
            raise InputError(f"{path}, line {number}: expected an _id, but got {', '.join(record) or 'nothing'}")
        own = str(record["_id"])
        if own in seen:
            raise InputError(f"{path}, line {number}: _id {own!r} stands there twice")
        seen.add(own)
        yield own, record


def _relevance(path: Path, documents: Mapping[str, str], queries: Mapping[str, str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for where, query, document, grade in _records(path) if ".jsonl" in path.name else _rows(path):
        if query not in queries:
            raise InputError(f"{where}: query {query!r} is not among the queries")
        if document not in documents:
            raise InputError(f"{where}: document {document!r} is not in the corpus")
        found.setdefault(query, {})[document] = grade
    if not found:
        raise InputError(f"expected relevance judgements in {path}, but it is empty")
    return found


def _records(path: Path) -> Iterator[_Judgement]:
    for number, record in objects(path):
        where = f"{path}, line {number}"
        if missing := [name for name in ("query-id", "corpus-id", "score") if record.get(name) is None]:
            raise InputError(f"{where}: expected query-id, corpus-id and score, but {', '.join(missing)} is missing")
        yield where, str(record["query-id"]), str(record["corpus-id"]), _grade(where, record["score"])


def _rows(path: Path) -> Iterator[_Judgement]:
    first = True
    for number, line in numbered(path):
        where = f"{path}, line {number}"
        cells = line.split("\t") if "\t" in line else line.split()
        if len(cells) not in (3, 4):
            raise InputError(f"{where}: expected query, document and grade, but got {len(cells)} columns")
        head = first and not _is_grade(cells[-1])
        first = False
        if not head:
            yield where, cells[0].strip(), cells[-2].strip(), _grade(where, cells[-1])


def _grade(where: str, value: object) -> int:
    if not _is_grade(value):
        raise InputError(f"{where}: expected a whole number as grade, but got {value!r}")
    return int(float(str(value)))


def _is_grade(value: object) -> bool:
    try:
        return not isinstance(value, bool) and float(str(value)).is_integer()
    except (ValueError, OverflowError):
        return False
