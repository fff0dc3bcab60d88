"""The base's embeddings at half their width."""

from __future__ import annotations

from itertools import permutations

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
    texts = [f"The {a} {verb} the {b}." for verb in ("thanks", "pays", "hires") for a, b in permutations(PEOPLE, 2)]
    seen, unseen = texts[::2], recall.encode(texts[1::2], normalize_embeddings=True)
    directions = principal_directions(seen, recall, width=32)
    assert directions.shape == (32, 384)
    assert torch.allclose(directions @ directions.T, torch.eye(32), atol=1e-4)
    drawn = np.linalg.qr(np.random.default_rng(0).standard_normal((384, 32)))[0].T
    # Which directions they are matters: as many others lose the cosine.
    assert error(unseen, directions.numpy()) < 0.02 < 0.05 < error(unseen, drawn)


def error(embedded: npt.NDArray[np.float32], directions: npt.NDArray[np.float32]) -> float:
    """Mean absolute difference that the directions make to the cosines of all pairs."""
    kept = embedded @ directions.T
    kept /= np.linalg.norm(kept, axis=1, keepdims=True)
    return float(np.abs(kept @ kept.T - embedded @ embedded.T).mean())
