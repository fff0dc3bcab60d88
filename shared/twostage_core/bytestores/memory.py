"""Owns `MemoryByteStore`, the store that is there when no other is asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence

from twostage_core.errors import InputError

DEFAULT_MEMORY = 512 * 1024**2
"""Bytes the in-memory store may hold: about 60,000 passages of 128 tokens."""


class MemoryByteStore:
    """An in-memory `ByteStore` that drops what was least recently used. Thread-safe.

    Args:
        max_bytes: Most bytes of values to hold.

    Raises:
        InputError: If ``max_bytes`` is not positive.
    """

    def __init__(self, max_bytes: int = DEFAULT_MEMORY) -> None:
        if max_bytes <= 0:
            raise InputError(f"max_bytes must be positive, but got {max_bytes}")
        self.max_bytes = max_bytes
        self._values: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def mget(self, keys: Sequence[str]) -> list[bytes | None]:
        """Returns the value of each key, ``None`` where there is none."""
        with self._lock:
            for key in keys:
                if key in self._values:
                    self._values.move_to_end(key)
            return [self._values.get(key) for key in keys]

    def mset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        """Stores every pair, then drops the least recently used down to the limit."""
        with self._lock:
            for key, value in key_value_pairs:
                self._bytes += len(value) - len(self._values.pop(key, b""))
                self._values[key] = value
            while self._bytes > self.max_bytes:
                self._bytes -= len(self._values.popitem(last=False)[1])

    def mdelete(self, keys: Sequence[str]) -> None:
        """Removes the keys that are there."""
        with self._lock:
            for key in keys:
                self._bytes -= len(self._values.pop(key, b""))

    def yield_keys(self, *, prefix: str | None = None) -> Iterator[str]:
        """Yields the keys that start with ``prefix``."""
        with self._lock:
            keys = list(self._values)
        return (key for key in keys if key.startswith(prefix or ""))
