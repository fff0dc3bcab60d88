"""The casebook: every file reads, slots are filled alike in a case, and words in common do not tell the label."""

from __future__ import annotations

import re
from random import Random

import pytest
from sklearn.metrics import roc_auc_score

from twostage_core.nearmiss import CATEGORIES, SPLITS
from twostage_core.nearmiss.casebook import Case, case_records, cases, read_cases
from twostage_core.nearmiss.record import Relation

CASE = """\
# deposit | role_swap
+ {org1} pays {person1} back {money1} within {n1:3-30} days.
- {person1} pays {org1} back {money1} within {n1:3-30} days.
+? When does {org1} settle? | By when is {org1} done?
-? When does {person1} settle?
+! {org1} owes {money1}.
=? What falls due?
0? Who keeps the key?
"""
ALL = [case for split in SPLITS for of in cases(split).values() for case in of]


def texts(case: Case) -> list[str]:
    groups = [*case.shared, *(g for twin in case.twins for g in (twin.passages, *twin.questions, *twin.claims))]
    return [text for group in (*groups, *case.unanswered) for text in group]


def told(case: Case) -> set[str]:
    return {passage for twin in case.twins for passage in twin.passages}


def test_a_block_becomes_a_case() -> None:
    (case,) = read_cases(f"\n{CASE}\n\n", "x")
    assert (case.title, case.category) == ("deposit", "role_swap")
    assert case.twins[0].questions == (("When does {org1} settle?", "By when is {org1} done?"),)
    assert case.twins[1].claims == ()
    assert case.shared == (("What falls due?",),)
    assert case.unanswered == (("Who keeps the key?",),)


def test_a_slot_means_the_same_in_all_of_a_case() -> None:
    (case,) = read_cases(CASE, "x")
    for seed in range(40):
        filled = case.filled(Random(seed), "train")
        asked = re.fullmatch(r"When does (.+) settle\?", filled.twins[0].questions[0][0])
        assert asked is not None
        assert filled.twins[0].questions[0][1] == f"By when is {asked[1]} done?"
        assert filled.twins[0].passages[0].startswith(f"{asked[1]} pays ")
        assert not any("{" in text for text in texts(filled))


def test_different_slots_differ() -> None:
    (case,) = read_cases(
        CASE.replace("{money1}", "{n2:3-5} and {n3:3-5} and {n4:3-5}").replace("{n1:3-30}", "some"), "x"
    )
    for seed in range(20):
        words = case.filled(Random(seed), "dev").twins[0].passages[0].split()
        assert len(set(words) & {"3", "4", "5", "three", "four", "five"}) == 3


@pytest.mark.parametrize(
    ("spoiled", "message"),
    [
        (CASE.replace("role_swap", "colour"), "x:1"),
        (CASE.replace("0? Who", "?? Who"), "x:8"),
        (CASE.replace("-? When does {person1} settle?\n", ""), r"\['-\?'\]"),
    ],
)
def test_what_is_no_case_is_named_with_its_line(spoiled: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_cases(spoiled, "x")


def test_a_case_of_which_nothing_is_asked_says_things_twice() -> None:
    (case,) = read_cases("# two ways | role_swap\n+ A led B.\n+ B followed A.\n- B led A.\n- A followed B.", "x")
    assert case.twins[0].passages == ("A led B.", "B followed A.")
    assert all(twin.questions == twin.claims == () for twin in case.twins)


def test_every_case_can_be_told_and_asked_in_full() -> None:
    assert len(ALL) >= 5_000
    assert {case.category for case in ALL} == set(CATEGORIES)
    for case in ALL:
        filled = case.filled(Random(case.title), "train")
        assert not any(re.search(r"[{}]", text) for text in texts(filled)), case.title
        both = [{q for line in twin.questions for q in line} for twin in filled.twins]
        assert not both[0] & both[1], case.title


def test_no_case_stands_on_both_sides() -> None:
    # "How long does it last?" may be asked of two things; nothing is told of two.
    train, dev, test = (
        {t for of in cases(s).values() for c in of for t in texts(c) if len(t.split()) > 10 or t in told(c)}
        for s in SPLITS
    )
    assert not train & (dev | test)
    assert not dev & test
    assert min(len(dev), len(test)) > 0.05 * len(train)


@pytest.mark.parametrize(("relation", "forms"), [("support", 3), ("identity", 2)])
def test_records_are_the_same_for_the_same_seed_and_half_of_them_hold(relation: Relation, forms: int) -> None:
    rows = list(case_records(relation=relation, seed=1, split="dev"))
    assert rows == list(case_records(relation=relation, seed=1, split="dev"))
    assert rows != list(case_records(relation=relation, seed=2, split="dev"))
    assert len({r.form for r in rows}) == forms
    assert 0.4 < sum(r.label for r in rows) / len(rows) < 0.6
    assert all(r.a != r.b for r in rows)
    assert all(r.label == (r.form == "fact") for r in rows if relation == "support")


def test_words_in_common_do_not_tell_which_twin_answers() -> None:
    labels, shares = [], []
    for case in ALL:
        filled = case.filled(Random(case.title), "train")
        told = [set(re.findall(r"\w+", twin.passages[0].lower())) for twin in filled.twins]
        for i, twin in enumerate(filled.twins):
            for wordings in twin.questions:
                asked = set(re.findall(r"\w+", wordings[0].lower()))
                shares += [len(asked & words) / len(asked) for words in told]
                labels += [int(i == j) for j in range(2)]
    assert roc_auc_score(labels, shares) < 0.7
