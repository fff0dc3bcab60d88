from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from langchain_core.stores import InMemoryByteStore

from twostage_core import InputError, MemoryByteStore, TokenStore
from twostage_core.tokenstore import key
from twostage_core.tokenvectors import TokenVectors, Window


class CountingEncoder:
    """A small encoder that counts what it is asked for: the store is under test, not the encoder."""

    def __init__(self, fingerprint: str = "0123456789abcdef") -> None:
        self.fingerprint = fingerprint
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> list[TokenVectors]:
        self.seen += texts
        return [
            TokenVectors(
                np.full((1, 64), len(t) % 100, np.int8),
                np.ones(1, np.float16),
                (Window(0, 1, 0, len(t)),),
                1,
                0,
            )
            for t in texts
        ]


class BrokenStore:
    def mget(self, keys: Sequence[str]) -> list[bytes | None]:
        raise ConnectionError("nobody there")

    def mset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        raise ConnectionError("nobody there")

    def mdelete(self, keys: Sequence[str]) -> None:
        raise ConnectionError("nobody there")

    def yield_keys(self, *, prefix: str | None = None) -> Iterator[str]:
        raise ConnectionError("nobody there")


@pytest.mark.parametrize("make", [MemoryByteStore, InMemoryByteStore])
def test_what_was_computed_once_is_read_afterwards(make: type) -> None:
    store, encoder = TokenStore(make()), CountingEncoder()
    first = store.vectors(encoder, ["a", "bb", "a"])
    second = store.vectors(encoder, ["bb", "a"])
    assert encoder.seen == ["a", "bb"]
    assert np.array_equal(first[1].vectors, second[0].vectors)
    assert (store.statistics.hits, store.statistics.misses) == (2, 2)


def test_another_encoder_never_reads_these_vectors() -> None:
    store, old, new = TokenStore(), CountingEncoder(), CountingEncoder("fedcba9876543210")
    store.vectors(old, ["a"])
    store.vectors(new, ["a"])
    assert new.seen == ["a"]
    assert store.fingerprints() == {old.fingerprint: 1, new.fingerprint: 1}
    assert store.missing(old, ["b", "a", "b"]) == ["b"]
    with pytest.raises(InputError, match="16 hex digits"):
        store.purge(old.fingerprint[:4])
    assert store.purge(old.fingerprint) == 1
    assert store.fingerprints() == {new.fingerprint: 1}
    store.vectors(new, ["a"])
    assert new.seen == ["a"]


def test_the_key_names_version_encoder_and_text() -> None:
    assert key("0123456789abcdef", "a") == (
        "ts1/0123456789abcdef/ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    )


@pytest.mark.parametrize("damage", [b"", b"TSV2", b"x" * 200])
def test_a_damaged_value_is_counted_computed_again_and_overwritten(
    damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    store, encoder = TokenStore(), CountingEncoder()
    store.vectors(encoder, ["a"])
    store.byte_store.mset([(key(encoder.fingerprint, "a"), damage)])
    with caplog.at_level(logging.WARNING):
        assert store.vectors(encoder, ["a"])[0].tokens == 1
    assert store.statistics.damaged == 1
    assert "damaged" in caplog.text
    store.vectors(encoder, ["a"])
    assert encoder.seen == ["a", "a"]


def test_a_broken_store_is_slower_and_never_wrong() -> None:
    store, encoder = TokenStore(BrokenStore()), CountingEncoder()
    assert [v.windows[0].end for v in store.vectors(encoder, ["abc", "de"])] == [3, 2]
    assert store.statistics.failures == 2


def test_memory_stays_within_its_limit_and_keeps_what_was_used_last() -> None:
    memory = MemoryByteStore(max_bytes=30)
    memory.mset([("a", b"x" * 10), ("b", b"x" * 10), ("c", b"x" * 10)])
    memory.mget(["a"])
    memory.mset([("d", b"x" * 10)])
    assert memory.mget(["a", "b", "c", "d"]) == [b"x" * 10, None, b"x" * 10, b"x" * 10]
    memory.mset([("a", b"y" * 25)])
    assert sum(len(v) for v in memory.mget(["a", "b", "c", "d"]) if v) <= 30


def test_many_threads_share_a_store() -> None:
    store, encoder = TokenStore(MemoryByteStore(max_bytes=2_000)), CountingEncoder()
    wrong: list[str] = []

    def work(offset: int) -> None:
        for i in range(200):
            text = "t" * ((i * 7 + offset) % 50 + 1)
            if store.vectors(encoder, [text])[0].windows[0].end != len(text):
                wrong.append(text)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_is_no_byte_store_is_refused() -> None:
    with pytest.raises(InputError, match="mget, mset, mdelete and yield_keys"):
        TokenStore(object())  # type: ignore[arg-type]
    with pytest.raises(InputError, match="starts with memory://, lmdb://"):
        TokenStore("redis")
    with pytest.raises(InputError, match="positive"):
        MemoryByteStore(0)
