"""Owns `Ranking`, what a system makes of one query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from twostage_core.errors import InputError


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a system makes of one query.

    Attributes:
        ids: Documents, best first, each once.
        confidence: For each of them how sure the system is that it fits: a probability, or whatever it ranks by.
            Comparable across queries, or a risk–coverage curve means little.
        accepted: Of ``ids`` those that it accepts, best first; ``None`` if it takes no such decision.
        found: What its first stage brought up, accepted or not; ``None`` for ``ids``.
        seconds: Where the time went, by stage.

    Raises:
        InputError: If a document stands there twice, or confidences are not one for each document.
    """

    ids: tuple[str, ...]
    confidence: tuple[float, ...]
    accepted: tuple[str, ...] | None = None
    found: tuple[str, ...] | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.confidence) != len(self.ids):
            raise InputError(f"expected a confidence for each of {len(self.ids)} documents, got {len(self.confidence)}")
        if len(set(self.ids)) < len(self.ids):
            raise InputError(f"expected every document once in a ranking, but got {', '.join(self.ids)}")

    @property
    def answer(self) -> tuple[str, float] | None:
        """The document that it would answer from, and how sure it is; ``None`` if it abstains."""
        best = self.ids[0] if self.accepted is None and self.ids else next(iter(self.accepted or ()), None)
        return None if best is None else (best, self.confidence[self.ids.index(best)])
