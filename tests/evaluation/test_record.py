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
from twostage_core.evaluation import SCHEMA, Asked, Catalogue, Collection, System, evaluate, table
from twostage_core.evaluation.embedding import SentenceEmbedding
from twostage_core.evaluation.pairfile import read
from twostage_core.evaluation.ranking import Ranking
from twostage_core.evaluation.suites import Draw, natural
from twostage_core.evaluation.systems.dense import Dense

pytestmark = pytest.mark.model


class Length:
    """The shorter the text the better; a real scorer without weights."""

    def score(
        self, queries: Sequence[str], texts: Sequence[str], relation: ts.Relation = "support"
    ) -> npt.NDArray[np.float64]:
        return np.array([float("nan") if "copper" in t else -float(len(t)) for t in texts])

    def accepts(self, scores: npt.NDArray[np.float64], relation: ts.Relation) -> npt.NDArray[np.bool_]:
        return scores > -40


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("own") / "mine.jsonl"
    triples = [
        {"query": f"Who feeds the {a}?", "positive": f"Ada feeds the {a}.", "negative": f"Ada sells the {a}."}
        for a in ("goat", "horse", "duck", "cow")
    ]
    file.write_text("".join(json.dumps(t) + "\n" for t in triples))
    return file


@pytest.fixture(scope="module")
def record(data: Path, base: SentenceEmbedding, own: Path) -> dict[str, Any]:
    steps: list[tuple[str, int, int]] = []
    catalogue = Catalogue()
    made = evaluate(
        [*(catalogue.system(s) for s in ("dense", "two-stage", "two-stage+demote")), System("length", scorer=Length())],
        Asked(
            collections=[Collection.read(data / "retrieval" / "village")],
            suites=("natural", "support"),
            own={own: read(own)},
            sets=data,
            pairs=16,
            seed=5,
            depth=6,
        ),
        embedding=base,
        on_step=lambda *step: steps.append(step),
    )
    assert all(0 <= done <= total for _, done, total in steps)
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


def test_figures_are_those_of_the_scores(record: dict[str, Any], data: Path, base: SentenceEmbedding) -> None:
    one = next(s for s in natural(Draw(data, 16, 5, "test", base.embed)) if s.name == "pawsx_dev")
    scores = Dense(base).score([p.query for p in one.pairs], [p.text for p in one.pairs], "identity")
    labels = np.array([p.label for p in one.pairs])
    entry = record["near_misses"]["pawsx_dev"]
    figures = entry["figures"]["dense"]
    assert figures["auc"] == pytest.approx(roc_auc_score(labels, scores))
    assert figures["interval"][0] <= figures["auc"] <= figures["interval"][1]
    assert figures["near_miss_mean"] == pytest.approx(scores[labels == 0].mean())
    assert figures["match_mean"] == pytest.approx(scores[labels == 1].mean())
    assert "accepted" not in figures
    assert {k: v for k, v in entry.items() if k not in ("figures", "differences")} == {
        "suite": "natural",
        "relation": "identity",
        "category": "",
        "split": "dev",
        "trained_on": True,
        "mean": "natural near-misses",
        "in_pool": False,
        "pairs": 16,
        "matches": int(labels.sum()),
    }


def test_a_pool_holds_the_pairs_of_its_sets_and_counts_once_in_the_mean(record: dict[str, Any]) -> None:
    found = record["near_misses"]
    members = [name for name, entry in found.items() if entry["in_pool"]]
    assert members
    assert found["valse: all"]["pairs"] == sum(found[name]["pairs"] for name in members)
    counted = ["pawsx_dev", "checklist_qqp", "semantoneg", "valse: all"]
    for name in ("dense", "two-stage", "length"):
        expected = np.mean([found[one]["figures"][name]["auc"] for one in counted])
        assert record["means"]["natural near-misses"][name] == pytest.approx(expected)


def test_what_is_not_judged_is_counted_and_not_accepted(
    record: dict[str, Any], data: Path, base: SentenceEmbedding
) -> None:
    one = next(s for s in natural(Draw(data, 16, 5, "test", base.embed)) if s.name == "pawsx_dev")
    unjudged = np.array(["copper" in p.text for p in one.pairs])
    assert unjudged.any()
    lowest = np.where(unjudged, -1000.0, [-len(p.text) for p in one.pairs])
    figures = record["near_misses"]["pawsx_dev"]["figures"]["length"]
    assert figures["unjudged"] == unjudged.sum()
    assert figures["auc"] == pytest.approx(roc_auc_score([p.label for p in one.pairs], lowest))
    matches = np.array([p.label == 1 for p in one.pairs])
    assert figures["accepted"]["matches"] == pytest.approx((lowest > -40)[matches].mean())


def test_pairs_of_ones_own_are_measured(record: dict[str, Any]) -> None:
    entry = record["near_misses"]["mine: support"]
    assert (entry["pairs"], entry["matches"], entry["suite"]) == (8, 4, "mine.jsonl")
    assert set(entry["figures"]) == {"dense", "two-stage", "length"}
    assert set(entry["differences"]) == {"two-stage", "length"}


def test_policies_share_scores_and_differ_in_their_rankings(record: dict[str, Any]) -> None:
    scores_as = {name: entry["scores_as"] for name, entry in record["systems"].items()}
    assert scores_as == {
        "dense": "dense",
        "two-stage": "two-stage",
        "two-stage+demote": "two-stage",
        "length": "length",
    }
    found = record["retrieval"]["village"]
    assert set(found["figures"]) == {"dense", "two-stage", "two-stage+demote"}
    assert found["figures"]["two-stage+demote"]["R@100"]["mean"] == 1.0
    assert record["decisions"]["village"]["two-stage"]["recall"] is not None
    assert "pooled" not in record["retrieval"]


def test_rankings_have_a_reciprocal_rank(record: dict[str, Any]) -> None:
    assert 0 < record["near_misses"]["tydiqa: nearest"]["figures"]["dense"]["mrr"] <= 1
    assert "mrr" not in record["near_misses"]["pawsx_dev"]["figures"]["length"]


def test_every_file_is_named_by_its_hash(record: dict[str, Any], data: Path, own: Path) -> None:
    files = record["data"]
    assert record["schema"] == SCHEMA
    assert {"identity/valse.jsonl.gz", "support/nq_oracle.jsonl.gz", "village/qrels.jsonl.gz", "mine.jsonl"} <= set(
        files
    )
    for name, digest in files.items():
        path = own if name == "mine.jsonl" else data / ("retrieval/" + name if "village" in name else name)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest


def test_the_tables_show_what_the_record_holds(record: dict[str, Any]) -> None:
    text = table(record)
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in text.splitlines() if line.startswith("| ")}
    for name, entry in record["near_misses"].items():
        assert f"### {entry['suite']}\n" in text
        assert all(f"{figures['auc']:.3f} [" in rows[name] for figures in entry["figures"].values())
    assert "tydiqa: nearest, mean reciprocal rank" in rows
    assert f"{record['retrieval']['village']['figures']['dense']['nDCG@10']['mean']:.3f}" in text
    assert "unjudged" in rows["pawsx_dev"]
    # Every row of a table is as wide as its head.
    for block in text.split("\n\n"):
        if block.startswith("| "):
            assert len({line.count(" | ") for line in block.splitlines() if not line.startswith("|---")}) == 1


class Untouched:
    """Fails if it is made to search."""

    def prepare(self, collection: Collection) -> None:
        raise AssertionError("nothing should be searched")

    def search(self, query: str, depth: int) -> Ranking:
        raise AssertionError("nothing should be searched")


def test_what_is_wrong_with_near_misses_is_told_before_anything_is_searched(
    data: Path, own: Path, tmp_path: Path
) -> None:
    village = Collection.read(data / "retrieval" / "village")
    system = System("s", Length(), Untouched())
    (tmp_path / "casebook.jsonl").write_bytes(own.read_bytes())
    (tmp_path / "mine.jsonl").write_bytes(own.read_bytes())
    named_like_ours = {tmp_path / "casebook.jsonl": read(tmp_path / "casebook.jsonl")}
    for asked, named in (
        (lambda: Asked([village], suites=("paraphrase",), sets=tmp_path), r"qqp\.jsonl\.gz"),
        (lambda: Asked([village], suites=("casebook",), own=named_like_ours, pairs=8), "casebook: support twice"),
        (lambda: Asked([village], own={f: read(f) for f in (own, tmp_path / "mine.jsonl")}), "mine.jsonl, mine.jsonl"),
    ):
        with pytest.raises(ts.InputError, match=named):
            evaluate([system], asked())
    with pytest.raises(ts.InputError, match="scores pairs"):
        evaluate([System("s", searcher=Untouched())], Asked([village], suites=("generator",)))


class Alphabet:
    """Ranks by the alphabet."""

    def prepare(self, collection: Collection) -> None:
        self.ids = sorted(collection.documents)

    def search(self, query: str, depth: int) -> Ranking:
        return Ranking(tuple(self.ids[:depth]), tuple(float(-i) for i in range(len(self.ids[:depth]))))


def test_a_difference_is_from_the_first_that_can_do_it(data: Path, own: Path) -> None:
    collections = [Collection.read(data / "retrieval" / "village")]
    systems = [System("length", Length()), System("a to z", searcher=Alphabet()), System("again", Length(), Alphabet())]
    found = evaluate(systems, Asked(collections, own={own: read(own)}, queries=2))
    assert list(found["retrieval"]["village"]["differences"]) == ["again"]
    assert found["retrieval"]["village"]["differences"]["again"]["nDCG@10"]["p"] == 1.0
    assert list(found["near_misses"]["mine: support"]["differences"]) == ["again"]
    text = table(found)
    assert "differences from a to z" in text
    # Where nobody decides there is no table of decisions.
    assert "abstained" not in text


def test_what_cannot_be_measured_is_refused(data: Path) -> None:
    village = Collection.read(data / "retrieval" / "village")
    length, dense = System("length", scorer=Length()), Catalogue().system("dense")
    for refused, named in (
        (lambda: Asked(), "neither"),
        (lambda: Asked(suites=("sarcasm",)), "sarcasm"),
        (lambda: Asked(suites=("natural",)), "no folder"),
        (lambda: Asked(collections=[village, village]), "distinct"),
        (lambda: Asked(collections=[village], queries=0), "queries must be"),
        (lambda: Asked(collections=[village], depth=0), "depth must be"),
        (lambda: evaluate([], Asked(suites=("generator",))), "none"),
        (lambda: evaluate([length, length], Asked(suites=("generator",))), "length, length"),
        (lambda: evaluate([length], Asked(collections=[village])), "searches"),
        (
            lambda: evaluate([System("s", searcher=dense.searcher)], Asked(suites=("generator",), pairs=8)),
            "scores pairs",
        ),
    ):
        with pytest.raises(ts.InputError, match=named):
            refused()
