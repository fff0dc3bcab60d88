"""Owns `TokenVectors`, the stored form of a text: int8 token vectors in windows, and their bytes.

Layout of the bytes, little-endian (``T`` vectors of width ``W``, ``n`` windows with a pooled vector of width ``P``):

======== ============== =======================================================================
bytes    type           meaning
======== ============== =======================================================================
4        ``b"TSV2"``    magic and layout version
4        uint32         CRC-32 of everything after this field
4        uint32         ``T``, vectors over all windows (overlaps counted twice)
2        uint16         ``W``
2        uint16         ``P``, 0 if there are no pooled vectors
4        uint32         ``n``
4        uint32         tokens of the text (overlaps counted once)
4        uint32         of these, tokens that the vocabulary does not know
12 · n   3 × uint32     per window: vectors, first character, one past the last character
2 · T    float16        scale of each vector
W · T    int8           the vectors; ``scale * int8`` has unit length
2 · n    float16        scale of each pooled vector, if ``P`` is not 0
P · n    int8           the pooled vectors, likewise
======== ============== =======================================================================

A text of 128 tokens at ``W = 64`` takes 8,488 bytes, with a pooled vector of ``P = 192`` 8,682.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CODEC_VERSION = 2
"""Raised whenever the bytes or the rounding change: part of every encoder's fingerprint."""

_MAGIC = b"TSV2"
_PREFIX = struct.Struct("<4sI")
_HEADER = struct.Struct("<IHHIII")
_WINDOW = np.dtype([("vectors", "<u4"), ("start", "<u4"), ("end", "<u4")])


class DamagedValueError(ValueError):
    """The bytes are no `TokenVectors`: truncated, altered, or of another layout."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text that is encoded and judged as one.

    Attributes:
        first: Index of its first vector in `TokenVectors.vectors`.
        vectors: Number of its vectors, at least 1.
        start: First character in the normalised text.
        end: One past the last character in the normalised text.
    """

    first: int
    vectors: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class TokenVectors:
    """The token vectors of one text.

    Attributes:
        vectors: int8 ``(T, W)``; window after window, overlapping tokens once for each window.
        scales: float16 ``(T,)``; ``scales[t] * vectors[t]`` has unit length.
        windows: The windows in reading order; empty for a text without tokens.
        tokens: Tokens of the text, overlaps counted once.
        unknown: Of these, tokens that the vocabulary does not know.
        pooled: int8 ``(n, P)``, one vector a window for what the untouched base makes of it; ``None`` if the encoder
            gives none.
        pooled_scales: float16 ``(n,)``, as ``scales``.
    """

    vectors: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float16]
    windows: tuple[Window, ...]
    tokens: int
    unknown: int
    pooled: npt.NDArray[np.int8] | None = None
    pooled_scales: npt.NDArray[np.float16] | None = None

    @property
    def unknown_share(self) -> float:
        """Share of unknown tokens, in [0, 1]; 0 for a text without tokens."""
        return self.unknown / self.tokens if self.tokens else 0.0

    def to_bytes(self) -> bytes:
        """Returns the stored form; see the module's table."""
        total, width = self.vectors.shape
        windows = np.array([(w.vectors, w.start, w.end) for w in self.windows], dtype=_WINDOW)
        pooled_width = 0 if self.pooled is None else self.pooled.shape[1]
        parts = [
            _HEADER.pack(total, width, pooled_width, len(self.windows), self.tokens, self.unknown),
            windows.tobytes(),
            self.scales.astype("<f2", copy=False).tobytes(),
            np.ascontiguousarray(self.vectors).tobytes(),
        ]
        if self.pooled is not None and self.pooled_scales is not None:
            parts += [
                self.pooled_scales.astype("<f2", copy=False).tobytes(),
                np.ascontiguousarray(self.pooled).tobytes(),
            ]
        body = b"".join(parts)
        return _PREFIX.pack(_MAGIC, zlib.crc32(body)) + body

    @classmethod
    def from_bytes(cls, value: bytes) -> TokenVectors:
        """Reads the stored form; the arrays are views of ``value``, nothing is copied.

        Args:
            value: What `to_bytes` returned.

        Raises:
            DamagedValueError: If the bytes are truncated, altered or of another layout.
        """
        if len(value) < _PREFIX.size + _HEADER.size:
            raise DamagedValueError(f"expected at least {_PREFIX.size + _HEADER.size} bytes, but got {len(value)}")
        magic, checksum = _PREFIX.unpack_from(value)
        if magic != _MAGIC:
            raise DamagedValueError(f"expected a value that starts with {_MAGIC!r}, but got {bytes(magic)!r}")
        if zlib.crc32(memoryview(value)[_PREFIX.size :]) != checksum:
            raise DamagedValueError("the checksum does not match: the value was truncated or altered")
        position = _PREFIX.size
        total, width, pooled_width, n, tokens, unknown = _HEADER.unpack_from(value, position)
        position += _HEADER.size
        table = np.frombuffer(value, _WINDOW, n, position)
        position += table.nbytes
        scales = np.frombuffer(value, "<f2", total, position)
        position += scales.nbytes
        vectors = np.frombuffer(value, np.int8, total * width, position).reshape(total, width)
        position += vectors.nbytes
        pooled, pooled_scales = None, None
        if pooled_width:
            pooled_scales = np.frombuffer(value, "<f2", n, position)
            position += pooled_scales.nbytes
            pooled = np.frombuffer(value, np.int8, n * pooled_width, position).reshape(n, pooled_width)
        windows, first = [], 0
        for row in table:
            windows.append(Window(first, int(row["vectors"]), int(row["start"]), int(row["end"])))
            first += int(row["vectors"])
        return cls(vectors, scales, tuple(windows), tokens, unknown, pooled, pooled_scales)


def quantise(vectors: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
    """Rounds unit vectors to int8, one scale a vector.

    Args:
        vectors: float32 ``(T, W)`` of unit length.

    Returns:
        int8 ``(T, W)`` in [−127, 127], and float16 scales ``(T,)`` that give each product unit length.
    """
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
    rounded = np.rint(vectors * (127.0 / np.maximum(largest, 1e-12))).astype(np.int8)
    lengths = np.sqrt(np.square(rounded, dtype=np.float32).sum(axis=1))
    return rounded, (1.0 / np.maximum(lengths, 1e-12)).astype(np.float16)
