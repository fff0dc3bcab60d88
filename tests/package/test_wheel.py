"""The wheel holds what it must, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"twostage_core": ROOT / "shared" / "twostage_core"} | {
    name: ROOT / name for name in ("langchain_twostage", "llamaindex_twostage")
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_source_distribution_can_run_its_tests_and_make_targets(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    expected = {
        path.relative_to(ROOT).as_posix()
        for folder in ("tests", "benchmarks", "examples", ".ci")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert expected | {"Makefile", "constraints.txt", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= names


def test_it_holds_every_file_of_the_three_packages_and_no_other(wheel: Path) -> None:
    expected = {
        f"{package}/{path.relative_to(folder).as_posix()}"
        for package, folder in PACKAGES.items()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {n for n in names if ".dist-info/" not in n} == expected
    assert {n.split("/")[0] for n in names if ".dist-info/" not in n} == set(PACKAGES)


def test_it_holds_the_default_checkpoint_types_and_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in ("config.json", "model.safetensors", "calibration.json", "README.md"):
        assert f"twostage_core/checkpoints/default/{needed}" in names
    assert {f"{p}/py.typed" for p in PACKAGES} <= names
    assert {n.rsplit("/", 1)[1] for n in names if "/licenses/" in n} == {"LICENSE", "NOTICE"}


def test_it_holds_no_pickle_and_at_most_eight_megabytes_of_weights(wheel: Path) -> None:
    files = zipfile.ZipFile(wheel).infolist()
    assert not [f.filename for f in files if f.filename.endswith((".pt", ".pth", ".bin", ".pkl"))]
    assert sum(f.file_size for f in files if "/checkpoints/" in f.filename) <= 8_000_000
