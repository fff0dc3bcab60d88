"""Owns `TokenNetwork`: the base model, and what is read off it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel


class TokenNetwork(nn.Module):
    """The base model and what is read off it: token ids → unit token vectors, and one pooled vector.

    Args:
        backbone: A BERT-like model whose output has ``last_hidden_state``.
        projection: Linear map to the token width, or ``None`` to keep the backbone's.
        readout: Linear map from the mean of the hidden states to the pooled vector. It learns to give the cosines of
            the untouched base's embeddings, whatever the backbone turns into; ``None`` for no pooled vector.
    """

    def __init__(self, backbone: nn.Module, projection: nn.Linear | None, readout: nn.Linear | None = None) -> None:
        super().__init__()
        self.backbone = backbone
        self.projection = projection
        self.readout = readout

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor | None]:
        """Encodes token ids.

        Args:
            input_ids: int64 ``(B, T)``, [CLS] first.
            attention_mask: int64 ``(B, T)``, 1 for tokens.

        Returns:
            ``(B, T − 1, W)`` of unit length, without [CLS]; what stands at [SEP] and padding means nothing. And
            ``(B, P)`` of unit length, or ``None`` without a read-out.
        """
        states = self.backbone(input_ids=input_ids, attention_mask=attention_mask)
        return self.read(states.last_hidden_state, attention_mask)

    def read(self, hidden: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor | None]:
        """What is read off the backbone's hidden states ``(B, T, base width)``: as `forward` gives it."""
        # In float32 even where the backbone is not: rounding here would be all that a pooled cosine's change is.
        with torch.autocast(hidden.device.type, enabled=False):
            hidden = hidden.float()
            pooled = (
                None
                if self.readout is None
                else nn.functional.normalize(self.readout(pool(hidden, attention_mask)), dim=1)
            )
            return self.tokens(hidden), pooled

    def tokens(self, hidden: Tensor) -> Tensor:
        """Hidden states ``(B, T, base width)`` → token vectors ``(B, T − 1, W)`` of unit length, without [CLS]."""
        projected = hidden[:, 1:] if self.projection is None else self.projection(hidden[:, 1:])
        return nn.functional.normalize(projected, dim=2)


Network = Callable[[Tensor, Tensor], "tuple[Tensor, Tensor | None]"]
"""``input_ids (B, T), attention_mask (B, T)`` → what `TokenNetwork.forward` gives."""


def pool(hidden: Tensor, attention_mask: Tensor) -> Tensor:
    """Mean of hidden states over a text's tokens, [CLS] and [SEP] included: ``(B, T, H)`` → ``(B, H)``."""
    weights = attention_mask[:, :, None].to(hidden.dtype)
    return (hidden * weights).sum(dim=1) / weights.sum(dim=1)


def load_backbone(base: Path, layer: int | None = None) -> nn.Module:
    """Loads the base model up to a layer, or all of it, from its config and safetensors alone."""
    config = AutoConfig.from_pretrained(base, local_files_only=True, trust_remote_code=False)
    config.num_hidden_layers = layer or config.num_hidden_layers
    backbone: nn.Module = AutoModel.from_config(config, trust_remote_code=False, add_pooling_layer=False)
    wanted = backbone.state_dict()
    stored = safetensors.torch.load_file(base / "model.safetensors")
    backbone.load_state_dict({name: stored[name] for name in wanted})
    return backbone


def linear(weight: Tensor | None) -> nn.Linear | None:
    """A linear map without bias, of its weight ``(out, in)``; ``None`` of ``None``."""
    if weight is None:
        return None
    layer = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    layer.load_state_dict({"weight": weight.float()})
    return layer
