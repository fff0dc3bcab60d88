"""Owns the few shapes that maps have in training.

On a CPU, oneDNN makes a kernel for every shape that it meets in bfloat16. That takes milliseconds, where a product
takes one; maps of whatever shape comes up would spend most of their time on it.
"""

from __future__ import annotations

from collections.abc import Sequence

ROWS: Sequence[int] = (8, 16, 24, 32, 48, 64, 96, 128)
"""Padded query tokens of some maps."""
COLUMNS: Sequence[int] = (16, 24, 32, 48, 64, 96, 128)
"""Padded candidate tokens."""


def rounded(size: int, sizes: Sequence[int]) -> int:
    """The smallest of rising sizes that holds ``size``; ``size`` itself if none does.

    Example:
        >>> rounded(17, ROWS), rounded(200, ROWS)
        (24, 200)
    """
    return next((s for s in sizes if s >= size), size)
