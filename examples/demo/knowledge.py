"""The demo's texts: a fictional company's knowledge base, and questions to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage; ``twin_of`` names the passage it is a near-miss of."""

    id: str
    section: str
    title: str
    text: str
    twin_of: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``passage`` is the one that answers it, ``None`` if none does."""

    id: str
    question: str
    passage: str | None
    near_miss: str | None
    kind: str


def passages() -> list[Passage]:
    """All passages."""
    return [Passage(**json.loads(line)) for line in _lines("passages.jsonl")]


def questions() -> list[Question]:
    """All questions."""
    return [Question(**json.loads(line)) for line in _lines("questions.jsonl")]


def near_miss_ids(base: list[Passage], question: Question) -> frozenset[str]:
    """The passages that a detail tells apart from the right one: the named near-miss, and all of its twins.

    Any other wrong passage that recall puts first is an ordinary miss.
    """
    family: dict[str, str] = {}
    for passage in base:
        family[passage.id] = family[passage.twin_of] if passage.twin_of else passage.id
    twins = {i for i, f in family.items() if question.passage and f == family[question.passage]}
    return frozenset((twins | {question.near_miss or ""}) - {question.passage or "", ""})


def _lines(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").splitlines()
