"""The stream: deterministic, endless, balanced, and light to import."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from itertools import groupby, islice
from pathlib import Path

import pytest

from twostage_core.nearmiss import CATEGORIES, PASSAGE_FORMS, SPLITS, Record, generate, generate_groups
from twostage_core.nearmiss.record import Relation

RELATIONS = ("identity", "support")
SHARED = Path(__file__).parents[2] / "shared"


def records(relation: str, n: int, **options: object) -> list[Record]:
    return list(islice(generate(relation=relation, **{"seed": 7, **options}), n))  # type: ignore[arg-type]


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("split", SPLITS)
def test_the_same_seed_gives_the_same_stream(relation: str, split: str) -> None:
    assert records(relation, 200, split=split) == records(relation, 200, split=split)
    assert records(relation, 200, split=split) != records(relation, 200, split=split, seed=8)


def test_the_stream_does_not_depend_on_hash_order() -> None:
    program = (
        "from itertools import groupby, islice; from twostage_core.nearmiss import generate;"
        "print(list(islice(generate(relation='support', seed=3), 120)))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": str(SHARED), "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_importing_needs_the_standard_library_alone() -> None:
    program = (
        "import sys, twostage_core; before = set(sys.modules); import twostage_core.nearmiss;"
        "new = {m.partition('.')[0] for m in set(sys.modules) - before};"
        "print(sorted(new - set(sys.stdlib_module_names) - {'twostage_core'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(SHARED)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("split", SPLITS)
def test_every_category_appears_with_as_many_positives_as_negatives(relation: str, split: str) -> None:
    counts = Counter((r.category, r.label) for r in records(relation, 4 * 15 * 4, split=split))
    assert counts == {(c, label): 8 for c in CATEGORIES for label in (0, 1)}


@pytest.mark.parametrize("relation", RELATIONS)
def test_four_records_use_each_text_once_in_a_match_and_once_in_a_miss(relation: str) -> None:
    stream = generate(relation=relation, seed=5)  # type: ignore[arg-type]
    for _ in range(100):
        four = list(islice(stream, 4))
        assert len({r.group for r in four}) == 1
        for side in ("a", "b"):
            assert Counter(getattr(r, side) for r in four if r.label) == Counter(
                getattr(r, side) for r in four if not r.label
            )
        assert all(r.a != r.b for r in four)


def test_passage_forms_are_balanced_and_agree_with_their_labels() -> None:
    rows = records("support", 2400)
    label_of = {"fact": 1, "fact_beside_near_miss": 1, "near_miss": 0, "cancelled": 0, "topic_only": 0}
    assert all(r.label == label_of[r.form] for r in rows)
    share = {form: n / len(rows) for form, n in Counter(r.form for r in rows).items()}
    assert set(share) == set(label_of)
    assert min(share["fact"], share["fact_beside_near_miss"]) > 0.12
    assert min(share["near_miss"], share["cancelled"], share["topic_only"]) > 0.1


def test_far_cancellations_come_only_on_request() -> None:
    forms = {r.form for r in records("support", 900, elsewhere=True)}
    assert forms == set(PASSAGE_FORMS)
    far = next(r for r in records("support", 900, elsewhere=True) if r.form == "cancelled_elsewhere")
    assert len(far.b.split()) > 70


def test_groups_contrast_one_anchor() -> None:
    for group in islice(generate_groups(relation="identity", seed=2, extra=2), 200):
        assert group.positives
        assert group.negatives
        assert not {group.anchor, *group.positives} & set(group.negatives)
        assert group.anchor not in group.positives
        assert len(group.positives) == len(group.positive_forms) <= 3


@pytest.mark.parametrize("relation", ["identity", "support"])
def test_several_anchors_share_their_texts(relation: Relation) -> None:
    stream = islice(generate_groups(relation=relation, seed=2, anchors=3), 300)
    squares = [list(groups) for _, groups in groupby(stream, key=lambda group: group.group)]
    assert max(map(len, squares)) == 6
    for groups in squares[:-1]:
        texts = {t for group in groups for t in (*group.positives, *group.negatives)}
        anchors = [group.anchor for group in groups]
        assert len(set(anchors)) == len(anchors)
        assert not texts & set(anchors)
        assert {(g.positives, g.negatives) for g in groups} == {
            (groups[0].positives, groups[0].negatives),
            (groups[0].negatives, groups[0].positives),
        }


def test_texts_hardly_repeat() -> None:
    texts = [t for r in records("identity", 4000) for t in (r.a, r.b)]
    assert len(set(texts)) > 0.49 * len(texts)  # each stands in two records


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"categories": ("negation", "colour")}, "colour"),
        ({"categories": ()}, "categories"),
        ({"relation": "fulfil"}, "relation"),
        ({"split": "valid"}, "split"),
    ],
)
def test_wrong_arguments_say_what_was_expected(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        next(generate(**{"relation": "identity", "seed": 1, **options}))  # type: ignore[arg-type]
