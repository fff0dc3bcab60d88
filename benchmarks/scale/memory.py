"""Measures what memory indexing takes, however many texts go through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.scale.process import memory
from twostage_core.indexing.filling import Filled, Filler, fill
from twostage_core.indexing.sources import open_source


def measure(texts: Path, folder: Path, every: int) -> dict[str, Any]:
    """Fills an LMDB store from a file, as ``twostage index`` does.

    Args:
        texts: A ``.jsonl`` file.
        folder: Where the store is made.
        every: Texts between two looks at the memory.

    Returns:
        ``texts``, ``stored_mib`` (size of the store's file) and ``curve``: the memory after so many texts.
    """
    total = Filled()
    curve: list[dict[str, float]] = []
    for done in fill(open_source(str(texts)).texts(), Filler(f"lmdb://{folder}")):
        total += done
        if total.texts >= every * (len(curve) + 1):
            curve.append({"texts": total.texts, **memory()})
    if (total.computed, total.lost) != (total.texts, 0):
        raise RuntimeError(f"expected every text to be computed and kept, but got {total}")
    if not curve or curve[-1]["texts"] != total.texts:
        curve.append({"texts": total.texts, **memory()})
    stored = (folder / "data.mdb").stat().st_size / 2**20
    return {"texts": total.texts, "stored_mib": round(stored, 1), "curve": curve}
