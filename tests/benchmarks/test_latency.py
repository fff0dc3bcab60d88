from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.latency.passages import passages, questions
from benchmarks.latency.report import markdown
from twostage_core.basemodel import MINILM
from twostage_core.encoder import load_tokenizer


@pytest.mark.parametrize("tokens", [5, 32, 512])
def test_passages_have_the_tokens_that_are_asked_for(tokens: int) -> None:
    tokenizer = load_tokenizer(MINILM.locate())
    found = passages(4, tokens, 1)
    assert len(set(found)) == 4
    for text in found:
        assert abs(len(tokenizer.encode(text, add_special_tokens=False).ids) - tokens) <= 2


def test_no_two_questions_are_alike() -> None:
    asked = questions(1)
    found = [next(asked) for _ in range(300)]
    assert len(set(found)) == 300


def test_the_report_says_who_was_faster() -> None:
    def timed(cold: float, warm: float) -> dict[str, object]:
        return {"cold": [cold], "warm": [warm], "cold median": cold, "warm median": warm}

    cell = {"two-stage": timed(110, 5), "cross-encoder": timed(100, 100), "other": timed(7, 6), "plain": timed(8, 8)}
    report = markdown(
        {
            "cells": [{"candidates": 10, "tokens": 32, "milliseconds": cell}],
            "seed": 1,
            "provenance": {"cpu": "x", "cores": 2, "threads": 2, "versions": {}},
        }
    )
    assert "| 10 | 32 | 5 | 20.0× faster | 110 | 1.10× slower |" in report
    assert "| candidates | tokens | cross-encoder | other, cold | other, warm | plain |" in report
    assert "| 10 | 32 | 100 | 7 | 6 | 8 |" in report


@pytest.mark.nightly
def test_all_peers_run(tmp_path: Path) -> None:
    import typer

    from benchmarks.latency.__main__ import main

    app = typer.Typer()
    app.command()(main)
    done = CliRunner().invoke(app, ["--small", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "| 3 | 16 |" in (tmp_path / "README.md").read_text(encoding="utf-8")
