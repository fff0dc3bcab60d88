"""Owns `TrainingGroup`, one anchor beside texts that match it and texts that do not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainingGroup:
    """One anchor with its labelled texts.

    Attributes:
        relation: ``"support"`` (the anchor is the query) or ``"identity"``.
        anchor: The query, or the first text of a pair.
        texts: The other sides, at least one.
        labels: 1 for a match, 0 otherwise, between them for what a teacher only leans to; one for each text.
        source: Where it came from, for balance and reports.
        family: Groups of one family share their facts, so a text of one may match an anchor of another: they are
            never drawn as each other's easy negatives. Empty for a group on its own.
    """

    relation: str
    anchor: str
    texts: tuple[str, ...]
    labels: tuple[float, ...]
    source: str
    family: str = ""
