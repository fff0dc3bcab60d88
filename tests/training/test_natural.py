from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from twostage_core import InputError
from twostage_core.lines import records
from twostage_core.training.natural import (
    HELD_OUT,
    UTTERANCE_SETS,
    identity_groups,
    natural_texts,
    question_passages,
    short_texts,
    split_of,
)


def write(folder: Path, name: str, records: list[dict[str, object]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The layout of the data, in sentences of our own."""
    question = "who tends the bees ?"
    passage = "Bees need calm. The bees are tended by Ilse -lrb- on weekdays -rrb- . Honey is sold in May."
    pair: dict[str, object] = {"question": question, "passage": passage, "answer": "Ilse"}
    for name in ("squad_sentences", "tydiqa", "xquad", "nq_oracle", "pubmedqa", "medquad"):
        write(tmp_path / "support", name, [pair])
    two: list[dict[str, object]] = [{"a": "It rains.", "b": "Rain falls.", "label": 1, "category": "x"}]
    for name in ("pawsx_dev", "semantoneg", "checklist_qqp"):
        write(tmp_path / "identity", name, two)
    write(tmp_path / "identity", "cannot_wikifactcheck", [{"a": "It rains.", "b": "It does not rain.", "label": 0}])
    faq: list[dict[str, object]] = [
        {"questions": ["How do I sow?", "Ways to sow?"]},
        {"questions": ["Who mows?", "Mower?"]},
    ]
    write(tmp_path / "identity", "stackfaq_groups", faq)
    for name, field in UTTERANCE_SETS.items():
        times = [f"{hour} {day}" for day in ("today", "tomorrow") for hour in range(10)]
        asked: list[dict[str, object]] = [{field: f"please wake me at {time}"} for time in times]
        write(tmp_path / name.split("/")[0], name.split("/")[1], [*asked, {field: "wake me"}])
    return tmp_path


def test_tokenisation_is_taken_back_and_the_answers_sentence_can_be_left_out(data: Path) -> None:
    pairs = question_passages(data, "train") + question_passages(data, "dev")
    by_source = {p["source"]: p for p in pairs}
    assert len(pairs) == 6
    assert by_source["xquad"]["question"] == "who tends the bees?"
    assert "Ilse (on weekdays)." in by_source["xquad"]["passage"]
    assert by_source["xquad"]["without"] == "Bees need calm. Honey is sold in May."
    assert by_source["pubmedqa"]["without"] == ""


def test_a_question_falls_on_one_side_however_it_is_written() -> None:
    assert split_of("Who tends the bees?") == split_of("who tends the bees ?")
    held = sum(split_of(f"question {i}") == "dev" for i in range(4_000)) / 4_000
    assert held == pytest.approx(HELD_OUT, abs=0.03)


def test_the_two_sides_share_no_anchor(data: Path) -> None:
    train, dev = identity_groups(data, "train", 0), identity_groups(data, "dev", 0)
    assert not {g.anchor for g in train} & {g.anchor for g in dev}
    assert {g.source for g in train + dev} >= {"pawsx_dev", "semantoneg", "checklist_qqp", "cannot_wikifactcheck"}


def test_no_text_of_the_development_side_is_trained_on(data: Path) -> None:
    records = [
        {"a": f"Sentence number {i}.", "b": f"Sentence number {(i * 7) % 60}.", "label": i % 2, "category": "x"}
        for i in range(60)
    ]
    for name in ("pawsx_dev", "semantoneg", "checklist_qqp"):
        write(data / "identity", name, records)
    train, dev = identity_groups(data, "train", 0), identity_groups(data, "dev", 1)
    trained = {t for g in train for t in (g.anchor, *g.texts)}
    assert dev
    assert not trained & {t for g in dev for t in (g.anchor, *g.texts)}


def test_a_malformed_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text('{"a": 1}\n\n{"a": \n', encoding="utf-8")
    with pytest.raises(InputError, match="line 3"):
        list(records(path))
    path.write_text("[1]\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1: expected a JSON object, but got list"):
        list(records(path))
    with pytest.raises(InputError, match="there is none"):
        list(records(tmp_path / "nowhere.jsonl"))


def test_natural_texts_are_of_the_training_side_and_few_enough(data: Path) -> None:
    told = {r["passage"] for r in question_passages(data, "train")}
    told |= {r["question"] for r in question_passages(data, "train")}
    told |= {g.anchor for g in identity_groups(data, "train", 4)}
    every = natural_texts(data, 100, 4)
    assert set(every) == told
    assert len(every) == len(told) > 2
    assert set(natural_texts(data, 2, 4)) < told
    assert natural_texts(data, 2, 4) == natural_texts(data, 2, 4)


def test_short_texts_are_what_is_asked_and_told_on_one_side(data: Path) -> None:
    train, dev = short_texts(data, "train"), short_texts(data, "dev")
    assert train.keys() | dev.keys() >= {"clinc150", "banking77", "metatool_queries", "sentences", "tydiqa"}
    assert len(train["clinc150"]) + len(dev["clinc150"]) == 20
    assert not set(train["clinc150"]) & set(dev["clinc150"])
    assert "wake me" not in train["clinc150"] + dev["clinc150"]
    assert "medquad" not in train.keys() | dev.keys()
