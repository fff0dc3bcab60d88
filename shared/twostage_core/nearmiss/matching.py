"""Choice of texts so that word overlap, edit distance and length tell nothing about the label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

_TOKEN = re.compile(r"\w+|[^\w\s]")
# Largest gaps in token Jaccard and edit distance: beyond them another meaning is drawn. At these about a
# fifth of the meanings is lost and every leak test passes with room to spare.
_TOLERANCE = (0.08, 0.35)
Chosen = tuple["Surface", "Surface", "Surface", "Surface"]


class Surface:
    """A text with its tokens, its token set and its set of neighbouring pairs."""

    __slots__ = ("pairs", "text", "tokens", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = _TOKEN.findall(text.lower())
        self.tokens = frozenset(self.words)
        self.pairs = frozenset(zip(self.words, self.words[1:], strict=False))


def likeness(a: Surface, b: Surface) -> tuple[float, float]:
    """Jaccard similarity of two texts' tokens and of their neighbouring pairs of tokens."""
    tokens = len(a.tokens & b.tokens) / (len(a.tokens | b.tokens) or 1)
    pairs = len(a.pairs & b.pairs) / (len(a.pairs | b.pairs) or 1)
    return tokens, pairs


def edit_distance(a: Sequence[str], b: Sequence[str]) -> int:
    """Levenshtein distance of two token sequences, by Myers' bit vectors (J. ACM 46(3), 1999).

    >>> edit_distance("the mask was lent".split(), "the bust was not lent".split())
    2
    """
    if not a:
        return len(b)
    where: dict[str, int] = {}
    for i, token in enumerate(a):
        where[token] = where.get(token, 0) | (1 << i)
    mask, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    plus, minus, distance = mask, 0, len(a)
    for token in b:
        match = where.get(token, 0)
        vertical = match | minus
        horizontal = (((match & plus) + plus) ^ plus) | match
        up = minus | ~(horizontal | plus)
        down = plus & horizontal
        if up & last:
            distance += 1
        if down & last:
            distance -= 1
        up = (up << 1) | 1
        plus = ((down << 1) | ~(vertical | up)) & mask
        minus = up & vertical & mask
    return distance


def choose(
    ones: Sequence[Sequence[Surface]], others: Sequence[Sequence[Surface]], rng: Random, *, tries: int = 150
) -> Chosen | None:
    """Picks (a0, b0, a1, b1) so that the matching pairs look as alike as the crossed ones.

    Args:
        ones: Wordings of a0 and of a1.
        others: Wordings of b0 and of b1.
        rng: Draws the combinations to look at and how alike the texts should be.
        tries: Combinations looked at.

    Returns:
        The four, None if no combination is balanced (`_TOLERANCE`) or every wording equals its partner.
    """
    wanted = rng.random()
    known: dict[tuple[int, int], tuple[float, float]] = {}

    def alike(a: Surface, b: Surface) -> tuple[float, float]:
        pair = (id(a), id(b))
        if pair not in known:
            known[pair] = likeness(a, b)
        return known[pair]

    found: list[tuple[float, int, Chosen]] = []
    for n in range(tries):
        a0, a1 = rng.choice(ones[0]), rng.choice(ones[1])
        b0, b1 = rng.choice(others[0]), rng.choice(others[1])
        if a0.text == b0.text or a1.text == b1.text:
            continue
        p0, p1, n0, n1 = alike(a0, b0), alike(a1, b1), alike(a0, b1), alike(a1, b0)
        cost = 0.1 * abs((p0[1] + p1[1] + n0[1] + n1[1]) / 4 - wanted)
        for i in (0, 1):
            cost += abs(max(p0[i], p1[i]) - max(n0[i], n1[i])) + abs(min(p0[i], p1[i]) - min(n0[i], n1[i]))
            cost += 2 * abs(p0[i] + p1[i] - n0[i] - n1[i])
        found.append((cost, n, (a0, b0, a1, b1)))
    found.sort()
    best: tuple[float, int, Chosen] | None = None
    for cost, n, four in found[:6]:
        edits = _edit_gap(four)
        if edits <= _TOLERANCE[1] and _token_gap(four) <= _TOLERANCE[0]:
            candidate = (cost + edits, n, four)
            best = candidate if best is None else min(best, candidate)
    return best[2] if best else None


def _token_gap(four: Chosen) -> float:
    """How far the matching pairs' summed token Jaccard is from the crossed ones'."""
    a0, b0, a1, b1 = four
    return abs(likeness(a0, b0)[0] + likeness(a1, b1)[0] - likeness(a0, b1)[0] - likeness(a1, b0)[0])


def _edit_gap(four: Chosen) -> float:
    """How far the matching pairs' edit distances are from the crossed ones', as a share of the length."""
    a0, b0, a1, b1 = four
    holds = sorted((_relative(a0, b0), _relative(a1, b1)))
    misses = sorted((_relative(a0, b1), _relative(a1, b0)))
    return abs(holds[0] - misses[0]) + abs(holds[1] - misses[1]) + 2 * abs(sum(holds) - sum(misses))


def _relative(a: Surface, b: Surface) -> float:
    return edit_distance(a.words, b.words) / max(len(a.words), len(b.words))
