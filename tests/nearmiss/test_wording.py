"""Word forms, dates, amounts and the grammar of whole sentences."""

from __future__ import annotations

import re
from itertools import islice

import pytest

from twostage_core.nearmiss import SPLITS, generate
from twostage_core.nearmiss.domain import read_domain
from twostage_core.nearmiss.morphology import (
    article,
    gerund,
    number_words,
    ordinal_digits,
    ordinal_words,
    participle,
    past,
    plural,
    third,
)
from twostage_core.nearmiss.values import bounded, clock_words, date_words, money, quantity


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("carry out", ("carries out", "carried out", "carried out", "carrying out")),
        ("lend", ("lends", "lent", "lent", "lending")),
        ("hand over", ("hands over", "handed over", "handed over", "handing over")),
        ("cancel", ("cancels", "cancelled", "cancelled", "cancelling")),
        ("tie up", ("ties up", "tied up", "tied up", "tying up")),
        ("put on", ("puts on", "put on", "put on", "putting on")),
        ("deep-freeze", ("deep-freezes", "deep-froze", "deep-frozen", "deep-freezing")),
        ("be open", ("is open", "was open", "been open", "being open")),
    ],
)
def test_verb_forms(verb: str, forms: tuple[str, str, str, str]) -> None:
    assert (third(verb), past(verb), participle(verb), gerund(verb)) == forms


def test_numbers_dates_and_articles() -> None:
    assert number_words(142) == "one hundred and forty-two"
    assert ordinal_words(21) == "twenty-first"
    assert ordinal_words(12) == "twelfth"
    assert [ordinal_digits(n) for n in (1, 2, 3, 11, 22)] == ["1st", "2nd", "3rd", "11th", "22nd"]
    assert [article(w) for w in ("audit", "hourly check", "use", "loan")] == [
        "an audit",
        "an hourly check",
        "a use",
        "a loan",
    ]
    assert [plural(w) for w in ("loan box", "lorry", "tray")] == ["loan boxes", "lorries", "trays"]
    assert set(date_words(3, 4)) >= {"3 May", "May 3", "the third of May"}
    assert set(clock_words(14, 30)) >= {"14:30", "2:30 pm", "half past two in the afternoon"}
    assert set(money(40, 0).forms) == {"40 euros", "€40", "EUR 40", "forty euros"}
    assert "no less than forty euros" in bounded("at_least", money(40, 0)).forms
    assert quantity(1, "days").text == "1 day"


_WRONG = re.compile(
    r"\bthe the\b|\bnot not\b|  |\ba [aeio]\w|"
    r"\ban [bcdfgjklmnpqrstvwxz]\w|\?\?|\.\.|\{\w*\}|\bNone\b(?! of)| ,| \."
)


@pytest.mark.parametrize("relation", ["identity", "support"])
@pytest.mark.parametrize("split", SPLITS)
def test_no_sentence_is_visibly_broken(relation: str, split: str) -> None:
    for record in islice(generate(relation=relation, seed=6, split=split), 2000):  # type: ignore[arg-type]
        for text in (record.a, record.b):
            # A row of dots leads from a label to its value.
            assert not _WRONG.search(re.sub(r" \.{4,} ", " ", text)), text


def test_a_domain_with_an_unknown_section_is_refused() -> None:
    with pytest.raises(ValueError, match="colours"):
        read_domain("kitchen", "train", "colours:\nred; blue")
