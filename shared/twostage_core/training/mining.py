"""Owns what recall finds beside natural texts: `MinedQuestion` and `AlikeText`, and their mining."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from twostage_core.lines import records

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_RANKS = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)
"""Of the texts near one, which are kept: some are as good as the same, and some only of the same matter."""
_FEWEST = 4
_WORDS_APART = 4
"""Words that stand in one of two texts alone."""
_TURNING = frozenset(("no", "not", "never", "none", "without", "cannot", "before", "after", "only"))
"""Words that turn what is said, however alike the rest."""


@dataclass(frozen=True, slots=True)
class MinedQuestion:
    """A question with its passage and what recall finds beside it.

    Attributes:
        question: The question.
        passage: The passage that answers it.
        without: The same passage without the answer's sentence, or empty.
        neighbours: Other passages near the question, nearest first.
        source: The set it came from.
    """

    question: str
    passage: str
    without: str
    neighbours: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class AlikeText:
    """A short text with others of its set, each worded in its own way.

    Attributes:
        text: The text.
        others: Other texts, from the nearest to some that are far, with the cosine of the base's embeddings.
        source: The set all came from.
    """

    text: str
    others: tuple[tuple[str, float], ...]
    source: str


Mined = TypeVar("Mined", MinedQuestion, AlikeText)


def mine(
    records: Sequence[Mapping[str, str]], recall: SentenceTransformer, *, first: int = 1, count: int = 12
) -> list[MinedQuestion]:
    """Finds the passages that recall confuses with the right one.

    Args:
        records: `natural.question_passages`.
        recall: The embedding that candidates will come from.
        first: Ranks to leave out before taking neighbours; near the very top, unlabelled answers are likely.
        count: Neighbours to keep.

    Returns:
        One `MinedQuestion` a record, in the order given.
    """
    from sentence_transformers.util import semantic_search

    passages = list(dict.fromkeys(r["passage"] for r in records))
    questions = list(dict.fromkeys(r["question"] for r in records))
    settings: dict[str, Any] = {"batch_size": 64, "convert_to_tensor": True, "show_progress_bar": True}
    asked = recall.encode(questions, **settings)
    found = semantic_search(asked, recall.encode(passages, **settings), top_k=first + count + 4)
    place = {question: i for i, question in enumerate(questions)}
    mined = []
    for record in records:
        at = place[record["question"]]
        others = [p for h in found[at] if (p := passages[int(h["corpus_id"])]) != record["passage"]]
        mined.append(
            MinedQuestion(
                record["question"],
                record["passage"],
                record["without"],
                tuple(others[first : first + count]),
                record["source"],
            )
        )
    return mined


def alike(texts: Mapping[str, Sequence[str]], recall: SentenceTransformer) -> list[AlikeText]:
    """Finds texts that are more and less like one another, but for those that differ by an edit.

    Where two texts share all but a word or a figure, the embedding is what is not to be believed.

    Args:
        texts: By set, each once.
        recall: The embedding whose cosine says how alike they are.

    Returns:
        The texts that have at least four others, set by set.
    """
    from sentence_transformers.util import semantic_search

    found = []
    for source, own in texts.items():
        embedded = recall.encode(list(own), batch_size=64, convert_to_tensor=True, show_progress_bar=True)
        words = [set(re.findall(r"[a-z0-9']+", text.lower())) for text in own]
        for at, hits in enumerate(semantic_search(embedded, embedded, top_k=min(len(own), 1 + _RANKS[-1]))):
            near = [hits[rank] for rank in _RANKS if rank < len(hits)]
            others = tuple(
                (own[j], round(float(hit["score"]), 4))
                for hit in near
                if (j := int(hit["corpus_id"])) != at and _worded_apart(words[at] ^ words[j])
            )
            if len(others) >= _FEWEST:
                found.append(AlikeText(own[at], others, source))
    return found


def _worded_apart(differing: set[str]) -> bool:
    return len(differing) >= _WORDS_APART and not any(
        word in _TURNING or word.endswith("n't") or any(c.isdigit() for c in word) for word in differing
    )


def mined_once(cache: Path, make: Callable[[], list[MinedQuestion]]) -> list[MinedQuestion]:
    """Reads what was mined before, or mines and keeps it.

    Args:
        cache: JSON lines; what they hold is not checked against today's data.
        make: Mines.
    """
    if cache.is_file():
        return [MinedQuestion(**r | {"neighbours": tuple(r["neighbours"])}) for r in records(cache)]
    return _kept(cache, make())


def alike_once(cache: Path, make: Callable[[], list[AlikeText]]) -> list[AlikeText]:
    """Likewise, for `alike`."""
    if cache.is_file():
        return [
            AlikeText(**r | {"others": tuple((text, cosine) for text, cosine in r["others"])}) for r in records(cache)
        ]
    return _kept(cache, make())


def _kept(cache: Path, mined: list[Mined]) -> list[Mined]:
    cache.parent.mkdir(parents=True, exist_ok=True)
    # Processes that start together may all mine; none sees a part of what another writes.
    partial = cache.with_suffix(f".{os.getpid()}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(item)) + "\n" for item in mined)
    partial.replace(cache)
    return mined
