"""The model card's figures are those of the committed report."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks import rivals
from twostage_core.evaluation import table
from twostage_core.training.card import figures

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "benchmarks" / "default_checkpoint" / "development.json"
CARD = ROOT / "shared" / "twostage_core" / "checkpoints" / "default" / "README.md"


def test_the_card_says_what_was_measured() -> None:
    assert figures(json.loads(REPORT.read_text(encoding="utf-8"))) in CARD.read_text(encoding="utf-8")


def test_the_thresholds_that_ship_are_those_of_the_report() -> None:
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    shipped = json.loads((CARD.parent / "calibration.json").read_text(encoding="utf-8"))["relations"]
    for relation in ("support", "identity"):
        measured = {level: v["threshold"] for level, v in report[relation]["held_out"].items()}
        assert shipped[relation]["thresholds"] == measured


def test_the_comparison_in_the_card_is_that_of_the_committed_report() -> None:
    report = json.loads((REPORT.parent / "evaluation.json").read_text(encoding="utf-8"))
    assert table(report) in CARD.read_text(encoding="utf-8")


def test_the_rivals_in_the_card_are_those_of_the_committed_record() -> None:
    record = json.loads((REPORT.parent / "rivals.json").read_text(encoding="utf-8"))
    card = CARD.read_text(encoding="utf-8")
    assert rivals.table(record) in card
    # What has not run is said to be missing.
    missing = [name for name in rivals.NAMES if name not in record]
    assert [name for name in missing if f"`{name}`" not in card] == []


def test_what_the_gate_does_to_retrieval_is_that_of_the_committed_report() -> None:
    report = json.loads((REPORT.parent / "retrieval.json").read_text(encoding="utf-8"))
    assert table(report) in CARD.read_text(encoding="utf-8")
    demoted = {name: entry["differences"]["two-stage+demote"]["nDCG@10"] for name, entry in report["retrieval"].items()}
    assert demoted["pooled"]["low"] > -0.01
    assert min(one["mean"] for one in demoted.values()) > -0.02
