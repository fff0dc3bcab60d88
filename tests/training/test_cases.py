"""Families of the casebook: what is asked of twins has the label of either, and like cases stand beside one another."""

from __future__ import annotations

import random
import re

import pytest

from twostage_core.basemodel import MINILM
from twostage_core.nearmiss.casebook import cases
from twostage_core.training.cases import _like, draw_case
from twostage_core.training.group import Family
from twostage_core.training.replacement import LikeWords


@pytest.fixture(scope="module")
def families() -> list[Family]:
    rng = random.Random(2)
    told = [p for field in cases("dev").values() for case in field for twin in case.twins for p in twin.passages]
    words = LikeWords(MINILM.locate(), told)
    return [draw_case(rng, "dev", words) for _ in range(300)]


def test_twins_are_asked_crosswise_and_another_case_answers_nothing(families: list[Family]) -> None:
    asked = [family for family in families if family[0].relation == "support"]
    assert len(asked) > 120
    patterns = set()
    for family in asked:
        assert len({group.texts[:2] for group in family}) == 1
        labels = [group.labels[:2] for group in family]
        assert (1.0, 0.0) in labels
        assert (0.0, 1.0) in labels
        patterns |= set(labels)
        assert all(group.labels[2:] in ((), (0.0,)) for group in family)
        # A like case may well be about what neither twin answers.
        assert all(len(group.texts) == 2 for group in family if group.labels[:2] == (0.0, 0.0))
    assert patterns == {(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)}
    with_another = [family for family in asked if len(family[0].texts) == 3]
    assert 0.1 < len(with_another) / len(asked) < 0.35


def test_what_says_the_same_stands_beside_its_twin_and_beside_one_word_replaced(families: list[Family]) -> None:
    said = [group for family in families if family[0].relation == "identity" for group in family]
    assert all(sum(group.labels) == 1.0 and group.labels[:2] in ((1.0, 0.0), (0.0, 1.0)) for group in said)
    replaced = [group for group in said if len(group.texts) == 3]
    assert len(replaced) > len(said) / 2
    for group in replaced:
        assert group.labels[2] == 0.0
        # The article may follow the word.
        changes = [
            sum(a != b for a, b in zip(text.split(), group.texts[2].split(), strict=True))
            for text in group.texts[:2]
            if len(text.split()) == len(group.texts[2].split())
        ]
        assert min(changes) in (1, 2)


def test_like_cases_share_words_and_none_is_like_itself() -> None:
    told = [
        set(re.findall(r"[a-z]{4,}", " ".join(p for twin in case.twins for p in twin.passages).lower()))
        for field in cases("dev").values()
        for case in field
    ]
    like = _like("dev")
    assert all(at not in near for at, near in enumerate(like))
    rng = random.Random(1)
    near = [len(told[at] & told[others[0]]) for at, others in enumerate(like)]
    any_other = [len(words & rng.choice(told)) for words in told]
    assert sum(near) > 1.5 * sum(any_other)
