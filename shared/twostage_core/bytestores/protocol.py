"""Owns `ByteStore` and `AsyncByteStore`: what is asked of a store of bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Protocol, runtime_checkable


@runtime_checkable
class ByteStore(Protocol):
    """Where bytes are kept: any of LangChain's ``ByteStore`` fits as it is. Used from several threads at once."""

    def mget(self, keys: Sequence[str]) -> list[bytes | None]:
        """Returns the value of each key, ``None`` where there is none."""
        ...

    def mset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        """Stores every pair, over what was there."""
        ...

    def mdelete(self, keys: Sequence[str]) -> None:
        """Removes the keys that are there."""
        ...

    def yield_keys(self, *, prefix: str | None = None) -> Iterator[str]:
        """Yields the keys that start with ``prefix``."""
        ...


@runtime_checkable
class AsyncByteStore(Protocol):
    """A store of bytes that is only there to be awaited; `AwaitedByteStore` makes a `ByteStore` of it."""

    async def amget(self, keys: Sequence[str]) -> list[bytes | None]:
        """Returns the value of each key, ``None`` where there is none."""
        ...

    async def amset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        """Stores every pair, over what was there."""
        ...

    async def amdelete(self, keys: Sequence[str]) -> None:
        """Removes the keys that are there."""
        ...

    def ayield_keys(self, *, prefix: str | None = None) -> AsyncIterator[str]:
        """Yields the keys that start with ``prefix``."""
        ...
