"""The demo counts rightly, and shares no words with what the verifier was trained on."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import ModuleType

import pytest

from twostage_core.nearmiss import CATEGORIES, SPLITS, generate
from twostage_core.nearmiss.casebook import cases

DEMO = Path(__file__).parents[2] / "examples" / "demo"


@pytest.fixture(scope="module")
def demo() -> Iterator[dict[str, ModuleType]]:
    """The demo's modules, imported as its script imports them."""
    sys.path.insert(0, str(DEMO))
    names = ("knowledge", "embedding", "systems", "outcome")
    yield {name: importlib.import_module(name) for name in names}
    sys.path.remove(str(DEMO))
    for name in names:
        sys.modules.pop(name)


def grams(text: str, n: int = 4) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return set(zip(*(words[i:] for i in range(n)), strict=False))


def test_the_training_generator_shares_no_frame_with_the_demo(demo: dict[str, ModuleType]) -> None:
    texts = [p.text for p in demo["knowledge"].passages()] + [q.question for q in demo["knowledge"].questions()]
    own = set().union(*map(grams, texts))
    generated: set[tuple[str, ...]] = set()
    for relation in ("support", "identity"):
        for record in islice(generate(relation=relation, categories=CATEGORIES, seed=11), 6_000):  # type: ignore[arg-type]
            generated |= grams(record.a) | grams(record.b)
    shared = own & generated
    # Four words in a row that are all function words say nothing of a frame.
    content = {g for g in shared if any(len(w) > 4 for w in g)}
    assert len(content) <= 0.002 * len(own), sorted(content)[:20]


def test_the_casebook_and_the_demo_share_stock_phrases_alone(demo: dict[str, ModuleType]) -> None:
    """Both are about offices and shops; ten words in a row would be somebody's sentence."""
    texts = [p.text for p in demo["knowledge"].passages()] + [q.question for q in demo["knowledge"].questions()]
    own = set().union(*(grams(text, 10) for text in texts))
    for field in (field for split in SPLITS for field in cases(split).values()):
        for case in field:
            asked = (
                *case.shared,
                *case.unanswered,
                *(w for twin in case.twins for w in (*twin.questions, *twin.claims)),
            )
            told = (*(p for twin in case.twins for p in twin.passages), *(text for line in asked for text in line))
            assert not own & set().union(*(grams(text, 10) for text in told)), case.title


def test_outcomes_are_counted_as_they_are_named(demo: dict[str, ModuleType]) -> None:
    question, answer = demo["knowledge"].Question, demo["systems"].Answer
    passage = demo["knowledge"].Passage
    base = [passage("a", "", "", "", None), passage("b", "", "", "", "a"), passage("c", "", "", "", None)]
    asked = [
        question("1", "kept", "a", "b", "plain"),
        question("2", "near-miss first, passed", "a", "b", "plain"),
        question("3", "near-miss first, right one lost", "a", "b", "plain"),
        question("6", "an ordinary miss first, which is no near-miss", "a", "b", "plain"),
        question("4", "unanswerable, abstained", None, "b", "unanswerable"),
        question("5", "unanswerable, passed", None, "b", "unanswerable"),
    ]
    ranked = [("a", "b"), ("b", "a"), ("b", "a"), ("c", "a"), ("b", "a"), ("b", "a")]
    recalled = [answer(r, dict.fromkeys(r, 0.0), frozenset(r)) for r in ranked]
    accepted = [{"a"}, {"a", "b"}, set(), {"c"}, set(), {"b"}]
    answers = [answer(r, {"a": 0.9, "b": 0.4}, frozenset(chosen)) for r, chosen in zip(ranked, accepted, strict=True)]
    found = demo["outcome"].outcome(base, asked, recalled, answers)
    assert (found.kept, found.answerable) == (2, 4)
    assert (found.near_misses_passed, found.near_misses) == (1, 2)
    assert (found.abstained, found.unanswerable) == (1, 2)
    assert found.handed_on == 5
    cut, under = demo["outcome"].cut_to_keep(asked, answers, 4)
    assert cut == 0.9
    assert demo["outcome"].outcome(base, asked, recalled, under).kept == 4
