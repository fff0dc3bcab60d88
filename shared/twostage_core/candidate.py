"""Owns `Candidate`, what recall hands to the precision stage."""

from __future__ import annotations

from dataclasses import dataclass

from twostage_core.errors import InputError


@dataclass(frozen=True, slots=True)
class Candidate:
    """One passage that recall found.

    Args:
        text: The passage. May be empty; an empty passage is never accepted.
        id: The caller's identifier. Carried, never interpreted; duplicates are fine.
        recall_score: The score recall gave. Carried, never compared: some stores return
            similarities, others distances, and many return nothing.

    Raises:
        InputError: If ``text`` is not a string.
    """

    text: str
    id: str | None = None
    recall_score: float | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise InputError(f"Candidate.text must be a str, but got {type(self.text).__name__}")
