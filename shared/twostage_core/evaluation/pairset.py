"""Owns `PairSet`, labelled pairs under one name: what every system is measured on."""

from __future__ import annotations

from dataclasses import dataclass

from twostage_core.verifiers.protocol import Relation


@dataclass(frozen=True, slots=True)
class Pair:
    """One labelled pair.

    Attributes:
        query: The query, or the first text.
        text: The candidate, or the second text.
        label: 1 if the relation holds, else 0.
        group: Pairs of one group hang together (one question, one caption) and are resampled together.
    """

    query: str
    text: str
    label: int
    group: str


@dataclass(frozen=True, slots=True)
class PairSet:
    """Labelled pairs of one relation, and where they come from.

    Attributes:
        name: Unique within its suite.
        relation: What the label says.
        pairs: The pairs.
        split: The side of the split they are from: ``"test"``, ``"dev"``, or ``"all"`` of a set without sides.
        trained_on: Whether the default recipe trains on other pairs of the same set, those of its train side.
        mean: Sets with the same value are averaged in the report.
        files: What was read, relative to the data folder.
        pool: Sets with the same value are also measured as one, by one ROC curve, and count as one in the mean.
        category: Of the near-misses; empty for a set of many or of none in particular.
        ranked: Whether each group is a ranking with one right text, so that a reciprocal rank says something.
    """

    name: str
    relation: Relation
    pairs: tuple[Pair, ...]
    split: str
    trained_on: bool
    mean: str
    files: tuple[str, ...] = ()
    pool: str | None = None
    ranked: bool = False
    category: str = ""
