from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import twostage_core as ts
from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.embedding import SentenceEmbedding
from twostage_core.evaluation.systems import Catalogue
from twostage_core.evaluation.systems.dense import Dense
from twostage_core.evaluation.systems.hybrid import Hybrid
from twostage_core.evaluation.systems.reranking import VerifierScores
from twostage_core.evaluation.systems.twostage import TwoStage, Verdicts
from twostage_core.policy import Policy

pytestmark = pytest.mark.model

QUERIES = ["Who tends the bees?", "Who repairs the roof?", "Who tends the bees?", "Ilse tends the bees."]
TEXTS = [
    "Ilse tends the bees behind the chapel.",
    "The glazier repairs the roof every spring, and the gardener repairs the path. " * 9,
    "Honey is sold at the gate in May.",
    "The bees are tended by Ilse.",
]


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base weights as a cross-encoder; its last layer is drawn, so it judges, and badly."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    from twostage_core.basemodel import MINILM

    torch.manual_seed(3)
    folder, base = tmp_path_factory.mktemp("rivals") / "drawn", MINILM.locate()
    AutoModelForSequenceClassification.from_pretrained(base, num_labels=1).save_pretrained(folder)
    AutoTokenizer.from_pretrained(base).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.fixture(scope="module")
def village(data: Path) -> Collection:
    return Collection.read(data / "retrieval" / "village")


@pytest.mark.parametrize("relation", ["support", "identity"])
@pytest.mark.parametrize("spec", ["maxsim", "two-stage", "cross-encoder"])
def test_pairs_scored_together_score_as_one_by_one(
    spec: str, relation: ts.Relation, cross_encoder: Path, catalogue: Catalogue
) -> None:
    scorer = catalogue.system(f"{spec}:{cross_encoder}" if spec == "cross-encoder" else spec).scorer
    assert isinstance(scorer, VerifierScores)
    together = scorer.score(QUERIES, TEXTS, relation)
    alone = [scorer.verifier.logits(q, [t], relation)[0] for q, t in zip(QUERIES, TEXTS, strict=True)]
    assert together.shape == (4,)
    assert np.abs(together - alone).max() < 0.05
    assert np.argsort(together).tolist() == np.argsort(alone).tolist()


def test_dense_is_the_cosine_of_mean_pooled_embeddings(base: SentenceEmbedding) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    from twostage_core.basemodel import MINILM

    published = SentenceTransformer(str(MINILM.locate()), device="cpu", local_files_only=True)
    one, other = (torch.from_numpy(published.encode(texts)) for texts in (QUERIES, TEXTS))
    expected = torch.nn.functional.cosine_similarity(one, other).numpy()
    assert np.abs(Dense(base).score(QUERIES, TEXTS) - expected).max() < 1e-5


def test_recall_brings_the_nearest_first(village: Collection, base: SentenceEmbedding) -> None:
    dense = Dense(base)
    dense.prepare(village)
    found = dense.search("Who repairs the greenhouse roof?", 4)
    assert found.ids[:2] == ("roof", "path")
    assert list(found.confidence) == sorted(found.confidence, reverse=True)
    assert len(found.ids) == 4
    assert found.seconds["recall"] > 0
    near = dense.score(["Who repairs the greenhouse roof?"] * 4, [village.documents[i] for i in found.ids])
    assert found.confidence == pytest.approx(near, abs=1e-5)


def test_hybrid_fuses_ranks_of_both_sides(village: Collection, base: SentenceEmbedding) -> None:
    import bm25s
    import Stemmer

    dense = Dense(base)
    hybrid = Hybrid(dense)
    hybrid.prepare(village)
    query = "Who sells honey at the gate?"
    one = dense.search(query, 6).ids
    words = bm25s.BM25()
    texts = [*village.documents.values(), query]
    *tokens, asked = bm25s.tokenize(
        texts, stopwords="en", stemmer=Stemmer.Stemmer("english"), return_ids=False, show_progress=False
    )
    words.index(tokens, show_progress=False)
    scores = dict(zip(village.documents, words.get_scores([t for t in asked if t in words.vocab_dict]), strict=True))
    other = sorted((d for d in scores if scores[d] > 0), key=lambda d: -scores[d])
    expected = {d: sum(1 / (61 + side.index(d)) for side in (list(one), other) if d in side) for d in village.documents}
    found = hybrid.search(query, 6)
    assert found.ids[0] == "honey"
    assert dict(zip(found.ids, found.confidence, strict=True)) == pytest.approx(expected)
    assert set(found.seconds) == {"recall", "words"}


def test_hybrid_knows_of_near_misses_only_what_the_embedding_knows(base: SentenceEmbedding) -> None:
    dense = Dense(base)
    texts = ["the dog bites the man", "the man bites the dog", "a tram waits"]
    scores = Hybrid(dense).score(["who bites the man"] * 3, texts)
    near = dense.score(["who bites the man"] * 3, texts)
    assert np.argsort(scores).tolist() == np.argsort(near).tolist()


class _Counting(ts.MaxSimVerifier):
    asked = 0

    def prepare(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
        self.asked += 1
        return super().prepare(*args, **kwargs)  # type: ignore[arg-type]


def test_policies_rank_as_stages_of_each_do_and_share_the_verdicts(
    village: Collection, base: SentenceEmbedding
) -> None:
    dense, verifier, peer = Dense(base), _Counting(), ts.MaxSimVerifier()
    verdicts = Verdicts(dense, verifier, 0.72)
    query = village.queries["1"]
    for on_reject, order in (
        ("drop", "recall"),
        ("demote", "recall"),
        ("annotate", "recall"),
        ("demote", "rank_score"),
    ):
        one = TwoStage(verdicts, Policy(on_reject=on_reject, order=order))  # type: ignore[arg-type]
        one.prepare(village)
        found = one.search(query, 5)
        candidates = [ts.Candidate(village.documents[i], i) for i in dense.search(query, 5).ids]
        stage = ts.PrecisionStage(peer, threshold=0.72, on_reject=on_reject, order=order)  # type: ignore[arg-type]
        judged = stage.judge(query, candidates)
        assert found.ids == tuple(v.candidate.id for v in judged.results)
        assert found.accepted == tuple(v.candidate.id for v in judged.accepted)
        assert 0 < len(found.accepted) < 5
        assert found.found is not None
        assert set(found.found) == {c.id for c in candidates}
    assert verifier.asked == 1
    verdicts.judge(village.queries["2"], 5)
    verdicts.judge(query, 5)
    assert verifier.asked == 3


def test_the_catalogue_shares_a_first_stage_and_a_verifier(catalogue: Catalogue) -> None:
    one, other, strict = (catalogue.system(s) for s in ("two-stage", "two-stage+demote", "two-stage+demote+strict"))
    assert one.scorer is other.scorer
    assert one.scorer is not strict.scorer
    assert catalogue.system("dense").searcher is catalogue.recall
    assert one.thresholds == {r: ts.load_verifier().threshold(r, "balanced") for r in ("support", "identity")}
    assert catalogue.system("maxsim").thresholds == {}


def test_what_reaches_the_threshold_is_accepted(catalogue: Catalogue, verifier: ts.SimilarityMapVerifier) -> None:
    for level in ("lenient", "strict"):
        scorer = catalogue.system(f"two-stage+{level}").scorer
        assert scorer is not None
        scores = scorer.score(QUERIES, TEXTS)
        accepted = scorer.accepts(scores, "support")
        probabilities = [verifier.score(q, [t])[0] for q, t in zip(QUERIES, TEXTS, strict=True)]
        assert accepted is not None
        assert accepted.tolist() == [p >= verifier.threshold("support", level) for p in probabilities]
    dense = catalogue.system("dense").scorer
    assert dense is not None
    assert dense.accepts(scores, "support") is None


def test_a_pair_that_is_not_judged_is_not_a_number_and_not_accepted(catalogue: Catalogue) -> None:
    scorer = catalogue.system("two-stage+0.0").scorer
    assert scorer is not None
    scores = scorer.score(["Who tends the bees?"] * 2, ["ѮѰ ѮѰѮ ѰѰ Ѯ", TEXTS[0]])
    assert np.isnan(scores).tolist() == [True, False]
    accepted = scorer.accepts(scores, "support")
    assert accepted is not None
    assert accepted.tolist() == [False, True]


def test_a_system_says_what_it_hangs_on(catalogue: Catalogue, cross_encoder: Path) -> None:
    folder = ts.load_verifier().checkpoint.folder
    weights = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    assert catalogue.system("two-stage").files["model.safetensors"] == weights
    assert set(catalogue.system(f"cross-encoder:{cross_encoder}").files) >= {"config.json", "model.safetensors"}
    # What recall brings up is part of what a second stage makes of a query.
    recall = {f"recall: {name}": digest for name, digest in catalogue.system("dense").files.items()}
    assert catalogue.system("maxsim").files == {**catalogue.system("dense").files, **recall}
    assert catalogue.system("two-stage").files.items() >= recall.items()
    assert catalogue.system("cross-encoder:nobody/nothing").files["nobody/nothing"] == "not fetched yet"


def test_each_has_its_name_without_the_path(cross_encoder: Path, catalogue: Catalogue) -> None:
    folder = ts.load_verifier().checkpoint.folder
    specs = (
        "dense",
        "hybrid",
        "maxsim",
        f"cross-encoder:{cross_encoder}",
        f"two-stage:{folder}+demote",
        f"two-stage+demote:{folder}+strict",
        "two-stage+0.5",
    )
    names = [catalogue.system(spec).name for spec in specs]
    assert names == [
        "dense",
        "hybrid",
        "maxsim",
        "cross-encoder:drawn",
        "two-stage:default+demote",
        "two-stage+demote:default+strict",
        "two-stage+0.5",
    ]


@pytest.mark.parametrize(
    ("spec", "named"),
    [
        ("colbert", "no system is called 'colbert'"),
        ("two-stage+hard", "no option 'hard'"),
        ("two-stage+1.5", r"\[0, 1\]"),
        ("dense:no/such/folder", "no/such/folder"),
        ("dense:./tuned", "tuned"),
        ("dense:~/tuned", "tuned"),
        ("maxsim:elsewhere", "elsewhere"),
        ("cross-encoder:nowhere", "nowhere"),
        ("two-stage:nowhere", "nowhere"),
    ],
)
def test_a_system_that_is_not_there_is_refused(spec: str, named: str, catalogue: Catalogue) -> None:
    with pytest.raises(ts.TwoStageError, match=named):
        catalogue.system(spec)


def test_a_folder_without_a_model_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(ts.ModelNotFoundError, match=r"modules\.json"):
        catalogue.system(f"dense:{tmp_path}")


def test_vectors_of_a_collection_are_kept_and_damage_is_noticed(
    base: SentenceEmbedding, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Once(SentenceEmbedding):
        embedded = 0

        def _vectors(self, texts: Sequence[str], queries: bool) -> object:
            self.embedded += len(texts)
            return base._vectors(texts, queries)

    first = Once(cache=tmp_path).embed_collection(TEXTS)
    again = Once(cache=tmp_path)
    assert (again.embed_collection(TEXTS) == first).all()
    assert again.embedded == 0
    again.embed_collection(TEXTS[:3])
    assert again.embedded == 3
    for file in tmp_path.glob("*.npy"):
        file.write_bytes(file.read_bytes()[:-100])
    assert np.abs(again.embed_collection(TEXTS) - first).max() < 1e-5
    assert "damaged" in caplog.text


def test_options_stand_in_any_order(catalogue: Catalogue, village: Collection) -> None:
    for one, other in (
        ("two-stage+drop+rank_score", "two-stage+rank_score+drop"),
        ("two-stage+rank_score+0.2", "two-stage+0.2+demote+rank_score"),
        ("two-stage+annotate", "two-stage+balanced+annotate"),
    ):
        found = []
        for spec in (one, other):
            searcher = catalogue.system(spec).searcher
            assert searcher is not None
            searcher.prepare(village)
            found.append(searcher.search(village.queries["1"], 6))
        assert (found[0].ids, found[0].accepted) == (found[1].ids, found[1].accepted)


class _Half(ts.MaxSimVerifier):
    """Has a promise for one relation alone."""

    @property
    def calibrations(self) -> Mapping[str, ts.Calibration]:
        shipped = ts.load_verifier().calibrations
        return {"support": shipped["support"]}


def test_a_threshold_of_one_relation_decides_nothing_of_the_other() -> None:
    scorer = VerifierScores(_Half(), "strict")
    scores = np.array([-90.0, 90.0, np.nan])
    decided = scorer.accepts(scores, "support")
    assert decided is not None
    assert decided.tolist() == [False, True, False]
    assert scorer.accepts(scores, "identity") is None


def test_verdicts_are_forgotten_with_their_collection(village: Collection, base: SentenceEmbedding) -> None:
    verifier = _Counting()
    verdicts = Verdicts(Dense(base), verifier, 0.72)
    verdicts.prepare(village)
    query = village.queries["3"]
    first = verdicts.judge(query, 6)[0]
    verdicts.prepare(village)
    assert verdicts.judge(query, 6)[0] is first
    assert verdicts.judge(query, 5)[0] is not first
    elsewhere = Collection("elsewhere", {"hive": "The bees of Elsewhere are tended by Olaf."}, {"1": query}, {})
    verdicts.prepare(elsewhere)
    assert [v.candidate.id for v in verdicts.judge(query, 6)[0].verdicts] == ["hive"]
    assert verifier.asked == 3


def test_nothing_is_searched_before_it_is_prepared(catalogue: Catalogue) -> None:
    for spec in ("dense", "hybrid", "maxsim", "two-stage+0.123"):
        searcher = Catalogue().system(spec).searcher
        assert searcher is not None
        with pytest.raises(RuntimeError, match=r"prepare\(\) comes before"):
            searcher.search("Who tends the bees?", 3)


def test_a_second_stage_whose_weights_are_damaged_is_told_before_anything_is_searched(
    cross_encoder: Path, village: Collection, tmp_path: Path
) -> None:
    import shutil

    folder = tmp_path / "damaged"
    shutil.copytree(cross_encoder, folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    searcher = Catalogue().system(f"cross-encoder:{folder}").searcher
    assert searcher is not None
    with pytest.raises(ts.ModelNotFoundError, match=r"cannot load a cross-encoder from .*damaged"):
        searcher.prepare(village)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """The base, saved as sentence-transformers does."""
    from sentence_transformers import SentenceTransformer

    from twostage_core.basemodel import MINILM

    folder = tmp_path / "saved"
    SentenceTransformer(str(MINILM.locate()), device="cpu", local_files_only=True).save(str(folder))
    return folder


def test_kept_vectors_are_those_of_the_very_model(saved: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    before = SentenceEmbedding(saved, cache).embed_collection(TEXTS)
    pooling = next(saved.glob("*Pooling/config.json"))
    told = json.loads(pooling.read_text())
    first_token = {k: v for k, v in told.items() if not k.startswith("pooling_mode")} | {"pooling_mode": "cls"}
    pooling.write_text(json.dumps(first_token))
    after = SentenceEmbedding(saved, cache).embed_collection(TEXTS)
    assert np.abs(after - before).max() > 0.01
    # Older models have their weights in files of another kind.
    known = dict(SentenceEmbedding(saved).files)
    (saved / "pytorch_model.bin").write_bytes(b"weights")
    assert SentenceEmbedding(saved).files.keys() - known.keys() == {"pytorch_model.bin"}


def test_a_model_whose_weights_are_damaged_is_told(saved: Path) -> None:
    weights = saved / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ts.ModelNotFoundError, match=r"cannot load a sentence-transformers model from .*saved"):
        SentenceEmbedding(saved).embed(["Who tends the bees?"])


def test_what_cannot_be_kept_leaves_no_half_of_a_file(base: SentenceEmbedding, tmp_path: Path) -> None:
    class Full(SentenceEmbedding):
        """Its vectors cannot be written: what stands in them is no number."""

        def embed(self, texts: Sequence[str], *, queries: bool = False) -> Any:
            return np.array([object()] * len(texts))

    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        Full(cache=tmp_path / "cache").embed_collection(TEXTS)
    assert list((tmp_path / "cache").iterdir()) == []
