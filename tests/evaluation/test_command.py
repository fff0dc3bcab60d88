from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from twostage_core.cli import app
from twostage_core.evaluation import table

pytestmark = pytest.mark.model


def test_the_command_writes_a_record_and_shows_its_tables(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "results" / "report.json"
    arguments = "evaluate --suites paraphrase,retrieval --systems cosine,model --n 8 --seed 2 --max-queries 2 --depth 3"
    done = CliRunner(env={"TWOSTAGE_DATA": str(data)}).invoke(app, [*arguments.split(), "--out", str(out)])
    assert done.exit_code == 0, done.stderr
    report = json.loads(out.read_text(encoding="utf-8"))
    assert report["asked"] == {"n": 8, "seed": 2, "split": "test", "depth": 3, "max_queries": 2}
    assert set(report["suites"]) == {"paraphrase"}
    assert report["retrieval"]["similarity-map:default"]["village"]["queries"] == 2
    assert done.stdout == table(report) + "\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--suites", "sarcasm"], "sarcasm"),
        (["--systems", "colbert"], "colbert"),
        (["--systems", "model,model"], "distinct"),
        (["--split", "train"], "train"),
        (["--model", "nowhere"], "nowhere"),
    ],
)
def test_a_wrong_argument_is_named_and_ends_with_two(arguments: list[str], named: str, data: Path) -> None:
    done = CliRunner().invoke(app, ["evaluate", "--data", str(data), *arguments])
    assert done.exit_code == 2
    assert named in done.stderr


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["evaluate", "--data", str(tmp_path), "--suites", "paraphrase"])
    assert done.exit_code == 2
    assert "qqp.jsonl.gz" in done.stderr.replace("\n", "")


def test_without_its_extra_the_command_says_what_to_install(data: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys, importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'ir_measures' else find(name, *a)\n"
        "from twostage_core.cli import app; app()"
    )
    command = [sys.executable, "-c", code, "evaluate", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "twostage-rag[eval]" in done.stderr.replace("\n", "")
