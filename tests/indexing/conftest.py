"""Passages of the tests' own, and where they may lie."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

PASSAGES = [f"Locker {n} belongs to {name}." for n, name in enumerate(["Ada", "Bo", "Cy", "Di", "Ed", "Flo"] * 5)]


@pytest.fixture
def passages() -> list[str]:
    return list(PASSAGES)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A .jsonl file of the passages."""
    path = tmp_path / "passages.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in PASSAGES), encoding="utf-8")
    return path


@pytest.fixture
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, from which import paths may be named."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert os.getcwd() == str(tmp_path)
    return tmp_path
