"""What the committed records say is what stands beside them, and what they are to show is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from benchmarks.figures import texts
from benchmarks.paper.report import figures, markdown, measured

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_the_report_on_the_papers_experiments_is_that_of_its_records() -> None:
    found = measured(BENCHMARKS / "paper")
    assert (BENCHMARKS / "paper" / "README.md").read_text(encoding="utf-8") == markdown(found) + "\n"
    assert not any(results["small"] for results in found.values())
    drawn = figures(found)
    assert drawn
    for name, figure in drawn.items():
        assert sorted(texts((BENCHMARKS / "paper" / name).read_text(encoding="utf-8"))) == sorted(texts(figure))


def test_the_audits_end_as_they_are_to() -> None:
    audits = json.loads((BENCHMARKS / "audits.json").read_text(encoding="utf-8"))["audits"]
    assert {name: entry["exit"] for name, entry in audits.items() if len(entry["expected"]) == 1} == {
        "tuned harder, on near-misses alone": 1,
        "unchanged": 0,
        "better": 0,
        "noised, few queries": 3,
    }
    assert all(entry["exit"] in entry["expected"] for entry in audits.values())
    fell = audits["tuned harder, on near-misses alone"]
    assert fell["relative"] < -fell["max_drop"]
    assert fell["p"] < 0.05
    assert fell["worst_collections"][0]["collection"] in fell["said"]
    assert len(fell["worst_queries"]) == 10
    readme = " ".join((BENCHMARKS.parent / "README.md").read_text(encoding="utf-8").split())
    assert f"loses {-100 * fell['relative']:.0f} % of its nDCG@10 ([audits]" in readme
    first = audits["tuned, half on near-misses"]
    assert len(fell["worst_collections"]) == len(first["worst_collections"]) == 3
    assert f"of three collections, where the first loses {-100 * first['relative']:.0f} %)" in readme
    noised = audits["noised, few queries"]
    assert noised["queries_needed"] > noised["queries"]
    assert str(noised["queries_needed"]) in noised["said"]


def test_no_record_holds_a_sentence_of_the_public_sets() -> None:
    records = [*BENCHMARKS.rglob("*.json")]
    assert len(records) > 5
    for record in records:
        assert not re.search(r'"(query|text)": "', record.read_text(encoding="utf-8")), record
