"""Owns the directions in which the untouched base's embeddings differ most: pooled vectors at half the width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from twostage_core.training.natural import natural_texts

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

WIDTH = 192
"""Half of the base's numbers keep its cosines almost as they are, and a window of 128 tokens within 8,704 bytes."""
_TEXTS = 4000


def principal_directions(texts: Sequence[str], recall: SentenceTransformer, *, width: int = WIDTH) -> Tensor:
    """Finds the directions that carry most of a sample's embeddings (truncated SVD, not centred: cosines are to stay).

    Args:
        texts: Natural texts, at least ``width``.
        recall: The untouched base as an embedding.
        width: How many directions.

    Returns:
        float32 ``(width, base width)``, orthonormal.
    """
    embedded = recall.encode(list(texts), batch_size=64, normalize_embeddings=True, convert_to_tensor=True)
    found: Tensor = torch.linalg.svd(embedded.float().cpu(), full_matrices=False).Vh[:width]
    return found.contiguous()


def default_directions(data: Path, recall: Callable[[], SentenceTransformer], seed: int) -> Tensor:
    """The directions of the shipped checkpoint, from natural text of the training side.

    Args:
        data: Folder with ``identity/`` and ``support/``.
        recall: Loads the embedding.
        seed: Of the texts.
    """
    return principal_directions(natural_texts(data, _TEXTS, seed), recall())
