"""Excerpts of natural passages in the training mix."""

from __future__ import annotations

import random

from twostage_core.training.mix import MinedQuestion, _natural_support

ITEM = MinedQuestion(
    question="Who mended the weir?",
    passage="The river rose in March. Tomas Ruel mended the weir. The mill ran again by May.",
    without="The river rose in March. The mill ran again by May.",
    neighbours=("A ferry crosses here. It is blue. Fares are low.", "The weir is old. It leaks. Eels like it."),
    questions=(),
    source="village",
)


def test_an_excerpt_of_the_right_passage_keeps_the_answer() -> None:
    draw, rng = _natural_support([ITEM]), random.Random(3)
    lengths = set()
    for _ in range(60):
        group = draw(rng)
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
    item = MinedQuestion(ITEM.question, ITEM.passage, "", ITEM.neighbours, (), "village")
    draw, rng = _natural_support([item]), random.Random(3)
    groups = [draw(rng) for _ in range(40)]
    assert {g.texts[0] for g in groups} == {ITEM.passage}
    assert any(t not in ITEM.neighbours for g in groups for t in g.texts[1:])


def test_every_excerpt_length_starts_before_or_at_the_answer() -> None:
    draw, rng = _natural_support([ITEM]), random.Random(9)
    firsts = {draw(rng).texts[0].split(".")[0] for _ in range(60)}
    assert firsts == {"The river rose in March", "Tomas Ruel mended the weir"}
