from __future__ import annotations

import random

import pytest

from twostage_core.basemodel import MINILM
from twostage_core.training.replacement import LikeWords

TEXTS = [
    f"The {a} carried the {b} to the {c} and {d} it."
    for a in ("baker", "farmer", "painter", "driver", "teacher", "doctor")
    for b in ("bread", "cheese", "apple", "butter", "sugar", "honey")
    for c in ("kitchen", "garden", "village", "castle", "market", "station")
    for d in ("painted", "washed", "counted", "weighed", "cleaned", "opened")
]


@pytest.fixture(scope="module")
def words() -> LikeWords:
    return LikeWords(MINILM.locate(), TEXTS)


def test_one_word_is_replaced_by_another_of_the_texts_and_the_article_fits(words: LikeWords) -> None:
    rng = random.Random(0)
    known = {w for text in TEXTS for w in text.rstrip(".").split()}
    seen = {words.replace("She painted a castle.", rng) for _ in range(200)} - {None}
    for changed in seen:
        assert changed is not None
        verb, article, noun = changed.rstrip(".").split()[1:]
        assert ((verb == "painted") + (noun == "castle")) == 1
        assert {verb, noun} <= known
        assert article == ("an" if noun == "apple" else "a")
    assert len(seen) > 2


def test_two_words_change_places_unless_they_stand_in_one_list(words: LikeWords) -> None:
    rng = random.Random(0)
    swapped = words.swap("The bread was put on top of the cheese.", rng)
    assert swapped == "The cheese was put on top of the bread."
    assert words.swap("The bread and the fresh cheese.", rng) is None


def test_a_text_without_known_words_is_left_alone(words: LikeWords) -> None:
    assert words.replace("Xylem yclept.", random.Random(0)) is None
    assert words.swap("It is so.", random.Random(0)) is None
