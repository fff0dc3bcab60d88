"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import pytest

import twostage_core as ts


@pytest.fixture(scope="session")
def verifier() -> ts.SimilarityMapVerifier:
    """The default verifier, loaded once."""
    return ts.load_verifier()
