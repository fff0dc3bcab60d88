from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twostage_core.text import normalise

AWKWARD = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("e\u0301ﬁ①Ａ\u200b\u202e\u00ad\ufeff각\u1100\u1161\u11a8אב\U0001f469\u200d\U0001f52c½"),
    ),
    max_size=40,
)


def test_ascii_is_left_alone() -> None:
    assert normalise("Pay 30 days net.").text == "Pay 30 days net."


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ofﬁce", "office"),
        ("Ｐａｙ ①", "Pay 1"),
        ("pay\u200bment", "payment"),
        ("\u202eabc\u202c", "abc"),
        ("co\u00adoperate", "cooperate"),
        ("cafe\u0301", "café"),
        ("\ufeffstart", "start"),
        ("broken \ud800 surrogate", "broken \ufffd surrogate"),
    ],
)
def test_what_a_reader_cannot_tell_apart_becomes_equal(written: str, read: str) -> None:
    assert normalise(written).text == read


@given(AWKWARD)
def test_it_is_nfkc_without_format_characters(text: str) -> None:
    visible = "".join(
        "\ufffd" if unicodedata.category(c) == "Cs" else c for c in text if unicodedata.category(c) != "Cf"
    )
    assert normalise(text).text == unicodedata.normalize("NFKC", visible)


@given(AWKWARD)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(AWKWARD, st.data())
def test_a_span_maps_to_a_span_of_the_original_that_normalises_to_it(text: str, data: st.DataObject) -> None:
    normal = normalise(text)
    start = data.draw(st.integers(0, len(normal.text)))
    end = data.draw(st.integers(start, len(normal.text)))
    first, last = normal.to_original(start, end)
    assert 0 <= first <= last <= len(text)
    assert normal.text[start:end] in normalise(text[first:last]).text


def test_a_ligature_is_never_cut() -> None:
    normal = normalise("ofﬁce")
    assert normal.to_original(2, 3) == (2, 3)
    assert normal.to_original(3, 4) == (2, 3)
    assert normal.to_original(0, 6) == (0, 5)


def test_a_long_pile_of_marks_takes_no_quadratic_time() -> None:
    assert len(normalise("a" + "\u0301\u0323" * 50_000).text) > 1
