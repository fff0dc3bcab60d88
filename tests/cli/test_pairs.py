from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from twostage_core.cli import app
from twostage_core.evaluation.pairfile import read as read_sets
from twostage_core.training.pairs import hold_out, read_pairs

MODULE = """
import json, re

calls = 0

def ask(prompts):
    return [answer(prompt) for prompt in prompts]

def breaks(prompts):
    global calls
    calls += 1
    if calls > 2:
        raise ConnectionError("the line is dead")
    return ask(prompts)

def always_breaks(prompts):
    raise ConnectionError("no key")

def interrupted(prompts):
    raise KeyboardInterrupt

def answer(prompt):
    *others, text = re.findall(r"<text>\\n(.*?)\\n</text>", prompt, re.DOTALL)
    number = re.search(r"Locker (\\d+)", text)[1]
    if others:
        return "yes" if f"locker {number}?" in others[0] else "no"
    return json.dumps({
        "query": f"How much is locker {number}?",
        "edits": [{"kind": "entity", "old": f"Locker {number}", "new": f"Locker {int(number) + 800}"}],
    })
"""


@pytest.fixture
def lockers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    texts = [{"text": f"Locker {number} costs 3 crowns a day."} for number in range(100, 124)]
    (tmp_path / "texts.jsonl").write_text("".join(json.dumps(t) + "\n" for t in texts), encoding="utf-8")
    (tmp_path / "locker_model.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_what_the_command_writes_is_what_training_reads(lockers: Path) -> None:
    common = ["pairs", "texts.jsonl", "--categories", "entity"]
    done = CliRunner().invoke(app, [*common, "--ask", "locker_model:ask", "--out", "pairs.jsonl"])
    assert done.exit_code == 0, done.output
    assert "24 matches and 24 near-misses from 24 texts" in done.stderr
    pairs = read_pairs(lockers / "pairs.jsonl")
    assert [p.label for p in pairs] == [1, 0] * 24
    training, held = hold_out(pairs, seed=1)
    assert {p.label for p in training} == {p.label for p in held} == {0, 1}

    [own] = read_sets(lockers / "pairs.jsonl")
    assert (own.relation, len(own.pairs)) == ("support", 48)

    again = CliRunner().invoke(app, [*common, "--ask", "locker_model:ask", "--out", "pairs.jsonl"])
    assert again.exit_code == 2
    assert "exists" in again.stderr


def test_a_run_that_broke_off_says_how_to_go_on_and_comes_to_the_same(lockers: Path) -> None:
    common = ["pairs", "texts.jsonl", "--categories", "entity", "--texts", "20"]
    whole = CliRunner().invoke(app, [*common, "--ask", "locker_model:ask"])
    assert len(whole.stdout.splitlines()) == 40
    broken = CliRunner().invoke(app, [*common, "--ask", "locker_model:breaks", "--out", "pairs.jsonl"])
    assert broken.exit_code == 2
    assert "the line is dead" in broken.stderr
    assert "--skip 8" in broken.stderr
    assert len((lockers / "pairs.jsonl").read_text().splitlines()) == 16
    rest = ["--ask", "locker_model:ask", "--out", "pairs.jsonl", "--skip", "8"]
    assert CliRunner().invoke(app, [*common, *rest]).exit_code == 0
    assert (lockers / "pairs.jsonl").read_text() == whole.stdout


def test_a_run_that_goes_on_contradicts_nothing_that_stands_there(lockers: Path) -> None:
    out = lockers / "pairs.jsonl"
    stands = {"relation": "support", "query": "How much is locker 101?", "text": "Locker 101 costs 3 crowns a day."}
    out.write_text(json.dumps({**stands, "label": 0, "edited": "entity"}) + "\n", encoding="utf-8")
    going_on = ["pairs", "texts.jsonl", "--ask", "locker_model:ask", "--out", "pairs.jsonl", "--texts", "3"]
    done = CliRunner().invoke(app, [*going_on, "--categories", "entity", "--skip", "1"])
    assert done.exit_code == 0, done.output
    assert "an earlier pair says otherwise: 1" in done.stderr
    assert "its match is refused: 1" in done.stderr
    assert len(out.read_text().splitlines()) == 3

    out.write_text("a match\n", encoding="utf-8")
    refused = CliRunner().invoke(app, [*going_on, "--skip", "1"])
    assert refused.exit_code == 2
    assert "line 1 of pairs.jsonl" in refused.stderr
    assert out.read_text() == "a match\n"


def test_a_run_that_wrote_nothing_may_be_started_again(lockers: Path) -> None:
    common = ["pairs", "texts.jsonl", "--categories", "entity", "--out", "pairs.jsonl"]
    for ask, told in (("always_breaks", "no key"), ("interrupted", "KeyboardInterrupt")):
        failed = CliRunner().invoke(app, [*common, "--ask", f"locker_model:{ask}"])
        assert failed.exit_code == 2
        assert told in failed.stderr
        assert "--skip" not in failed.stderr
    assert CliRunner().invoke(app, [*common, "--ask", "locker_model:ask"]).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["texts.jsonl", "--ask", "locker_model:nobody"], "nobody"),
        (["texts.jsonl", "--ask", "locker_model:calls"], "functions"),
        (["nothing.jsonl", "--ask", "locker_model:ask"], "nothing.jsonl"),
        (["texts.jsonl", "--ask", "locker_model:ask", "--out", "no/such/folder.jsonl"], "folder.jsonl"),
        (["texts.jsonl", "--ask", "locker_model:ask", "--categories", "sarcasm"], "sarcasm"),
    ],
)
def test_a_wrong_argument_of_the_command_is_named(lockers: Path, arguments: list[str], named: str) -> None:
    done = CliRunner().invoke(app, ["pairs", *arguments])
    assert done.exit_code == 2
    assert named in done.stderr.replace("\n", "")
