"""`Square`: wordings of two anchors and two texts, of which each anchor holds against one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .matching import Surface


@dataclass(frozen=True, slots=True)
class Square:
    """(a0, b0) and (a1, b1) hold, (a0, b1) and (a1, b0) do not, whichever wordings are taken.

    Attributes:
        a0: Wordings of the first anchor.
        b0: Wordings of the text that holds against it.
        a1: Wordings of the second anchor.
        b1: Wordings of the text that holds against that.
        forms: The form of the pairs that hold and of those that do not.
    """

    a0: list[Surface]
    b0: list[Surface]
    a1: list[Surface]
    b1: list[Surface]
    forms: tuple[str, str]


def pool(texts: Sequence[str | None]) -> list[Surface]:
    """The different texts among `texts`, None left out."""
    return [Surface(t) for t in dict.fromkeys(t for t in texts if t)]
