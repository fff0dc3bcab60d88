from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from benchmarks.cosine import WEIGHTS, passing, table
from benchmarks.records import checkpoint_of, shipped

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "benchmarks" / "default_checkpoint" / "cosine.json"
CARD = ROOT / "shared" / "twostage_core" / "checkpoints" / "default" / "README.md"


def of(matches: list[float], others: list[float]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([True] * len(matches) + [False] * len(others)), np.array([*matches, *others])


def test_one_threshold_is_for_all_kinds_and_each_of_them_counts_alike() -> None:
    # Of one kind ten times as many matches: they are one half of what is lost nevertheless.
    kinds = {"many": [of([float(i) for i in range(1, 101)], [0.0, 10.5])], "few": [of([200.0] * 10, [5.0, 300.0])]}
    # A tenth of all is a fifth of "many": the threshold is its 21st.
    assert passing(kinds, 0.1) == {"many": 0.0, "few": 0.5}
    assert passing(kinds, 0.01) == {"many": 0.5, "few": 1.0}
    # A set counts for a kind as one, however many pairs it has.
    two = {"kind": [of([1.0], [0.0]), of([1.0], [2.0] * 9)]}
    assert passing(two, 0.05) == {"kind": 0.5}


def test_the_table_in_the_card_is_that_of_the_record() -> None:
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    card = CARD.read_text(encoding="utf-8")
    assert list(record["weights"]) == [str(weight) for weight in WEIGHTS]
    assert table(record) in card
    assert record["checkpoint"] == shipped() or checkpoint_of(record) in card


def test_within_its_sets_it_helps_paraphrase_and_at_one_threshold_it_lets_near_misses_pass() -> None:
    found = json.loads(RECORD.read_text(encoding="utf-8"))["weights"]
    least, most = found[str(WEIGHTS[0])], found[str(WEIGHTS[-1])]
    assert most["auc"]["paraphrase"] > least["auc"]["paraphrase"]
    assert most["false_accepts"]["natural near-misses"] > least["false_accepts"]["natural near-misses"] + 0.1
