"""Owns `Explanation` and `Reading`: why a pair was accepted or rejected, under each relation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from twostage_core.judgement import Decision
from twostage_core.verifiers.protocol import Relation

Side = Literal["query", "text"]


@dataclass(frozen=True, slots=True)
class Token:
    """A token of either side, and what hangs on it.

    Attributes:
        side: ``"query"`` or ``"text"``.
        text: As written.
        start: First character in the original.
        end: One past the last character in the original.
        weight: What it adds to the logit: above 0 it speaks for a match.
    """

    side: Side
    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How a pair reads under one relation.

    Attributes:
        relation: The relation.
        probability: That it holds, in [0, 1]; ``None`` if the pair was not judged.
        threshold: From which on a pair is accepted.
        decision: ``"accept"``, ``"reject"`` or ``"unverified"``.
        reason: Why it was not judged, else ``None``.
        query_window: The window of the query that decided, as (start, end) characters; ``None`` without one.
        window: That of the text.
        query_tokens: ``Q`` tokens of the query's window.
        text_tokens: ``D`` tokens of the text's.
        cosines: float32 ``(Q, D)``, how alike the tokens are.
        change: What the weights sum to, but for the rounding of an integral: the head's logit less that of words which
            are all masked.
    """

    relation: Relation
    probability: float | None
    threshold: float
    decision: Decision
    reason: str | None
    query_window: tuple[int, int] | None
    window: tuple[int, int] | None
    query_tokens: tuple[Token, ...]
    text_tokens: tuple[Token, ...]
    cosines: npt.NDArray[np.float32]
    change: float

    def top(self, k: int = 5) -> tuple[Token, ...]:
        """The ``k`` tokens of either side on which most hangs, for or against a match."""
        return tuple(sorted((*self.query_tokens, *self.text_tokens), key=lambda t: -abs(t.weight))[:k])


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Why a text was accepted or rejected.

    Attributes:
        query: The query.
        text: The text.
        readings: By relation.
    """

    query: str
    text: str
    readings: Mapping[Relation, Reading]

    def html(self) -> str:
        """One self-contained page that fetches nothing."""
        from twostage_core.explanation.rendering import html

        return html(self)

    def figure(self, relation: Relation) -> bytes:
        """The heatmap of a relation's cosines as SVG.

        Raises:
            InputError: If matplotlib is not installed, or there is nothing to draw.
        """
        from twostage_core.explanation.rendering import figure

        return figure(self, relation, "svg")

    def _repr_html_(self) -> str:
        from twostage_core.explanation.rendering import fragment

        return fragment(self)
