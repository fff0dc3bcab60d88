from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twostage_core.tokenvectors import DamagedValueError, TokenVectors, Window, quantise


def unit(rows: int, width: int = 64, seed: int = 0) -> np.ndarray:
    drawn = np.random.default_rng(seed).standard_normal((rows, width)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def example(rows: int = 128, pooled: int = 192) -> TokenVectors:
    vectors, scales = quantise(unit(rows))
    extra = quantise(unit(1, pooled, seed=1)) if pooled else (None, None)
    return TokenVectors(vectors, scales, (Window(0, rows, 0, 4 * rows),), rows, 3, *extra)


@pytest.mark.parametrize("pooled", [0, 192])
def test_bytes_come_back_as_they_went(pooled: int) -> None:
    value = example(pooled=pooled)
    read = TokenVectors.from_bytes(value.to_bytes())
    assert np.array_equal(read.vectors, value.vectors)
    assert np.array_equal(read.scales, value.scales)
    assert (read.windows, read.tokens, read.unknown) == (value.windows, value.tokens, value.unknown)
    assert (read.pooled is None) == (pooled == 0)
    if pooled:
        assert np.array_equal(read.pooled, value.pooled)
        assert np.array_equal(read.pooled_scales, value.pooled_scales)


def test_a_text_of_128_tokens_takes_8682_bytes_and_8488_without_a_pooled_vector() -> None:
    assert len(example(128).to_bytes()) == 8682
    assert len(example(128, pooled=0).to_bytes()) == 8488


def test_a_text_without_tokens_has_bytes_too() -> None:
    empty = TokenVectors(np.zeros((0, 64), np.int8), np.zeros(0, np.float16), (), 0, 0)
    read = TokenVectors.from_bytes(empty.to_bytes())
    assert read.windows == ()
    assert read.unknown_share == 0.0


@given(st.integers(0, 8681))
def test_every_truncation_is_noticed(length: int) -> None:
    with pytest.raises(DamagedValueError):
        TokenVectors.from_bytes(example().to_bytes()[:length])


@given(st.integers(0, 8681), st.integers(1, 255))
def test_every_changed_byte_is_noticed(position: int, change: int) -> None:
    value = bytearray(example().to_bytes())
    value[position] ^= change
    with pytest.raises(DamagedValueError):
        TokenVectors.from_bytes(bytes(value))


def test_rounding_keeps_direction_and_unit_length() -> None:
    vectors = unit(500)
    rounded, scales = quantise(vectors)
    back = rounded * scales.astype(np.float32)[:, None]
    assert np.abs(np.linalg.norm(back, axis=1) - 1).max() < 1e-3
    assert (back * vectors).sum(axis=1).min() > 0.9995


def test_nothing_rounds_to_nothing() -> None:
    rounded, scales = quantise(np.zeros((0, 64), np.float32))
    assert rounded.shape == (0, 64)
    assert scales.shape == (0,)
