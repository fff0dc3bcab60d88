from __future__ import annotations

from pathlib import Path

import pytest

from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.ranking import Ranking
from twostage_core.evaluation.retrieval import Searched, decided, figures, search
from twostage_core.evaluation.systems import Catalogue, System

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def village(data: Path) -> Collection:
    return Collection.read(data / "retrieval" / "village")


class Fixed:
    """Ranks as it is told; counts what it is asked."""

    def __init__(self, *rankings: tuple[str, ...]) -> None:
        self.rankings = rankings
        self.asked: list[str] = []

    def prepare(self, collection: Collection) -> None:
        self.asked.append("prepared")

    def search(self, query: str, depth: int) -> Ranking:
        ids = self.rankings[(len(self.asked) - 1) % len(self.rankings)][:depth]
        self.asked.append(query)
        return Ranking(ids, tuple(float(-i) for i in range(len(ids))), seconds={"look": 0.002, "think": 0.004})


def test_every_query_is_asked_and_some_a_second_time(village: Collection) -> None:
    fixed = Fixed(("roof", "path"), ("soup",), ("key",))
    told: list[str] = []
    systems = [System("fixed", searcher=fixed), System("scorer only", scorer=Catalogue().recall)]
    found = search(village, systems, depth=2, on_query=told.append)
    assert told == list(village.queries.values())
    assert fixed.asked == ["prepared", *told, *told]
    assert {q: r.ids for q, r in found.rankings["fixed"].items()} == {
        "1": ("roof", "path"),
        "2": ("soup",),
        "3": ("key",),
    }
    assert found.cost["fixed"]["warm"] == {"look": 2.0, "think": 4.0, "total": 6.0}
    assert set(found.rankings) == {"fixed"}


def test_figures_by_hand(village: Collection) -> None:
    good = {"1": Ranking(("roof", "path"), (2, 1)), "2": Ranking(("soup",), (1,)), "3": Ranking(("bees",), (1,))}
    half = {"1": Ranking(("roof", "path"), (2, 1)), "2": Ranking(("key", "soup"), (2, 1)), "3": Ranking((), ())}
    searched = Searched(village, {"good": good, "half": half}, {})
    found = figures([searched], ["good", "half"], seed=1)
    assert (found["queries"], found["documents"]) == (3, 6)
    assert all(found["figures"]["good"][m]["mean"] == pytest.approx(1) for m in ("nDCG@10", "RR@10", "R@10", "R@100"))
    assert found["figures"]["half"]["RR@10"]["mean"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert found["differences"]["half"]["R@10"]["mean"] == pytest.approx(-1 / 3)
    assert found["differences"]["half"]["R@10"]["low"] <= -1 / 3 <= found["differences"]["half"]["R@10"]["high"]
    assert "good" not in found["differences"]
    both = figures([searched, searched], ["good", "half"], seed=1)
    assert (both["queries"], both["documents"]) == (6, 12)
    assert both["differences"]["half"]["R@10"]["mean"] == pytest.approx(-1 / 3)
    assert decided([searched, searched], ["half"])["half"]["risk_coverage"][-1] == [pytest.approx(2 / 3, abs=1e-4), 0.5]


def test_a_run_file_says_what_was_ranked(village: Collection) -> None:
    ranking = Ranking(("roof", "path"), (0.5, 0.5))
    lines = list(Searched(village, {"two stage": {"1": ranking}}, {}).trec("two stage"))
    assert lines == ["1 Q0 roof 1 2 two_stage\n", "1 Q0 path 2 1 two_stage\n"]


def test_ids_with_blanks_do_not_break_a_run_file() -> None:
    odd = Collection("odd", {"a roof\t1": "The roof."}, {"the first": "Which?"}, {"the first": {"a roof\t1": 1}})
    lines = list(Searched(odd, {"one": {"the first": Ranking(("a roof\t1",), (1.0,))}}, {}).trec("one"))
    assert lines == ["the%20first Q0 a%20roof%091 1 1 one\n"]


def test_it_agrees_with_sentence_transformers(village: Collection) -> None:
    from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator

    catalogue = Catalogue()
    dense = catalogue.system("dense")
    found = figures([search(village, [dense], depth=6, on_query=str)], ["dense"], seed=1)["figures"]["dense"]
    relevant = {q: {d for d, grade in own.items() if grade} for q, own in village.relevance.items() if q != "1"}
    # Theirs knows no grades: only queries whose grades are one.
    two = Collection(
        "two", village.documents, {q: village.queries[q] for q in relevant}, {q: village.relevance[q] for q in relevant}
    )
    found = figures([search(two, [dense], depth=6, on_query=str)], ["dense"], seed=1)["figures"]["dense"]
    evaluator = InformationRetrievalEvaluator(
        dict(two.queries), dict(village.documents), relevant, show_progress_bar=False
    )
    theirs = evaluator(catalogue.recall.embedding.model)  # type: ignore[attr-defined]
    assert found["nDCG@10"]["mean"] == pytest.approx(theirs["cosine_ndcg@10"], abs=5e-5)
    assert found["RR@10"]["mean"] == pytest.approx(theirs["cosine_mrr@10"], abs=5e-5)
