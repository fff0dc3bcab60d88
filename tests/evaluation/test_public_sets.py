"""The runner against its peers on public collections, which are not in the project: for ``make nightly``."""

from __future__ import annotations

import os
from pathlib import Path

import ir_measures
import pytest
import pytrec_eval
from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator
from typer.testing import CliRunner

from twostage_core.cli import app
from twostage_core.evaluation.collection import find
from twostage_core.evaluation.embedding import SentenceEmbedding
from twostage_core.evaluation.record import Asked, evaluate
from twostage_core.evaluation.systems import Catalogue

pytestmark = [pytest.mark.nightly, pytest.mark.model]

DATA = os.environ.get("TWOSTAGE_DATA")


@pytest.fixture(params=["med", "cacm"], scope="module")
def folder(request: pytest.FixtureRequest) -> Path:
    """Collections whose grades are all one: sentence-transformers' nDCG knows no others."""
    assert DATA, "TWOSTAGE_DATA must be the folder of the public sets"
    return Path(DATA) / "retrieval" / str(request.param)


def test_ndcg_is_that_of_sentence_transformers_and_of_trec_eval(folder: Path, tmp_path: Path) -> None:
    collection = find(str(folder))
    embedding = SentenceEmbedding()
    record = evaluate([Catalogue().system("dense")], Asked(collections=[collection], queries=None, depth=100))
    ours = record["retrieval"][folder.name]["figures"]["dense"]["nDCG@10"]["mean"]

    relevant = {q: {d for d, grade in own.items() if grade} for q, own in collection.relevance.items()}
    theirs = InformationRetrievalEvaluator(
        dict(collection.queries), dict(collection.documents), relevant, ndcg_at_k=[10], write_csv=False
    )(embedding.model)["cosine_ndcg@10"]
    assert ours == pytest.approx(theirs, abs=5e-5)

    out = tmp_path / "out"
    arguments = ["evaluate", "--data", str(folder), "--all", "--system", "dense", "--depth", "100", "--out", str(out)]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    run = list(ir_measures.read_trec_run(str(out / "runs" / folder.name / "dense.run")))
    judged = {q: dict(grades) for q, grades in collection.relevance.items()}
    assert ir_measures.calc_aggregate([ir_measures.nDCG @ 10], judged, run)[ir_measures.nDCG @ 10] == pytest.approx(
        ours, abs=5e-5
    )
    scored: dict[str, dict[str, float]] = {}
    for line in run:
        scored.setdefault(line.query_id, {})[line.doc_id] = line.score
    by_query = pytrec_eval.RelevanceEvaluator(judged, {"ndcg_cut.10"}).evaluate(scored)
    assert sum(q["ndcg_cut_10"] for q in by_query.values()) / len(judged) == pytest.approx(ours, abs=5e-5)
