"""Layouts and recasts: what stands around a fact, or puts a question otherwise, changes neither."""

from __future__ import annotations

import re
from itertools import islice
from random import Random

from twostage_core.nearmiss import generate
from twostage_core.nearmiss.clauses import build
from twostage_core.nearmiss.layout import Layout
from twostage_core.nearmiss.lexicon import TRANSFERS
from twostage_core.nearmiss.meaning import NP, Event
from twostage_core.nearmiss.recasts import echo, split_question, telegram

MINA, OTTO = NP("Mina Brandt", "person"), NP("Otto Falk", "person")
MASK, BUST = NP("the bronze mask", "thing"), NP("the marble bust", "thing")
LOANS = (Event(TRANSFERS[0], MINA, MASK, OTTO), Event(TRANSFERS[0], OTTO, BUST, MINA))
TOLD = ("Mina Brandt lent the bronze mask to Otto Falk.", "Otto Falk lent the marble bust to Mina Brandt.")
TAKEN_BACK = "This last sentence was deleted as an error."


def laid_out(seed: int) -> str:
    texts = (TOLD[0], TOLD[1], f"{TOLD[0]} {TAKEN_BACK}")
    return Layout(Random(seed)).apply(texts, LOANS, [texts[2]])


def test_every_sentence_stands_as_it_was_and_none_is_joined_to_what_is_taken_back() -> None:
    layouts = {laid_out(seed) for seed in range(400)}
    assert len(layouts) > 60
    for text in layouts:
        assert all(sentence.rstrip(".") in text for sentence in TOLD)
        before = text[: text.index(TAKEN_BACK)].rstrip()
        assert re.search(r"(?:^|[.\]•*) –:,-]|\n)\s*Mina Brandt lent the bronze mask to Otto Falk\.$", before)
        assert not re.search(r"; Mina Brandt lent [\w ]+\.$", before)


def test_a_heading_says_nothing_of_who_did_it() -> None:
    headed = [t for t in map(laid_out, range(400)) if t.startswith("Key words: ")]
    assert headed
    for text in headed:
        nouns = text[len("Key words: ") : text.index(". ")].split("; ")
        assert nouns == sorted(nouns)
        assert set(nouns) <= {p.text for p in (MINA, OTTO, MASK, BUST)}


def test_the_same_draws_give_the_same_layout() -> None:
    assert [laid_out(seed) for seed in range(30)] == [laid_out(seed) for seed in range(30)]


def test_a_recast_asks_for_the_same_party() -> None:
    seen = set()
    for seed in range(200):
        rng = Random(seed)
        clause = build(LOANS[0], rng, voice="active")
        for part in clause.parts():
            if part.role == "other" and clause.subject.role == "agent":
                seen |= {echo(clause, part, rng), split_question(clause, part, rng)}
    assert {
        "Mina Brandt lent the bronze mask to whom",
        "to whom was it that Mina Brandt lent the bronze mask",
    } <= seen
    assert not any(text and "Otto" in text for text in seen)
    cut = {telegram(LOANS[0], "agent", Random(seed)) for seed in range(20)}
    assert "loan of the bronze mask to Otto Falk: by whom" in cut
    assert not any(text and "Mina" in text for text in cut)


def test_held_out_sides_are_laid_out_as_they_were_measured() -> None:
    heading = re.compile(r"^(?:Topics?|Key words|Re|Subject): |\n")
    for split in ("dev", "test"):
        rows = islice(generate(relation="support", seed=2, split=split), 400)  # type: ignore[arg-type]
        assert not any(heading.search(r.b) for r in rows)
    rows = islice(generate(relation="support", seed=2), 400)
    assert sum(bool(heading.search(r.b)) for r in rows) > 40
