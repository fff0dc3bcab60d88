from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import twostage_core as ts
from twostage_core.cli import app
from twostage_core.evaluation import Asked, Collection, System
from twostage_core.evaluation.audit import audit
from twostage_core.evaluation.ranking import Ranking

N = 60
COLLECTION = Collection(
    "drawn",
    {f"d{i}": f"Document {i}" for i in range(N)},
    {f"q{i}": f"Query {i}" for i in range(N)},
    {f"q{i}": {f"d{i}": 1} for i in range(N)},
)


class Placed:
    """Puts the right document of each query at a place of its own."""

    def __init__(self, places: list[int]) -> None:
        self.places = places

    def prepare(self, collection: Collection) -> None:
        pass

    def search(self, query: str, depth: int) -> Ranking:
        number = int(query.split()[1])
        others = [f"d{(number + 1 + i) % N}" for i in range(15)]
        others.insert(self.places[number], f"d{number}")
        return Ranking(tuple(others), tuple(float(-i) for i in range(16)))


def held(before: list[int], after: list[int], n: int = N, **options: Any) -> dict[str, Any]:
    one, other = (System(name, searcher=Placed(p)) for name, p in (("before", before), ("after", after)))
    few = Collection(
        "drawn",
        COLLECTION.documents,
        dict(list(COLLECTION.queries.items())[:n]),
        dict(list(COLLECTION.relevance.items())[:n]),
    )
    return audit(one, other, Asked(collections=[few], queries=None), **options)


def test_what_falls_everywhere_fell() -> None:
    found = held([0] * N, [1] * N)
    assert found["outcome"] == "fell"
    assert found["relative"] == pytest.approx(1 / np.log2(3) - 1)
    assert found["p"] < 0.001
    assert found["worst_collections"][0]["collection"] == "drawn"
    assert {q["id"] for q in found["worst_queries"]} <= set(COLLECTION.queries)
    assert all(q["after"] < q["before"] for q in found["worst_queries"])


def test_a_fall_that_is_accepted_held() -> None:
    assert held([0] * N, [1] * N, max_drop=0.5)["outcome"] == "held"


def test_what_is_unchanged_or_better_held() -> None:
    same = held([1] * N, [1] * N)
    assert (same["outcome"], same["relative"], same["p"], same["queries_needed"]) == ("held", 0.0, 1.0, None)
    better = held([2] * N, [0] * N)
    assert better["outcome"] == "held"
    assert better["relative"] > 0
    assert better["worst_queries"] == []


def test_few_queries_that_fall_on_the_whole_may_have_fallen_by_chance() -> None:
    after = [3, 0, 4, 2, 2, 1]
    found = held([1] * 6 + [0] * (N - 6), after + [0] * (N - 6), n=6)
    assert found["outcome"] == "may have fallen"
    assert found["relative"] < -0.02
    assert 0.05 <= found["p"] < 0.5
    assert found["queries_needed"] > 6


def test_so_many_queries_as_it_says_find_it_four_times_in_five() -> None:
    rng = np.random.default_rng(1)
    before, after = [1] * N, rng.choice([0, 1, 2, 3], N, p=[0.2, 0.3, 0.3, 0.2]).tolist()
    found = held(before, after)
    gains = np.array([1 / np.log2(a + 2) - 1 / np.log2(3) for a in after])
    drawn = rng.choice(gains, (2000, found["queries_needed"]))
    t = drawn.mean(axis=1) / (drawn.std(axis=1, ddof=1) / np.sqrt(found["queries_needed"]))
    assert np.mean(t < -1.645) == pytest.approx(0.8, abs=0.06)


def test_it_is_checked() -> None:
    with pytest.raises(ts.InputError, match="max_drop"):
        held([0] * N, [1] * N, max_drop=2.0)
    with pytest.raises(ts.InputError, match="needs a collection"):
        audit(System("a"), System("b"), Asked(suites=("generator",)))


@pytest.fixture(scope="module")
def drowned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base model with its weights drowned in noise: it embeds, and badly."""
    import torch
    from sentence_transformers import SentenceTransformer

    from twostage_core.basemodel import MINILM

    folder = tmp_path_factory.mktemp("models") / "drowned"
    model = SentenceTransformer(str(MINILM.locate()), device="cpu", local_files_only=True)
    torch.manual_seed(1)
    with torch.no_grad():
        for weight in model.parameters():
            weight += torch.randn_like(weight) * weight.std(correction=0) * 3
    model.save(str(folder))
    return folder


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty villages with a trade each, and who would look for it."""
    folder = tmp_path_factory.mktemp("collections") / "gazetteer"
    trades = [
        "baker",
        "brewer",
        "carter",
        "cooper",
        "dyer",
        "farrier",
        "glazier",
        "hatter",
        "joiner",
        "mason",
        "miller",
        "potter",
        "saddler",
        "smith",
        "tanner",
    ]
    ends = [
        "ford",
        "ham",
        "wick",
        "stead",
        "bury",
        "dale",
        "mere",
        "thorpe",
        "field",
        "gate",
        "combe",
        "hurst",
        "leigh",
        "mouth",
        "ness",
    ]
    places = [*zip((f"North{end}" for end in ends), trades, strict=True)]
    places += zip((f"South{end}" for end in ends), reversed(trades), strict=True)
    folder.mkdir()
    told = [{"_id": str(i), "text": f"In {place} lives a {trade}."} for i, (place, trade) in enumerate(places)]
    asked = [{"_id": str(i), "text": f"Is there a {trade} in {place}?"} for i, (place, trade) in enumerate(places)]
    for name, records in (("corpus", told), ("queries", asked)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    (folder / "qrels.tsv").write_text("".join(f"{i}\t{i}\t1\n" for i in range(len(places))))
    return folder


@pytest.mark.model
def test_the_command_ends_with_one_when_retrieval_fell_and_with_zero_when_it_held(
    drowned: Path, gazetteer: Path, tmp_path: Path
) -> None:
    command = ["audit", "--data", str(gazetteer), "--pairs", "8", "--out", str(tmp_path)]
    fell = CliRunner().invoke(app, [*command, "--before", "recall", "--after", str(drowned)])
    assert fell.exit_code == 1, fell.stderr
    assert "retrieval fell" in fell.stderr
    assert "Worst hit: gazetteer" in " ".join(fell.stderr.replace("│", "").split())
    record = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))
    assert record["relative"] < -0.1
    assert set(record["evaluation"]["near_misses"]["support: all"]["figures"]) == {"dense", "dense:drowned"}
    assert (tmp_path / "report.html").is_file()
    same = CliRunner().invoke(app, [*command, "--before", "recall", "--after", "recall"])
    assert same.exit_code == 0, same.stderr
    better = CliRunner().invoke(app, [*command, "--before", str(drowned), "--after", "two-stage+demote"])
    assert better.exit_code == 0, better.stderr
