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


def test_how_often_the_right_passage_comes_first_is_said_as_it_was_measured() -> None:
    sets = json.loads((REPORT.parent / "evaluation.json").read_text(encoding="utf-8"))["near_misses"].values()
    by_set = [own["figures"] for own in sets if "mrr" in own["figures"]["two-stage"]]
    ours, maxsim = (sum(f[name]["mrr"] for f in by_set) / len(by_set) for name in ("two-stage", "maxsim"))
    assert f"mean reciprocal rank ({ours:.2f} against {maxsim:.2f})".replace("0.", ".") in " ".join(
        CARD.read_text(encoding="utf-8").split()
    )


def test_the_readmes_comparison_is_as_near_to_todays_checkpoint_as_it_says() -> None:
    records = [REPORT.parent / "evaluation.json", ROOT / "benchmarks" / "comparison" / "evaluation.json"]
    today, then = (json.loads(path.read_text(encoding="utf-8"))["means"] for path in records)
    for kind in ("generator", "natural near-misses", "paraphrase"):
        assert abs(today[kind]["two-stage"] - then[kind]["two-stage"]) < 0.02
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert "its mean ROC-AUC in these three columns is within .02 of today's" in readme


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


def test_what_a_second_layer_brings_is_said_as_it_was_measured() -> None:
    record = json.loads((REPORT.parent / "experiments.json").read_text(encoding="utf-8"))
    two, one = (record[name] for name in ("full", "head: one layer"))
    card = " ".join(CARD.read_text(encoding="utf-8").split())
    for kind in ("generator", "natural near-misses", "lexical replacement", "nearest passages"):
        assert f"{two['auc'][kind]:.3f} and {one['auc'][kind]:.3f} on".replace("0.", ".") in card
    assert f"{two['head_ms']:.0f} and {one['head_ms']:.0f} ms on two cores" in card
