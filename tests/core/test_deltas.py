"""Changes of weights in four bits a number."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from twostage_core.deltas import GROUP, merge, pack, stored, unpack


def test_a_hundredth_of_the_energy_is_lost_at_most() -> None:
    torch.manual_seed(0)
    # Rows of very different size, as layers have.
    change = torch.randn(64, 384) * torch.logspace(-4, -1, 64)[:, None]
    codes, scales = pack(change)
    assert codes.dtype == torch.uint8
    assert codes.nbytes + scales.nbytes == 64 * 384 * 4.5 / 8
    lost = (unpack(codes, scales) - change).square().sum(dim=1) / change.square().sum(dim=1)
    assert 1e-3 < lost.mean() < 1e-2
    assert lost.max() < 1.5e-2


def test_what_was_rounded_once_stays() -> None:
    torch.manual_seed(0)
    once = unpack(*pack(torch.randn(8, 64)))
    assert torch.equal(unpack(*pack(once)), once)


@pytest.mark.parametrize("size", [0.0, 1e-12])
def test_what_is_next_to_nothing_is_nothing(size: float) -> None:
    codes, scales = pack(torch.full((2, GROUP), size))
    assert torch.equal(unpack(codes, scales), torch.zeros(2, GROUP))


def test_every_way_to_store_a_change_is_added() -> None:
    torch.manual_seed(0)
    model = nn.ModuleDict({"even": nn.Linear(64, 3), "odd": nn.Linear(5, 3), "product": nn.Linear(5, 3)})
    before = {name: weight.clone() for name, weight in model.named_parameters()}
    even, odd, bias = torch.randn(3, 64), torch.randn(3, 5), torch.randn(3)
    up, down = torch.randn(3, 2), torch.randn(2, 5)
    tensors = stored(even, "even.weight") | stored(bias, "even.bias") | stored(odd, "odd.weight")
    assert sorted(tensors) == ["even.bias.delta", "even.weight.codes", "even.weight.scales", "odd.weight.delta"]
    merge(model, tensors | {"product.weight.up": up, "product.weight.down": down, "projection.weight": torch.ones(1)})
    change = {name: weight.detach() - before[name] for name, weight in model.named_parameters()}
    assert torch.allclose(change["even.weight"], unpack(*pack(even)), atol=1e-6)
    assert torch.allclose(change["even.bias"], bias, atol=1e-6)
    assert torch.allclose(change["odd.weight"], odd, atol=1e-6)
    assert torch.allclose(change["product.weight"], up @ down, atol=1e-6)
    assert not change["odd.bias"].any()
