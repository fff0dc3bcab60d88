"""Owns `TokenStore`: token vectors that are computed once for a text, and then read."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from twostage_core.bytestores.address import open_address, redacted
from twostage_core.bytestores.awaited import AwaitedByteStore
from twostage_core.bytestores.memory import MemoryByteStore
from twostage_core.bytestores.protocol import AsyncByteStore, ByteStore
from twostage_core.errors import InputError
from twostage_core.tokenvectors import DamagedValueError, TokenVectors

logger = logging.getLogger(__name__)

KEY_VERSION = "ts1"
_AT_ONCE = 1000
"""Keys removed at once where there may be millions."""


class Encoder(Protocol):
    """What the store needs of a `TokenEncoder`."""

    @property
    def fingerprint(self) -> str:
        """16 hex digits over everything that the vectors depend on."""
        ...

    def encode(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Encodes normalised texts."""
        ...


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
        byte_store: Where the bytes go: a `ByteStore`, LangChain's among them; one that can only be awaited; or an
            address, as ``"lmdb:///folder"`` or ``"redis://host"`` (`bytestores.address`). ``None`` keeps up to 512 MiB
            in memory. Must be safe to use from several threads.

    Attributes:
        byte_store: The store.
        address: What it was made from, if that was an address. Its credentials are in it: show `shown`.
        statistics: What became of reads and writes.

    Raises:
        InputError: If ``byte_store`` lacks a method of `ByteStore`, or names no store.

    Example:
        >>> from langchain_core.stores import InMemoryByteStore
        >>> store = TokenStore(InMemoryByteStore())
        >>> store.statistics.hits
        0
    """

    def __init__(self, byte_store: ByteStore | AsyncByteStore | str | None = None) -> None:
        self.address = byte_store if isinstance(byte_store, str) else None
        self.byte_store = _opened(byte_store)
        self.statistics = StoreStatistics()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        """Names the store, and none of its credentials."""
        return f"TokenStore({type(self.byte_store).__name__ if self.address is None else repr(self.shown)})"

    @property
    def shown(self) -> str | None:
        """The address with ``***`` in the place of credentials: for logs, and for what is written down."""
        return None if self.address is None else redacted(self.address)

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

    def missing(self, encoder: Encoder, texts: Sequence[str]) -> list[str]:
        """Finds the normalised texts whose vectors would have to be computed: not there, or damaged.

        Args:
            encoder: Whose vectors.
            texts: Normalised texts.

        Returns:
            Those that are missing, each once, in the order given.
        """
        keys = {text: key(encoder.fingerprint, text) for text in texts}
        found = self._read(keys)
        return [text for text in keys if text not in found]

    def fingerprints(self) -> dict[str, int]:
        """Counts the values of each encoder that ever wrote here, by its fingerprint; reads every key."""
        keys = self.byte_store.yield_keys(prefix=f"{KEY_VERSION}/")
        return dict(Counter(name.split("/")[1] for name in keys))

    def purge(self, fingerprint: str) -> int:
        """Removes every value of one encoder, and nothing else.

        Args:
            fingerprint: 16 hex digits, as `TokenEncoder.fingerprint` has them.

        Returns:
            How many values were removed.

        Raises:
            InputError: If the fingerprint is none: what else starts with it would go, too.
        """
        if not re.fullmatch("[0-9a-f]{16}", fingerprint):
            raise InputError(f"a fingerprint has 16 hex digits, but got {fingerprint!r}")
        # Listed first: not every store can be changed while its keys are read.
        keys = list(self.byte_store.yield_keys(prefix=f"{KEY_VERSION}/{fingerprint}/"))
        for first in range(0, len(keys), _AT_ONCE):
            self.byte_store.mdelete(keys[first : first + _AT_ONCE])
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


def _opened(byte_store: object) -> ByteStore:
    if byte_store is None:
        return MemoryByteStore()
    if isinstance(byte_store, str):
        return open_address(byte_store)
    if isinstance(byte_store, ByteStore):
        return byte_store
    if isinstance(byte_store, AsyncByteStore):
        return AwaitedByteStore(byte_store)
    raise InputError(
        "byte_store must have mget, mset, mdelete and yield_keys, as LangChain's ByteStore does, or be an address like "
        f'"lmdb:///folder", but got a {type(byte_store).__name__}'
    )


def key(fingerprint: str, text: str) -> str:
    """The store's key of a normalised text: ``ts1/<fingerprint>/<SHA-256 of its UTF-8>``."""
    return f"{KEY_VERSION}/{fingerprint}/{hashlib.sha256(text.encode()).hexdigest()}"
