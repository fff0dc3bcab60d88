"""Families in the training mix: which texts stand together, and what is cut out of them."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

from twostage_core.basemodel import MINILM
from twostage_core.training.group import Family
from twostage_core.training.mining import AlikeText, MinedQuestion
from twostage_core.training.mix import _alike_texts, _natural_support, _perturbed_questions, generated
from twostage_core.training.replacement import LikeWords

ITEM = MinedQuestion(
    question="Who mended the weir?",
    passage="The river rose in March. Tomas Ruel mended the weir. The mill ran again by May.",
    without="The river rose in March. The mill ran again by May.",
    neighbours=("A ferry crosses here. It is blue. Fares are low.", "The weir is old. It leaks. Eels like it."),
    source="village",
)
FERRY, EELS = (
    MinedQuestion(question, passage, "", (ITEM.passage, other), "village")
    for question, passage, other in (
        ("Which colour is the ferry?", *ITEM.neighbours),
        ("Who likes the weir?", *reversed(ITEM.neighbours)),
    )
)
VILLAGE = [ITEM, FERRY, EELS]


def asked(item: MinedQuestion, rng: random.Random) -> list[Family]:
    """Families whose first question is the item's."""
    draw = _natural_support([item, *(other for other in VILLAGE if other.question != item.question)])
    return [family for family in (draw(rng) for _ in range(180)) if family[0].anchor == item.question]


def test_an_excerpt_of_the_right_passage_keeps_the_answer() -> None:
    lengths = set()
    for group, _ in asked(ITEM, random.Random(3)):
        right, *others = group.texts
        assert group.labels == (1.0, *[0.0] * len(others))
        assert "Tomas Ruel mended the weir." in right
        assert right in ITEM.passage
        for other in others:
            assert "Tomas" not in other
            assert any(other in whole for whole in (*ITEM.neighbours, ITEM.without))
        lengths.add(right.count("."))
    assert lengths == {1, 2, 3}


def test_a_passage_whose_answer_is_not_known_stays_whole() -> None:
    groups = [first for first, _ in asked(replace(ITEM, without=""), random.Random(3))]
    assert {g.texts[0] for g in groups} == {ITEM.passage}
    # Where every passage has its question, only the third is cut.
    assert any(g.texts[2] not in ITEM.neighbours for g in groups)


def test_every_excerpt_length_starts_before_or_at_the_answer() -> None:
    firsts = {first.texts[0].split(".")[0] for first, _ in asked(ITEM, random.Random(9))}
    assert firsts == {"The river rose in March", "Tomas Ruel mended the weir"}


def test_two_questions_stand_crosswise_to_neighbouring_passages() -> None:
    for first, second in asked(ITEM, random.Random(5)):
        assert second.anchor in (FERRY.question, EELS.question)
        assert first.texts[:2] == second.texts[::-1]
        assert (first.labels[:2], second.labels) == ((1.0, 0.0), (1.0, 0.0))


def test_a_question_that_both_passages_may_answer_is_not_drawn() -> None:
    twin = replace(FERRY, question=ITEM.question)
    draw, rng = _natural_support([ITEM, twin, EELS]), random.Random(5)
    assert all(first.anchor != second.anchor for first, second in (draw(rng) for _ in range(60)))


def test_a_question_and_its_perturbed_twins_share_the_passage() -> None:
    item = replace(ITEM, question="Who mended the weir in March 1912?")
    family = _perturbed_questions([item], LikeWords(MINILM.locate(), [ITEM.passage]))(random.Random(1))
    assert len({group.texts for group in family}) == 1
    by_label = {label: {g.anchor for g in family if g.labels == (label,)} for label in (0.0, 1.0)}
    assert item.question in by_label[1.0]
    assert by_label[0.0]
    assert not by_label[0.0] & by_label[1.0]


def test_a_generated_family_is_one_square_with_every_wording_against_every_text() -> None:
    draw, rng = generated("support", 4), random.Random(1)
    families = [draw(rng) for _ in range(40)]
    for family in families:
        assert {frozenset(g.texts) for g in family} == {frozenset(family[0].texts)}
        assert len({g.anchor for g in family}) == len(family)
        # Either meaning has its anchors, and what holds for one half does not for the other.
        assert len({frozenset(t for t, y in zip(g.texts, g.labels, strict=True) if y) for g in family}) == 2
    assert max(map(len, families)) == 6
    assert all(a[0].texts != b[0].texts for a, b in pairwise(families))


def test_texts_nobody_edited_are_taken_for_as_alike_as_the_base_finds_them() -> None:
    others = (("Wake me at dawn.", 0.95), ("Set an alarm.", 0.84), ("What time is it?", 0.5), ("Is it dawn?", 0.4))
    told = [AlikeText("Get me up at first light.", others, "asked"), AlikeText("Sell my boat.", others, "asked")]
    draw, rng = _alike_texts(told), random.Random(2)
    for _ in range(20):
        ((group),) = draw(rng)
        label = dict(zip(group.texts, group.labels, strict=True))
        assert group.anchor not in label
        assert label["Set an alarm."] == 0.5
        assert 0.7 < label["Wake me at dawn."] < 0.9
        assert 0 < label["Is it dawn?"] < label["What time is it?"] < 0.02
        far = set(label) - {text for text, _ in others}
        assert all(label[text] < 1e-4 for text in far)
