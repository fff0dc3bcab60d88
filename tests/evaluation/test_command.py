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
from twostage_core.cli.evaluate import write
from twostage_core.evaluation import page, table

pytestmark = pytest.mark.model


def run(*arguments: str | Path, data: Path | None = None) -> Any:
    return CliRunner(env={"TWOSTAGE_DATA": str(data) if data else ""}).invoke(app, [str(a) for a in arguments])


def test_the_command_writes_all_of_it_and_a_second_run_gives_the_same(data: Path, tmp_path: Path) -> None:
    village, own = data / "retrieval" / "village", tmp_path / "own.jsonl"
    own.write_text('{"query": "Who sows?", "positive": "Ada sows.", "negative": "Ada sews.", "category": "verb"}\n')
    records = []
    for out in (tmp_path / "one", tmp_path / "two"):
        done = run(
            "evaluate", "--system", "dense", "--system", "hybrid", "--system", "two-stage+demote", "--data", village,
            "--near-misses", "paraphrase", "--near-misses", own, "--pairs", "8", "--seed", "2", "--queries", "2",
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
    assert records[0]["asked"]["near_misses"] == ["paraphrase", "own.jsonl"]
    assert records[0]["near_misses"]["own: support: verb"]["category"] == "verb"
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
        (["--near-misses", "nowhere.jsonl"], "no nowhere.jsonl"),
        (["--near-misses", __file__], "line 1: expected a JSON object"),
        (["--recall", "no_such_module:embeddings"], "no_such_module"),
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


@pytest.mark.parametrize("command", ["evaluate", "audit --before recall --after recall --data nowhere"])
def test_a_folder_that_cannot_be_written_is_told_before_the_work(command: str, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    for out in (tmp_path / "taken", tmp_path / "taken" / "results"):
        done = run(*command.split(), "--out", out)
        assert done.exit_code == 2
        assert "--out must be a folder" in " ".join(done.stderr.split())
    assert (tmp_path / "taken").read_text() == "a file"


def lay(folder: Path, queries: list[str]) -> Path:
    folder.mkdir()
    for name, records in (
        ("corpus", [{"_id": i, "text": f"Ilse keeps {i}."} for i in ("bees", "goats", "ducks")]),
        ("queries", [{"_id": str(n), "text": text} for n, text in enumerate(queries)]),
        ("qrels", [{"query-id": str(n), "corpus-id": "bees", "score": 1} for n in range(len(queries))]),
    ):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a retriever of one's own, which can be imported."""
    (tmp_path / "my_search.py").write_text(
        "from langchain_core.documents import Document\n"
        "class Fixed:\n"
        "    def __init__(self, documents):\n"
        "        self.ids, self.asked = sorted(documents), 0\n"
        "    def invoke(self, query):\n"
        "        self.asked += 1\n"
        "        if 'interrupt' in query:\n"
        "            raise KeyboardInterrupt\n"
        "        return [Document('', id=i) for i in self.ids]\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delitem(sys.modules, "my_search", raising=False)
    return tmp_path


def test_what_queries_and_systems_are_called_is_shown_as_it_is(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(own / "hive", ["Who keeps [/bold] bees?", "Who keeps [link=x]bees?"])
    monkeypatch.chdir(own / "hive")
    done = run("evaluate", "--system", "my_search:Fixed", "--data", ".", "--out", "out")
    assert done.exit_code == 0, done.stderr
    assert (own / "hive/out/runs/hive/my_search-Fixed.run").read_text().count(" Q0 ") == 6
    assert "my_search:Fixed" in (own / "hive/out/tables.md").read_text()


def test_an_interrupt_half_way_leaves_what_was_there(own: Path) -> None:
    good, bad = lay(own / "hive", ["Who keeps bees?"]), lay(own / "swarm", ["Who?", "Please interrupt me"])
    command = ["evaluate", "--system", "my_search:Fixed", "--out", own / "out"]
    assert run(*command, "--data", good, "--data", bad).exit_code != 0
    assert not (own / "out").exists()
    assert run(*command, "--data", good).exit_code == 0
    before = {f: f.read_bytes() for f in (own / "out").rglob("*") if f.is_file()}
    assert run(*command, "--data", good, "--data", bad).exit_code != 0
    assert {f: f.read_bytes() for f in (own / "out").rglob("*") if f.is_file()} == before


def test_what_cannot_be_rendered_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "evaluation.json").write_text("the former")
    with pytest.raises(KeyError):
        write(tmp_path, "evaluation.json", {}, {"near_misses": {}}, [])
    assert [f.name for f in tmp_path.iterdir()] == ["evaluation.json"]
    assert (tmp_path / "evaluation.json").read_text() == "the former"


def test_runs_of_a_former_record_do_not_stay_beside_a_new_one(own: Path) -> None:
    one, other = lay(own / "hive", ["Who keeps bees?"]), lay(own / "swarm", ["Who keeps bees?"])
    for data in (one, other):
        assert run("evaluate", "--system", "my_search:Fixed", "--data", data, "--out", own / "out").exit_code == 0
    assert [f.name for f in (own / "out" / "runs").iterdir()] == ["swarm"]


@pytest.mark.parametrize("command", ["evaluate --system my_search:Fixed", "audit --before recall --after recall"])
def test_a_folder_of_runs_that_is_anothers_stays(own: Path, command: str) -> None:
    (own / "runs").mkdir()
    (own / "runs" / "events").write_text("another's")
    (own / "mine.jsonl").write_text('{"query": "Who?", "positive": "Ilse.", "negative": "Nobody."}')
    given = ("--data", lay(own / "hive", ["Who keeps bees?"]), "--near-misses", own / "mine.jsonl")
    done = run(*command.split(), *given, "--out", own)
    assert (own / "runs" / "events").read_text() == "another's"
    if command.startswith("evaluate"):
        assert done.exit_code == 2
        assert "is not of an evaluation" in " ".join(done.stderr.split())


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
