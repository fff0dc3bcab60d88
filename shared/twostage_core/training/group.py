"""Owns `TrainingGroup`, one anchor beside texts that match it and texts that do not, and what groups hang together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, slots=True)
class TrainingGroup:
    """One anchor with its labelled texts.

    Attributes:
        relation: ``"support"`` (the anchor is the query) or ``"identity"``.
        anchor: The query, or the first text of a pair.
        texts: The other sides, at least one.
        labels: 1 for a match, 0 otherwise, between them for what a teacher only leans to; one for each text.
        source: Where it came from, for balance and reports.
        family: Groups of the same name share their facts, so a text of one may match an anchor of another: they are
            never drawn as each other's easy negatives. Groups of one `Family` need no name for that.
    """

    relation: str
    anchor: str
    texts: tuple[str, ...]
    labels: tuple[float, ...]
    source: str
    family: str = ""


Family = tuple[TrainingGroup, ...]
"""Groups that are drawn together, most often because they share texts: a text is encoded once for all its anchors."""

FULL = 8
"""Pairs of a family that count."""


def flatten(families: Sequence[Family]) -> tuple[list[TrainingGroup], list[int], list[float]]:
    """Takes a batch of families apart.

    Args:
        families: What was drawn.

    Returns:
        Their groups; for each the number of its family, the same for families of one name; and the weight of each of
        its pairs: a family of more than eight pairs counts as eight, or one fact in many wordings would outweigh many.
    """
    groups, numbers, weights = [], [], []
    known: dict[str, int] = {}
    for i, family in enumerate(families):
        pairs = sum(len(group.texts) for group in family)
        for group in family:
            groups.append(group)
            numbers.append(known.setdefault(group.family or f"drawn {i}", len(known)))
            weights.append(min(1.0, FULL / pairs))
    return groups, numbers, weights


def connected(links: Iterable[tuple[Node, Node]]) -> dict[Node, Node]:
    """Finds what links connect, directly or by way of others.

    Args:
        links: Two nodes each, most often the texts of a match.

    Returns:
        For each node of a link the one that stands for all that it is connected with.
    """
    parent: dict[Node, Node] = {}

    def root(node: Node) -> Node:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in links:
        parent[root(other)] = root(one)
    return {node: root(node) for node in list(parent)}
