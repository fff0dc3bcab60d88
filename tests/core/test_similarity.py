from __future__ import annotations

import doctest

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from twostage_core import similarity
from twostage_core.similarity import maxsim, similarity_maps


def naive(query: torch.Tensor, text: torch.Tensor, heads: int) -> torch.Tensor:
    """The definition, cell by cell."""
    width = query.shape[1] // heads
    maps = torch.zeros(heads + 1, len(query), len(text))
    for i, q in enumerate(query):
        for j, d in enumerate(text):
            maps[0, i, j] = torch.cosine_similarity(q, d, dim=0)
            for h in range(heads):
                part = slice(h * width, (h + 1) * width)
                maps[h + 1, i, j] = torch.cosine_similarity(q[part], d[part], dim=0)
    return maps


@given(st.integers(1, 6), st.integers(1, 9), st.sampled_from([1, 2, 8]), st.integers(0, 99))
def test_maps_are_cosines_of_whole_vectors_and_of_their_shares(rows: int, columns: int, heads: int, seed: int) -> None:
    torch.manual_seed(seed)
    query, text = torch.randn(1, rows, 64), torch.randn(1, columns, 64)
    on = torch.ones(1, rows, dtype=torch.bool), torch.ones(1, columns, dtype=torch.bool)
    assert torch.allclose(similarity_maps(query, text, *on, heads)[0], naive(query[0], text[0], heads), atol=1e-5)


def test_padding_is_zero_and_changes_nothing_else() -> None:
    torch.manual_seed(1)
    query, text = torch.randn(1, 3, 64), torch.randn(1, 5, 64)
    on = torch.ones(1, 3, dtype=torch.bool), torch.ones(1, 5, dtype=torch.bool)
    padded = torch.cat([query, torch.randn(1, 2, 64)], 1), torch.cat([text, torch.randn(1, 4, 64)], 1)
    masks = torch.tensor([[True] * 3 + [False] * 2]), torch.tensor([[True] * 5 + [False] * 4])
    maps = similarity_maps(*padded, *masks, 8)
    assert torch.allclose(maps[:, :, :3, :5], similarity_maps(query, text, *on, 8), atol=1e-6)
    assert not maps[:, :, 3:].any()
    assert not maps[:, :, :, 5:].any()
    assert torch.allclose(
        maxsim(maps[:, 0], *masks), maxsim(similarity_maps(query, text, *on, 1)[:, 0], *on), atol=1e-6
    )


def test_maxsim_is_the_mean_of_the_best() -> None:
    full = torch.tensor([[[0.2, 0.8], [0.5, -1.0]]])
    both = torch.ones(1, 2, dtype=torch.bool)
    assert maxsim(full, both, both).item() == pytest.approx(0.65)
    assert maxsim(full, ~both, both).item() == -1.0


def test_the_worked_examples_hold() -> None:
    assert doctest.testmod(similarity).failed == 0
