"""Owns a user's corpus in training: passages from a folder, and those that recall brings beside a query."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twostage_core.errors import InputError
from twostage_core.lines import records
from twostage_core.text import normalise

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)

SUFFIXES = (".txt", ".md", ".jsonl")
_LONGEST = 480
"""Characters of a passage: about 110 tokens, so that it fits one window."""
_SHORTEST = 30
"""Headings and page numbers are no passages."""
_MOST = 2_000
"""Passages to search in: embedding them takes some half a minute on two cores."""
_SKIPPED = 2
"""Nearest passages that are left out: an answer that nobody labelled is most likely there."""
_KEPT = 10


def read_corpus(folder: Path, seed: int) -> list[str]:
    """Reads the passages of a folder: ``.txt`` and ``.md`` by paragraph, ``.jsonl`` by its ``text``.

    Args:
        folder: The folder, with what lies below it.
        seed: Of the draw if there are more passages than are searched.

    Returns:
        Distinct normalised passages, at most 2,000.

    Raises:
        InputError: If there is no such folder, nothing in it to read, or a line of a ``.jsonl`` without ``text``.
    """
    if not folder.is_dir():
        raise InputError(f"expected a folder of {', '.join(SUFFIXES)} files at {folder}, but there is none")
    passages: dict[str, None] = {}
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file()):
        passages |= dict.fromkeys(_of_file(path))
    if not passages:
        raise InputError(f"expected passages in {', '.join(SUFFIXES)} files below {folder}, but found none")
    if len(passages) <= _MOST:
        return list(passages)
    logger.info("of %d passages in %s, %d are drawn to find easy negatives in", len(passages), folder, _MOST)
    return random.Random(seed).sample(list(passages), _MOST)


def _of_file(path: Path) -> list[str]:
    if path.suffix.lower() == ".jsonl":
        texts = []
        for number, record in enumerate(records(path), 1):
            if not isinstance(text := record.get("text"), str):
                raise InputError(f'{path}, object {number}: expected "text" to be a string, but got {sorted(record)}')
            texts.append(text)
    else:
        try:
            texts = re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))
        except UnicodeDecodeError as error:
            raise InputError(f"{path} is not UTF-8 ({error}); convert it, or leave it out") from error
    return [passage for text in texts for passage in _cut(" ".join(normalise(text).text.split()))]


def _cut(text: str) -> list[str]:
    """A paragraph in runs of whole sentences that fit one window."""
    runs: list[str] = []
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        if runs and len(runs[-1]) + len(sentence) < _LONGEST:
            runs[-1] += f" {sentence}"
        else:
            runs.append(sentence)
    return [run[:_LONGEST] for run in runs if len(run) >= _SHORTEST]


def without_answers(passages: Sequence[str], answers: Iterable[str]) -> list[str]:
    """Leaves out the passages that hold what answers some query, or a part of it, however it was cut.

    Beside another query such a passage may answer that one, too; and in a batch with its own it would be a negative.

    Args:
        passages: `read_corpus`.
        answers: Texts labelled as matches.
    """
    known = [_on_one_line(answer) for answer in dict.fromkeys(answers)]
    return [passage for passage in passages if not _same(passage, known)]


def beside(
    queries: Sequence[str],
    passages: Sequence[str],
    recall: SentenceTransformer,
    labelled: Mapping[str, set[str]],
) -> dict[str, tuple[str, ...]]:
    """Finds passages that recall brings for a query, and that nobody said anything about.

    Args:
        queries: Distinct queries.
        passages: `read_corpus`.
        recall: The embedding that candidates come from.
        labelled: Texts of each query that have a label already.

    Returns:
        Up to ten passages for each query that has any, the very nearest left out.
    """
    from sentence_transformers.util import semantic_search

    settings: dict[str, Any] = {"batch_size": 64, "convert_to_tensor": True, "show_progress_bar": True}
    most = max(map(len, labelled.values()), default=0)
    hits = semantic_search(
        recall.encode(list(queries), **settings),
        recall.encode(list(passages), **settings),
        top_k=min(len(passages), _SKIPPED + _KEPT + most),
    )
    found = {}
    for query, own in zip(queries, hits, strict=True):
        known = [_on_one_line(text) for text in labelled.get(query, ())]
        others = [p for h in own if not _same(p := passages[int(h["corpus_id"])], known)]
        if kept := tuple(others[_SKIPPED : _SKIPPED + _KEPT]):
            found[query] = kept
    return found


def _on_one_line(text: str) -> str:
    """As passages of a corpus are: line breaks and runs of spaces mean nothing there."""
    return " ".join(text.split())


def _same(passage: str, labelled: Sequence[str]) -> bool:
    """Whether a passage is a labelled text, or holds one, or is part of one: a corpus is cut in other places."""
    return any(passage in text or text in passage for text in labelled)
