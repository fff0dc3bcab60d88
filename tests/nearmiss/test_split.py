"""The splits share no domain, no realisation family, no name and no content of their own."""

from __future__ import annotations

import re
from itertools import combinations, islice

import pytest

from twostage_core.nearmiss import SPLITS, generate, passages, questions
from twostage_core.nearmiss.domains import domains
from twostage_core.nearmiss.families import names as family_names
from twostage_core.nearmiss.families import writers
from twostage_core.nearmiss.names import _POOLS

PAIRS = list(combinations(SPLITS, 2))


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_domains_are_disjoint(one: str, two: str) -> None:
    assert not {d.name for d in domains(one)} & {d.name for d in domains(two)}


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_families_are_disjoint(one: str, two: str) -> None:
    assert not set(family_names(one)) & set(family_names(two))
    assert not set(writers(one)) & set(writers(two))


@pytest.mark.parametrize(("split", "fields", "families"), [("train", 10, 12), ("dev", 2, 6), ("test", 2, 6)])
def test_every_split_is_broad(split: str, fields: int, families: int) -> None:
    assert len(domains(split)) >= fields
    assert len(family_names(split)) >= families


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_names_are_disjoint(one: str, two: str) -> None:
    first, second = ({name for pool in _POOLS[split] for name in pool} for split in (one, two))
    assert not first & second
    assert min(len(pool) for split in (one, two) for pool in _POOLS[split]) >= 30


@pytest.mark.parametrize(("one", "two"), PAIRS)
@pytest.mark.parametrize("section", ["things", "events", "causes", "roles", "places", "dates", "topics"])
def test_things_and_events_are_disjoint(one: str, two: str, section: str) -> None:
    first, second = ({item for d in domains(split) for item in getattr(d, section)} for split in (one, two))
    assert first
    assert not first & second


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_frames_of_questions_and_cancellations_are_disjoint(one: str, two: str) -> None:
    pools = [questions._EMBED, questions._YES_NO, questions._LEADS, passages._CANCEL, passages._CANCEL_LASTING]
    for pool in [*pools, passages._AFTER, passages._AFTER_LASTING]:
        assert pool[one]
        assert not (set(pool[one]) - {""}) & set(pool[two])


def test_opening_words_of_a_split_are_its_own() -> None:
    """No lead of a development or test family ("our files show that …") occurs elsewhere."""

    def openings(split: str) -> set[str]:
        rows = islice(generate(relation="identity", seed=1, split=split), 1000)  # type: ignore[arg-type]
        found = (re.match(r"((?:[A-Za-z]+ ){3}that) ", r.a) for r in rows)
        return {m.group(1).lower() for m in found if m}

    found = {split: openings(split) for split in SPLITS}
    assert all(found.values())
    assert all(not found[one] & found[two] for one, two in PAIRS)
