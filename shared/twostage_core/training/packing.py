"""Owns the base model's forward pass over packed texts: a training step's tokens go through it together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

_TOKENS = 256
"""Packed tokens are padded to a multiple of so many: in bfloat16 oneDNN makes a kernel for every shape that it meets,
which takes longer than a product does."""


CHUNK_TOKENS = {"cpu": 384, "cuda": 16_384}
"""Padded tokens of a chunk, by where it is computed: texts of like length share one, so that little is padding; a GPU
would rather pad than wait."""


def hidden_states(
    backbone: Any,
    input_ids: Sequence[Tensor],
    attention_mask: Sequence[Tensor],
    token_type_ids: Sequence[Tensor] | None = None,
) -> list[Tensor]:
    """What a BERT makes of chunks of texts: the same as chunk by chunk, in a fraction of the time on a CPU.

    What is done to each token alone is done to all of them in one go; chunks are apart in attention, where their texts
    are. No dropout.

    Args:
        backbone: A `transformers.BertModel`, or one with adapters in the place of its linear maps.
        input_ids: Chunks, int64 ``(n_i, T_i)``.
        attention_mask: Likewise, 1 for tokens.
        token_type_ids: Likewise, 1 for tokens of a second text; ``None`` if there is none.

    Returns:
        For each chunk float ``(n_i, T_i, width)``.
    """
    kinds = token_type_ids or [torch.zeros_like(ids) for ids in input_ids]
    read = [
        backbone.embeddings(input_ids=ids, token_type_ids=kind).flatten(0, 1)
        for ids, kind in zip(input_ids, kinds, strict=True)
    ]
    sizes = [len(part) for part in read]
    packed = torch.cat(read)
    packed = nn.functional.pad(packed, (0, 0, 0, -len(packed) % _TOKENS))
    for layer in backbone.encoder.layer:
        own, output = layer.attention.self, layer.attention.output
        projected = [linear(packed) for linear in (own.query, own.key, own.value)]
        heard = _heard(projected, attention_mask, sizes, own.num_attention_heads)
        packed = output.LayerNorm(output.dense(heard) + packed)
        inner = layer.intermediate.intermediate_act_fn(layer.intermediate.dense(packed))
        packed = layer.output.LayerNorm(layer.output.dense(inner) + packed)
    parts = packed[: sum(sizes)].split(sizes)
    return [part.unflatten(0, ids.shape) for part, ids in zip(parts, input_ids, strict=True)]


def _heard(projected: Sequence[Tensor], masks: Sequence[Tensor], sizes: Sequence[int], heads: int) -> Tensor:
    """Attention within each text: packed queries, keys and values ``(M, width)`` each → ``(M, width)``."""
    length = len(projected[0])
    with torch.autocast(projected[0].device.type, enabled=False):
        # In float32: the fused kernel's backward takes many times as long in bfloat16.
        parts = [tensor[: sum(sizes)].float().split(sizes) for tensor in projected]
        heard = []
        for mask, *chunk in zip(masks, *parts, strict=True):
            # (n · T, width) → (n, heads, T, width / heads)
            q, k, v = (part.unflatten(0, mask.shape).unflatten(2, (heads, -1)).transpose(1, 2) for part in chunk)
            text = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :].bool())
            heard.append(text.transpose(1, 2).flatten(2).flatten(0, 1))
        together = torch.cat(heard)
    return nn.functional.pad(together, (0, 0, 0, length - len(together)))
