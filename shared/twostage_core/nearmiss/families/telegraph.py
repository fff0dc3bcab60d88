"""Telegraphese: articles and auxiliaries dropped in any clause ("Dario lent mask to Mina & photographed crane")."""

from __future__ import annotations

import re
from random import Random

from ..clause_text import STANCES
from ..clauses import build, wording
from ..meaning import Both, Event, Link, Meaning
from ..syntax import Clause

SPLIT = "train"
WEIGHT = 3

_OPENINGS = ("", "", "", "msg: ", "FYI: ", "memo: ", "pls note: ", "update: ", "cable: ", "note: ")
# Fixed phrases keep their article ("in the morning").
_ARTICLE = re.compile(r"\bthe (?!morning|afternoon|evening|place|same|event that|employ|trust)")
_AUXILIARIES = {
    "is required to": "required to",
    "are required to": "required to",
    "is obliged to": "obliged to",
    "are obliged to": "obliged to",
    "is allowed to": "allowed to",
    "are allowed to": "allowed to",
    "is permitted to": "permitted to",
    "are permitted to": "permitted to",
    "is free to": "free to",
    "are free to": "free to",
    "is forbidden to": "forbidden to",
    "are forbidden to": "forbidden to",
    "is prohibited from": "prohibited from",
    "are prohibited from": "prohibited from",
    "is not": "not",
    "are not": "not",
    "is under no obligation to": "under no obligation to",
    "are under no obligation to": "under no obligation to",
}
_BOTH = ("{a}; {b}", "{a}; also {b}", "1: {a}; 2: {b}", "{a} / {b}", "{a} – plus {b}")
_LINKS: dict[str, tuple[str, ...]] = {
    "before": ("{a}; then {b}", "first {a}, then {b}", "{a}, later on {b}", "{b}; before that {a}"),
    "because": ("{b} b/c {a}", "{a}, hence {b}", "{b}; reason: {a}", "{a} – therefore {b}", "{b} since {a}"),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """Clauses without their small words, joined by signs."""
    opening = rng.choice(_OPENINGS)
    if isinstance(meaning, Event):
        return opening + _terse(meaning, rng)
    if isinstance(meaning, Both):
        facts = [_terse(meaning.first, rng), _terse(meaning.second, rng)]
        rng.shuffle(facts)
        return opening + rng.choice(_BOTH).format(a=facts[0], b=facts[1])
    if isinstance(meaning, Link):
        first, second = _terse(meaning.first, rng), _terse(meaning.second, rng)
        return opening + rng.choice(_LINKS[meaning.kind]).format(a=first, b=second)
    content = _terse(meaning.content, rng)
    stance = rng.choice([s for s in STANCES[meaning.stance] if " " not in s])
    that = "" if meaning.stance in ("say", "believe") and rng.random() < 0.5 else "that "
    return f"{opening}{_without_articles(wording(meaning.speaker, rng))} {stance} {that}{content}"


def _terse(event: Event, rng: Random) -> str:
    clause = build(event, rng)
    text = clause.statement()
    if event.quantifier:
        # Which of a group are meant hangs on each of its words ("none of the couriers").
        head = f"{clause.subject.text} {clause.verb.finite}"
        return head + _without_articles(text.removeprefix(head))
    finite = clause.verb.finite
    short = finite
    if event.modality:
        short = next((new + finite[len(old) :] for old, new in _AUXILIARIES.items() if finite.startswith(old)), finite)
    elif _plain_passive(clause, event):
        short = finite.partition(" ")[2]
    return _without_articles(text.replace(f" {finite}", f" {short}", 1))


def _plain_passive(clause: Clause, event: Event) -> bool:
    """Whether "was" can go: "mask lent to Mina by Dario", but not "Mina lent mask by Dario"."""
    return (
        event.tense == "past"
        and clause.subject.role in ("theme", "nominal")
        and clause.subject.sort != "person"
        and clause.verb.finite.startswith(("was ", "were "))
        and any(p.prep == "by" for p in clause.complements)
    )


def _without_articles(text: str) -> str:
    return _ARTICLE.sub("", text)
