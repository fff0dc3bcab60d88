"""What recall confuses a question with is mined once, and read from then on."""

from __future__ import annotations

from pathlib import Path

from twostage_core.training.mining import MinedQuestion, mined_once

FOUND = [
    MinedQuestion(
        question="Who winds the tower clock?",
        passage="The verger winds the tower clock on Sundays.",
        without="",
        neighbours=("The verger rings the bell.", "The clock was cast in Lyon."),
        questions=(("Who rings the bell?", 0.61),),
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
