from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from twostage_core.evaluation.embedding import SentenceEmbedding
from twostage_core.evaluation.pairset import PairSet
from twostage_core.evaluation.suites import NEAREST, PAIR_SUITES, Draw
from twostage_core.nearmiss import CATEGORIES
from twostage_core.training.natural import split_of

pytestmark = pytest.mark.model


@pytest.fixture
def draw(data: Path, base: SentenceEmbedding) -> Draw:
    return Draw(data, 16, 3, "test", base.embed)


def sets(suite: str, draw: Draw) -> dict[str, PairSet]:
    return {one.name: one for one in PAIR_SUITES[suite](draw)}


@pytest.mark.parametrize("suite", PAIR_SUITES)
def test_a_suite_is_the_same_for_the_same_seed_and_another_for_another(suite: str, draw: Draw) -> None:
    once, again, other = sets(suite, draw), sets(suite, draw), sets(suite, replace(draw, seed=4))
    assert once == again
    assert once.keys() == other.keys()
    assert all(once[name].pairs != other[name].pairs for name in once)


def test_the_generator_has_both_relations_and_every_category_in_whole_squares(draw: Draw) -> None:
    found = sets("generator", draw)
    assert set(found) == {f"{r}: {c}" for r in ("support", "identity") for c in CATEGORIES}
    for one in found.values():
        assert len(one.pairs) == 16
        assert sum(p.label for p in one.pairs) == 8
        assert len({p.group for p in one.pairs}) == 4
        assert one.pool == f"{one.relation}: all"


def test_pairs_of_a_set_that_is_trained_on_are_held_out_with_both_texts(draw: Draw) -> None:
    one = sets("natural", replace(draw, n=10_000))["pawsx_dev"]
    # Sold and bought share their first text, and no second text of the test data stands on two sides.
    assert one.split == "dev"
    assert one.trained_on
    assert {p.label for p in one.pairs} == {0, 1}
    assert {split_of(p.query) for p in one.pairs} == {"dev"}
    assert len(one.pairs) == 2 * len({p.query for p in one.pairs})


def test_a_text_that_is_also_trained_on_leaves_its_pairs_out(tmp_path: Path, draw: Draw) -> None:
    import shutil

    from twostage_core.lines import records

    shutil.copytree(draw.sets / "identity", tmp_path / "identity")
    file = tmp_path / "identity" / "pawsx_dev.jsonl.gz"
    records = list(records(file))
    held = next(r for r in records if split_of(r["a"]) == "dev")
    trained = next(r for r in records if split_of(r["a"]) == "train")
    _write(file, [*records, {"a": trained["a"], "b": held["a"].upper(), "label": 0, "category": "order"}])
    before = sets("natural", replace(draw, n=10_000))["pawsx_dev"]
    after = sets("natural", replace(draw, n=10_000, data=tmp_path))["pawsx_dev"]
    assert {p.query for p in before.pairs} - {p.query for p in after.pairs} == {held["a"]}


def test_each_foil_stands_beside_a_rewrite_of_the_same_caption(draw: Draw) -> None:
    found = sets("natural", draw)
    valse = {name for name in found if name.startswith("valse")}
    assert valse == {"valse: action-replacement", "valse: counting-hard", "valse: foil-it"}
    for one in (found[name] for name in valse):
        assert len(one.pairs) <= 16
        assert (one.split, one.trained_on, one.pool) == ("all", False, "valse: all")
        for holds, misses in zip(one.pairs[::2], one.pairs[1::2], strict=True):
            assert (holds.label, misses.label) == (1, 0)
            assert holds.query == misses.query == holds.group == misses.group
            assert holds.text not in (misses.text, holds.query)


def test_paraphrase_and_replacement(draw: Draw) -> None:
    found = sets("paraphrase", draw)
    assert set(found) == {"qqp", "mrpc_train", "replaced object", "replaced action", "replaced attribute"}
    assert not any(one.trained_on for one in found.values())
    assert {len(found[name].pairs) for name in ("qqp", "mrpc_train")} == {16}
    for pair in found["replaced attribute"].pairs:
        if pair.label == 0:
            changed = set(pair.query.split()) ^ set(pair.text.split())
            assert 2 <= len(changed) <= 4  # one word for another, and perhaps "an" for "a"


def test_a_right_passage_stands_among_its_nearest_others(draw: Draw, base: SentenceEmbedding) -> None:
    found = sets("support", draw)
    one = found["tydiqa: nearest"]
    assert one.ranked
    questions = {p.query for p in one.pairs}
    assert len(questions) == 16 // 4
    for question in questions:
        own = [p for p in one.pairs if p.query == question]
        assert [p.label for p in own] == [1] + [0] * NEAREST
        assert len({p.text for p in own}) == NEAREST + 1
        near = base.embed([p.text for p in own[1:]]) @ base.embed([question])[0]
        assert (near[:-1] >= near[1:] - 1e-6).all()
    assert {split_of(q) for q in questions} == {"dev"}


def test_a_perturbed_question_keeps_its_passage(draw: Draw) -> None:
    one = sets("support", draw)["squad_sentences: perturbed question"]
    assert 2 <= len(one.pairs) <= 16
    for holds, misses in zip(one.pairs[::2], one.pairs[1::2], strict=True):
        assert (holds.label, misses.label) == (1, 0)
        assert holds.text == misses.text
        assert holds.query != misses.query


def _write(file: Path, records: list[dict[str, object]]) -> None:
    import gzip
    import json

    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)
