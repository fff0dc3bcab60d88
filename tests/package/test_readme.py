"""Every snippet of the README runs, and prints what the README says it prints."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from twostage_core.basemodel import MINILM
from twostage_core.cli import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```\s+```text\n(.*?)```", README, re.DOTALL)
COMMANDS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


def test_there_is_a_snippet_for_each_framework_each_with_its_output() -> None:
    assert len(SNIPPETS) == len(re.findall(r"```python", README)) >= 2
    together = "".join(code for code, _ in SNIPPETS)
    assert "langchain_twostage" in together
    assert "llamaindex_twostage" in together


# Depends on the shipped checkpoint: the outputs are its verdicts.
@pytest.mark.model
@pytest.mark.parametrize(("code", "output"), SNIPPETS, ids=lambda v: v.strip().splitlines()[0][:40])
def test_a_snippet_prints_what_stands_below_it(code: str, output: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == output.strip()


def test_the_extras_are_those_of_the_package() -> None:
    rows = re.findall(r"^\| (`.*?) \|", README, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z]+)`", row)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert named == set(project["optional-dependencies"])


def test_what_the_default_accepts_is_what_was_measured() -> None:
    report = json.loads((ROOT / "benchmarks/default_checkpoint/development.json").read_text(encoding="utf-8"))
    accepted = report["support"]["held_out"]["balanced"]["false_accepts"]
    words = " ".join(README.split())
    assert "two thirds of the near-misses of questions" in words
    assert accepted["near_miss"]["share"] == pytest.approx(2 / 3, abs=0.03)
    assert "two fifths of what recall brings up" in words
    assert accepted["candidate"]["share"] == pytest.approx(2 / 5, abs=0.03)


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"`?make ([a-z]+)`?", README))
    assert {"demo", "test"} <= named
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


def test_every_twostage_command_that_is_named_exists() -> None:
    commands = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    commands |= {str(group.name) for group in app.registered_groups}
    named = set(re.findall(r"`?twostage ([a-z]+)\b", "\n".join(COMMANDS)))
    assert named <= commands


def test_every_relative_link_leads_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        if "://" not in link:
            assert (ROOT / link).exists(), link


# Depends on the shipped checkpoint: when it gets this right, the README must say so.
@pytest.mark.model
def test_the_near_miss_that_the_readme_owns_up_to_is_accepted() -> None:
    import twostage_core as ts

    query = "Who bit the dog?"
    near_miss = "The dog bit the man."
    words = " ".join(README.split())
    assert query in words
    assert near_miss in words
    assert ts.PrecisionStage(threshold="strict").judge(query, [ts.Candidate(near_miss)]).accepted


TWOSTAGE = [line for block in COMMANDS for line in block.splitlines() if line.startswith("twostage ")]
DOCUMENTS = {"boiler": "The landlord must repair the boiler within three days.", "dogs": "Dogs may be kept on a lead."}
MY_LLM = """
import json, re

def ask(prompts):
    return [answer(prompt) for prompt in prompts]

def answer(prompt):
    if "JSON" not in prompt:
        return "yes" if "the boiler within" in prompt else "no"
    kind = re.search(r"^- (\\w+):", prompt, re.MULTILINE)[1]
    edits = [{"kind": kind, "old": "boiler", "new": "roof"}]
    return json.dumps({"query": "How soon must the boiler work again?", "edits": edits})
"""
QUESTIONS = {"who": ("Who repairs the boiler?", "boiler"), "pets": ("May I keep a dog?", "dogs")}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the commands name: a collection, pairs, and an embedding whose fine-tuning changed nothing."""
    folder = tmp_path_factory.mktemp("desk")
    lines = {
        "collection/corpus.jsonl": [{"_id": i, "title": "", "text": text} for i, text in DOCUMENTS.items()],
        "collection/queries.jsonl": [{"_id": i, "text": text} for i, (text, _) in QUESTIONS.items()],
        "collection/qrels.jsonl": [{"query-id": i, "corpus-id": d, "score": 1} for i, (_, d) in QUESTIONS.items()],
        "pairs.jsonl": [
            {"query": text, "text": told, "label": int(d == right)}
            for text, right in QUESTIONS.values()
            for d, told in DOCUMENTS.items()
        ],
        "passages.jsonl": [{"text": text} for text in DOCUMENTS.values()],
    }
    (folder / "collection").mkdir()
    for name, records in lines.items():
        (folder / name).write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    (folder / "my_llm.py").write_text(MY_LLM, encoding="utf-8")
    (folder / "tuned-model").symlink_to(MINILM.locate())
    return folder


@pytest.mark.model
@pytest.mark.parametrize("line", TWOSTAGE, ids=lambda line: line.split()[1])
def test_a_twostage_command_runs_as_it_stands(line: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    done = CliRunner().invoke(app, shlex.split(line)[1:])
    assert done.exit_code == 0, done.output
    if "--out report" in line:
        assert {"evaluation.json", "report.html", "tables.md", "runs"} <= {f.name for f in (desk / "report").iterdir()}
    if "--out my-pairs.jsonl" in line:
        written = [json.loads(pair) for pair in (desk / "my-pairs.jsonl").read_text(encoding="utf-8").splitlines()]
        assert [pair["label"] for pair in written] == [1, 0]


def test_the_commands_of_evidence_are_shown() -> None:
    assert {line.split()[1] for line in TWOSTAGE} >= {"evaluate", "audit", "explain", "index", "store", "pairs"}
