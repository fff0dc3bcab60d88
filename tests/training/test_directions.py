"""The base's embeddings at half their width."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import numpy.typing as npt
import pytest
import torch

from twostage_core.training.directions import principal_directions
from twostage_core.training.recall import recall_model

pytestmark = pytest.mark.model

PEOPLE = ("miller", "smith", "baker", "cook", "mason", "weaver", "fisher", "potter")


def test_cosines_of_other_texts_stay_nearly_what_they_are() -> None:
    recall = recall_model().float()
    seen = [f"The {a} {verb} the {b}." for verb in ("thanks", "pays") for a, b in permutations(PEOPLE, 2)]
    directions = principal_directions(seen, recall, width=96)
    assert directions.shape == (96, 384)
    assert torch.allclose(directions @ directions.T, torch.eye(96), atol=1e-4)
    unseen = recall.encode(
        [f"The {a} {verb} the {b}." for verb in ("sees", "sues") for a, b in pairwise(PEOPLE)],
        normalize_embeddings=True,
    )
    drawn = np.linalg.qr(np.random.default_rng(0).standard_normal((384, 96)))[0].T
    assert error(unseen, directions.numpy()) < 0.05
    # Which directions they are matters.
    assert error(unseen, directions.numpy()) < error(unseen, drawn) / 2


def error(embedded: npt.NDArray[np.float32], directions: npt.NDArray[np.float32]) -> float:
    """Mean absolute difference that the directions make to the cosines of all pairs."""
    kept = embedded @ directions.T
    kept /= np.linalg.norm(kept, axis=1, keepdims=True)
    return float(np.abs(kept @ kept.T - embedded @ embedded.T).mean())
