from __future__ import annotations

from math import log2
from pathlib import Path

import numpy as np
import pytest

from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.measures import auc, average_precision, false_accepts, rank_measures, reciprocal_rank
from twostage_core.evaluation.ranking import Ranking
from twostage_core.evaluation.retrieval import Searched


def test_auc_counts_a_tie_half() -> None:
    assert auc(np.array([1, 1, 0, 0]), np.array([0.9, 0.4, 0.4, 0.1])) == (1 + 1 + 0.5 + 1) / 4


def test_false_accepts_at_the_highest_threshold_that_keeps_nineteen_of_twenty() -> None:
    scores = np.array([*range(1, 21), 0.5, 1.5, 2.5, 30.0])
    labels = np.array([1] * 20 + [0] * 4)
    assert false_accepts(labels, scores) == 2 / 4  # at 2: 2.5 and 30
    assert false_accepts(labels, scores, kept=1.0) == 3 / 4  # at 1: 1.5 as well


def test_ndcg_by_hand() -> None:
    relevance = {"q": {"a": 2, "b": 1}, "lost": {"a": 1}}
    found = rank_measures(relevance, {"q": ["x", "a", "b"]})["nDCG@10"]
    assert found["q"] == pytest.approx((2 / log2(3) + 1 / log2(4)) / (2 + 1 / log2(3)))
    assert found["lost"] == 0.0


def test_what_stands_beyond_the_tenth_place_counts_for_nothing() -> None:
    others = [f"other {i}" for i in range(10)]
    assert all(
        rank_measures({"q": {"a": 1}}, {"q": [*others, "a"]})[m] == {"q": 0.0} for m in ("nDCG@10", "RR@10", "R@10")
    )
    assert rank_measures({"q": {"a": 1}}, {"q": [*others, "a"]})["R@100"] == {"q": 1.0}
    assert rank_measures({"q": {"a": 1}}, {"q": [*others[:9], "a"]})["nDCG@10"]["q"] == pytest.approx(1 / log2(11))


def test_reciprocal_rank_by_hand() -> None:
    assert reciprocal_rank({"q": {"a": 1}}, {"q": ["x", "y", "a"]}) == {"q": pytest.approx(1 / 3)}


def test_average_precision_by_hand() -> None:
    assert average_precision(np.array([1, 0, 1]), np.array([0.9, 0.5, 0.1])) == pytest.approx((1 + 2 / 3) / 2)


def test_a_run_file_measured_by_trec_eval_itself_gives_the_same(tmp_path: Path) -> None:
    import ir_measures

    rng = np.random.default_rng(4)
    documents = [f"d{i}" for i in range(30)]
    relevance = {f"q{i}": {d: int(g) for d, g in zip(documents, rng.integers(0, 3, 30), strict=True)} for i in range(9)}
    rankings = {q: [documents[i] for i in rng.permutation(30)[:20]] for q in relevance}
    collection = Collection("drawn", dict.fromkeys(documents, "text"), dict.fromkeys(relevance, "query"), relevance)
    made = {q: Ranking(tuple(ids), tuple(map(float, range(20)))) for q, ids in rankings.items()}
    run = tmp_path / "drawn.run"
    run.write_text("".join(Searched(collection, {"drawn by lot": made}, {}).trec("drawn by lot")))
    found = rank_measures(relevance, rankings)
    measured = ir_measures.pytrec_eval.calc_aggregate(
        [ir_measures.nDCG @ 10, ir_measures.R @ 10],
        [ir_measures.Qrel(q, d, g) for q, own in relevance.items() for d, g in own.items()],
        ir_measures.read_trec_run(str(run)),
    )
    for measure, mean in measured.items():
        assert np.mean(list(found[str(measure)].values())) == pytest.approx(mean, abs=1e-9)
