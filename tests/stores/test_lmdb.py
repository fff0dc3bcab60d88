"""One folder, many readers, one writer."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from twostage_core import InputError, TokenStore
from twostage_core.bytestores.lmdb import LmdbByteStore

_WRITER = """
import sys
from twostage_core.bytestores.lmdb import LmdbByteStore
store, turn = LmdbByteStore(sys.argv[1]), 0
while True:
    store.mset([(f"{turn:06}/{i}", bytes([turn % 256]) * 8000) for i in range(50)])
    print(turn, flush=True)
    turn += 1
"""


def test_a_kill_in_the_middle_of_writing_leaves_whole_batches(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _WRITER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        written = [writer.stdout.readline() for _ in range(3)]
        time.sleep(0.02)
        writer.send_signal(signal.SIGKILL)
    assert written[-1] == "2\n"
    store = LmdbByteStore(tmp_path)
    turns = [key.split("/")[0] for key in store.yield_keys()]
    assert turns.count("000002") == 50
    assert set(map(turns.count, set(turns))) == {50}


def test_another_process_reads_what_is_being_written(tmp_path: Path) -> None:
    store = LmdbByteStore(tmp_path)
    store.mset([("a", b"before")])
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        assert pool.apply(_read, (str(tmp_path), "a")) == b"before"
        store.mset([("b", b"after")])
        assert pool.apply(_read, (str(tmp_path), "b")) == b"after"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_fork_opens_the_folder_anew(tmp_path: Path) -> None:
    store = LmdbByteStore(tmp_path)
    store.mset([("a", b"1")])
    child = os.fork()
    if child == 0:
        right = False
        try:
            store.mset([("b", b"2")])
            right = store.mget(["a", "b"]) == [b"1", b"2"]
        finally:
            os._exit(0 if right else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert store.mget(["b"]) == [b"2"]


def test_two_stores_on_one_folder_are_one(tmp_path: Path) -> None:
    one, other = LmdbByteStore(tmp_path / "x"), LmdbByteStore(tmp_path / "." / "x")
    one.mset([("a", b"1")])
    assert other.mget(["a"]) == [b"1"]


def test_a_full_store_fails_to_write_and_goes_on_being_read(tmp_path: Path) -> None:
    store = LmdbByteStore(tmp_path, max_bytes=200_000)
    store.mset([("a", b"1")])
    with pytest.raises(Exception, match="FULL"):
        store.mset([(f"b/{i}", b"x" * 8_000) for i in range(100)])
    assert store.mget(["a", "b/0"]) == [b"1", None]


def test_a_broken_file_is_slower_and_never_wrong(tmp_path: Path) -> None:
    (tmp_path / "data.mdb").write_bytes(b"no database" * 1_000)
    tokens = TokenStore(f"lmdb://{tmp_path}")

    class Encoder:
        fingerprint = "0" * 16

        def encode(self, texts: object) -> list[object]:
            raise AssertionError("only looked up")

    assert tokens.missing(Encoder(), ["a"]) == ["a"]
    assert tokens.statistics.failures == 1


def test_keys_go_on_being_listed_while_they_are_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twostage_core.bytestores.lmdb._KEYS_AT_ONCE", 7)
    store = LmdbByteStore(tmp_path)
    store.mset([(f"a/{i:03}", b"") for i in range(50)] + [("b/0", b"")])
    seen = []
    for key in store.yield_keys(prefix="a/"):
        seen.append(key)
        store.mdelete([key])
    assert seen == [f"a/{i:03}" for i in range(50)]
    assert list(store.yield_keys()) == ["b/0"]


def test_what_cannot_be_a_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="it is a file"):
        LmdbByteStore(tmp_path / "file")
    with pytest.raises(InputError, match="positive"):
        LmdbByteStore(tmp_path, max_bytes=0)


def _read(path: str, key: str) -> bytes | None:
    return LmdbByteStore(path).mget([key])[0]
