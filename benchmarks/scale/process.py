"""Owns a process of its own for each measurement, and the memory that it takes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_STATUS = Path("/proc/self/status")
_FIELDS = {"anonymous": "RssAnon", "file": "RssFile", "rss": "VmRSS", "peak": "VmHWM"}


def apart(measure: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Calls a function of a module in a fresh process, so that its memory is its own; returns what it returns."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(measure, *args, **kwargs).result()


def memory() -> dict[str, float]:
    """Resident memory of this process, in MiB.

    Returns:
        ``anonymous`` (what was allocated), ``file`` (pages of mapped files: libraries, weights, and what was read of an
        LMDB store; the system takes them back when it needs to), ``rss``, nearly the sum of both, and its ``peak``.

    Raises:
        RuntimeError: Where the system does not tell them apart.
    """
    if not _STATUS.is_file():
        raise RuntimeError(f"memory is read from {_STATUS}, which only Linux has")
    told = dict(line.split(":", 1) for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines())
    return {name: round(int(told[field].split()[0]) / 1024, 1) for name, field in _FIELDS.items()}
