from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

import twostage_core as ts
from twostage_core.evaluation.systems import PooledCosine, VerifierSystem, system

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


@pytest.mark.parametrize("relation", ["support", "identity"])
@pytest.mark.parametrize("spec", ["maxsim", "model", "cross-encoder"])
def test_pairs_scored_together_score_as_one_by_one(spec: str, relation: ts.Relation, cross_encoder: Path) -> None:
    scored = system(f"{spec}:{cross_encoder}" if spec == "cross-encoder" else spec)
    assert isinstance(scored, VerifierSystem)
    together = scored.score(QUERIES, TEXTS, relation)
    alone = [scored.verifier.logits(q, [t], relation)[0] for q, t in zip(QUERIES, TEXTS, strict=True)]
    assert together.shape == (4,)
    assert np.abs(together - alone).max() < 0.05
    assert np.argsort(together).tolist() == np.argsort(alone).tolist()


def test_cosine_is_that_of_mean_pooled_embeddings(cosine: PooledCosine) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    from twostage_core.basemodel import MINILM

    published = SentenceTransformer(str(MINILM.locate()), device="cpu", local_files_only=True)
    one, other = (torch.from_numpy(published.encode(texts)) for texts in (QUERIES, TEXTS))
    expected = torch.nn.functional.cosine_similarity(one, other).numpy()
    assert np.abs(cosine.score(QUERIES, TEXTS) - expected).max() < 1e-5


def test_a_pair_that_is_not_judged_is_not_a_number() -> None:
    scores = system("model").score(["Who tends the bees?"] * 2, ["ѮѰ ѮѰѮ ѰѰ Ѯ", TEXTS[0]])
    assert np.isnan(scores).tolist() == [True, False]


def test_a_system_says_what_it_hangs_on(cosine: PooledCosine, cross_encoder: Path) -> None:
    folder = ts.load_verifier().checkpoint.folder
    weights = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    assert system("model").files()["model.safetensors"] == weights
    assert set(system("model").files()) == {"config.json", "model.safetensors", "calibration.json"}
    assert set(system(f"cross-encoder:{cross_encoder}").files()) >= {"config.json", "model.safetensors"}
    assert system("maxsim").files() == cosine.files()


def test_each_has_its_name(cross_encoder: Path) -> None:
    folder = ts.load_verifier().checkpoint.folder
    specs = ("cosine", "maxsim", "model", f"map:{folder}", f"cross-encoder:{cross_encoder}")
    names = [system(spec).name for spec in specs]
    assert names == [
        "cosine:base",
        "maxsim:base",
        "similarity-map:default",
        "similarity-map:default",
        "cross-encoder:drawn",
    ]


@pytest.mark.parametrize("spec", ["colbert", "map:", "cross-encoder:", "cross-encoder:nowhere", "map"])
def test_a_system_that_is_not_there_is_refused(spec: str) -> None:
    with pytest.raises(ts.InputError, match=spec.split(":")[0]):
        system(spec)


def test_a_map_folder_that_is_not_there_is_refused() -> None:
    with pytest.raises(ts.ModelNotFoundError, match="nowhere"):
        system("map:nowhere")
