"""The README's table and figure are those of the committed record."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.comparison.readme import FIGURE, RECORD, figure, markdown, replaced
from benchmarks.figures import texts

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_is_that_of_the_record() -> None:
    record = json.loads((ROOT / RECORD).read_text(encoding="utf-8"))
    assert markdown(record) in README
    assert replaced(README, record) == README
    record["retrieval"]["pooled"]["figures"]["two-stage"]["nDCG@10"]["mean"] += 0.01
    assert replaced(README, record) != README


def test_the_figure_is_that_of_the_record_and_is_shown() -> None:
    record = json.loads((ROOT / RECORD).read_text(encoding="utf-8"))
    drawn = (ROOT / FIGURE).read_text(encoding="utf-8")
    # Not the bytes: another version of matplotlib draws the same figure otherwise.
    assert sorted(texts(drawn)) == sorted(texts(figure(record)))
    assert f"({FIGURE})" in README


def test_at_least_six_systems_are_compared_on_public_collections() -> None:
    record = json.loads((ROOT / RECORD).read_text(encoding="utf-8"))
    kinds = {name.partition(":")[0] for name in record["asked"]["systems"]}
    assert {"dense", "hybrid", "maxsim", "cross-encoder", "two-stage", "two-stage+demote"} <= kinds
    assert any(name.startswith("dense:") for name in record["asked"]["systems"])
    assert len(record["asked"]["data"]) == 5
