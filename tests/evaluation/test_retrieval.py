from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import twostage_core as ts
from twostage_core.evaluation.retrieval import Collection, Outcome, collections, judge, recall, summary
from twostage_core.evaluation.systems import PooledCosine

pytestmark = pytest.mark.model


@pytest.fixture
def village(data: Path) -> Collection:
    return Collection.read(data / "retrieval" / "village")


def test_a_collection_has_titles_and_only_judged_queries(village: Collection) -> None:
    assert village.documents["roof"] == "Repairs The glazier repairs the greenhouse roof every spring."
    assert village.documents["key"] == "The key to the boathouse hangs in the kitchen."
    assert set(village.queries) == {"1", "2", "3"}
    assert village.relevance["1"] == {"roof": 2, "path": 1}


def test_recall_brings_the_nearest_first(village: Collection, cosine: PooledCosine) -> None:
    found = recall(village, cosine.embed, 4)
    assert {len(ids) for ids in found.values()} == {4}
    assert found["1"][:2] == ["roof", "path"]
    assert found["2"][0] == "soup"
    near = cosine.score([village.queries["3"]] * 4, [village.documents[i] for i in found["3"]])
    assert (near[:-1] >= near[1:]).all()


def test_the_outcome_is_what_stages_of_each_policy_return(
    village: Collection, cosine: PooledCosine, verifier: ts.SimilarityMapVerifier
) -> None:
    # The worst comes first, so that the gate has something to mend.
    found = {q: ids[::-1] for q, ids in recall(village, cosine.embed, 6).items()}
    ticks: list[None] = []
    outcomes = judge(village, found, verifier, on_query=lambda: ticks.append(None))
    assert len(ticks) == 3
    for query, ids in found.items():
        candidates = [ts.Candidate(village.documents[i], i) for i in ids]
        demote, ranked, drop = (
            ts.PrecisionStage(verifier, on_reject=on_reject, order=order).judge(village.queries[query], candidates)
            for on_reject, order in (("demote", "recall"), ("demote", "rank_score"), ("drop", "recall"))
        )
        one = outcomes[query]
        relevance = village.relevance[query]
        assert one.recall == pytest.approx(_ndcg(ids, relevance))
        assert one.demote == pytest.approx(_ndcg([str(v.candidate.id) for v in demote.results], relevance))
        assert one.rank_score == pytest.approx(_ndcg([str(v.candidate.id) for v in ranked.results], relevance))
        kept = {v.candidate.id for v in drop.results}
        assert one.accepted == len(kept) / 6
        assert one.relevant_accepted == len(kept & set(relevance)) / len(relevance)
        assert one.abstained == float(drop.abstained)
    assert outcomes["1"].demote > outcomes["1"].recall


def test_a_summary_is_of_means_and_paired() -> None:
    outcomes = [
        Outcome(0.5, 0.75, 1.0, 0.2, 1.0, 0.0),
        Outcome(0.25, 0.25, 0.0, 0.0, math.nan, 1.0),
    ]
    found = summary(outcomes, seed=1)
    assert found["queries"] == 2
    assert (found["recall"], found["demote"], found["rank_score"]) == (0.375, 0.5, 0.5)
    assert (found["accepted"], found["relevant_accepted"], found["abstained"]) == (0.1, 1.0, 0.5)
    assert found["demote_difference"] == {"mean": 0.125, "low": 0.0, "high": 0.25}
    assert found["rank_score_difference"] == {"mean": 0.125, "low": -0.25, "high": 0.5}


def test_a_sample_of_queries_is_drawn_by_seed(village: Collection) -> None:
    assert village.sample(None, 1) is village
    assert village.sample(3, 1) is village
    two = village.sample(2, 1)
    assert len(two.queries) == 2
    assert two.queries.keys() == two.relevance.keys() == village.sample(2, 1).queries.keys()
    assert len({tuple(village.sample(2, seed).queries) for seed in range(20)}) > 1


def test_collections_are_chosen_by_name(data: Path) -> None:
    assert [c.name for c in collections(data)] == ["village"]
    assert [c.name for c in collections(data, ["village"])] == ["village"]
    with pytest.raises(ts.InputError, match="must be of village, but got town"):
        collections(data, ["village", "town"])


def test_missing_collections_are_named(tmp_path: Path) -> None:
    with pytest.raises(ts.InputError, match="retrieval"):
        collections(tmp_path)
    (tmp_path / "retrieval" / "empty").mkdir(parents=True)
    with pytest.raises(ts.InputError, match=r"corpus\.jsonl\.gz"):
        collections(tmp_path)


def _ndcg(ids: Sequence[str], relevance: Mapping[str, int]) -> float:
    gain = sum(relevance.get(i, 0) / math.log2(rank + 2) for rank, i in enumerate(ids))
    ideal = sum(g / math.log2(rank + 2) for rank, g in enumerate(sorted(relevance.values(), reverse=True)))
    return gain / ideal
