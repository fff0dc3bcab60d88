"""Owns `TokenStore`: token vectors that are computed once for a text, and then read."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from twostage_core.errors import InputError
from twostage_core.tokenvectors import DamagedValueError, TokenVectors

logger = logging.getLogger(__name__)

KEY_VERSION = "ts1"
DEFAULT_MEMORY = 512 * 1024**2
"""Bytes the in-memory store may hold: about 60,000 passages of 128 tokens."""


@runtime_checkable
class ByteStore(Protocol):
    """Where bytes are kept: any of LangChain's ``ByteStore`` fits as it is."""

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


class Encoder(Protocol):
    """What the store needs of a `TokenEncoder`."""

    @property
    def fingerprint(self) -> str:
        """16 hex digits over everything that the vectors depend on."""
        ...

    def encode(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Encodes normalised texts."""
        ...


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


@dataclass(slots=True)
class StoreStatistics:
    """Counts since the store was made.

    Attributes:
        hits: Texts whose vectors were read.
        misses: Texts whose vectors were computed.
        damaged: Values that were read, found broken, computed again and overwritten.
        failures: Reads or writes that raised; they cost time, never a result.
    """

    hits: int = 0
    misses: int = 0
    damaged: int = 0
    failures: int = 0


class TokenStore:
    """Looks token vectors up by encoder and text, and computes what is missing in one batch.

    A store that fails is slower, never wrong: what cannot be read is computed, what cannot be written
    is computed again next time.

    Args:
        byte_store: Where the bytes go. ``None`` keeps up to 512 MiB in memory. Must be safe to use
            from several threads.

    Raises:
        InputError: If ``byte_store`` lacks a method of `ByteStore`.

    Example:
        >>> from langchain_core.stores import InMemoryByteStore
        >>> store = TokenStore(InMemoryByteStore())
        >>> store.statistics.hits
        0
    """

    def __init__(self, byte_store: ByteStore | None = None) -> None:
        if byte_store is not None and not isinstance(byte_store, ByteStore):
            raise InputError(
                "byte_store must have mget, mset, mdelete and yield_keys, as LangChain's ByteStore does, "
                f"but got a {type(byte_store).__name__}"
            )
        self.byte_store: ByteStore = MemoryByteStore() if byte_store is None else byte_store
        self.statistics = StoreStatistics()
        self._lock = threading.Lock()

    def vectors(self, encoder: Encoder, texts: Sequence[str]) -> list[TokenVectors]:
        """Returns the token vectors of normalised texts, read or else computed and kept.

        Args:
            encoder: What computes them; its fingerprint is part of the key.
            texts: Normalised texts; equal ones are computed once.

        Returns:
            One `TokenVectors` a text, in the order given.
        """
        keys = {text: key(encoder.fingerprint, text) for text in texts}
        found = self._read(keys)
        missing = [text for text in keys if text not in found]
        if missing:
            computed = dict(zip(missing, encoder.encode(missing), strict=True))
            self._write([(keys[text], value.to_bytes()) for text, value in computed.items()])
            found |= computed
        self._count(hits=len(keys) - len(missing), misses=len(missing))
        return [found[text] for text in texts]

    def purge(self, fingerprint: str) -> int:
        """Removes every value of one encoder, and nothing else.

        Args:
            fingerprint: 16 hex digits, as `TokenEncoder.fingerprint` has them.

        Returns:
            How many values were removed.
        """
        keys = list(self.byte_store.yield_keys(prefix=f"{KEY_VERSION}/{fingerprint}/"))
        self.byte_store.mdelete(keys)
        return len(keys)

    def _read(self, keys: dict[str, str]) -> dict[str, TokenVectors]:
        try:
            stored = list(zip(keys, self.byte_store.mget(list(keys.values())), strict=True))
        except Exception:
            logger.warning("reading from the token store failed; computing instead", exc_info=True)
            self._count(failures=1)
            return {}
        found = {}
        for text, value in stored:
            if value is None:
                continue
            try:
                found[text] = TokenVectors.from_bytes(value)
            except DamagedValueError as error:
                logger.warning("damaged value in the token store, computing it again: %s", error)
                self._count(damaged=1)
        return found

    def _write(self, pairs: Sequence[tuple[str, bytes]]) -> None:
        try:
            self.byte_store.mset(pairs)
        except Exception:
            logger.warning("writing to the token store failed; the vectors are used, not kept", exc_info=True)
            self._count(failures=1)

    def _count(self, *, hits: int = 0, misses: int = 0, damaged: int = 0, failures: int = 0) -> None:
        with self._lock:
            self.statistics.hits += hits
            self.statistics.misses += misses
            self.statistics.damaged += damaged
            self.statistics.failures += failures


def key(fingerprint: str, text: str) -> str:
    """The store's key of a normalised text: ``ts1/<fingerprint>/<SHA-256 of its UTF-8>``."""
    return f"{KEY_VERSION}/{fingerprint}/{hashlib.sha256(text.encode()).hexdigest()}"
