from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import typer
from typer.testing import CliRunner

import twostage_core as ts
from benchmarks.escalation.__main__ import WIDTHS, Remembered, decisions, main, stages
from benchmarks.escalation.page import LEVELS, OTHER, OURS, escalated, markdown
from twostage_core.basemodel import MINILM
from twostage_core.evaluation.pairset import Pair, PairSet
from twostage_core.verifiers.protocol import RELATIONS, Judge

RECORD = Path(__file__).parents[2] / "benchmarks" / "escalation" / "escalation.json"


class Told(ts.Verifier):
    """Gives each text the probability that it is told to, and counts what it was asked."""

    def __init__(self, name: str, probabilities: dict[str, float]) -> None:
        self.name, self.probabilities, self.asked = name, probabilities, 0

    def prepare(
        self, query: str, relation: ts.Relation = "support", *, token_store: ts.TokenStore | None = None
    ) -> Judge:
        def judge(texts: list[str]) -> ts.Verification:
            self.asked += len(texts)
            values = np.array([self.probabilities[text] for text in texts], np.float32)
            return ts.Verification(values, values, [None] * len(texts), [None] * len(texts))

        return judge


def test_what_was_judged_once_is_decided_by_every_stage() -> None:
    pairs = [
        Pair("q", "sure", 1, "q"),
        Pair("q", "barely", 0, "q"),
        Pair("q", "nearly", 1, "q"),
        Pair("q", "no", 0, "q"),
    ]
    sets = [PairSet("four", "support", tuple(pairs), "test", False, "four")]
    first = Told("first", {"sure": 0.9, "barely": 0.52, "nearly": 0.4, "no": 0.0})
    second = Told("second", {"sure": 0.1, "barely": 0.2, "nearly": 0.8, "no": 0.9})
    known = [Remembered(verifier, sets, ts.TokenStore()) for verifier in (first, second)]
    found = {name: decisions(sets[0], stage) for name, stage in stages(*known, "support", 0.5).items()}
    assert found == {
        OURS: {"true_accepts": 0.5, "false_accepts": 0.5, "escalated": 0.0},
        OTHER: {"true_accepts": 0.5, "false_accepts": 0.5, "escalated": 0.0},
        escalated(0.05): {"true_accepts": 0.5, "false_accepts": 0.0, "escalated": 0.25},
        escalated(0.2): {"true_accepts": 1.0, "false_accepts": 0.0, "escalated": 0.5},
    }
    assert (first.asked, second.asked) == (4, 4)


@pytest.mark.model
def test_all_of_it_runs(tmp_path: Path) -> None:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.manual_seed(3)
    base = MINILM.locate()
    AutoModelForSequenceClassification.from_pretrained(base, num_labels=1).save_pretrained(tmp_path / "untrained")
    AutoTokenizer.from_pretrained(base).save_pretrained(tmp_path / "untrained")
    app = typer.Typer()
    app.command()(main)
    asked = ["--small", "--cross-encoder", str(tmp_path / "untrained"), "--work", str(tmp_path)]
    done = CliRunner().invoke(app, [*asked, "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    record = json.loads((tmp_path / "out" / "escalation.json").read_text(encoding="utf-8"))
    assert record["small"]
    assert {own["relation"] for own in record["sets"].values()} == set(RELATIONS)
    assert record["milliseconds"]["median"][OURS] > 0
    page = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert page == markdown(record) + "\n"
    for level in LEVELS:
        assert f"| `{level}` | sets | {OURS} | {OTHER} |" in page


def test_the_page_is_that_of_its_record() -> None:
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    assert RECORD.with_name("README.md").read_text(encoding="utf-8") == markdown(record) + "\n"
    assert not record["small"]
    assert record["widths"] == list(WIDTHS)
    kinds = {own["mean"] for own in record["sets"].values()}
    assert {"generator", "natural near-misses", "paraphrase", "perturbed questions"} <= kinds
    # Escalating more is escalating no less.
    for own in record["sets"].values():
        for by_name in own["decisions"].values():
            assert by_name[escalated(WIDTHS[0])]["escalated"] <= by_name[escalated(WIDTHS[1])]["escalated"]
