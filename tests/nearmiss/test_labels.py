"""Labels are right by construction: keys, what a passage supports, and sentences parsed back by hand."""

from __future__ import annotations

import re
from itertools import islice
from random import Random

import pytest

from twostage_core.nearmiss import SPLITS, generate
from twostage_core.nearmiss.clauses import build
from twostage_core.nearmiss.domain import Domain
from twostage_core.nearmiss.domains import domains
from twostage_core.nearmiss.edits import DRAWERS
from twostage_core.nearmiss.edits.condition import on_condition
from twostage_core.nearmiss.lexicon import COMPARATIVES, SYMMETRIC, TRANSFERS, state
from twostage_core.nearmiss.meaning import NP, Adjunct, Both, Event, Link, Report, coherent, key
from twostage_core.nearmiss.passages import Passage, Query, supports
from twostage_core.nearmiss.scene import Scene
from twostage_core.nearmiss.values import by_date, date_words, money, on_date
from twostage_core.nearmiss.wording import write

MINA, OTTO, RUTA = (NP(name, "person") for name in ("Mina Brandt", "Otto Falk", "Ruta Soto"))
MASK, BUST = NP("the bronze mask", "thing"), NP("the marble bust", "thing")
LEND = TRANSFERS[0]
LOAN = Event(LEND, MINA, MASK, OTTO)
MAY = on_date(date_words(3, 4))
VAULT = Adjunct("place", "in the vault", ("in the vault",))


def swapped(event: Event) -> Event:
    assert event.theme is not None
    return Event(event.pred, event.theme, event.agent)


def test_a_symmetric_relation_swapped_is_the_same_meaning() -> None:
    for pred in SYMMETRIC:
        event = Event(pred, MINA, OTTO)
        assert key(event) == key(swapped(event)), pred.sense


_NAME = r"(?!That |To |Some)((?:Dr |Ms |Mr |Mrs |Professor )?[A-Z][\w-]+'?(?: (?:& )?[A-Z][\w-]+'?)*)"


def test_symmetric_swaps_are_among_the_generated_positives() -> None:
    verbs = "met|met with|negotiated with|argued with|had an argument with|worked together with|cooperated with"
    pattern = re.compile(rf"{_NAME} (?:{verbs}) {_NAME}")
    found = []
    for record in islice(generate(relation="identity", categories=("role_swap",), seed=1), 16_000):
        a, b = pattern.search(record.a), pattern.search(record.b)
        if a and b and a.groups() == b.groups()[::-1]:
            found.append(record.label)
    assert found
    assert set(found) == {1}


def test_an_asymmetric_relation_swapped_is_another_meaning() -> None:
    more, equal = COMPARATIVES["heavy"]
    assert key(Event(more, MASK, BUST)) != key(Event(more, BUST, MASK))
    assert key(Event(equal, MASK, BUST)) == key(Event(equal, BUST, MASK))
    assert key(LOAN) != key(Event(LEND, OTTO, MASK, MINA))


def test_the_order_of_a_list_means_nothing_and_the_order_of_events_does() -> None:
    one, two = Event(LEND, MINA, MASK, OTTO), Event(LEND, RUTA, BUST, OTTO)
    assert key(Both(one, two)) == key(Both(two, one))
    assert key(Link("before", one, two)) != key(Link("before", two, one))
    assert key(Report("say", RUTA, LOAN)) != key(Report("deny", RUTA, LOAN))


def test_converse_and_passive_say_who_lent_and_who_borrowed() -> None:
    texts = {build(LOAN, Random(i)).statement() for i in range(200)}
    assert {
        "Mina Brandt lent the bronze mask to Otto Falk",
        "Otto Falk borrowed the bronze mask from Mina Brandt",
        "Mina Brandt lent Otto Falk the bronze mask",
        "the bronze mask was lent to Otto Falk by Mina Brandt",
        "the bronze mask was borrowed from Mina Brandt by Otto Falk",
    } <= texts
    assert not any("Otto Falk lent" in t or "Mina Brandt borrowed" in t for t in texts)


def test_whoever_must_pay_stays_the_one_bound() -> None:
    duty = Event(LEND, MINA, MASK, OTTO, tense="present", modality="must")
    assert not any("borrow" in build(duty, Random(i)).statement() for i in range(200))


def test_a_contrary_adjective_flips_the_polarity() -> None:
    gate = NP("the gate", "thing")
    texts = {build(Event(state("open", "closed"), gate), Random(i)).statement() for i in range(50)}
    assert texts == {"the gate was open", "the gate was not closed"}


def test_unless_is_if_not() -> None:
    condition = on_condition("it rains", "it stays dry", "if")
    assert "if it rains" in condition.forms
    assert "unless it stays dry" in condition.forms
    assert "unless it rains" not in condition.forms
    assert condition.sense != on_condition("it stays dry", "it rains", "if").sense


@pytest.mark.parametrize("split", SPLITS)
def test_a_double_negation_never_stays_single(split: str) -> None:
    """Whatever the family, an odd number of denials means a negative meaning."""
    denial = re.compile(
        r"not true that|not the case that|wrong to say|false that|can truthfully claim|incorrect that"
        r"|is mistaken|plainly wrong|are in error|not so that|untrue that|wrong to suppose"
        r"|\bfail(?:ed)? to\b|\bomit to\b|\bat no (?:time|point)\b|\b(?:by|in) no (?:means|way)\b"
        r"|\bnot\b(?! true| the case| so that)|\w+n't\b|\bnever\b|\bno loan\b|\bno lending\b|\bNo\.$|not so\.$",
        re.IGNORECASE,
    )
    # Denials around the clause that leave it as it is.
    idle = re.compile(
        r"there is no doubt|no more and no less|did not (?:escape anyone|go unnoticed)|who does not know"
        r"|not open to doubt",
        re.IGNORECASE,
    )
    for polarity in (True, False):
        event = Event(LEND, MINA, MASK, OTTO, adjuncts=(MAY,), polarity=polarity)
        for i in range(400):
            text = idle.sub("yes", write(event, Random(i), split))
            assert len(denial.findall(text)) % 2 == (0 if polarity else 1), text


PAY = Event(LEND, MINA, money(40, 0), OTTO, adjuncts=(MAY, VAULT))


def test_an_edit_of_the_asked_role_alone_still_answers() -> None:
    question = Query("wh", PAY, "theme")
    other_amount = Event(LEND, MINA, money(90, 0), OTTO, adjuncts=(MAY, VAULT))
    other_date = Event(LEND, MINA, money(40, 0), OTTO, adjuncts=(on_date(date_words(4, 4)), VAULT))
    assert supports(Passage((other_amount,)), question)
    assert not supports(Passage((other_date,)), question)
    assert supports(Passage((other_date,)), Query("wh", PAY, "time"))
    assert not supports(Passage((other_amount,)), Query("wh", PAY, "time"))


def test_asking_for_the_payer_needs_the_right_payee() -> None:
    question = Query("wh", LOAN, "agent")
    assert supports(Passage((LOAN,)), question)
    assert not supports(Passage((Event(LEND, OTTO, MASK, MINA),)), question)


def test_no_is_an_answer_and_a_denial_is_no_evidence() -> None:
    denied = Event(LEND, MINA, MASK, OTTO, polarity=False)
    assert supports(Passage((denied,)), Query("yes_no", LOAN))
    assert not supports(Passage((denied,)), Query("claim", LOAN))
    assert not supports(Passage((denied,)), Query("wh", LOAN, "agent"))


def test_a_passage_may_say_more_but_not_less() -> None:
    timed = Event(LEND, MINA, MASK, OTTO, adjuncts=(MAY, VAULT))
    assert supports(Passage((timed,)), Query("claim", LOAN))
    assert not supports(Passage((LOAN,)), Query("claim", timed))
    assert not supports(Passage((LOAN,)), Query("wh", timed, "time"))
    ruled = Event(LEND, MINA, MASK, OTTO, adjuncts=(by_date(date_words(3, 4)),), modality="must_not")
    free = Event(LEND, MINA, MASK, OTTO, modality="must_not")
    assert not supports(Passage((ruled,)), Query("claim", free))


@pytest.mark.parametrize("domain", [d for split in SPLITS for d in domains(split)], ids=lambda d: d.name)
def test_every_domain_can_draw_every_category(domain: Domain) -> None:
    rng = Random(1)
    for category, draw in DRAWERS.items():
        drawings = [draw(Scene(domain, rng)) for _ in range(25)]
        apart = [d for d in drawings if key(d.meaning) != key(d.edited)]
        assert len(apart) >= 20, category
        assert all(coherent(d.meaning) and coherent(d.edited) for d in apart), category


def test_what_is_cancelled_supports_nothing() -> None:
    passage = Passage((Event(LEND, RUTA, BUST, OTTO),), cancelled=(LOAN,))
    assert not supports(passage, Query("claim", LOAN))
    assert not supports(passage, Query("wh", LOAN, "agent"))


_VERBS = "lent|sold|bought|borrowed|purchased|inherited|bequeathed|sent|donated|supplied|obtained"
_ACTIVE = re.compile(rf"\b{_NAME} ({_VERBS}) the ([\w -]+?) (to|from) {_NAME}")
_PASSIVE = re.compile(rf"([\w -]+?) was (lent|sold|bequeathed|sent|donated|supplied) to {_NAME} by {_NAME}")
_SENSE = {"borrowed": "lent", "bought": "sold", "purchased": "sold", "inherited": "bequeathed", "obtained": "supplied"}


def parse(text: str) -> tuple[str, ...] | None:
    """(verb, giver, taker) of "X lent Y to Z", "Z borrowed Y from X" and "Y was lent to Z by X"."""
    if match := _ACTIVE.search(text):
        one, verb, _, prep, two = match.groups()
        giver, taker = (one, two) if prep == "to" else (two, one)
        return _SENSE.get(verb, verb), giver, taker
    if match := _PASSIVE.search(text):
        _, verb, taker, giver = match.groups()
        return verb, giver, taker
    return None


def test_sentences_parsed_back_agree_with_their_labels() -> None:
    """A parser of its own, which knows nothing of meanings, reads who gave and who took."""
    seen = {0: 0, 1: 0}
    for record in islice(generate(relation="identity", categories=("direction",), seed=4), 8000):
        a, b = parse(record.a), parse(record.b)
        if a and b and "?" not in record.a + record.b:
            assert (a == b) == bool(record.label), (record.a, record.b)
            seen[record.label] += 1
    assert min(seen.values()) >= 3
