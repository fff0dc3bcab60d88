from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from sklearn.metrics import roc_auc_score

import twostage_core as ts
from twostage_core.evaluation import evaluate, system, table
from twostage_core.evaluation.suites import Draw, natural
from twostage_core.evaluation.systems import PooledCosine, VerifierSystem

pytestmark = pytest.mark.model


class Length:
    """The shorter the text the better; a real system without weights."""

    name = "length"

    def score(
        self, queries: Sequence[str], texts: Sequence[str], relation: ts.Relation = "support"
    ) -> npt.NDArray[np.float64]:
        return np.array([float("nan") if "copper" in t else -float(len(t)) for t in texts])

    def files(self) -> dict[str, str]:
        return {}


@pytest.fixture(scope="module")
def report(data: Path, cosine: PooledCosine) -> dict[str, Any]:
    steps: list[tuple[str, int, int]] = []
    made = evaluate(
        data,
        [cosine, system("model"), Length()],
        chosen=("natural", "support", "retrieval"),
        n=16,
        seed=5,
        depth=6,
        on_step=lambda *step: steps.append(step),
    )
    assert steps
    assert all(0 <= done <= total for _, done, total in steps)
    return made


def test_json_holds_it(report: dict[str, Any]) -> None:
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_a_figure_is_that_of_the_pairs(report: dict[str, Any], data: Path, cosine: PooledCosine) -> None:
    drawn = {one.name: one for one in natural(Draw(data, 16, 5, "test", cosine.embed))}
    one = drawn["pawsx_dev"]
    scores = cosine.score([p.query for p in one.pairs], [p.text for p in one.pairs])
    figures = report["suites"]["natural"]["pawsx_dev"]["cosine:base"]
    assert figures["auc"] == pytest.approx(roc_auc_score([p.label for p in one.pairs], scores))
    assert figures["interval"][0] <= figures["auc"] <= figures["interval"][1]
    assert figures["n"] == 16
    assert report["sets"]["natural"]["pawsx_dev"] == {
        "relation": "identity",
        "split": "dev",
        "trained_on": True,
        "pairs": 16,
        "matches": sum(p.label for p in one.pairs),
    }


def test_a_pool_holds_the_pairs_of_its_sets_and_counts_once_in_the_mean(report: dict[str, Any]) -> None:
    found = report["suites"]["natural"]
    members = [name for name in found if name.startswith("valse: ") and name != "valse: all"]
    assert found["valse: all"]["length"]["n"] == sum(found[name]["length"]["n"] for name in members)
    counted = ["pawsx_dev", "checklist_qqp", "semantoneg", "valse: all"]
    for name in report["systems"]:
        expected = np.mean([found[one][name]["auc"] for one in counted])
        assert report["means"]["natural near-misses"][name] == pytest.approx(expected)


def test_what_is_not_judged_is_counted_and_not_accepted(
    report: dict[str, Any], data: Path, cosine: PooledCosine
) -> None:
    one = next(s for s in natural(Draw(data, 16, 5, "test", cosine.embed)) if s.name == "pawsx_dev")
    unjudged = np.array(["copper" in p.text for p in one.pairs])
    assert unjudged.any()
    lowest = np.where(unjudged, -1000.0, [-len(p.text) for p in one.pairs])
    figures = report["suites"]["natural"]["pawsx_dev"]["length"]
    assert figures["unjudged"] == unjudged.sum()
    assert figures["auc"] == pytest.approx(roc_auc_score([p.label for p in one.pairs], lowest))


def test_rankings_have_a_reciprocal_rank_in_which_ties_win_nothing(report: dict[str, Any]) -> None:
    figures = report["suites"]["support"]["tydiqa: nearest"]
    assert 0 < figures["cosine:base"]["mrr"] <= 1
    assert "mrr" not in report["suites"]["natural"]["pawsx_dev"]["length"]


def test_retrieval_is_measured_for_what_has_a_threshold(report: dict[str, Any]) -> None:
    assert set(report["retrieval"]) == {"similarity-map:default"}
    found = report["retrieval"]["similarity-map:default"]
    assert set(found) == {"village", "pooled"}
    assert found["village"] == found["pooled"]
    assert found["village"]["queries"] == 3


def test_every_file_is_named_by_its_hash(report: dict[str, Any], data: Path) -> None:
    files = report["data"]
    assert {"identity/valse.jsonl.gz", "support/nq_oracle.jsonl.gz", "retrieval/village/qrels.jsonl.gz"} <= set(files)
    for name, digest in files.items():
        assert hashlib.sha256((data / name).read_bytes()).hexdigest() == digest


def test_the_table_shows_what_the_report_holds(report: dict[str, Any]) -> None:
    text = table(json.loads(json.dumps(report)))
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in text.splitlines() if line.startswith("| ")}
    for suite, sets in report["suites"].items():
        assert f"### {suite}\n" in text
        for name, by_system in sets.items():
            assert all(f"{figures['auc']:.3f} [" in rows[name] for figures in by_system.values())
    assert "tydiqa: nearest, mean reciprocal rank" in rows
    assert f"{report['retrieval']['similarity-map:default']['village']['recall']:.3f}" in rows["village"]
    assert "unjudged" in rows["pawsx_dev"]
    # Every row of a table is as wide as its head.
    for block in text.split("\n\n"):
        if block.startswith("| "):
            assert len({line.count(" | ") for line in block.splitlines() if not line.startswith("|---")}) == 1


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"chosen": ("sarcasm",)}, "sarcasm"),
        ({"systems": []}, "none"),
        ({"systems": [Length(), Length()]}, "length, length"),
        ({"systems": [Length()], "chosen": ("retrieval",)}, "fitted threshold"),
        ({"systems": [VerifierSystem(ts.MaxSimVerifier())], "chosen": ("retrieval",)}, "fitted threshold"),
    ],
)
def test_what_cannot_be_measured_is_refused(options: dict[str, Any], named: str, data: Path) -> None:
    with pytest.raises(ts.InputError, match=named):
        evaluate(data, options.pop("systems", [Length()]), n=16, **options)
