"""What only a Redis server can do, and what happens when it is gone."""

from __future__ import annotations

import time

import pytest
import redis

import twostage_core as ts
from twostage_core import InputError, TokenStore
from twostage_core.bytestores.redis import RedisByteStore


@pytest.mark.integration
def test_values_expire(redis_store: RedisByteStore, redis_address: str) -> None:
    RedisByteStore(redis_address, ttl=100).mset([("a", b"1")])
    RedisByteStore(redis_address).mset([("b", b"1")])
    assert 0 < redis_store.client.ttl("a") <= 100
    assert redis_store.client.ttl("b") == -1


@pytest.mark.integration
def test_a_prefix_keeps_a_database_apart(redis_store: RedisByteStore, redis_address: str) -> None:
    mine, odd = RedisByteStore(redis_address, prefix="mine:"), RedisByteStore(redis_address, prefix="m?[i]*:")
    mine.mset([("a", b"1")])
    odd.mset([("a", b"2")])
    redis_store.mset([("a", b"3")])
    assert (mine.mget(["a"]), odd.mget(["a"]), redis_store.mget(["a"])) == ([b"1"], [b"2"], [b"3"])
    assert (list(mine.yield_keys()), list(odd.yield_keys())) == (["a"], ["a"])
    odd.mdelete(["a"])
    assert sorted(redis_store.yield_keys()) == ["a", "mine:a"]


@pytest.mark.integration
def test_a_batch_takes_few_round_trips(redis_store: RedisByteStore) -> None:
    redis_store.client.config_resetstat()
    redis_store.mset([(str(i), b"x") for i in range(100)])
    assert redis_store.mget([str(i) for i in range(100)]) == [b"x"] * 100
    statistics = redis_store.client.info("commandstats")
    assert (statistics["cmdstat_set"]["calls"], statistics["cmdstat_mget"]["calls"]) == (100, 1)


@pytest.mark.integration
def test_a_client_that_decodes_is_refused_and_one_that_does_not_is_taken(redis_address: str) -> None:
    with pytest.raises(InputError, match="decode_responses=False"):
        RedisByteStore(redis.Redis.from_url(redis_address, decode_responses=True))
    store = RedisByteStore(redis.Redis.from_url(redis_address))
    store.mset([("given", b"\xff")])
    assert store.mget(["given"]) == [b"\xff"]


@pytest.mark.model
def test_a_server_that_is_gone_is_slower_and_never_wrong(verifier: ts.SimilarityMapVerifier) -> None:
    candidates = [ts.Candidate("The tenant pays for the water.")]
    expected = ts.PrecisionStage(verifier).judge("Who pays for the water?", candidates)
    stage = ts.PrecisionStage(verifier, token_store=TokenStore("redis://127.0.0.1:1/0"))
    started = time.monotonic()
    found = stage.judge("Who pays for the water?", candidates)
    assert time.monotonic() - started < 5
    assert found.verdicts[0].probability == expected.verdicts[0].probability
    assert stage.token_store.statistics.failures == 2
