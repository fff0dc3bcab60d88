"""Owns `MapTransformer`, the small Transformer that reads similarity maps and gives a match logit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from twostage_core.similarity import maxsim, similarity_maps

RELATIONS = ("support", "identity", "fulfil")
"""The relations that the head has room for, by index; ``fulfil`` is not trained yet."""


@dataclass(frozen=True, slots=True)
class HeadConfig:
    """Shape of a `MapTransformer`.

    Attributes:
        heads: ``H``, shares of a token vector that get a cosine map of their own.
        patch_rows: Query tokens of a patch.
        patch_columns: Candidate tokens of a patch.
        window: Most tokens on either side.
        width: Width of the Transformer.
        layers: Layers of the Transformer.
        attention_heads: Attention heads of a layer.
        summary: Whether MaxSim and the cosine of the means stand beside the patches.
    """

    heads: int = 8
    patch_rows: int = 4
    patch_columns: int = 8
    window: int = 128
    width: int = 128
    layers: int = 2
    attention_heads: int = 4
    summary: bool = False


class MapTransformer(nn.Module):
    """Patches of the similarity maps → Transformer → one logit (after the paper's F4).

    The channels of a map cell are the full cosine, a cosine per head, the best cosine of its row, the
    best of its column, and 1 for "no padding". Beside the patches may stand a summary of the pair: MaxSim
    either way and the cosine of the mean token vectors, which the Transformer then need not rebuild.

    Args:
        config: Its shape.
    """

    def __init__(self, config: HeadConfig) -> None:
        super().__init__()
        self.config = config
        channels = config.heads + 4
        self.patch = nn.Linear(channels * config.patch_rows * config.patch_columns, config.width)
        self.rows = nn.Parameter(torch.randn(-(-config.window // config.patch_rows), config.width) * 0.02)
        self.columns = nn.Parameter(torch.randn(-(-config.window // config.patch_columns), config.width) * 0.02)
        self.relations = nn.Parameter(torch.randn(len(RELATIONS), config.width) * 0.02)
        self.summary = nn.Linear(3, config.width) if config.summary else None
        layer = nn.TransformerEncoderLayer(
            config.width,
            config.attention_heads,
            dim_feedforward=3 * config.width,
            dropout=0.0,
            activation="gelu",
            batch_first=True,
            norm_first=True,
        )
        self.transformer = nn.TransformerEncoder(layer, config.layers, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(config.width)
        self.logit = nn.Sequential(nn.Linear(config.width, config.width), nn.GELU(), nn.Linear(config.width, 1))

    def forward(self, query: Tensor, candidate: Tensor, query_mask: Tensor, mask: Tensor, relation: Tensor) -> Tensor:
        """Judges pairs.

        Args:
            query: ``(B, Q, W)`` token vectors; only directions count.
            candidate: ``(B, D, W)``.
            query_mask: bool ``(B, Q)``, true for tokens.
            mask: bool ``(B, D)``.
            relation: int64 ``(B,)``, index into `RELATIONS`.

        Returns:
            ``(B,)`` logits, unbounded; above 0 leans to a match.
        """
        return self.scores(query, candidate, query_mask, mask, relation)[0]

    def scores(
        self, query: Tensor, candidate: Tensor, query_mask: Tensor, mask: Tensor, relation: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Logits as `forward` gives them, and MaxSim ``(B,)`` of the same maps."""
        with torch.autocast(query.device.type, enabled=False):
            # In bfloat16 candidates would tie in rank.
            maps = similarity_maps(query, candidate, query_mask, mask, self.config.heads)
        cells = query_mask[:, :, None] & mask[:, None, :]
        first = self.relations[relation]
        if self.summary is not None:
            first = first + self.summary(_summary(query, candidate, maps[:, 0], query_mask, mask))
        return self._read(_with_context(maps, cells), cells, first), maxsim(maps[:, 0], query_mask, mask)

    def _read(self, channels: Tensor, cells: Tensor, first: Tensor) -> Tensor:
        rows, columns = self.config.patch_rows, self.config.patch_columns
        pad = (0, -channels.shape[3] % columns, 0, -channels.shape[2] % rows)
        channels, cells = nn.functional.pad(channels, pad), nn.functional.pad(cells, pad)
        # (B, C, Q, D) → (B, grid rows, grid columns, C · rows · columns). A convolution would spare the copy, but on a
        # CPU torch 2.13 gets it wrong in bfloat16, which training uses.
        patches = channels.unflatten(3, (-1, columns)).unflatten(2, (-1, rows)).permute(0, 2, 4, 1, 3, 5)
        tokens = self.patch(patches.flatten(3))
        tokens = tokens + self.rows[: tokens.shape[1], None] + self.columns[None, : tokens.shape[2]]
        empty = ~cells.unflatten(2, (-1, columns)).unflatten(1, (-1, rows)).any(4).any(2)
        sequence = torch.cat([first[:, None], tokens.flatten(1, 2)], dim=1)
        padding = nn.functional.pad(empty.flatten(1), (1, 0), value=False)
        *layers, last = self.transformer.layers
        for layer in layers:
            sequence = _transformed(layer, sequence, padding, sequence.shape[1])
        # Only the first place is read, so in the last layer the others give keys and values alone.
        first = _transformed(last, sequence, padding, 1)[:, 0]
        with torch.autocast(first.device.type, enabled=False):
            # A logit of eight in bfloat16 is one of eight and a thirty-second.
            logits: Tensor = self.logit(self.norm(first.float())).squeeze(1)
        return logits


def _transformed(layer: Any, sequence: Tensor, padding: Tensor, places: int) -> Tensor:
    """What a layer makes of the first places: ``(B, P, width)`` → ``(B, places, width)``."""
    seen, sequence = layer.norm1(sequence), sequence[:, :places]
    sequence = sequence + _heard(layer.self_attn, seen[:, :places], seen, padding)
    transformed: Tensor = sequence + layer.linear2(layer.activation(layer.linear1(layer.norm2(sequence))))
    return transformed


def _heard(attention: nn.MultiheadAttention, asking: Tensor, seen: Tensor, padding: Tensor) -> Tensor:
    """Attention of some places to all: what ``attention`` does itself, by a path of torch that is faster on a CPU."""
    width = attention.embed_dim
    own, others = attention.in_proj_weight.split((width, 2 * width))
    own_bias, other_bias = attention.in_proj_bias.split((width, 2 * width))
    asked = nn.functional.linear(asking, own, own_bias)
    keys, values = nn.functional.linear(seen, others, other_bias).chunk(2, dim=2)
    q, k, v = (t.unflatten(2, (attention.num_heads, -1)).transpose(1, 2) for t in (asked, keys, values))
    with torch.autocast(asking.device.type, enabled=False):
        if torch.is_grad_enabled():
            # The fused kernel's backward takes many times as long in bfloat16.
            q, k, v = q.float(), k.float(), v.float()
        heard = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=~padding[:, None, None, :])
    projected: Tensor = attention.out_proj(heard.transpose(1, 2).flatten(2))
    return projected


def _summary(query: Tensor, candidate: Tensor, full: Tensor, query_mask: Tensor, mask: Tensor) -> Tensor:
    """MaxSim of query to candidate, of candidate to query, and the cosine of their means: ``(B, 3)``."""
    one, other = ((v * on[:, :, None]).sum(dim=1) for v, on in ((query, query_mask), (candidate, mask)))
    pooled = nn.functional.cosine_similarity(one, other, dim=1)
    return torch.stack([maxsim(full, query_mask, mask), maxsim(full.mT, mask, query_mask), pooled], dim=1)


def _with_context(maps: Tensor, cells: Tensor) -> Tensor:
    """Adds row maximum, column maximum and mask: ``(B, H + 1, Q, D)`` → ``(B, H + 4, Q, D)``."""
    full = maps[:, 0].masked_fill(~cells, -1.0)
    row_best = full.amax(dim=2, keepdim=True).expand_as(full)
    column_best = full.amax(dim=1, keepdim=True).expand_as(full)
    context = torch.stack([row_best, column_best, torch.ones_like(full)], dim=1)
    return torch.cat([maps, context * cells[:, None]], dim=1)
