"""The real verifiers, with the real checkpoint; what must hold whatever its weights."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import twostage_core as ts
from twostage_core import checkpoint
from twostage_core.verifiers.matching import _by_length

pytestmark = pytest.mark.model

QUERY = "Who repairs the greenhouse roof?"
TEXTS = [
    "The gardener repairs the greenhouse roof every spring.",
    "The roof of the boathouse was painted green.",
    "",
    "Soup is served at noon.",
    "The glazier repairs the roof, and the gardener the path.",
]


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> ts.CrossEncoderVerifier:
    """A real cross-encoder on the real base weights; its last layer is drawn, so it judges, and badly."""
    from sentence_transformers import CrossEncoder
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    from twostage_core.basemodel import MINILM

    torch.manual_seed(3)
    folder, base = tmp_path_factory.mktemp("cross-encoder"), MINILM.locate()
    AutoModelForSequenceClassification.from_pretrained(base, num_labels=1).save_pretrained(folder)
    AutoTokenizer.from_pretrained(base).save_pretrained(folder)
    assert CrossEncoder(str(folder), device="cpu").num_labels == 1
    return ts.CrossEncoderVerifier(folder)


@pytest.fixture(params=["similarity map", "maxsim", "maxsim of the checkpoint", "cross-encoder"])
def any_verifier(request: pytest.FixtureRequest, verifier: ts.Verifier) -> ts.Verifier:
    if request.param == "similarity map":
        return verifier
    if request.param == "cross-encoder":
        return request.getfixturevalue("cross_encoder")  # type: ignore[no-any-return]
    return ts.MaxSimVerifier("default" if "checkpoint" in request.param else None)


def test_one_protocol_one_result(any_verifier: ts.Verifier) -> None:
    scores = any_verifier.score(QUERY, TEXTS)
    assert scores.dtype == np.float32
    assert scores.shape == (5,)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert scores[2] == 0.0
    judgement = ts.PrecisionStage(any_verifier, threshold=0.0).judge(QUERY, [ts.Candidate(t) for t in TEXTS])
    assert np.allclose([v.probability or 0.0 for v in judgement.verdicts], scores, atol=1e-5)


def test_batch_mates_padding_and_order_change_nothing(any_verifier: ts.Verifier) -> None:
    together = any_verifier.score(QUERY, TEXTS)
    alone = np.concatenate([any_verifier.score(QUERY, [t]) for t in TEXTS])
    long = "The glazier came back in autumn and looked at every pane of the old palm house once more. " * 4
    crowded = any_verifier.score(QUERY, [long, *reversed(TEXTS)])[:0:-1]
    assert np.abs(together - alone).max() < 5e-3
    assert np.abs(together - crowded).max() < 5e-3


def test_logits_are_what_a_calibration_is_fitted_on(any_verifier: ts.Verifier) -> None:
    logits, scores = any_verifier.logits(QUERY, TEXTS), any_verifier.score(QUERY, TEXTS)
    assert np.isnan(logits).tolist() == [False, False, True, False, False]
    judged = ~np.isnan(logits)
    assert (np.argsort(logits[judged]) == np.argsort(scores[judged])).all()
    stored = any_verifier.logits(QUERY, TEXTS, token_store=ts.TokenStore())
    assert np.allclose(logits[judged], stored[judged], atol=0.05)
    with pytest.raises(ts.InputError, match="query"):
        any_verifier.logits(" ", TEXTS)


@pytest.mark.parametrize("kind", ["maxsim", "cross-encoder"])
def test_a_calibration_of_ones_own_gives_the_probabilities(kind: str, request: pytest.FixtureRequest) -> None:
    calibration = ts.Calibration(2.0, -0.5, 0.3, {"balanced": 0.4}, {}, 500, 500, origin="yours")
    plain: ts.Verifier = ts.MaxSimVerifier() if kind == "maxsim" else request.getfixturevalue("cross_encoder")
    fitted: ts.Verifier = (
        ts.MaxSimVerifier(calibrations={"support": calibration})
        if kind == "maxsim"
        else ts.CrossEncoderVerifier(plain.model, calibrations={"support": calibration})  # type: ignore[attr-defined]
    )
    expected = np.where([t == "" for t in TEXTS], 0.0, calibration.probability(plain.logits(QUERY, TEXTS)))
    assert np.allclose(fitted.score(QUERY, TEXTS), expected, atol=1e-5)
    judgement = ts.PrecisionStage(fitted).judge(QUERY, [ts.Candidate(t) for t in TEXTS])
    assert judgement.threshold == 0.4
    assert judgement.calibration == "yours"


def test_empty_in_empty_out(any_verifier: ts.Verifier) -> None:
    assert any_verifier.score(QUERY, []).shape == (0,)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("", ["a"]), "query"),
        ((None, ["a"]), "query"),
        (("q", "a"), "texts"),
        (("q", ["a", None]), r"texts\[1\]"),
        (("q", ["a"], "fulfil"), "relation"),
        (("q", ["a"], "Support"), "relation"),
    ],
)
def test_bad_input_is_named(verifier: ts.Verifier, arguments: tuple[Any, ...], named: str) -> None:
    with pytest.raises(ts.InputError, match=named):
        verifier.score(*arguments)


@pytest.mark.parametrize("pair", [("dog bites man", "man bites dog"), (QUERY, TEXTS[0]), ("a " * 300, "b " * 200)])
def test_identity_is_symmetric(verifier: ts.Verifier, pair: tuple[str, str]) -> None:
    one, other = (
        verifier.score(pair[0], [pair[1]], "identity"),
        verifier.score(pair[1], [pair[0]], "identity"),
    )
    assert abs(float(one[0] - other[0])) <= 1e-4


def test_a_long_text_is_judged_by_its_best_window(verifier: ts.SimilarityMapVerifier) -> None:
    padding = "The committee met on a grey morning and spoke about the harvest for a while. " * 40
    text = padding + TEXTS[0] + " " + padding
    judged = verifier.prepare(QUERY)([text, TEXTS[0], padding])
    assert judged.windows[0] is not None
    start, end = judged.windows[0]
    # The deciding window is one of the text's, and support takes the best of all windows.
    assert 0 <= start < end <= len(text)
    assert judged.probabilities[0] >= verifier.score(QUERY, [text[start:end]])[0] - 0.05


def test_a_hundred_thousand_characters_are_judged(verifier: ts.Verifier) -> None:
    text = "The glazier looked at every pane of the palm house. " * 2_000
    assert len(text) > 100_000
    judgement = ts.PrecisionStage(verifier, threshold=0.0).judge(QUERY, [ts.Candidate(text)])
    assert judgement.complete
    assert judgement.verdicts[0].window is not None


@pytest.mark.parametrize(
    "text",
    [
        "🍇🍈🍉",
        "הגג של החממה",
        "سقف البيت",
        "\u202eabc\u202c",
        "\ud800 lone",
        "\x00\x01",
        "a" * 5_000,
        "。" * 50,
    ],
)
def test_unusual_text_gets_a_verdict(verifier: ts.Verifier, text: str) -> None:
    judgement = ts.PrecisionStage(verifier, threshold=0.0).judge(QUERY, [ts.Candidate(text), ts.Candidate(TEXTS[0])])
    assert judgement.verdicts[0].decision in ("accept", "unverified", "reject")
    assert judgement.verdicts[1].probability is not None
    assert judgement.verdicts[0].candidate.text == text


def test_too_many_unknown_tokens_are_not_judged(verifier: ts.Verifier) -> None:
    unknown = "🜀🜁🜂 🜃🜄🜅 the 🜆🜇🜈"
    judgement = ts.PrecisionStage(verifier, threshold=0.0).judge(QUERY, [ts.Candidate(unknown), ts.Candidate(TEXTS[0])])
    assert judgement.verdicts[0].decision == "unverified"
    assert "outside the vocabulary" in str(judgement.verdicts[0].reason)
    assert judgement.verdicts[1].decision == "accept"
    of_query = ts.PrecisionStage(verifier, threshold=0.0).judge(unknown, [ts.Candidate(TEXTS[0])])
    assert of_query.verdicts[0].decision == "unverified"
    assert "query" in str(of_query.verdicts[0].reason)


def test_unknown_tokens_match_only_their_own_surface() -> None:
    frame = "the roof marked {} stands beside the shed marked {} in our old and narrow yard"
    query = frame.format("🜀", "🜁")
    same, other = ts.MaxSimVerifier().score(query, [query, frame.format("🜂", "🜃")])
    assert same > 0.99
    assert other < same - 0.02


def test_the_window_points_into_the_original_text(verifier: ts.SimilarityMapVerifier) -> None:
    text = "\u200b\u200bThe ofﬁce roof\u200b was repaired."
    judged = verifier.prepare(QUERY)([text])
    assert judged.windows[0] == (2, len(text))


def test_the_weights_load_once_whoever_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    from twostage_core.encoder import TokenEncoder

    loads: list[int] = []
    original = TokenEncoder.load.__func__  # type: ignore[attr-defined]

    def counting(cls: type, *args: Any, **kwargs: Any) -> Any:
        loads.append(1)
        return original(cls, *args, **kwargs)

    monkeypatch.setattr(TokenEncoder, "load", classmethod(counting))
    fresh = ts.SimilarityMapVerifier()
    results: list[float] = []
    threads = [threading.Thread(target=lambda: results.append(float(fresh.score(QUERY, TEXTS)[0]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loads == [1]
    assert len(results) == 8
    assert max(results) - min(results) < 1e-5


@pytest.mark.parametrize("make", [ts.SimilarityMapVerifier, ts.MaxSimVerifier])
@pytest.mark.parametrize("on_error", ["raise", "pass", "reject"])
def test_what_cannot_be_loaded_is_hidden_by_no_policy(tmp_path: Path, make: Any, on_error: Any) -> None:
    checkpoint.copy(ts.load_verifier().checkpoint.folder, tmp_path / "torn")
    with (tmp_path / "torn" / "model.safetensors").open("r+b") as file:
        file.truncate(100_000)
    for verifier in (make(tmp_path / "torn"), make("default", device="no such device")):
        stage = ts.PrecisionStage(verifier, threshold=0.5, on_error=on_error)
        with pytest.raises(ts.ModelError):
            stage.judge(QUERY, [ts.Candidate(TEXTS[0])])


def test_a_relative_folder_is_still_found_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint.copy(ts.load_verifier().checkpoint.folder, tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    verifier = ts.SimilarityMapVerifier("mine")
    monkeypatch.chdir("/")
    assert verifier.score(QUERY, TEXTS[:1]) == pytest.approx(ts.load_verifier().score(QUERY, TEXTS[:1]), abs=1e-5)


def test_a_stage_is_made_while_another_thread_loads_the_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    from twostage_core import runtimes

    begun, made = threading.Event(), threading.Event()
    waited: list[bool] = []
    original = runtimes.load

    def slow(*args: Any) -> Any:
        begun.set()
        waited.append(made.wait(30))
        return original(*args)

    monkeypatch.setattr(runtimes, "load", slow)
    fresh = ts.SimilarityMapVerifier()
    loading = threading.Thread(target=fresh.score, args=(QUERY, TEXTS[:1]))
    loading.start()
    assert begun.wait(30)
    # Names a threshold, so it reads the calibration.
    assert ts.PrecisionStage(fresh, threshold="balanced").threshold > 0
    made.set()
    loading.join()
    assert waited == [True]


def test_load_verifier_returns_the_same_one(tmp_path: Path) -> None:
    assert ts.load_verifier() is ts.load_verifier("default")
    assert ts.load_verifier() is ts.load_verifier(Path(ts.__file__).parent / "checkpoints" / "default")
    with pytest.raises(ts.ModelNotFoundError, match="expected"):
        ts.load_verifier(tmp_path / "nowhere")
    with pytest.raises(ts.ModelNotFoundError, match=r"config\.json"):
        ts.load_verifier(tmp_path)


def test_a_cross_encoder_agrees_with_sentence_transformers(cross_encoder: ts.CrossEncoderVerifier) -> None:
    from sentence_transformers import CrossEncoder

    peer = CrossEncoder(cross_encoder.model, device="cpu")
    expected = peer.predict([(QUERY, t) for t in TEXTS], show_progress_bar=False)
    assert np.allclose(np.delete(cross_encoder.score(QUERY, TEXTS), 2), np.delete(expected, 2), atol=1e-5)


def test_a_cross_encoder_takes_what_no_tokenizer_does(cross_encoder: ts.CrossEncoderVerifier) -> None:
    broken, blank = "broken \ud83d", "\u200b"
    found = cross_encoder.score(QUERY, [TEXTS[0], broken, blank])
    assert np.isfinite(found).all()
    assert found[0] == pytest.approx(cross_encoder.score(QUERY, TEXTS[:1])[0], abs=1e-5)
    assert found[2] == 0
    assert np.isnan(cross_encoder.logits(QUERY, [TEXTS[0], blank])).tolist() == [False, True]


def test_the_weighted_cosine_is_in_the_logit_window_by_window(
    tmp_path: Path, verifier: ts.SimilarityMapVerifier
) -> None:
    pooled = with_pooled(verifier, tmp_path)
    query, long = "Who repairs the fence?", "Clouds gather. " * 60 + "The tenant repairs the fence."
    texts = ["The tenant repairs the fence.", "Clouds gather.", long, ""]
    plain, cosines = pooled.parts(query, texts, "support", 0.0)
    weighted, _ = pooled.parts(query, texts, "support", 3.0)
    # One window each: the sum is exact. Of several, the best sum counts.
    assert np.allclose(weighted[:2], plain[:2] + 3.0 * cosines[:2], atol=1e-5)
    assert weighted[2] >= plain[2] + 3.0 * cosines[2] - 1e-5
    assert np.isnan(weighted[3])
    assert cosines[0] > 0.5 > cosines[1]
    # A checkpoint without pooled vectors has nothing to add.
    assert np.array_equal(verifier_without(verifier, tmp_path).parts(query, texts[:2], "support", 3.0)[1], [0.0, 0.0])


def test_the_calibration_says_how_much_the_cosine_weighs(tmp_path: Path, verifier: ts.SimilarityMapVerifier) -> None:
    pooled = with_pooled(verifier, tmp_path, cosine=2.0)
    query, texts = "Who repairs the fence?", ["The tenant repairs the fence.", "Clouds gather."]
    expected = pooled.parts(query, texts, "support", 2.0)[0]
    assert np.array_equal(pooled.logits(query, texts), expected)
    probabilities = pooled.calibrations["support"].probability(expected)
    assert np.allclose(pooled.score(query, texts), probabilities, atol=1e-6)


def with_pooled(verifier: ts.SimilarityMapVerifier, folder: Path, cosine: float = 0.0) -> ts.SimilarityMapVerifier:
    """The verifier's weights and all of the base's directions, with a weight of their cosine."""
    own, head = verifier.checkpoint.tensors()
    tensors = own | {f"head.{name}": t for name, t in head.items()} | {"pooled.weight": torch.eye(384)}
    return written(verifier, folder / f"pooled {cosine}", tensors, 384, cosine)


def verifier_without(verifier: ts.SimilarityMapVerifier, folder: Path) -> ts.SimilarityMapVerifier:
    own, head = verifier.checkpoint.tensors()
    own.pop("pooled.weight", None)
    return written(verifier, folder / "plain", own | {f"head.{name}": t for name, t in head.items()}, 0, 0.0)


def written(
    verifier: ts.SimilarityMapVerifier, folder: Path, tensors: dict[str, torch.Tensor], pooled: int, cosine: float
) -> ts.SimilarityMapVerifier:
    found = verifier.checkpoint
    checkpoint.write(
        folder,
        encoder={**found.encoder, "pooled": pooled},
        head=found.head,
        tensors=tensors,
        calibration={name: replace(c, cosine=cosine) for name, c in found.calibration.items()},
    )
    return ts.SimilarityMapVerifier(folder)


def test_logits_name_an_unknown_relation(verifier: ts.SimilarityMapVerifier) -> None:
    with pytest.raises(ts.InputError, match="relation"):
        verifier.logits("Who?", ["Ada."], "fulfils")  # type: ignore[arg-type]


@pytest.mark.model
@pytest.mark.parametrize("relation", ["support", "identity"])
@pytest.mark.parametrize("make", [ts.load_verifier, ts.MaxSimVerifier])
def test_many_queries_at_once_are_as_one_by_one(make: Callable[[], ts.Verifier], relation: ts.Relation) -> None:
    asking = make()
    long = "The lease of the ground floor runs for nine years and three months. " * 14
    queries = ["Who pays for the water?", f"{long} Who pays?", "Are dogs allowed?"]
    texts = [["The tenant pays for the water.", long, ""], [long, "Dogs are allowed."], []]
    store = ts.TokenStore()
    together = asking.verify(queries, texts, relation, token_store=store)
    assert [len(found.probabilities) for found in together] == [3, 2, 0]
    for query, own, found in zip(queries, texts, together, strict=True):
        alone = asking.prepare(query, relation, token_store=store)(own)
        assert np.allclose(found.probabilities, alone.probabilities, atol=1e-4)
        assert np.allclose(found.rank_scores, alone.rank_scores, atol=1e-4)
        assert (found.windows, found.reasons) == (alone.windows, alone.reasons)

    assert store.statistics.misses == 4


def test_a_long_query_does_not_make_the_short_ones_beside_it_long() -> None:
    draw = np.random.default_rng(1)
    one = np.concatenate([draw.integers(6, 30, 800), [128, 128, 70]])
    other = draw.integers(1, 129, len(one))
    batches = list(_by_length(one, other))
    assert sorted(np.concatenate(batches)) == list(range(len(one)))
    assert max(map(len, batches)) <= 128
    padded = sum(len(batch) * one[batch].max() * other[batch].max() for batch in batches)
    assert padded < 2 * (one * other).sum()
