from __future__ import annotations

from pathlib import Path

from twostage_core.training.datasets import DATASETS, Dataset
from twostage_core.training.natural import IDENTITY_SETS, SUPPORT_SETS, UTTERANCE_SETS

ROOT = Path(__file__).parents[2]


def test_only_sets_whose_licence_allows_it_are_trained_on() -> None:
    trained = {d.name for d in DATASETS if d.trained}
    read = {f"support/{name}" for name in SUPPORT_SETS} | {f"identity/{name}" for name in IDENTITY_SETS}
    assert read | set(UTTERANCE_SETS) == trained


def test_every_set_trained_on_is_attributed() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8").lower()
    names = {"identity/cannot_wikifactcheck": "cannot", "identity/stackfaq_groups": "stackfaq"}
    for dataset in DATASETS:
        if dataset.trained:
            name = names.get(dataset.name, dataset.name.partition("/")[2].split("_")[0].removesuffix("x"))
            name = {"paws": "paws", "nq": "natural questions", "squad": "squad", "tydiqa": "tydi"}.get(name, name)
            assert name in notice, dataset.name


def test_a_file_is_told_from_another_and_from_none(tmp_path: Path) -> None:
    meant = Dataset("kind/name", "", "", False, "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")
    assert meant.state(tmp_path) == "missing"
    (tmp_path / "kind").mkdir()
    meant.path(tmp_path).write_bytes(b"foo")
    assert meant.state(tmp_path) == "as listed"
    meant.path(tmp_path).write_bytes(b"bar")
    assert meant.state(tmp_path) == "other content"
