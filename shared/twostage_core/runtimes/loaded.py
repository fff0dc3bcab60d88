"""Owns `Loaded`: a checkpoint's encoder and head on their device, in the runtime that its folder names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from twostage_core.checkpoint import Checkpoint
from twostage_core.errors import ModelError

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from twostage_core.encoder import TokenEncoder
    from twostage_core.head import MapTransformer


class Scores(Protocol):
    """What judges pairs of windows; `head.MapTransformer.scores` says what of."""

    def __call__(
        self, query: Tensor, candidate: Tensor, query_mask: Tensor, mask: Tensor, relation: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Gives logits and rank scores, both ``(B,)``."""
        ...


class Loaded(NamedTuple):
    """A checkpoint that is ready to judge.

    Attributes:
        encoder: Text → token vectors.
        scores: Pairs of windows → logits and rank scores.
        device: Where windows go before they are scored.
        head: The head's weights, where torch has them: gradients are taken of them.
    """

    encoder: TokenEncoder
    scores: Scores
    device: torch.device
    head: MapTransformer | None


def load(checkpoint: Checkpoint, device: str, base_path: str | Path | None = None) -> Loaded:
    """Loads a checkpoint's weights.

    Args:
        checkpoint: Which.
        device: Where to run, as torch names it. ONNX Runtime runs on the CPU alone.
        base_path: Folder of the base model, if it is not to be looked for; an ONNX folder needs none.

    Raises:
        ModelError: If the device is none for this runtime, or the runtime is not installed.
        ModelNotFoundError: If the base model is nowhere to be had.
        ModelIntegrityError: If a file is not what the folder's manifest says.
    """
    import torch

    from twostage_core.encoder import EncoderConfig, TokenEncoder
    from twostage_core.head import HeadConfig, MapTransformer

    checkpoint.check()
    encoder_config, head_config = EncoderConfig(**checkpoint.encoder), HeadConfig(**checkpoint.head)
    if checkpoint.runtime.startswith("onnx"):
        from twostage_core.runtimes.onnx import load_encoder, load_head

        if torch.device(device).type != "cpu":
            raise ModelError(f"{checkpoint.folder} runs on the CPU, with ONNX Runtime, but device is {device!r}")
        encoder = load_encoder(checkpoint.folder, encoder_config, checkpoint.fingerprint)
        return Loaded(encoder, load_head(checkpoint.folder, head_config), torch.device("cpu"), None)
    half = checkpoint.runtime == "torch-bf16"
    own, head_tensors = checkpoint.tensors()
    base = checkpoint.base.locate(base_path)
    encoder = TokenEncoder.load(base, encoder_config, own, device=device, half=half)
    head = MapTransformer(head_config)
    head.load_state_dict(head_tensors)
    head.eval().to(device)

    def scores(
        query: Tensor, candidate: Tensor, query_mask: Tensor, mask: Tensor, relation: Tensor
    ) -> tuple[Tensor, Tensor]:
        with torch.autocast(query.device.type, torch.bfloat16, enabled=half):
            return head.scores(query, candidate, query_mask, mask, relation)

    return Loaded(encoder, scores, torch.device(device), head)
