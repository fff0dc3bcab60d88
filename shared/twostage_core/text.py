"""Owns text normalisation, and the way back from a normalised text to the original.

Two texts that a reader cannot tell apart (a ligature, a full-width digit, a zero-width space
inside a word, a bidi override) must get the same token vectors. Normalisation is NFKC with format
characters removed; its version is part of every encoder's fingerprint.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

NORMALISATION_VERSION = 1
"""Raised whenever `normalise` changes its output for any input: stored vectors hang on it."""

_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A normalised text with its offset map.

    Attributes:
        text: The normalised text, of ``n`` characters.
        original_length: Characters of the original text.
    """

    text: str
    original_length: int
    _starts: tuple[int, ...] | None = field(default=None, repr=False)
    _ends: tuple[int, ...] | None = field(default=None, repr=False)

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """Maps a half-open span of the normalised text to the original text.

        Args:
            start: First character, ``0 <= start <= end``.
            end: One past the last character, ``end <= len(text)``.

        Returns:
            The smallest half-open span of the original that covers it.
        """
        if self._starts is None or self._ends is None:
            return start, end
        if start == end:
            position = self._starts[start] if start < len(self._starts) else self.original_length
            return position, position
        return self._starts[start], self._ends[end - 1]


def normalise(text: str) -> NormalisedText:
    """Normalises a text: NFKC, without format characters (zero-width, bidi, soft hyphen, BOM).

    Lone surrogates, which UTF-8 cannot carry, become U+FFFD.

    Args:
        text: Any string.

    Returns:
        The normalised text and its offset map. Normalising twice changes nothing more.
    """
    if text.isascii():
        return NormalisedText(text, len(text))
    if unicodedata.is_normalized("NFKC", text) and not any(map(_is_special, set(text))):
        return NormalisedText(text, len(text))
    return _normalise_with_map(text)


def _is_special(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cs")


def _normalise_with_map(text: str) -> NormalisedText:
    """Normalises cluster by cluster, so that every output character knows where it came from."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    cluster, cluster_start, cluster_end = "", 0, 0

    def flush() -> None:
        normal = unicodedata.normalize("NFKC", cluster)
        pieces.append(normal)
        starts.extend([cluster_start] * len(normal))
        ends.extend([cluster_end] * len(normal))

    for position, character in enumerate(text):
        category = unicodedata.category(character)
        if category == "Cf":
            continue
        if category == "Cs":
            character = _REPLACEMENT
        if cluster and not _joins(cluster, character):
            flush()
            cluster, cluster_start = "", position
        if not cluster:
            cluster_start = position
        cluster += character
        cluster_end = position + 1
    if cluster:
        flush()
    return NormalisedText("".join(pieces), len(text), tuple(starts), tuple(ends))


def _joins(cluster: str, character: str) -> bool:
    """Whether ``character`` combines with what stands before it, so that both normalise together."""
    if character.isascii():
        return False
    if unicodedata.combining(character):
        return True
    together = unicodedata.normalize("NFKC", cluster + character)
    return together != unicodedata.normalize("NFKC", cluster) + unicodedata.normalize("NFKC", character)
