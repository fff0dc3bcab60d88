"""Owns the token–token similarity of a query and its candidates: maps and MaxSim.

Shapes: ``B`` pairs, ``Q`` query tokens, ``D`` candidate tokens, ``H`` heads, ``W`` token width.
"""

from __future__ import annotations

import torch
from torch import Tensor


def similarity_maps(query: Tensor, candidate: Tensor, query_mask: Tensor, mask: Tensor, heads: int) -> Tensor:
    """Cosine maps of every pair: one over all of a token vector, one for each head's share of it.

    Args:
        query: ``(B, Q, W)``; only directions count.
        candidate: ``(B, D, W)``.
        query_mask: bool ``(B, Q)``, true for tokens, false for padding.
        mask: bool ``(B, D)``.
        heads: ``H``, which divides ``W``.

    Returns:
        ``(B, H + 1, Q, D)`` cosines in [−1, 1]; channel 0 is the full cosine, padding is 0.

    Example:
        >>> q = torch.tensor([[[1.0, 0.0, 0.0, 1.0]]])
        >>> d = torch.tensor([[[1.0, 0.0, 0.0, -1.0]]])
        >>> on = torch.ones(1, 1, dtype=torch.bool)
        >>> similarity_maps(q, d, on, on, heads=2).flatten().tolist()
        [0.0, 1.0, -1.0]
    """
    maps = torch.cat([_cosines(query, candidate, 1), _cosines(query, candidate, heads)], dim=1)
    return maps * (query_mask[:, None, :, None] & mask[:, None, None, :])


def cosine_map(query: Tensor, candidate: Tensor) -> Tensor:
    """Full cosines ``(B, Q, D)`` of ``(B, Q, W)`` and ``(B, D, W)``; what stands at padding means nothing."""
    return _cosines(query, candidate, 1)[:, 0]


def maxsim(full: Tensor, query_mask: Tensor, mask: Tensor) -> Tensor:
    """Mean over query tokens of the best cosine with any candidate token (PAPER: F1).

    Args:
        full: ``(B, Q, D)`` cosines.
        query_mask: bool ``(B, Q)``.
        mask: bool ``(B, D)``.

    Returns:
        ``(B,)`` in [−1, 1]; the lowest, −1, for a pair without tokens on either side.
    """
    best = full.masked_fill(~mask[:, None, :], -1.0).amax(dim=2)
    weight = query_mask.to(full.dtype)
    count = weight.sum(dim=1)
    return torch.where(count > 0, (best * weight).sum(dim=1) / count.clamp(min=1), best.new_tensor(-1.0))


def _cosines(query: Tensor, candidate: Tensor, heads: int) -> Tensor:
    """Cosines ``(B, heads, Q, D)`` between the heads' shares of the token vectors."""
    return _shares(query, heads) @ _shares(candidate, heads).transpose(2, 3)


def _shares(vectors: Tensor, heads: int) -> Tensor:
    """Splits ``(B, T, W)`` into ``(B, heads, T, W / heads)``, each share of unit length."""
    shares = vectors.unflatten(2, (heads, -1)).transpose(1, 2)
    return torch.nn.functional.normalize(shares, dim=3, eps=1e-6)
