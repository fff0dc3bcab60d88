"""Stores by address, and addresses that keep their secrets."""

from __future__ import annotations

import logging

import pytest

from twostage_core import InputError, MemoryByteStore, PrecisionStage, TokenStore
from twostage_core.bytestores.address import open_address, redacted
from twostage_core.bytestores.lmdb import LmdbByteStore
from twostage_core.bytestores.redis import RedisByteStore


def test_memory_takes_its_limit_from_the_address() -> None:
    store = open_address("memory://?max_bytes=1000")
    assert isinstance(store, MemoryByteStore)
    assert store.max_bytes == 1000


@pytest.mark.parametrize(("address", "path"), [("lmdb:///a/b%20c", "/a/b c"), ("lmdb:///a", "/a")])
def test_a_folder_is_named_by_its_path(address: str, path: str) -> None:
    store = open_address(address)
    assert isinstance(store, LmdbByteStore)
    assert str(store.path) == path


def test_redis_takes_its_options_and_leaves_the_clients_alone() -> None:
    store = open_address("rediss://me:secret@host:6380/2?prefix=rag:&ttl=60&socket_timeout=9")
    assert isinstance(store, RedisByteStore)
    assert (store.prefix, store.ttl) == ("rag:", 60)
    options = store.client.get_connection_kwargs()
    assert (options["host"], options["port"], options["db"], options["password"]) == ("host", 6380, 2, "secret")
    assert (options["socket_timeout"], options["socket_connect_timeout"]) == (9, 1)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("s3://bucket", "starts with memory://, lmdb://, redis://"),
        ("lmdb://", "expected a folder"),
        ("lmdb:///a?max_bytes=much", "max_bytes in .* must be a whole number"),
        ("lmdb:///a?ttl=3", "has not: ttl"),
        ("redis://host?ttl=0", "ttl must be positive"),
        ("redis://host:port", "malformed"),
        ("redis://[::1", "malformed"),
        ("redis://me:***@host", "credentials of .* were left out"),
        ("redis://host?password=***", "credentials of .* were left out"),
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_opened(address: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        PrecisionStage(token_store=address)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("redis://me:secret@host:6379/0?ttl=60", "redis://me:***@host:6379/0?ttl=60"),
        ("redis://:secret@host", "redis://:***@host"),
        ("unix:///run/redis.sock?password=secret", "unix:///run/redis.sock?password=***"),
        ("redis://host/0", "redis://host/0"),
        ("lmdb:///a/b", "lmdb:///a/b"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, shown: str) -> None:
    assert redacted(address) == shown


def test_no_message_and_no_log_holds_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(InputError) as refused:
        TokenStore("redis://me:secret@host?ttl=-1")
    assert "secret" not in str(refused.value)
    store = TokenStore("redis://me:secret@127.0.0.1:1/0")
    with caplog.at_level(logging.DEBUG):
        store.missing(_Named(), ["a"])
    assert store.statistics.failures == 1
    assert caplog.records
    assert "secret" not in caplog.text + repr(store)


class _Named:
    fingerprint = "0" * 16

    def encode(self, texts: object) -> list[object]:
        raise AssertionError("only looked up")
