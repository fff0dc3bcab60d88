from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from twostage_core.cli import app


def test_near_misses_are_written_as_json_lines() -> None:
    done = CliRunner().invoke(app, ["nearmiss", "--n", "8", "--categories", "negation,binding", "--seed", "3"])
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert len(records) == 8
    assert {r["category"] for r in records} <= {"negation", "binding"}
    assert {r["label"] for r in records} == {0, 1}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nearmiss", "--categories", "sarcasm"], "sarcasm"),
        (["nearmiss", "--relation", "similar"], "similar"),
        (["nearmiss", "--split", "valid"], "valid"),
        (["train", "--data", ".", "--out", "nowhere", "--adapt", "some"], "some"),
        (["train", "--data", ".", "--out", "nowhere", "--keep", "0.4"], "--from"),
        (["train", "--pairs", "some.jsonl", "--out", "nowhere", "--keep", "0.4"], "--pairs"),
    ],
)
def test_a_wrong_argument_is_named_and_ends_with_two(arguments: list[str], named: str) -> None:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2
    assert named in done.stderr


def test_missing_data_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["train", "--data", str(tmp_path), "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "squad_sentences.jsonl.gz" in done.stderr.replace("\n", "")
    assert not (tmp_path / "out").exists()
