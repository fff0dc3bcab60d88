"""Owns how a checkpoint stores what training changed of the base's weights: in four bits a number, or as factors.

Changes are small beside the weights that they are added to, so they need few bits: in four, with a scale for every 32
numbers, about a hundredth of a change's energy is lost, in no more room than factors take that lose a fifth.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

GROUP = 32
"""Numbers in a row that share a scale."""
_MOST = 7


def pack(change: Tensor) -> tuple[Tensor, Tensor]:
    """Rounds a change to four bits a number.

    Args:
        change: float ``(out, in)``; ``in`` is a multiple of `GROUP`.

    Returns:
        uint8 ``(out, in / 2)``, two numbers a byte, the earlier one in the low bits; and fp16 ``(out, in / GROUP)``.

    Example:
        >>> codes, scales = pack(torch.linspace(-0.7, 0.7, 32)[None])
        >>> unpack(codes, scales)[0, [0, 31]].tolist() == [-7 * scales.item(), 7 * scales.item()]
        True
    """
    groups = change.reshape(len(change), -1, GROUP)
    scales = (groups.abs().amax(dim=2) / _MOST).half()
    # A group of zeros, or one too small for fp16, is all zeros.
    steps = torch.where(scales > 0, scales.float(), torch.inf)
    codes = ((groups / steps[:, :, None]).round().clamp(-_MOST, _MOST) + _MOST).flatten(1).to(torch.uint8)
    return codes[:, 0::2] + 16 * codes[:, 1::2], scales


def unpack(codes: Tensor, scales: Tensor) -> Tensor:
    """What `pack` made of a change: float32 ``(out, in)``."""
    numbers = torch.stack([codes % 16, codes // 16], dim=2).flatten(1).float() - _MOST
    return (numbers.view(*scales.shape, GROUP) * scales.float()[:, :, None]).flatten(1)


def stored(change: Tensor, name: str) -> dict[str, Tensor]:
    """A change of a weight as a checkpoint stores it: what `merge` reads, under the weight's name."""
    if change.dim() == 2 and change.shape[1] % GROUP == 0:
        codes, scales = pack(change)
        return {f"{name}.codes": codes, f"{name}.scales": scales}
    return {f"{name}.delta": change}


@torch.no_grad()
def merge(backbone: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Adds the changes of a checkpoint to the weights of the base model, in place.

    Args:
        backbone: The base model.
        tensors: ``<name>.codes`` and ``<name>.scales`` as `pack` gives them; ``<name>.up`` ``(out, r)`` and
            ``<name>.down`` ``(r, in)``, whose product is added; or ``<name>.delta`` of the weight's shape. Other names
            are left alone.
    """
    for name, weight in backbone.named_parameters():
        if (codes := tensors.get(f"{name}.codes")) is not None:
            weight.add_(unpack(codes, tensors[f"{name}.scales"]))
        if (up := tensors.get(f"{name}.up")) is not None:
            weight.add_(up.float() @ tensors[f"{name}.down"].float())
        if (delta := tensors.get(f"{name}.delta")) is not None:
            weight.add_(delta.float())
