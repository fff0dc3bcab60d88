"""A checkpoint that was exported judges as the one it was made from, and nothing else is run in its place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score
from typer.testing import CliRunner

import twostage_core as ts
from twostage_core.checkpoint import Checkpoint
from twostage_core.cli import app
from twostage_core.explanation import explain
from twostage_core.nearmiss import generate
from twostage_core.runtimes.export import export
from twostage_core.training.precision import bfloat16_pays
from twostage_core.verifiers.protocol import RELATIONS, Relation

pytestmark = pytest.mark.model

EXPORTED = ("onnx-int8", "torch-bf16")
QUERY = "Who pays for the repair?"
TEXTS = ["The landlord pays for the repair.", "The repair took two days. " * 60, "", "Rent is due on Friday."]


class Judged(NamedTuple):
    """Queries with a text each, what is so, and what the shipped checkpoint makes of it."""

    queries: list[str]
    texts: list[list[str]]
    labels: list[int]
    probabilities: np.ndarray


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shipped checkpoint, exported by the command."""
    found = {runtime: tmp_path_factory.mktemp(runtime) for runtime in EXPORTED}
    for runtime, folder in found.items():
        ran = CliRunner().invoke(app, ["export", "--out", str(folder), "--runtime", runtime])
        assert ran.exit_code == 0, ran.output
    return found


@pytest.fixture(scope="module")
def judged() -> dict[Relation, Judged]:
    """Pairs; fewer where bfloat16 is emulated, which takes many times as long."""
    number = 600 if bfloat16_pays("cpu") else 150
    found = {}
    for relation in RELATIONS:
        records = list(islice(generate(relation=relation, seed=99), number))
        queries, texts = [r.a for r in records], [[r.b] for r in records]
        expected = _probabilities(ts.load_verifier().verify(queries, texts, relation))
        found[relation] = Judged(queries, texts, [r.label for r in records], expected)
    return found


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("runtime", EXPORTED)
def test_it_judges_as_what_it_was_made_from(
    folders: dict[str, Path], judged: dict[Relation, Judged], runtime: str, relation: Relation
) -> None:
    queries, texts, labels, expected = judged[relation]
    got = _probabilities(ts.load_verifier(folders[runtime]).verify(queries, texts, relation))
    assert np.quantile(np.abs(expected - got), 0.99) <= 0.05
    assert roc_auc_score(labels, expected) - roc_auc_score(labels, got) <= 0.003
    cuts = np.array(list(ts.load_verifier().calibrations[relation].thresholds.values()))[:, None]
    assert np.mean((expected >= cuts) != (got >= cuts)) <= 0.005


@pytest.mark.parametrize("runtime", EXPORTED)
def test_any_number_of_texts_of_any_length(folders: dict[str, Path], runtime: str) -> None:
    verifier = ts.load_verifier(folders[runtime])
    together = verifier.score(QUERY, TEXTS)
    alone = np.concatenate([verifier.score(QUERY, [text]) for text in TEXTS])
    assert np.allclose(together, alone, atol=0.02)
    assert together[2] == 0.0
    assert np.allclose(together, ts.load_verifier().score(QUERY, TEXTS), atol=0.05)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("model", ["default", "torch-bf16"])
def test_a_gpu_judges_as_a_cpu_does(folders: dict[str, Path], model: str) -> None:
    where = folders.get(model, model)
    assert np.allclose(
        ts.load_verifier(where, device="cuda").score(QUERY, TEXTS),
        ts.load_verifier(where).score(QUERY, TEXTS),
        atol=0.05,
    )


def test_a_filled_store_stays_valid_for_graphs_and_not_for_bfloat16(folders: dict[str, Path]) -> None:
    store = ts.TokenStore()
    candidates = [ts.Candidate(text) for text in TEXTS if text]
    ts.PrecisionStage(ts.load_verifier(), token_store=store).judge(QUERY, candidates)
    for runtime, computed in (("onnx-int8", 0), ("torch-bf16", len(candidates))):
        before = store.statistics.misses
        ts.PrecisionStage(ts.load_verifier(folders[runtime]), token_store=store).judge(QUERY, candidates)
        assert store.statistics.misses - before == computed, runtime


def test_graphs_give_the_vectors_that_weights_give(folders: dict[str, Path]) -> None:
    texts = [text for text in TEXTS if text]
    for one, other in zip(
        *(ts.load_verifier(m).encoder.encode(texts) for m in ("default", folders["onnx-int8"])), strict=True
    ):
        # A number that lies half-way between two of int8 may be rounded either way.
        assert np.abs(one.vectors.astype(int) - other.vectors).max() <= 1
        assert one.windows == other.windows


@pytest.mark.parametrize(("runtime", "name"), [("onnx-int8", "head.onnx"), ("torch-bf16", "model.safetensors")])
def test_a_changed_file_is_not_run(folders: dict[str, Path], tmp_path: Path, runtime: str, name: str) -> None:
    folder = _copied(folders[runtime], tmp_path)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ts.ModelIntegrityError, match=f"{name} is not the file that was exported"):
        ts.SimilarityMapVerifier(folder).score(QUERY, TEXTS)


@pytest.mark.parametrize("manifest", ["{", "{}", '{"files": {}}', "[]"])
def test_a_damaged_manifest_is_said(folders: dict[str, Path], tmp_path: Path, manifest: str) -> None:
    folder = _copied(folders["torch-bf16"], tmp_path)
    (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(ts.ModelIntegrityError, match="manifest"):
        ts.SimilarityMapVerifier(folder).score(QUERY, TEXTS)


def test_an_export_without_a_manifest_or_a_graph_is_not_run(folders: dict[str, Path], tmp_path: Path) -> None:
    folder = _copied(folders["onnx-int8"], tmp_path)
    (folder / "manifest.json").unlink()
    with pytest.raises(ts.ModelNotFoundError, match=r"manifest\.json is not there"):
        ts.SimilarityMapVerifier(folder).score(QUERY, TEXTS)
    (folder / "head.onnx").unlink()
    with pytest.raises(ts.ModelNotFoundError, match=r"head\.onnx is not there"):
        ts.SimilarityMapVerifier(folder)


def test_an_unknown_runtime_is_said(folders: dict[str, Path], tmp_path: Path) -> None:
    folder = _copied(folders["torch-bf16"], tmp_path)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8")) | {"runtime": "abacus"}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ts.ModelIntegrityError, match="abacus"):
        ts.SimilarityMapVerifier(folder)


def test_what_needs_weights_refuses_graphs(folders: dict[str, Path], tmp_path: Path) -> None:
    folder = folders["onnx-int8"]
    verifier = ts.load_verifier(folder)
    with pytest.raises(ts.InputError, match="exported from"):
        explain(QUERY, TEXTS[0], verifier)
    with pytest.raises(ts.ModelError, match="exported from"):
        ts.MaxSimVerifier(folder).score(QUERY, TEXTS)
    with pytest.raises(ts.ModelError, match="ONNX Runtime"):
        ts.SimilarityMapVerifier(folder, device="cuda").score(QUERY, TEXTS)
    with pytest.raises(ts.InputError, match="exported itself"):
        export(Checkpoint.read(folder), tmp_path / "again", "torch-bf16")
    assert not (tmp_path / "again").exists()


def test_bad_input_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    shipped = ts.load_verifier().checkpoint
    with pytest.raises(ts.InputError, match="runtime must be one of"):
        export(shipped, tmp_path / "torch", "torch")
    with pytest.raises(ts.InputError, match="itself"):
        export(shipped, shipped.folder, "torch-bf16")
    assert not list(tmp_path.iterdir())
    ran = CliRunner().invoke(app, ["export", "--out", str(tmp_path / "x"), "--runtime", "abacus"])
    assert ran.exit_code == 2
    assert not list(tmp_path.iterdir())


def test_an_export_is_calibrated_like_any_checkpoint(folders: dict[str, Path], tmp_path: Path) -> None:
    # Where bfloat16 is emulated, judging so many pairs would take minutes.
    folder = _copied(folders["torch-bf16" if bfloat16_pays("cpu") else "onnx-int8"], tmp_path)
    before = ts.SimilarityMapVerifier(folder).calibrations["support"]
    pairs = tmp_path / "pairs.jsonl"
    records = islice(generate(relation="support", seed=3), 500)
    pairs.write_text(
        "".join(json.dumps({"query": r.a, "text": r.b, "label": r.label}) + "\n" for r in records), encoding="utf-8"
    )
    ran = CliRunner().invoke(app, ["calibrate", "--model", str(folder), "--pairs", str(pairs)])
    assert ran.exit_code == 0, ran.output
    found = ts.SimilarityMapVerifier(folder)
    assert found.calibrations["support"].thresholds != before.thresholds
    assert found.score(QUERY, TEXTS).shape == (len(TEXTS),)


def _probabilities(found: Sequence[ts.Verification]) -> np.ndarray:
    return np.array([one.probabilities[0] for one in found])


def _copied(folder: Path, to: Path) -> Path:
    copy = to / "copy"
    copy.mkdir()
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy
