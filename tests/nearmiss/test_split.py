"""Training and test share no domain, no realisation family, no name and no content of their own."""

from __future__ import annotations

import re
from itertools import islice

from twostage_core.nearmiss import generate
from twostage_core.nearmiss.domains import domains
from twostage_core.nearmiss.families import names as family_names
from twostage_core.nearmiss.families import writers
from twostage_core.nearmiss.names import _POOLS


def test_domains_are_disjoint() -> None:
    train, test = ({d.name for d in domains(split)} for split in ("train", "test"))
    assert len(train) >= 10
    assert len(test) >= 2
    assert not train & test


def test_families_are_disjoint() -> None:
    assert not set(family_names("train")) & set(family_names("test"))
    assert not set(writers("train")) & set(writers("test"))
    assert len(family_names("train")) >= 12
    assert len(family_names("test")) >= 6


def test_names_are_disjoint() -> None:
    for train, test in zip(_POOLS["train"], _POOLS["test"], strict=True):
        assert not set(train) & set(test)
        assert test


def test_things_and_events_are_disjoint() -> None:
    for section in ("things", "events", "causes", "roles", "places", "dates"):
        train = {item for d in domains("train") for item in getattr(d, section)}
        test = {item for d in domains("test") for item in getattr(d, section)}
        assert not train & test, section


def test_opening_words_of_test_sentences_are_new() -> None:
    """No lead of a test family ("our files show that …") occurs in training text."""

    def openings(split: str) -> set[str]:
        rows = islice(generate(relation="identity", seed=1, split=split), 1000)  # type: ignore[arg-type]
        found = (re.match(r"((?:[A-Za-z]+ ){3}that) ", r.a) for r in rows)
        return {m.group(1).lower() for m in found if m}

    assert openings("test")
    assert not openings("train") & openings("test")
