"""What every store of bytes promises, and what a token store makes of each."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import twostage_core as ts
from twostage_core import ByteStore, TokenStore
from twostage_core.tokenstore import key

TEXTS = ["The tenant pays for the water.", "The landlord pays for the water.", "Dogs are allowed.", ""]


def test_it_is_a_byte_store(store: ByteStore) -> None:
    assert isinstance(store, ByteStore)


def test_values_come_back_in_the_order_asked_with_none_where_there_is_none(store: ByteStore) -> None:
    store.mset([("a/1", b"one"), ("a/2", b"\x00\xff" * 5_000)])
    assert store.mget(["a/2", "b", "a/1", "a/2"]) == [b"\x00\xff" * 5_000, None, b"one", b"\x00\xff" * 5_000]


def test_nothing_asked_is_nothing_given(store: ByteStore) -> None:
    assert store.mget([]) == []
    store.mset([])
    store.mdelete([])
    assert list(store.yield_keys()) == []


def test_a_later_value_takes_the_place_of_an_earlier_one(store: ByteStore) -> None:
    store.mset([("a", b"old")])
    store.mset([("a", b"new"), ("b", b"other")])
    assert store.mget(["a"]) == [b"new"]


def test_what_is_deleted_is_gone_and_deleting_what_is_not_there_is_no_error(store: ByteStore) -> None:
    store.mset([("a", b"1"), ("b", b"2")])
    store.mdelete(["a", "c"])
    assert store.mget(["a", "b"]) == [None, b"2"]
    assert list(store.yield_keys()) == ["b"]


def test_keys_are_listed_by_prefix(store: ByteStore) -> None:
    store.mset([("ts1/aa/1", b"1"), ("ts1/aa/2", b"2"), ("ts1/ab/1", b"3"), ("other", b"4")])
    assert sorted(store.yield_keys(prefix="ts1/aa/")) == ["ts1/aa/1", "ts1/aa/2"]
    assert sorted(store.yield_keys(prefix="ts1/")) == ["ts1/aa/1", "ts1/aa/2", "ts1/ab/1"]
    assert len(list(store.yield_keys())) == 4


def test_thousands_of_values_are_listed_and_read_whole(store: ByteStore) -> None:
    pairs = [(f"many/{i:06}", bytes([i % 256]) * 40) for i in range(3_000)]
    store.mset(pairs)
    assert sorted(store.yield_keys(prefix="many/")) == [name for name, _ in pairs]
    assert store.mget([name for name, _ in pairs]) == [value for _, value in pairs]


def test_many_threads_read_and_write_whole_values(store: ByteStore) -> None:
    wrong: list[object] = []

    def work(own: int) -> None:
        for turn in range(20):
            value = bytes([own]) * (1_000 + turn)
            try:
                store.mset([(f"t/{own}", value), ("t/shared", value)])
                mine, shared = store.mget([f"t/{own}", "t/shared"])
            except Exception as error:
                wrong.append(error)
                return
            if mine != value or shared is None or len(set(shared)) > 1:
                wrong.append((own, turn))

    _together(work, 6)
    # LangChain's store of files does not write atomically; the checksum of a value finds what comes of it.
    if type(store).__name__ != "LocalFileStore":
        assert wrong == []


@pytest.mark.model
def test_verdicts_are_the_same_from_every_store_and_read_the_second_time(
    store: ByteStore, verifier: ts.SimilarityMapVerifier
) -> None:
    stage = ts.PrecisionStage(verifier, token_store=store, on_reject="annotate")
    fresh = ts.PrecisionStage(verifier, on_reject="annotate")
    candidates = [ts.Candidate(text) for text in TEXTS]
    expected = _probabilities(fresh.judge("Who pays for the water?", candidates))
    assert _probabilities(stage.judge("Who pays for the water?", candidates)) == expected
    assert stage.token_store.statistics.misses == 4
    assert _probabilities(stage.judge("Who pays for the water?", candidates)) == expected
    assert (stage.token_store.statistics.hits, stage.token_store.statistics.failures) == (4, 0)


@pytest.mark.model
@pytest.mark.parametrize("harm", ["truncated", "altered", "empty"])
def test_a_harmed_value_is_noticed_computed_again_and_overwritten(
    store: ByteStore, verifier: ts.SimilarityMapVerifier, harm: str
) -> None:
    encoder, tokens = verifier.encoder, TokenStore(store)
    before = tokens.vectors(encoder, [TEXTS[0]])[0]
    name = key(encoder.fingerprint, TEXTS[0])
    value = store.mget([name])[0]
    assert value is not None
    harmed = {"truncated": value[:-7], "altered": value[:40] + bytes([value[40] ^ 1]) + value[41:], "empty": b""}[harm]
    store.mset([(name, harmed)])
    assert tokens.missing(encoder, [TEXTS[0]]) == [TEXTS[0]]
    assert np.array_equal(tokens.vectors(encoder, [TEXTS[0]])[0].vectors, before.vectors)
    assert tokens.statistics.damaged == 2
    assert store.mget([name]) == [value]


@pytest.mark.model
def test_a_retired_encoder_is_listed_and_purged_and_nothing_else(
    store: ByteStore, verifier: ts.SimilarityMapVerifier
) -> None:
    tokens, encoder = TokenStore(store), verifier.encoder
    tokens.vectors(encoder, TEXTS)
    store.mset([(f"ts1/{'ab' * 8}/{i:064x}", b"old") for i in range(2_500)] + [("yours", b"kept")])
    assert tokens.fingerprints() == {encoder.fingerprint: 4, "ab" * 8: 2_500}
    assert tokens.purge("ab" * 8) == 2_500
    assert tokens.fingerprints() == {encoder.fingerprint: 4}
    assert store.mget(["yours"]) == [b"kept"]


@pytest.mark.model
async def test_judgements_that_are_awaited_go_through_every_store(
    store: ByteStore, verifier: ts.SimilarityMapVerifier
) -> None:
    stage = ts.PrecisionStage(verifier, token_store=store)
    for _ in range(2):
        judgement = await stage.ajudge("Who pays for the water?", [ts.Candidate(text) for text in TEXTS])
        assert judgement.complete
    assert stage.token_store.statistics.hits == 4


def _probabilities(judgement: ts.Judgement) -> Sequence[float | None]:
    return [verdict.probability for verdict in judgement.verdicts]


def _together(work: object, count: int) -> None:
    threads = [threading.Thread(target=work, args=(n,)) for n in range(count)]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_store_by_address_is_the_store_of_that_kind(tmp_path: Path) -> None:
    tokens = TokenStore(f"lmdb://{tmp_path}/store?max_bytes=10000000")
    tokens.byte_store.mset([("a", b"1")])
    assert TokenStore(f"lmdb://{tmp_path}/store").byte_store.mget(["a"]) == [b"1"]
    assert (tmp_path / "store" / "data.mdb").stat().st_size < 100_000
