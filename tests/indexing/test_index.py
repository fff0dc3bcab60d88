"""A store is filled: in one process, in several, on a Ray cluster; killed, and gone on with."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import twostage_core as ts
from twostage_core.cli import app
from twostage_core.indexing.filling import Filled, Filler, fill

pytestmark = pytest.mark.model


def index(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["index", *arguments])
    return done.exit_code, " ".join(done.stderr.split())


def test_no_query_computes_what_was_indexed(
    corpus: Path, tmp_path: Path, passages: list[str], verifier: ts.SimilarityMapVerifier
) -> None:
    store = f"lmdb://{tmp_path}/store"
    code, said = index(str(corpus), "--store", store)
    # A long address is broken off wherever a line ends.
    assert (code, f"30textsread,30encodedinto{store}" in said.replace(" ", "")) == (0, True), said
    code, said = index(str(corpus), "--store", store)
    assert (code, "30 texts read, 0 encoded" in said) == (0, True), said
    stage = ts.PrecisionStage(verifier, token_store=store)
    candidates = [ts.Candidate(text) for text in passages]
    found = stage.judge("Whose is locker 3?", candidates)
    assert (stage.token_store.statistics.hits, stage.token_store.statistics.misses) == (30, 0)
    fresh = ts.PrecisionStage(verifier).judge("Whose is locker 3?", candidates)
    for one, other in zip(found.verdicts, fresh.verdicts, strict=True):
        assert one.probability == pytest.approx(other.probability, abs=1e-3)


def test_several_processes_fill_one_store(tmp_path: Path, passages: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twostage_core.indexing.filling.BATCH", 5)
    store = f"lmdb://{tmp_path}/store"
    done = list(fill([*passages, " ", passages[0]], Filler(store, threads=1), workers=2))
    total = sum(done, Filled())
    assert len(done) == 7
    # Two processes may both find the one that comes twice to be missing.
    assert (total.texts, total.lost, total.computed in (30, 31)) == (32, 0, True)
    assert list(ts.TokenStore(store).fingerprints().values()) == [30]


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    corpus, store = tmp_path / "many.jsonl", f"lmdb://{tmp_path}/store"
    texts = [f"Parcel {n} went to house {n + 7} and not to house {n + 8}." for n in range(1_500)]
    corpus.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    command = [sys.executable, "-c", "from twostage_core.cli import app; app()", "index", str(corpus), "--store", store]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        while not ts.TokenStore(store).fingerprints():
            assert running.poll() is None
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
    stored = sum(ts.TokenStore(store).fingerprints().values())
    assert 0 < stored < 1_500
    code, said = index(str(corpus), "--store", store)
    assert (code, f"1500 texts read, {1_500 - stored} encoded" in said) == (0, True), said


def test_retired_encoders_are_listed_and_purged(corpus: Path, tmp_path: Path) -> None:
    address = f"lmdb://{tmp_path}/store"
    index(str(corpus), "--store", address)
    ts.TokenStore(address).byte_store.mset([(f"ts1/{'ab' * 8}/{n:064x}", b"old") for n in range(9)])
    run = CliRunner()
    listed = run.invoke(app, ["store", "ls", address]).stdout
    assert [line.split()[1:] for line in listed.splitlines() if "abab" in line or "default" in line] == [
        [fingerprint, "│", str(count), "│", *status.split(), "│"]
        for fingerprint, count, status in (
            (ts.load_verifier().encoder.fingerprint, 30, "in use by default"),
            ("ab" * 8, 9, "retired"),
        )
    ]
    done = run.invoke(app, ["store", "purge", address, "--retired"])
    assert (done.exit_code, done.stderr) == (0, f"{'ab' * 8}: 9 texts removed\n")
    assert run.invoke(app, ["store", "purge", address, "--retired"]).stderr == "nothing is retired\n"
    assert run.invoke(app, ["store", "purge", address, ts.load_verifier().encoder.fingerprint]).exit_code == 0
    assert ts.TokenStore(address).fingerprints() == {}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.jsonl", "--store", "lmdb:///tmp/x"], "there is no 'nowhere.jsonl'"),
        (["{corpus}", "--store", "memory://"], "memory:// ends with this process"),
        (["{corpus}", "--store", "s3://x"], "starts with memory://"),
        (["{corpus}", "--store", "redis://me:secret@127.0.0.1:1/0"], "redis://me:***@127.0.0.1:1/0 cannot be written"),
        (["{corpus}", "--store", "lmdb:///tmp/x", "--model", "nowhere"], 'a Hub id "owner/name"'),
        (["{corpus}", "--store", "lmdb:///tmp/x", "--field", "body"], "line 1: expected a string as 'body'"),
    ],
)
def test_what_cannot_work_ends_with_two_and_a_reason(corpus: Path, arguments: list[str], message: str) -> None:
    code, said = index(*[argument.format(corpus=corpus) for argument in arguments])
    assert (code, message in said, "secret" in said) == (2, True, False), said


@pytest.mark.parametrize("arguments", [["purge", "lmdb:///tmp/x"], ["purge", "lmdb:///tmp/x", "zz"]])
def test_nothing_is_purged_by_accident(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["store", *arguments]).exit_code == 2


@pytest.mark.integration
@pytest.mark.filterwarnings("ignore")
def test_a_ray_cluster_of_two_fills_one_store(
    tmp_path: Path, passages: list[str], monkeypatch: pytest.MonkeyPatch, corpus: Path
) -> None:
    import ray
    from ray.cluster_utils import Cluster

    monkeypatch.setattr("twostage_core.indexing.filling.BATCH", 10)
    monkeypatch.setattr("twostage_core.indexing.ray.BATCH", 10)
    store = f"lmdb://{tmp_path}/store"
    small = {"num_cpus": 1, "object_store_memory": 80 * 1024**2}
    cluster = Cluster(initialize_head=True, connect=False, head_node_args=small)
    try:
        cluster.add_node(**small)
        ray.init(cluster.address, log_to_driver=False)
        code, said = index(str(corpus), "--store", store, "--engine", "ray", "--workers", "2")
        assert (code, "30 texts read, 30 encoded" in said) == (0, True), said
        assert len(ray.nodes()) == 2
        code, said = index(str(corpus), "--store", store, "--engine", "ray", "--workers", "2")
        assert (code, "30 texts read, 0 encoded" in said) == (0, True), said
    finally:
        ray.shutdown()
        cluster.shutdown()
    stage = ts.PrecisionStage(token_store=store)
    stage.judge("Whose is locker 3?", [ts.Candidate(text) for text in passages])
    assert (stage.token_store.statistics.hits, stage.token_store.statistics.misses) == (30, 0)
