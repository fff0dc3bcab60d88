"""`Drawing`: a meaning, its minimally edited near-miss and what may be done with the two."""

from __future__ import annotations

from dataclasses import dataclass

from ..meaning import NP, Meaning


@dataclass(frozen=True, slots=True)
class Drawing:
    """A meaning and a near-miss of it.

    Attributes:
        meaning: What is said.
        edited: The same with one thing changed; never equivalent.
        pivot: An entity of both that can be replaced by `fresh` to make a second fact of the same form.
        fresh: Its replacement.
        yes_no: What a yes/no question about `meaning` makes of `edited`: "answered" (it says no), "open" (it
            does not answer) or "avoid" (people would disagree).
        exclusive: Whether neither of the two entails the other.
        same_words: Whether keywords cannot tell the two apart.
    """

    meaning: Meaning
    edited: Meaning
    pivot: NP | None = None
    fresh: NP | None = None
    yes_no: str = "open"
    exclusive: bool = True
    same_words: bool = True
