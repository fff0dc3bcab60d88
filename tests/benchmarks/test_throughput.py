from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.latency import throughput
from benchmarks.latency.report import markdown

PROVENANCE = {"cpu": "x", "cores": 2, "threads": 2, "versions": {}}


class Sleeper(throughput.System):
    """Answers after so many seconds, any number at once."""

    name = "sleeper"

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.asked: list[str] = []
        self.now = self.most = 0

    async def ask(self, query: str, texts: Sequence[str]) -> None:
        self.asked.append(query)
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(self.seconds)
        self.now -= 1


def work() -> Iterator[tuple[str, list[str]]]:
    return ((str(i), ["a text"]) for i in count())


async def test_each_caller_asks_again_when_it_has_its_answer() -> None:
    system = Sleeper(0.02)
    level = await throughput.closed_loop(system, work(), callers=5, seconds=0.3)
    assert system.most == 5
    assert len(set(system.asked)) == len(system.asked) == level["queries"] > 3 * 5
    # Five every 20 ms are 250 a second; a busy machine makes fewer of it, and nothing makes more.
    assert 50 < level["per_second"] <= 251
    assert 20 <= level["p50"] <= level["p95"]


async def test_what_takes_longer_than_the_time_is_awaited_and_counted() -> None:
    system = Sleeper(0.2)
    level = await throughput.closed_loop(system, work(), callers=3, seconds=0.01)
    assert level["queries"] == 3
    assert level["per_second"] <= 3 / 0.2


def test_the_best_is_within_the_bar() -> None:
    def level(callers: int, per_second: float, p95: float) -> dict[str, float]:
        return {"callers": callers, "per_second": per_second, "p95": p95}

    levels = [level(1, 10, 90), level(2, 18, 200), level(4, 19, 201)]
    assert throughput.best(levels) == levels[1]
    assert throughput.best(levels[2:]) is None


def test_the_report_names_the_best_or_none() -> None:
    level = {"callers": 1, "queries": 9, "per_second": 9.04, "p50": 110.2, "p95": 150.7}
    slow = {"callers": 1, "queries": 2, "per_second": 0.8, "p50": 1300.0, "p95": 1310.0}
    size = {
        "candidates": 100,
        "tokens": 128,
        "levels": {"two-stage": [level], "cross-encoder": [slow]},
        "best": {"two-stage": level, "cross-encoder": None},
    }
    record = {"seconds": 10, "bar": 200, "pool": 1000, "seed": 7, "sizes": [size], "provenance": PROVENANCE}
    report = markdown({"throughput": record})
    assert "| 1 | 9.0 (110 / 151) | 0.8 (1300 / 1310) |" in report
    assert "within 200 ms: two-stage 9.0 (1 caller); cross-encoder none." in report


@pytest.mark.model
def test_all_systems_run(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(throughput.main)
    done = CliRunner().invoke(app, ["--small", "--seconds", "0.2", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    record = json.loads((tmp_path / "throughput.json").read_text(encoding="utf-8"))
    assert record["schema"] == throughput.SCHEMA
    [size] = record["sizes"]
    assert list(size["levels"]) == ["two-stage", "cross-encoder", "cross-encoder, ONNX int8"]
    for levels in size["levels"].values():
        assert [level["callers"] for level in levels] == [1, 3]
        assert all(level["queries"] >= level["callers"] for level in levels)
    assert "### 3 candidates of 128 tokens" in (tmp_path / "README.md").read_text(encoding="utf-8")
