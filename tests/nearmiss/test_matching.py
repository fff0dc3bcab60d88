"""Edit distance and the balanced choice of wordings."""

from __future__ import annotations

from random import Random

from twostage_core.nearmiss.matching import Surface, choose, edit_distance, likeness


def naive(a: list[str], b: list[str]) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (x != y)))
        row = new
    return row[-1]


def test_edit_distance_equals_the_naive_one() -> None:
    rng = Random(1)
    for _ in range(2000):
        a, b = ([rng.choice("abcd") for _ in range(rng.randint(0, 14))] for _ in range(2))
        assert edit_distance(a, b) == naive(a, b)


def test_likeness_is_jaccard_of_tokens_and_of_neighbours() -> None:
    assert likeness(Surface("the mask, the bust"), Surface("the bust, the mask"))[0] == 1.0
    assert likeness(Surface("a b c"), Surface("a b d")) == (0.5, 1 / 3)


def test_unbalanced_wordings_are_refused() -> None:
    same = [Surface("the mask was lent"), Surface("the mask was lent today")]
    other = [Surface("nobody came"), Surface("nobody came by")]
    assert choose((same, other), (same, other), Random(1)) is None


def test_balanced_wordings_are_found_and_never_pair_a_text_with_itself() -> None:
    ones = [Surface("Mina lent it to Otto"), Surface("it was lent to Otto by Mina")]
    twos = [Surface("Otto lent it to Mina"), Surface("it was lent to Mina by Otto")]
    chosen = choose((ones, twos), (ones, twos), Random(1))
    assert chosen is not None
    a0, b0, a1, b1 = chosen
    assert a0.text != b0.text
    assert a1.text != b1.text
