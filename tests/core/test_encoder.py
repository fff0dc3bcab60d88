from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

import twostage_core as ts
from twostage_core.basemodel import MINILM
from twostage_core.encoder import EncoderConfig, TokenEncoder, load_tokenizer, unknown_vector, windows
from twostage_core.training.recall import recall_model


@given(st.integers(0, 3_000), st.integers(1, 200), st.data())
def test_windows_cover_every_token_and_are_full(tokens: int, window: int, data: st.DataObject) -> None:
    stride = data.draw(st.integers(1, window))
    spans = windows(tokens, window, stride)
    covered = {t for start, end in spans for t in range(start, end)}
    assert covered == set(range(tokens))
    assert all(end - start == min(window, tokens) for start, end in spans)
    assert all(b[0] - a[0] <= stride for a, b in pairwise(spans))


def test_an_unknown_surface_is_drawn_the_same_everywhere() -> None:
    vector = unknown_vector("ꙮ", 64)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-6)
    assert vector[:3].tolist() == pytest.approx(unknown_vector("ꙮ", 64)[:3].tolist())
    assert abs(float(vector @ unknown_vector("🜀", 64))) < 0.6


@pytest.mark.model
def test_vectors_have_unit_length_and_windows_point_at_their_words(
    verifier: ts.SimilarityMapVerifier,
) -> None:
    text = " ".join(f"word{i}" for i in range(200))
    stored = verifier.encoder.encode([text, "", "short"])
    assert [len(s.windows) > 0 for s in stored] == [True, False, True]
    lengths = np.linalg.norm(stored[0].vectors * stored[0].scales.astype(np.float32)[:, None], axis=1)
    assert np.abs(lengths - 1).max() < 1e-3
    assert stored[0].windows[0].start == 0
    assert stored[0].windows[-1].end == len(text)
    assert sum(w.vectors for w in stored[0].windows) == len(stored[0].vectors)


@pytest.mark.model
def test_a_batch_of_many_lengths_comes_back_in_order(verifier: ts.SimilarityMapVerifier) -> None:
    texts = ["a lamp " * n for n in (40, 1, 200, 7, 3)]
    together, alone = verifier.encoder.encode(texts), [verifier.encoder.encode([t])[0] for t in texts]
    for one, other in zip(together, alone, strict=True):
        assert one.tokens == other.tokens
        # Batch mates move a float by its last digits, so a rounded number by one step at most.
        assert np.abs(one.vectors.astype(int) - other.vectors.astype(int)).max() <= 1


@pytest.mark.model
def test_a_text_of_four_times_the_length_takes_no_more_than_as_many_times_as_long() -> None:
    class Still(nn.Module):
        """Costs nothing, so that all else is what is timed."""

        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.ones(1))

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, None]:
            return torch.ones(len(input_ids), input_ids.shape[1] - 1, 64), None

    encoder = TokenEncoder(Still(), load_tokenizer(MINILM.locate()), EncoderConfig(), "0" * 16)

    def seconds(words: int) -> float:
        started = time.process_time()
        encoder.encode(["word " * words])
        return time.process_time() - started

    seconds(100)
    short, long = (min(seconds(words) for _ in range(3)) for words in (4_000, 16_000))
    # Some leeway for the clock; by the square it would be sixteen.
    assert long < 9 * short


@pytest.mark.model
def test_the_fingerprint_hangs_on_all_the_vectors_hang_on(verifier: ts.SimilarityMapVerifier) -> None:
    checkpoint = verifier.checkpoint
    base, (own, _) = checkpoint.base.locate(), checkpoint.tensors()
    config = EncoderConfig(**checkpoint.encoder)

    def fingerprint(config: EncoderConfig = config, **changed: object) -> str:
        return TokenEncoder.load(base, config, own | changed).fingerprint  # type: ignore[arg-type]

    original = fingerprint()
    assert original == verifier.encoder.fingerprint
    assert len(original) == 16
    assert fingerprint(EncoderConfig(stride=64)) != original
    weight = own["projection.weight"].clone()
    weight[0, 0] += 1
    assert fingerprint(**{"projection.weight": weight}) != original


@pytest.mark.model
def test_pooled_vectors_read_off_an_untouched_base_have_its_cosines() -> None:
    texts = ["The tenant pays the landlord.", "Rent is due on Monday.", "Bees like clover.", "clover " * 150]
    base = MINILM.locate()
    recall = recall_model()
    recall.float()
    embedded = recall.encode(texts[:3], normalize_embeddings=True)
    tensors = {"projection.weight": torch.randn(64, 384), "pooled.weight": torch.linalg.qr(torch.randn(384, 384))[0]}
    encoder = TokenEncoder.load(base, EncoderConfig(pooled=384), tensors)
    stored = encoder.encode(texts)
    pooled = np.concatenate([s.pooled * s.pooled_scales.astype(np.float32)[:, None] for s in stored])
    assert pooled.shape == (5, 384)  # the last text has two windows
    assert np.abs(pooled[:3] @ pooled[:3].T - embedded @ embedded.T).max() < 0.01
    # A value that holds more is kept under another key.
    plain = TokenEncoder.load(base, EncoderConfig(), tensors)
    assert plain.encode(texts)[0].pooled is None
    assert plain.fingerprint != encoder.fingerprint


@pytest.mark.model
def test_a_text_without_tokens_has_no_pooled_vector() -> None:
    tensors = {"projection.weight": torch.randn(64, 384), "pooled.weight": torch.randn(192, 384)}
    (empty,) = TokenEncoder.load(MINILM.locate(), EncoderConfig(pooled=192), tensors).encode([""])
    assert empty.pooled.shape == (0, 192)
    assert empty.windows == ()
