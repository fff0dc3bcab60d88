"""Every store that bytes may go to, a real one each; a Redis server of the tests' own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from langchain_classic.storage import LocalFileStore
from langchain_core.stores import InMemoryByteStore

from twostage_core import ByteStore, MemoryByteStore, TokenStore
from twostage_core.bytestores.lmdb import LmdbByteStore
from twostage_core.bytestores.redis import RedisByteStore


class OnlyAwaited:
    """A store without synchronous methods: its client belongs to the loop that it was first awaited on."""

    def __init__(self) -> None:
        self._values = InMemoryByteStore()

    async def amget(self, keys: Sequence[str]) -> list[bytes | None]:
        return await self._values.amget(keys)

    async def amset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        await self._values.amset(key_value_pairs)

    async def amdelete(self, keys: Sequence[str]) -> None:
        await self._values.amdelete(keys)

    async def ayield_keys(self, *, prefix: str | None = None) -> AsyncIterator[str]:
        async for key in self._values.ayield_keys(prefix=prefix):
            yield key


@pytest.fixture(scope="session")
def redis_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis server that ends with the tests."""
    with _served(tmp_path_factory.mktemp("redis")) as port:
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture(scope="session")
def redis_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[redis.RedisCluster]:
    """The client of a cluster of one server with all slots: as strict about them as one of many."""
    # Left alone, servers of a cluster talk to each other on the port that lies 10,000 higher, if there is one.
    talk = str(_free_port())
    with _served(tmp_path_factory.mktemp("cluster"), "--cluster-enabled", "yes", "--cluster-port", talk) as port:
        server = redis.Redis(port=port)
        server.execute_command("CLUSTER ADDSLOTSRANGE 0 16383")
        for _ in range(600):
            if server.execute_command("CLUSTER INFO")["cluster_state"] == "ok":
                break
            time.sleep(0.05)
        else:
            raise RuntimeError("the Redis cluster does not come up")
        yield redis.RedisCluster(host="127.0.0.1", port=port)


@contextmanager
def _served(folder: Path, *options: str) -> Iterator[int]:
    program = shutil.which("redis-server")
    assert program, "make integration needs redis-server (Debian: apt-get install redis-server)"
    port = _free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", *options]
    server = subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL)
    try:
        _wait(f"redis://127.0.0.1:{port}/0")
        yield port
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def redis_store(redis_address: str) -> RedisByteStore:
    redis.Redis.from_url(redis_address).flushall()
    return RedisByteStore(redis_address)


MAKERS: dict[str, Callable[[Path], ByteStore]] = {
    "memory": lambda _: MemoryByteStore(),
    "lmdb": lambda folder: LmdbByteStore(folder / "store"),
    "files": lambda folder: LocalFileStore(folder / "store"),
    "langchain's memory": lambda _: InMemoryByteStore(),
    "only awaited": lambda _: TokenStore(OnlyAwaited()).byte_store,
}


SERVED = ("redis", "redis cluster")


@pytest.fixture(params=[*MAKERS, *(pytest.param(name, marks=pytest.mark.integration) for name in SERVED)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ByteStore:
    """Every store in turn."""
    if request.param == "redis":
        found: RedisByteStore = request.getfixturevalue("redis_store")
        return found
    if request.param == "redis cluster":
        client: redis.RedisCluster = request.getfixturevalue("redis_cluster")
        client.flushall()
        return RedisByteStore(client)
    return MAKERS[request.param](tmp_path)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _wait(address: str) -> None:
    client = redis.Redis.from_url(address)
    for _ in range(100):
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the Redis server does not answer")
