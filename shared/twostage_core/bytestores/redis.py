"""Owns `RedisByteStore`: bytes on a Redis server that many machines share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from twostage_core.errors import InputError

if TYPE_CHECKING:
    import redis

_AT_ONCE = 256
"""Keys of one round trip: some 2 MB of values, so that no answer holds up the server's other clients."""
_CONNECT = 1.0
_ANSWER = 5.0
"""Seconds. A server that is gone must cost less than computing what it holds."""


class RedisByteStore:
    """A `ByteStore` on a Redis server, or what speaks its protocol. Thread-safe; connects when first used.

    Args:
        client: A ``redis.Redis`` or ``redis.RedisCluster`` that does not decode responses; or the address of a server:
            ``redis://``, ``rediss://`` (TLS) or ``unix://``, with what ``redis.Redis.from_url`` takes as its query.
            Unless it says otherwise a client that is made here waits 1 s for a connection and 5 s for an answer, and
            tries again once.
        prefix: Put before every key, to share a database with others.
        ttl: Seconds after which a value is gone, counted from when it was written; ``None`` for never.

    Raises:
        InputError: If ``ttl`` is not positive, the address is malformed, the client decodes responses, or ``redis`` is
            not installed.
    """

    def __init__(
        self, client: redis.Redis | redis.RedisCluster | str, *, prefix: str = "", ttl: int | None = None
    ) -> None:
        if ttl is not None and ttl <= 0:
            raise InputError(f"ttl must be positive seconds or None, but got {ttl}")
        self.client: Any = _connected(client) if isinstance(client, str) else client
        if self.client.get_encoder().decode_responses:
            raise InputError("client must not decode responses, as values are bytes: it needs decode_responses=False")
        self.prefix = prefix
        self.ttl = ttl

    def mget(self, keys: Sequence[str]) -> list[bytes | None]:
        """Returns the value of each key, ``None`` where there is none."""
        # A cluster answers one MGET for the keys of one slot; its client has a method that asks slot by slot.
        read = getattr(self.client, "mget_nonatomic", self.client.mget)
        found: list[bytes | None] = []
        for some in _chunks(self._own(keys)):
            found += read(some)
        return found

    def mset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        """Stores every pair, over what was there, to expire after ``ttl``."""
        for some in _chunks(list(key_value_pairs)):
            with self.client.pipeline(transaction=False) as pipeline:
                for key, value in some:
                    pipeline.set(self.prefix + key, value, ex=self.ttl)
                pipeline.execute()

    def mdelete(self, keys: Sequence[str]) -> None:
        """Removes the keys that are there; the server frees their memory in the background."""
        for some in _chunks(self._own(keys)):
            self.client.unlink(*some)

    def yield_keys(self, *, prefix: str | None = None) -> Iterator[str]:
        """Yields the keys that start with ``prefix``; one may come twice while the server's table changes its size."""
        start = self.prefix + (prefix or "")
        for key in self.client.scan_iter(match=_literal(start) + "*", count=1000):
            yield key.decode().removeprefix(self.prefix)

    def _own(self, keys: Sequence[str]) -> list[str]:
        return [self.prefix + key for key in keys]


def _connected(address: str) -> Any:
    try:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ModuleNotFoundError as error:
        raise InputError(f"this store needs redis ({error}): pip install 'twostage-rag[redis]'") from error
    try:
        # What the address says wins over what is given beside it.
        return redis.Redis.from_url(
            address, socket_connect_timeout=_CONNECT, socket_timeout=_ANSWER, retry=Retry(NoBackoff(), 1)
        )
    except ValueError as error:
        raise InputError(f"the address of the Redis server is malformed: {error}") from error


def _chunks(items: list[Any]) -> Iterator[list[Any]]:
    return (items[first : first + _AT_ONCE] for first in range(0, len(items), _AT_ONCE))


def _literal(text: str) -> str:
    """Escapes what a Redis pattern would read as a wildcard."""
    return "".join(f"\\{c}" if c in r"*?[]\^" else c for c in text)
