"""Owns the question of whether computing in bfloat16 is faster on this machine, or many times slower."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

_UNITS = ("amx_bf16", "avx512_bf16", "bf16")
"""What a processor's list of capabilities calls arithmetic in bfloat16: on x86-64, the last on 64-bit Arm."""


def bfloat16_pays(device: str | None = None) -> bool:
    """Whether bfloat16 is computed as such, not emulated.

    A processor without units for it, with AVX2 alone, say, takes many times as long for a training step as in float32.

    Args:
        device: "cuda" or "cpu"; ``None`` takes the GPU, and without one the processor.
    """
    if device == "cuda" or (device is None and torch.cuda.is_available()):
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    known = getattr(torch.cpu, "get_capabilities", dict)
    capabilities: Mapping[str, Any] = known()
    return any(bool(capabilities.get(unit)) for unit in _UNITS)
