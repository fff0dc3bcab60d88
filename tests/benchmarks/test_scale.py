from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.latency.passages import passages
from benchmarks.scale import redis
from benchmarks.scale.__main__ import main
from benchmarks.scale.entries import check_disk, draw
from benchmarks.scale.estimate import estimate
from benchmarks.scale.growth import steps
from benchmarks.scale.process import apart, memory
from benchmarks.scale.report import markdown
from benchmarks.scale.texts import real_passages, write_short_texts
from twostage_core import InputError
from twostage_core.basemodel import MINILM
from twostage_core.encoder import EncoderConfig, load_tokenizer
from twostage_core.lines import objects
from twostage_core.tokenvectors import TokenVectors

SCALE = Path(__file__).parents[2] / "benchmarks" / "scale"
PROVENANCE = {"cpu": "x", "cores": 2, "threads": 2, "versions": {}}


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one collection, whose documents have 70 to 300 tokens."""
    folder = tmp_path_factory.mktemp("data")
    collection = folder / "retrieval" / "told"
    collection.mkdir(parents=True)
    documents = [text for tokens in (20, 70, 300) for text in passages(3, tokens, tokens)]
    corpus = [{"_id": str(i), "title": "", "text": text} for i, text in enumerate(documents)]
    (collection / "corpus.jsonl").write_text("".join(json.dumps(d) + "\n" for d in corpus), encoding="utf-8")
    (collection / "queries.jsonl").write_text('{"_id": "q", "text": "who"}\n', encoding="utf-8")
    (collection / "qrels.tsv").write_text("q\t0\t1\n", encoding="utf-8")
    return folder


def run(*arguments: str | Path) -> Any:
    app = typer.Typer()
    app.command()(main)
    return CliRunner().invoke(app, [*map(str, arguments)])


def test_real_passages_keep_their_words_whole_and_fit_a_window(data: Path) -> None:
    tokenizer = load_tokenizer(MINILM.locate())
    found = real_passages(data / "retrieval", 100, 1)
    documents = [record["text"] for _, record in objects(data / "retrieval/told/corpus.jsonl")]
    assert len(found) == len(set(found)) == 9
    for text in found:
        assert 64 <= len(tokenizer.encode(text, add_special_tokens=False).ids) <= 128
        assert any(f" {text} " in f" {document} " for document in documents)
    assert real_passages(data / "retrieval", 4, 1) == found[:4]
    assert real_passages(data / "retrieval", 4, 2) != found[:4]


def test_short_texts_are_short_and_distinct_however_many(tmp_path: Path) -> None:
    tokenizer = load_tokenizer(MINILM.locate())
    write_short_texts(tmp_path / "short.jsonl", 500, 3, 1)
    texts = [record["text"] for _, record in objects(tmp_path / "short.jsonl")]
    assert len(set(texts)) == 500
    assert max(len(e.ids) for e in tokenizer.encode_batch(texts, add_special_tokens=False)) <= 16


@pytest.mark.parametrize("pooled", [0, 192])
def test_drawn_entries_are_token_vectors_of_the_shape_asked_for(pooled: int) -> None:
    drawn = list(draw(EncoderConfig(pooled=pooled), 128, 2, 1))
    read = TokenVectors.from_bytes(drawn[0].to_bytes())
    assert len(drawn[0].to_bytes()) == (8_682 if pooled else 8_488)
    assert (read.vectors.shape, read.tokens, len(read.windows)) == ((128, 64), 128, 1)
    lengths = ((read.vectors * read.scales[:, None].astype("f4")) ** 2).sum(axis=1)
    assert lengths == pytest.approx(1, abs=1e-2)
    assert drawn[0].to_bytes() != drawn[1].to_bytes()


def test_what_does_not_fit_on_the_disk_is_refused_before_it_is_begun(tmp_path: Path) -> None:
    check_disk(tmp_path, EncoderConfig(), 10, 128)
    with pytest.raises(InputError, match=r"entries of 128 tokens need .* GB free: give fewer --entries or --tokens"):
        check_disk(tmp_path, EncoderConfig(), 10**12, 128)


def test_steps_end_with_what_was_asked_for() -> None:
    assert steps(1_000_000) == [1_000, 10_000, 100_000, 1_000_000]
    assert steps(25_000) == [1_000, 10_000, 25_000]


def test_memory_is_that_of_a_process_of_its_own() -> None:
    held = bytearray(200 * 2**20)
    here, there = memory(), apart(memory)
    assert here["anonymous"] - there["anonymous"] > 150
    assert there["peak"] >= there["rss"] >= there["anonymous"]
    assert len(held) == 200 * 2**20


def test_without_a_redis_server_it_says_so_before_anything_is_measured(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="expected redis-server on the path"):
        redis.program()
    done = run("--data", data, "--small", "--work", tmp_path / "work", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "redis-server" in done.output
    assert not (tmp_path / "out" / "scale.json").exists()


@pytest.mark.model
def test_all_that_needs_no_server_runs(data: Path, tmp_path: Path) -> None:
    places = ("--data", data, "--small", "--work", tmp_path / "work", "--out", tmp_path)
    done = run(*places, "--only", "speed,memory,reads,growth")
    assert done.exit_code == 0, done.output
    record = json.loads((tmp_path / "scale.json").read_text(encoding="utf-8"))
    found = record["measured"]
    assert (found["speed"]["asked"], found["speed"]["passages"]) == (8, 8)
    assert (found["memory"]["texts"], [at["texts"] for at in found["memory"]["curve"]]) == (600, [512, 600])
    assert found["reads"]["value_bytes"] == 8_682
    assert [step["entries"] for step in found["growth"]["steps"]] == [120, 300]
    assert found["growth"]["steps"][0]["ratio"] == {"first": 1.0, "again": 1.0}
    assert all(step["milliseconds"]["again"]["median"] > 0 for step in found["growth"]["steps"])
    report = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert report == markdown(record) + "\n"
    assert "its figures mean nothing" in report
    assert "Not run yet: redis." in report
    assert not list((tmp_path / "work").iterdir())


@pytest.mark.integration
@pytest.mark.model
def test_a_server_is_measured_and_the_rest_is_kept(data: Path, tmp_path: Path) -> None:
    places = ("--data", data, "--small", "--work", tmp_path / "work", "--out", tmp_path)
    assert run(*places, "--only", "speed").exit_code == 0
    done = run(*places, "--only", "redis")
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "scale.json").read_text(encoding="utf-8"))["measured"]
    assert list(found) == ["speed", "redis"]
    assert (found["redis"]["value_bytes"], found["redis"]["key_bytes"]) == (8_682, 85)
    assert 8_767 < found["redis"]["bytes_an_entry"] < 16_000
    assert "## A hundred million" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_figures_of_two_machines_do_not_stand_in_one_report(data: Path, tmp_path: Path) -> None:
    earlier = {"schema": "twostage-rag/scale/1", "small": True, "seed": 11, "provenance": PROVENANCE, "measured": {}}
    (tmp_path / "scale.json").write_text(json.dumps(earlier), encoding="utf-8")
    done = run("--data", data, "--small", "--only", "speed", "--work", tmp_path / "work", "--out", tmp_path)
    assert done.exit_code == 2
    assert "provenance" in done.output


def a_record(*, ratio: float, anonymous: float, rate: int, value: int, judged: float) -> dict[str, Any]:
    def step(entries: int, ms: float, mib: float) -> dict[str, Any]:
        taken = {"median": ms, "p95": ms}
        return {
            "entries": entries,
            "store_mib": 1,
            "memory": {"anonymous": mib, "file": 1.0},
            "milliseconds": {"first": taken, "again": taken},
            "ratio": {"first": 9.0, "again": ms / 100},
            "read": {"first": taken, "again": taken},
        }

    at = {"file": 1.0, "rss": 1.0, "peak": 1.0}
    growth = {"tokens": 128, "candidates": 100, "sets": 3, "queries": 3, "fill_seconds": 1, "machine_memory_mib": 1024}
    measured: dict[str, Any] = {
        "speed": {
            "asked": 2,
            "passages": 2,
            "tokens": 100.0,
            "text_bytes": 500,
            "seconds": {"index": [1.0], "forward": [ratio]},
            "passages_a_second": {"index": 100.0, "forward": 100 / ratio},
            "ratio": ratio,
        },
        "memory": {
            "texts": 20,
            "stored_mib": 1,
            "curve": [{"texts": 10, "anonymous": 100.0, **at}, {"texts": 20, "anonymous": anonymous, **at}],
        },
        "reads": {
            "entries": 9,
            "rounds": 9,
            "value_bytes": value,
            "passages_a_second": {"first": 1, "vectors": rate, "mget": 1},
        },
        "growth": {**growth, "steps": [step(1_000, 100, 100), step(2_000, judged, anonymous)]},
        "redis": {
            "server": "7",
            "entries": 9,
            "tokens": 128,
            "key_bytes": 85,
            "value_bytes": 8_682,
            "bytes_an_entry": 10_000,
            "at_once": 100,
            "milliseconds": {"mget": 1.0, "vectors": 2.0},
        },
    }
    return {"small": False, "seed": 1, "measured": measured, "provenance": PROVENANCE}


def test_the_report_says_of_each_bar_whether_it_is_met() -> None:
    good = markdown(a_record(ratio=0.9, anonymous=110, rate=20_000, value=8_704, judged=110))
    assert (good.count("| met |"), good.count("| **missed** |")) == (6, 0)
    bad = markdown(a_record(ratio=0.899, anonymous=111, rate=19_999, value=8_705, judged=111))
    assert (bad.count("| met |"), bad.count("| **missed** |")) == (0, 6)


def test_a_hundred_million_come_to_what_one_times_as_many_comes_to() -> None:
    found = estimate(a_record(ratio=1, anonymous=1, rate=1, value=1, judged=1)["measured"])
    assert (found.redis_bytes, found.machines) == (1e12, 21)
    assert found.hours[16] == pytest.approx(1e8 / 100 / 3600 / 16)
    assert (found.query_bytes, found.get_usd, found.put_usd) == (868_200, 40, 500)
    assert found.query_ms == pytest.approx(0.69456)
    assert found.lmdb_bytes == 1e8 * 12_288


@pytest.mark.skipif(not (SCALE / "scale.json").exists(), reason="not measured yet")
def test_the_committed_report_is_that_of_its_record() -> None:
    record = json.loads((SCALE / "scale.json").read_text(encoding="utf-8"))
    assert (SCALE / "README.md").read_text(encoding="utf-8") == markdown(record) + "\n"
    assert not record["small"]
