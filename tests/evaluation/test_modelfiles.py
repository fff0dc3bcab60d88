from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from twostage_core.evaluation.modelfiles import hub_commit, is_hub_id
from twostage_core.hashes import sha256


def test_a_file_is_hashed(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"seven")
    assert sha256(tmp_path / "weights") == hashlib.sha256(b"seven").hexdigest()


def test_a_path_is_no_id_of_the_hub() -> None:
    assert is_hub_id("owner/name")
    for path in ("name", "./name", "../name", "~/name", "/name", "a/b/c", Path("owner/name"), None):
        assert not is_hub_id(path)


def test_a_commit_is_that_of_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    assert hub_commit("ours/small") == "not fetched yet"
    folder = tmp_path / "models--ours--small"
    for commit in ("0a" * 20, "1b" * 20):
        (folder / "snapshots" / commit).mkdir(parents=True)
        (folder / "snapshots" / commit / "config.json").write_text("{}")
        (folder / "refs").mkdir(exist_ok=True)
        (folder / "refs" / "main").write_text(commit)
        assert hub_commit("ours/small") == f"commit {commit}"
