from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from twostage_core.cli import app
from twostage_core.evaluation import page, table

pytestmark = pytest.mark.model


def run(*arguments: str | Path, data: Path | None = None) -> Any:
    return CliRunner(env={"TWOSTAGE_DATA": str(data) if data else ""}).invoke(app, [str(a) for a in arguments])


def test_the_command_writes_all_of_it_and_a_second_run_gives_the_same(data: Path, tmp_path: Path) -> None:
    village = data / "retrieval" / "village"
    records = []
    for out in (tmp_path / "one", tmp_path / "two"):
        done = run(
            "evaluate", "--system", "dense", "--system", "hybrid", "--system", "two-stage+demote", "--data", village,
            "--near-misses", "paraphrase", "--near-misses", "casebook", "--pairs", "8", "--seed", "2", "--queries", "2",
            "--depth", "3", "--out", out, "--cache", tmp_path / "cache", data=data,
        )  # fmt: skip
        assert done.exit_code == 0, done.stderr
        record = json.loads((out / "evaluation.json").read_text(encoding="utf-8"))
        assert (out / "tables.md").read_text(encoding="utf-8") == table(record) + "\n"
        assert (out / "report.html").read_text(encoding="utf-8") == page(record)
        runs = sorted(f.name for f in (out / "runs" / "village").iterdir())
        assert runs == ["dense.run", "hybrid.run", "two-stage+demote.run"]
        assert sorted(f.name for f in out.iterdir()) == ["evaluation.json", "report.html", "runs", "tables.md"]
        records.append({k: v for k, v in record.items() if k not in ("cost", "seconds")})
    assert records[0]["asked"]["queries"] == 2
    assert records[0]["retrieval"]["village"]["queries"] == 2
    assert records[0] == records[1]
    assert len(list((tmp_path / "cache").iterdir())) == 1
    assert (tmp_path / "one" / "runs" / "village" / "dense.run").read_text().count(" Q0 ") == 6


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--near-misses", "sarcasm"], "sarcasm"),
        (["--near-misses", "natural"], "no folder"),
        (["--system", "colbert"], "colbert"),
        (["--system", "dense", "--system", "dense"], "distinct"),
        (["--system", "two-stage:nowhere"], "nowhere"),
        (["--system", "dense:no/such/model"], "no/such/model"),
        (["--split", "train"], "train"),
        (["--data", "nowhere"], "nowhere"),
    ],
)
def test_a_wrong_argument_is_named_ends_with_two_and_writes_nothing(
    arguments: list[str], named: str, tmp_path: Path
) -> None:
    done = run("evaluate", *arguments, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert named in done.stderr.replace("\n", "")
    assert not (tmp_path / "out").exists()


def spoil(name: str, line: str | None) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        if line is None:
            path.write_text("")
        else:
            path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (spoil("corpus.jsonl", "{broken"), "line 7: expected a JSON object"),
        (spoil("queries.jsonl", '{"_id": "9", "text": "Nobody judged this"}'), "no document for query '9'"),
        (spoil("qrels.jsonl", '{"query-id": "1", "corpus-id": "dragon", "score": 1}'), "line 5: document 'dragon'"),
        (spoil("corpus.jsonl", None), "it is empty"),
    ],
)
@pytest.mark.parametrize("command", ["evaluate", "audit --before recall --after recall"])
def test_a_spoilt_collection_is_named_with_its_line(
    command: str, change: Callable[[Path], None], named: str, data: Path, tmp_path: Path
) -> None:
    import gzip

    folder = tmp_path / "spoilt"
    folder.mkdir()
    for part in ("corpus", "queries", "qrels"):
        (folder / f"{part}.jsonl").write_bytes(
            gzip.decompress((data / "retrieval/village" / f"{part}.jsonl.gz").read_bytes())
        )
    change(folder)
    done = run(*command.split(), "--data", folder, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert named in " ".join(done.stderr.split())
    assert not (tmp_path / "out").exists()


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    done = run("evaluate", "--sets", tmp_path, "--near-misses", "paraphrase")
    assert done.exit_code == 2
    assert "qqp.jsonl.gz" in done.stderr.replace("\n", "")


def test_the_names_of_systems_are_shown() -> None:
    done = run("evaluate", "--systems")
    assert done.exit_code == 0
    assert "two-stage+demote" in done.stderr


@pytest.mark.parametrize("command", [["evaluate"], ["audit", "--before", "recall", "--after", "recall"]])
def test_without_its_extra_the_command_says_what_to_install(command: list[str]) -> None:
    code = (
        "import sys, importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'ir_measures' else find(name, *a)\n"
        "from twostage_core.cli import app; app()"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "twostage-rag[eval]" in done.stderr.replace("\n", "")
