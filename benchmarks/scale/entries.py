"""Owns drawn entries: what a store holds of passages that were never encoded, as large as those of real ones.

A lookup reads, checks and unpacks as many bytes whatever the vectors are. So a million are drawn in minutes, where
encoding them would take hours.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from twostage_core.bytestores.protocol import ByteStore
from twostage_core.encoder import EncoderConfig, TokenEncoder
from twostage_core.errors import InputError
from twostage_core.tokenstore import key
from twostage_core.tokenvectors import TokenVectors, Window, quantise

_BATCH = 2000
"""Entries of one transaction: some 17 MB."""
_PAGE = 4096
_PAGE_HEADER = 16
_WITHIN = 2000
"""Bytes of a value up to which LMDB keeps it in a page with others; beyond, it takes whole pages."""


def numbered(number: int) -> str:
    """The text of an entry; its own normalised form."""
    return f"passage number {number}"


def draw(config: EncoderConfig, tokens: int, count: int, seed: int) -> Iterator[TokenVectors]:
    """Draws token vectors of texts of one window.

    Args:
        config: The shape, an encoder's.
        tokens: Tokens of each.
        count: How many.
        seed: Of the vectors.
    """
    random = np.random.default_rng(seed)
    vectors, scales = quantise(_unit(random, count * tokens, config.width))
    pooled, pooled_scales = quantise(_unit(random, count, config.pooled)) if config.pooled else (None, None)
    for i in range(count):
        own, window = slice(i * tokens, (i + 1) * tokens), Window(0, tokens, 0, 1)
        together = (None, None) if pooled is None or pooled_scales is None else (pooled[[i]], pooled_scales[[i]])
        yield TokenVectors(vectors[own], scales[own], (window,), tokens, 0, *together)


def store_drawn(store: ByteStore, encoder: TokenEncoder, numbers: range, tokens: int) -> None:
    """Puts drawn entries under the keys of `numbered` texts, as if the encoder had made them."""
    for first in range(numbers.start, numbers.stop, _BATCH):
        some = range(first, min(first + _BATCH, numbers.stop))
        drawn = draw(encoder.config, tokens, len(some), seed=first)
        store.mset(
            [(key(encoder.fingerprint, numbered(n)), one.to_bytes()) for n, one in zip(some, drawn, strict=True)]
        )


def check_disk(folder: Path, config: EncoderConfig, entries: int, tokens: int) -> None:
    """Raises `InputError` unless a store of so many entries fits on the disk, with a fifth to spare."""
    size = len(next(draw(config, tokens, 1, 0)).to_bytes())
    paged = size if size <= _WITHIN else -(-(size + _PAGE_HEADER) // _PAGE) * _PAGE
    needed, free = int(1.2 * entries * paged), shutil.disk_usage(folder).free
    if free < needed:
        raise InputError(
            f"{entries} entries of {tokens} tokens need {needed / 1e9:.1f} GB, but {folder} has {free / 1e9:.1f} GB "
            "free: give fewer --entries or --tokens, or --work on another disk"
        )


def _unit(random: np.random.Generator, rows: int, width: int) -> npt.NDArray[np.float32]:
    drawn = random.standard_normal((rows, width), dtype=np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)
