"""Owns the question of whether computing in bfloat16 is faster on this machine, or many times slower."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

_UNITS = ("amx_bf16", "avx512_bf16", "bf16")
"""What a processor's list of capabilities calls arithmetic in bfloat16: on x86-64, the last on 64-bit Arm."""


def bfloat16_pays() -> bool:
    """Whether this machine's GPU, or without one its processor, computes in bfloat16.

    A processor without such units emulates it: measured on one with AVX2 alone, a training step takes 15 times as long
    as in float32.
    """
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    known = getattr(torch.cpu, "get_capabilities", dict)
    capabilities: Mapping[str, Any] = known()
    return any(bool(capabilities.get(unit)) for unit in _UNITS)
