"""Owns F0 to F4 of the paper: what is read off the map of cosines between the tokens of two texts.

Written after the paper's description of them. Each takes a map and says one number, higher for a match.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn

_WIDTH = 256
_PATCH = 8
_CHANNELS = 3


class Reader(nn.Module, ABC):
    """Reads maps ``(B, m, n)`` whose cells without a token on either side ``cells`` marks as false; → ``(B,)``."""

    @abstractmethod
    def forward(self, maps: Tensor, cells: Tensor) -> Tensor:
        """One number for each map, higher for a match."""


class Mean(Reader):
    """F0: the mean cosine."""

    def forward(self, maps: Tensor, cells: Tensor) -> Tensor:
        return _mean(maps, cells, (1, 2))


class MaxSim(Reader):
    """F1: the mean over query tokens of their best cosine."""

    def forward(self, maps: Tensor, cells: Tensor) -> Tensor:
        return _mean(_best(maps, cells, 2), cells.any(dim=2), (1,))


class SoftAlignment(Reader):
    """F2: each query token looks for its like near its own place; how near, and how sharply, is learned."""

    def __init__(self) -> None:
        super().__init__()
        self.penalty = nn.Parameter(torch.tensor(0.0))
        self.sharpness = nn.Parameter(torch.tensor(2.0))

    def forward(self, maps: Tensor, cells: Tensor) -> Tensor:
        rows, columns = (torch.arange(n, device=maps.device) for n in maps.shape[1:])
        apart = (rows[:, None] - columns[None, :]).abs() / columns.numel()
        near = self.sharpness.exp() * (maps - nn.functional.softplus(self.penalty) * apart)
        near = near.masked_fill(~cells, torch.finfo(near.dtype).min)
        aligned = (near.softmax(dim=2) * maps * cells).sum(dim=2)
        return _mean(aligned, cells.any(dim=2), (1,))


class Convolutions(Reader):
    """F3: a small CNN over the map, its row maxima and its column maxima."""

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.first = nn.Conv2d(_CHANNELS, width // 2, 3, padding=1)
        self.second = nn.Conv2d(width // 2, width, 3, padding=1)
        self.score = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, 1))

    def forward(self, maps: Tensor, cells: Tensor) -> Tensor:
        seen = nn.functional.gelu(self.first(_channels(maps, cells))) * cells[:, None]
        seen = nn.functional.gelu(self.second(seen)) * cells[:, None]
        pooled = [seen.flatten(2).sum(dim=2) / cells.flatten(1).sum(dim=1)[:, None].clamp(min=1), seen.amax(dim=(2, 3))]
        return torch.tanh(self.score(torch.cat(pooled, dim=1)).squeeze(1))


class PatchTransformer(Reader):
    """F4: a small Transformer over patches of the same three channels, read at [CLS]."""

    def __init__(self, tokens: int, layers: int = 2) -> None:
        super().__init__()
        grid = -(-tokens // _PATCH)
        self.patch = nn.Linear(_CHANNELS * _PATCH * _PATCH, _WIDTH)
        self.first = nn.Parameter(torch.randn(_WIDTH) * 0.02)
        self.rows = nn.Parameter(torch.randn(grid, _WIDTH) * 0.02)
        self.columns = nn.Parameter(torch.randn(grid, _WIDTH) * 0.02)
        layer = nn.TransformerEncoderLayer(
            _WIDTH, 4, 2 * _WIDTH, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.transformer = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.score = nn.Sequential(nn.LayerNorm(_WIDTH), nn.Linear(_WIDTH, _WIDTH), nn.GELU(), nn.Linear(_WIDTH, 1))

    def forward(self, maps: Tensor, cells: Tensor) -> Tensor:
        pad = (0, -maps.shape[2] % _PATCH, 0, -maps.shape[1] % _PATCH)
        channels = nn.functional.pad(_channels(maps, cells), pad)
        # (B, 3, m, n) → (B, m / 8, n / 8, 3 · 8 · 8)
        patches = channels.unflatten(3, (-1, _PATCH)).unflatten(2, (-1, _PATCH)).permute(0, 2, 4, 1, 3, 5).flatten(3)
        places = self.rows[: patches.shape[1], None] + self.columns[None, : patches.shape[2]]
        read = (self.patch(patches) + places).flatten(1, 2)
        full = nn.functional.pad(cells, pad).unflatten(2, (-1, _PATCH)).unflatten(1, (-1, _PATCH)).any(4).any(2)
        sequence = torch.cat([self.first.expand(len(maps), 1, -1), read], dim=1)
        empty = nn.functional.pad(~full.flatten(1), (1, 0), value=False)
        read = self.transformer(sequence, src_key_padding_mask=empty)[:, 0]
        return torch.tanh(self.score(read).squeeze(1))


def reader(name: str, tokens: int) -> Reader:
    """Makes a reader, ``"F0"`` to ``"F4"``, for maps of at most ``tokens`` either way."""
    if name == "F4":
        return PatchTransformer(tokens)
    return {"F0": Mean, "F1": MaxSim, "F2": SoftAlignment, "F3": Convolutions}[name]()


def _best(maps: Tensor, cells: Tensor, dim: int) -> Tensor:
    return maps.masked_fill(~cells, -1.0).amax(dim=dim)


def _mean(values: Tensor, mask: Tensor, dims: tuple[int, ...]) -> Tensor:
    return (values * mask).sum(dim=dims) / mask.sum(dim=dims).clamp(min=1)


def _channels(maps: Tensor, cells: Tensor) -> Tensor:
    """The map, its row maxima and its column maxima, ``(B, 3, m, n)``; 0 outside the cells."""
    best = [_best(maps, cells, dim).unsqueeze(dim).expand_as(maps) for dim in (2, 1)]
    return torch.stack([maps, *best], dim=1) * cells[:, None]
