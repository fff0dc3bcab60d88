"""Owns `AwaitedByteStore`: a store that can only be awaited, for those who cannot await it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Sequence
from typing import Any, TypeVar

from twostage_core.bytestores.protocol import AsyncByteStore

_T = TypeVar("_T")


class AwaitedByteStore:
    """A `ByteStore` over an `AsyncByteStore`, whose coroutines run on one event loop on a thread of its own.

    One loop for good, as clients keep connections that belong to the loop they were made on. Judging happens on
    threads, never on the caller's loop, so waiting here holds up nobody else.

    Args:
        store: The store to await.
    """

    def __init__(self, store: AsyncByteStore) -> None:
        self.store = store
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()

    def mget(self, keys: Sequence[str]) -> list[bytes | None]:
        """Returns the value of each key, ``None`` where there is none."""
        return self._wait(self.store.amget(keys))

    def mset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        """Stores every pair, over what was there."""
        self._wait(self.store.amset(key_value_pairs))

    def mdelete(self, keys: Sequence[str]) -> None:
        """Removes the keys that are there."""
        self._wait(self.store.amdelete(keys))

    def yield_keys(self, *, prefix: str | None = None) -> Iterator[str]:
        """Yields the keys that start with ``prefix``."""
        keys = self.store.ayield_keys(prefix=prefix)

        async def following() -> str | None:
            return await anext(keys, None)

        while (key := self._wait(following())) is not None:
            yield key

    def _wait(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="twostage-store", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()
