"""What recall confuses a question with is mined once, and read from then on."""

from __future__ import annotations

from pathlib import Path

import pytest

from twostage_core.training.mining import AlikeText, MinedQuestion, alike, alike_once, mined_once
from twostage_core.training.recall import recall_model

FOUND = [
    MinedQuestion(
        question="Who winds the tower clock?",
        passage="The verger winds the tower clock on Sundays.",
        without="",
        neighbours=("The verger rings the bell.", "The clock was cast in Lyon."),
        source="parish",
    )
]


def test_what_was_mined_is_kept_and_read_back_the_same(tmp_path: Path) -> None:
    calls = []

    def make() -> list[MinedQuestion]:
        calls.append(1)
        return FOUND

    cache = tmp_path / "run" / "mined.jsonl"
    assert mined_once(cache, make) == FOUND
    assert mined_once(cache, make) == FOUND
    assert len(calls) == 1
    assert [path.name for path in cache.parent.iterdir()] == ["mined.jsonl"]


BOOKED, REFUSED, FERRY = (
    "please book a table for two at the harbour inn",
    "please do not book a table for two at the harbour inn",
    "how much does the ferry to the island cost",
)
SAID = (
    BOOKED,
    REFUSED,
    "please book a table for six at the harbour inn",
    "i would like to reserve seats for a couple at the harbour inn",
    "can you get my wife and me a place for dinner at the inn by the harbour",
    FERRY,
    "what is the fare of the island ferry",
    "when does the boat to the island leave",
    *(
        f"the {thing} was sold to a family from the {side}"
        for thing in ("mill", "farm", "barn", "shop")
        for side in ("north", "south")
    ),
)


@pytest.fixture(scope="module")
def found() -> dict[str, AlikeText]:
    return {item.text: item for item in alike({"said": SAID}, recall_model())}


def test_texts_stand_beside_others_the_nearest_first(found: dict[str, AlikeText]) -> None:
    others = found[FERRY].others
    cosines = [cosine for _, cosine in others]
    assert others[0][0] == "what is the fare of the island ferry"
    assert cosines == sorted(cosines, reverse=True)
    assert cosines[0] > 0.7 > 0.3 > cosines[-1]
    assert FERRY not in dict(others)


def test_texts_that_differ_by_an_edit_are_not_taken_for_alike(found: dict[str, AlikeText]) -> None:
    # One word apart, and across a negation.
    assert all(REFUSED not in dict(item.others) for item in found.values())
    assert SAID[2] not in dict(found[BOOKED].others)


def test_alike_texts_are_kept_and_read_back_the_same(tmp_path: Path, found: dict[str, AlikeText]) -> None:
    cache = tmp_path / "alike.jsonl"
    assert alike_once(cache, lambda: list(found.values())) == list(found.values())
    assert alike_once(cache, lambda: []) == list(found.values())
