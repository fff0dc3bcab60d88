"""Owns `Peer`, what all that are timed have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

MOST_TOKENS = 512
"""What the backbone takes; query and passage share it in a cross-encoder, which cuts what is beyond."""


class Peer(ABC):
    """Something that is given a query and texts, and scores them all.

    Attributes:
        name: As it stands in the tables.
        keeps: Whether it keeps something of a text that it has seen, so that warm differs from cold.
    """

    name: str
    keeps = False

    @abstractmethod
    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float | None]:
        """Scores texts, in the order given."""

    def forget(self) -> None:  # noqa: B027
        """Forgets what it keeps of texts; nothing to do for one that keeps nothing."""
