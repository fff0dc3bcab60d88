from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from twostage_core.calibration import MATCH, NEAR_MISS
from twostage_core.cli import app
from twostage_core.training.pairs import read_pairs


def test_near_misses_are_written_as_json_lines() -> None:
    done = CliRunner().invoke(app, ["nearmiss", "--n", "8", "--categories", "negation,binding", "--seed", "3"])
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert len(records) == 8
    assert {r["category"] for r in records} <= {"negation", "binding"}
    assert {r["label"] for r in records} == {0, 1}


@pytest.mark.parametrize("relation", ["support", "identity"])
def test_near_misses_may_stand_beside_pairs_of_ones_own(relation: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["nearmiss", "--n", "60", "--relation", relation])
    (tmp_path / "pairs.jsonl").write_text(done.stdout, encoding="utf-8")
    pairs = read_pairs(tmp_path / "pairs.jsonl")
    assert Counter((p.relation, p.label) for p in pairs) == {(relation, 0): 30, (relation, 1): 30}
    assert {p.kind for p in pairs} == {MATCH, NEAR_MISS}


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


@pytest.mark.parametrize("command", [["train", "--pairs", "nowhere.jsonl", "--out", "x"], ["rival", "--data", "."]])
def test_training_without_its_extra_says_what_to_install(command: list[str], tmp_path: Path) -> None:
    code = (
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'accelerate' else find(name, *a)\n"
        "from twostage_core.cli import app; app()"
    )
    given = [sys.executable, "-c", code, *command, "--out", "x"]
    done = subprocess.run(given, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "twostage-rag[train]" in done.stderr.replace("\n", "")
