"""Owns `MinedQuestion`: a question with its passage, and what recall confuses either with."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twostage_core.lines import records

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


@dataclass(frozen=True, slots=True)
class MinedQuestion:
    """A question with its passage and what recall finds beside it.

    Attributes:
        question: The question.
        passage: The passage that answers it.
        without: The same passage without the answer's sentence, or empty.
        neighbours: Other passages near the question, nearest first.
        questions: Other questions near it with their cosine, nearest first.
        source: The set it came from.
    """

    question: str
    passage: str
    without: str
    neighbours: tuple[str, ...]
    questions: tuple[tuple[str, float], ...]
    source: str


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
    alike = semantic_search(asked, asked, top_k=1 + count)
    found = semantic_search(asked, recall.encode(passages, **settings), top_k=first + count + 4)
    place = {question: i for i, question in enumerate(questions)}
    mined = []
    for record in records:
        at = place[record["question"]]
        others = [p for h in found[at] if (p := passages[int(h["corpus_id"])]) != record["passage"]]
        near = [(questions[int(h["corpus_id"])], round(float(h["score"]), 4)) for h in alike[at]]
        mined.append(
            MinedQuestion(
                record["question"],
                record["passage"],
                record["without"],
                tuple(others[first : first + count]),
                tuple((q, cosine) for q, cosine in near if q != record["question"]),
                record["source"],
            )
        )
    return mined


def mined_once(cache: Path, make: Callable[[], list[MinedQuestion]]) -> list[MinedQuestion]:
    """Reads what was mined before, or mines and keeps it.

    Args:
        cache: JSON lines; what they hold is not checked against today's data.
        make: Mines.
    """
    if cache.is_file():
        return [
            MinedQuestion(
                **r | {"neighbours": tuple(r["neighbours"]), "questions": tuple((q, c) for q, c in r["questions"])}
            )
            for r in records(cache)
        ]
    mined = make()
    cache.parent.mkdir(parents=True, exist_ok=True)
    # Processes that start together may all mine; none sees a part of what another writes.
    partial = cache.with_suffix(f".{os.getpid()}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(item)) + "\n" for item in mined)
    partial.replace(cache)
    return mined
