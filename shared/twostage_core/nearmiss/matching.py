"""Choice of texts so that word overlap, order overlap and length tell nothing about the label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

_TOKEN = re.compile(r"\w+|[^\w\s]")


class Surface:
    """A text's token set, bigram set and length."""

    __slots__ = ("bigrams", "length", "text", "tokens")

    def __init__(self, text: str) -> None:
        words = _TOKEN.findall(text.lower())
        self.text = text
        self.tokens = frozenset(words)
        self.bigrams = frozenset(zip(words, words[1:], strict=False))
        self.length = len(words)


def likeness(a: Surface, b: Surface) -> tuple[float, float]:
    """Token and bigram Jaccard of two texts."""
    tokens = len(a.tokens & b.tokens) / (len(a.tokens | b.tokens) or 1)
    bigrams = len(a.bigrams & b.bigrams) / (len(a.bigrams | b.bigrams) or 1)
    return tokens, bigrams


def choose(
    ones: Sequence[Sequence[Surface]], others: Sequence[Sequence[Surface]], rng: Random, *, tries: int = 60
) -> tuple[Surface, Surface, Surface, Surface]:
    """Picks (a0, b0, a1, b1) so that the matching pairs look as alike as the crossed ones.

    Args:
        ones: Wordings of a0 and of a1.
        others: Wordings of b0 and of b1; a wording equal to its partner is never paired with it.
        rng: Draws the combinations to look at and how alike the texts should be.
        tries: Combinations looked at.
    """
    wanted = rng.random()
    best: tuple[Surface, Surface, Surface, Surface] | None = None
    best_cost = 1e9
    cache: dict[tuple[int, int], tuple[float, float]] = {}

    def alike(a: Surface, b: Surface) -> tuple[float, float]:
        pair = (id(a), id(b))
        if pair not in cache:
            cache[pair] = likeness(a, b)
        return cache[pair]

    for _ in range(tries):
        a0, a1 = rng.choice(ones[0]), rng.choice(ones[1])
        b0, b1 = rng.choice(others[0]), rng.choice(others[1])
        if a0.text == b0.text or a1.text == b1.text:
            continue
        p0, p1, n0, n1 = alike(a0, b0), alike(a1, b1), alike(a0, b1), alike(a1, b0)
        cost = 0.0
        for i in (0, 1):
            high, low = max(p0[i], p1[i]), min(p0[i], p1[i])
            other_high, other_low = max(n0[i], n1[i]), min(n0[i], n1[i])
            cost += abs(high - other_high) + abs(low - other_low)
        cost += 0.12 * abs((p0[1] + n0[1]) / 2 - wanted)
        if cost < best_cost:
            best, best_cost = (a0, b0, a1, b1), cost
    if best is None:
        raise LookupError("no two wordings differ; draw another meaning")
    return best
