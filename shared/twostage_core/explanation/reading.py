"""Owns `Explanation` and `Reading`: why a pair was accepted or rejected, under each relation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from twostage_core.judgement import Decision
from twostage_core.verifiers.protocol import Relation

Side = Literal["query", "text"]


@dataclass(frozen=True, slots=True)
class Token:
    """A token of either side, or a word of several, and what hangs on it.

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
        changes: What the weights of query and text sum to, but for the rounding of an integral: the head's logit less
            that with every word of this side masked.
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
    changes: tuple[float, float]

    def top(self, k: int = 6) -> tuple[Token, ...]:
        """The ``k`` words of either side on which most hangs, for or against a match.

        A word's tokens count together; signs without a letter or a digit are no words.
        """
        found = [w for w in (*words(self.query_tokens), *words(self.text_tokens)) if any(map(str.isalnum, w.text))]
        return tuple(sorted(found, key=lambda w: -abs(w.weight))[:k])


def words(tokens: Sequence[Token]) -> list[Token]:
    """Joins the tokens that a word was cut into: those of letters and digits with nothing between them."""
    found: list[Token] = []
    for token in tokens:
        last = found[-1] if found else None
        if last is not None and last.end == token.start and last.text[-1:].isalnum() and token.text[:1].isalnum():
            weight = last.weight + token.weight
            found[-1] = replace(last, text=last.text + token.text, end=token.end, weight=weight)
        else:
            found.append(token)
    return found


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
