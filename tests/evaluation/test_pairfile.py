from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import twostage_core as ts
from twostage_core.evaluation.pairfile import read

LINES = [
    '{"query": "Who pays?", "text": "The tenant pays.", "label": 1, "category": "role"}',
    '{"query": "Who pays?", "text": "Nobody pays.", "label": 0, "category": "role"}',
    '{"query": "When is it due?", "positive": "It is due in May.", "negative": "Due in June.", "category": "time"}',
    '{"a": "The goat sleeps.", "positive": "The goat is asleep.", "negative": "The goat is awake."}',
    '{"a": "A dog barks.", "b": "A dog is barking.", "label": 1, "group": "dogs"}',
]


def test_pairs_and_triples_make_a_set_for_each_relation_and_category(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text("\n".join(LINES))
    found = {one.name: one for one in read(file)}
    assert list(found) == ["mine: support: role", "mine: support: time", "mine: identity"]
    assert [(p.text, p.label) for p in found["mine: support: time"].pairs] == [
        ("It is due in May.", 1),
        ("Due in June.", 0),
    ]
    assert {p.group for p in found["mine: support: role"].pairs} == {"Who pays?"}
    assert [p.group for p in found["mine: identity"].pairs] == ["The goat sleeps."] * 2 + ["dogs"]
    assert found["mine: support: role"].category == "role"
    assert found["mine: support: role"].pool == found["mine: support: time"].pool == "mine: support: all"
    assert found["mine: identity"].pool is None


def test_a_pair_counts_once_and_two_labels_of_it_are_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    triples = [f'{{"query": "Who pays?", "positive": "Ada pays.", "negative": "{who} pays."}}' for who in ("Ben", "Cy")]
    turned = [
        '{"a": "It rains.", "b": "Rain falls.", "label": 1}',
        '{"a": "Rain falls.", "b": "It rains.", "label": 1}',
    ]
    other = '{"a": "It rains.", "b": "It snows.", "label": 0}'
    file.write_text("\n".join([*triples, *turned, other]))
    found = {one.name: [(p.text, p.label) for p in one.pairs] for one in read(file)}
    assert found["mine: support"] == [("Ada pays.", 1), ("Ben pays.", 0), ("Cy pays.", 0)]
    assert found["mine: identity"] == [("Rain falls.", 1), ("It snows.", 0)]
    file.write_text("\n".join([*triples, '{"query": "Who pays?", "text": "Ada pays.", "label": 0}']))
    with pytest.raises(ts.InputError, match="line 3: label 0 contradicts line 1"):
        read(file)


def test_a_gzipped_file_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text("\n".join(LINES))
    (tmp_path / "mine.jsonl.gz").write_bytes(gzip.compress("\n".join(LINES).encode()))
    assert read(tmp_path / "mine.jsonl") == read(tmp_path / "mine.jsonl.gz")


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ([], "empty"),
        ([LINES[0]], "has no near-misses"),
        ([*LINES, "{"], r"mine\.jsonl, line 6: expected a JSON object"),
        ([*LINES, '{"query": "Who?", "text": "Ada.", "label": 2}'], "line 6: expected label 0 or 1, but got 2"),
        ([*LINES, '{"query": "Who?", "text": "Ada."}'], "line 6: expected label 0 or 1, but got None"),
        (
            [*LINES, '{"query": "Who?", "text": " ", "label": 1}'],
            "line 6: expected a text as query, text, but text is none",
        ),
        ([*LINES, '{"query": "Who?", "positive": "Ada."}'], "but negative is none"),
        ([*LINES, '{"query": "Who?", "text": "Ada.", "label": 1, "relation": "irony"}'], "'irony'"),
        (['{"text": "Ada."}'] * 7, "line 5: .*\n… and 2 more"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(lines: list[str], named: str, tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text("\n".join(lines))
    with pytest.raises(ts.InputError, match=named):
        read(tmp_path / "mine.jsonl")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ts.InputError, match="nowhere"):
        read(tmp_path / "nowhere.jsonl")
