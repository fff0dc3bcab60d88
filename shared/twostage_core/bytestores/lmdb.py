"""Owns `LmdbByteStore`: bytes in a folder, read by many processes while one writes."""

from __future__ import annotations

import os
import sys
import threading
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from twostage_core.errors import InputError

if TYPE_CHECKING:
    import lmdb

_READERS = 1024
"""Threads and processes that may read at once."""
_KEYS_AT_ONCE = 10_000
"""Keys listed within one transaction: a long one would keep what is deleted meanwhile from being used again."""
DEFAULT_MAX_BYTES = 2**40 if sys.maxsize > 2**32 and os.name == "posix" else 2**30
"""Address space, not disk: the file grows as it is filled. Elsewhere than on POSIX the file is made that large."""

_lock = threading.Lock()
_open: weakref.WeakValueDictionary[str, lmdb.Environment] = weakref.WeakValueDictionary()
"""By folder: LMDB allows each to be open once in a process."""


def _leave_to_parent() -> None:
    """After a fork: LMDB allows no environment to be used in two processes, and closes the parent's without harm."""
    _lock.release()
    for environment in list(_open.values()):
        environment.close()
    _open.clear()


if hasattr(os, "register_at_fork"):
    # Held over the fork, so that no other thread's half-done work is copied.
    os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_leave_to_parent)


class LmdbByteStore:
    """A `ByteStore` in one folder. Safe to share between threads, processes and forks.

    What it holds survives a kill at any moment, up to the last write: a transaction is there in full or not at all.

    Args:
        path: The folder; made with the first write or read.
        max_bytes: Most bytes of the file. A full store fails to write, and goes on being read.

    Raises:
        InputError: If ``max_bytes`` is not positive, ``path`` is a file, or ``lmdb`` is not installed.
    """

    def __init__(self, path: str | Path, *, max_bytes: int = DEFAULT_MAX_BYTES) -> None:
        try:
            import lmdb  # noqa: F401
        except ModuleNotFoundError as error:
            raise InputError(f"this store needs lmdb ({error}): pip install 'twostage-rag[lmdb]'") from error
        if max_bytes <= 0:
            raise InputError(f"max_bytes must be positive, but got {max_bytes}")
        self.path = Path(path).expanduser().absolute()
        if self.path.is_file():
            raise InputError(f"expected a folder for the store at {self.path}, but it is a file")
        self.max_bytes = max_bytes
        self._held: tuple[int, lmdb.Environment] | None = None

    def mget(self, keys: Sequence[str]) -> list[bytes | None]:
        """Returns the value of each key, ``None`` where there is none; one transaction."""
        with self._environment().begin() as transaction:
            return [transaction.get(key.encode()) for key in keys]

    def mset(self, key_value_pairs: Sequence[tuple[str, bytes]]) -> None:
        """Stores every pair, over what was there; all or none."""
        with self._environment().begin(write=True) as transaction:
            # In order of the keys, pages are split less.
            for key, value in sorted(key_value_pairs):
                transaction.put(key.encode(), value)

    def mdelete(self, keys: Sequence[str]) -> None:
        """Removes the keys that are there; their space is used again."""
        with self._environment().begin(write=True) as transaction:
            for key in keys:
                transaction.delete(key.encode())

    def yield_keys(self, *, prefix: str | None = None) -> Iterator[str]:
        """Yields the keys that start with ``prefix``, in order; what is written meanwhile may be among them or not."""
        start, after = (prefix or "").encode(), b""
        while True:
            found = self._keys(start, after)
            yield from (key.decode() for key in found)
            if len(found) < _KEYS_AT_ONCE:
                return
            after = found[-1]

    def _keys(self, start: bytes, after: bytes) -> list[bytes]:
        found: list[bytes] = []
        with self._environment().begin() as transaction, transaction.cursor() as cursor:
            if not cursor.set_range(max(start, after)):
                return found
            for key in cursor.iternext(values=False):
                if not key.startswith(start) or len(found) == _KEYS_AT_ONCE:
                    break
                if key != after:
                    found.append(key)
        return found

    def _environment(self) -> lmdb.Environment:
        process = os.getpid()
        held = self._held
        if held is not None and held[0] == process:
            return held[1]
        with _lock:
            self.path.mkdir(parents=True, exist_ok=True)
            name = str(self.path.resolve())
            environment = _open.get(name)
            if environment is None:
                import lmdb

                # No read-ahead: reads are spread over the file. No sync of the meta page: a crash of the machine may
                # cost the last transaction, never the file.
                environment = lmdb.open(
                    name, map_size=self.max_bytes, max_readers=_READERS, readahead=False, metasync=False
                )
                _open[name] = environment
            self._held = (process, environment)
            return environment
