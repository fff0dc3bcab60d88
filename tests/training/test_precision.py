"""bfloat16 is used where the machine has units for it, and nowhere else."""

from __future__ import annotations

import pytest
import torch

from twostage_core.training.precision import bfloat16_pays


@pytest.mark.parametrize(
    ("capabilities", "pays"),
    [
        ({"avx2": True, "avx512_bf16": False, "amx_bf16": False}, False),
        ({"avx2": True, "amx_bf16": True}, True),
        ({"avx512_bf16": True}, True),
        ({"architecture": "aarch64", "bf16": True}, True),
        ({}, False),
    ],
)
@pytest.mark.skipif(torch.cuda.is_available(), reason="the GPU decides where there is one")
def test_the_processor_says_whether_bfloat16_pays(
    monkeypatch: pytest.MonkeyPatch, capabilities: dict[str, bool], pays: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities, raising=False)
    assert bfloat16_pays() is pays


@pytest.mark.skipif(torch.cuda.is_available(), reason="the GPU decides where there is one")
def test_a_torch_that_cannot_tell_is_taken_to_be_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    assert bfloat16_pays() is False
