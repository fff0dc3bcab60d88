"""The first person in queries: one party is "we" where the other one, named, leaves no doubt who that is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from .families import chatty, fronted, plain, truth
from .meaning import NP, WE, Event, coherent, phrases, substitute
from .passages import Passage, Query, supports

_PARTIES = ("person", "org", "group")
# Families that put a party nowhere but into a clause, where its case is right.
SPEAKING = (plain.write, plain.write, fronted.write, chatty.write, truth.write)
_FOR_US = re.compile(r"\bthe deadline for us to\b")
_OF_US = re.compile(r"\b(?:the|a|an) (\w+) of us\b")
# "We are a tenant", "are we the predecessor": right for one speaker only.
_NUMBER = re.compile(
    r"\bwe (?:\w+ )?(?:not |have been |be |been |are |were |aren't |weren't )+(?:a|an|the) "
    r"|\b(?:are|were|aren't|weren't|be|been) we (?:not |be |been )*(?:a|an|the) ",
    re.IGNORECASE,
)


def first_person(queries: Sequence[Query], passages: Sequence[Passage], rng: Random) -> list[Query] | None:
    """The queries with one of their parties as "we", None where it would not be clear who "we" are.

    The party stands by name in both queries and in both passages, and each query names another one. Whoever "we"
    are taken for, the second passage does not carry the first query, nor the first the second; and exactly one
    reading has each passage carry its own query.
    """
    if any(q.form == "keywords" or not isinstance(q.meaning, Event) or q.meaning.quantifier for q in queries):
        return None
    named = [_visible(query) for query in queries]
    there = [{p.text: p for p in _parties(passage)} for passage in passages]
    common = [p for p in named[0] if p in named[1] and all(p.text in found for found in there)]
    common = [p for p in common if all(any(other != p for other in names) for names in named)]
    rng.shuffle(common)
    for party in common:
        if all(
            _readings(query, party, passage, there) == (1 if i == j else 0)
            for i, query in enumerate(queries)
            for j, passage in enumerate(passages)
        ):
            return [replace(q, worded=substitute(q.worded or q.meaning, party, WE)) for q in queries]
    return None


def in_our_words(text: str) -> str | None:
    """The text with "the place of us" as "our place"; None where one of several speaks as one."""
    return None if _NUMBER.search(text) else _FOR_US.sub("our deadline to", _OF_US.sub(r"our \1", text))


def speaks(query: Query) -> bool:
    """Whether the query is worded in the first person."""
    return query.worded is not None and WE in phrases(query.worded)


def _visible(query: Query) -> list[NP]:
    """The parties that the query's text names."""
    event = query.meaning
    if not isinstance(event, Event) or query.role in ("deed", "outcome", "choice"):
        return []
    roles = {"agent": event.agent, "theme": event.theme, "other": event.other}
    return [p for role, p in roles.items() if p is not None and role != query.role and p.sort in _PARTIES]


def _parties(passage: Passage) -> list[NP]:
    told = (*passage.facts, *passage.fillers, *passage.cancelled)
    return [p for meaning in told for p in phrases(meaning) if p.sort in _PARTIES]


def _readings(query: Query, party: NP, passage: Passage, there: Sequence[dict[str, NP]]) -> int:
    """Of how many parties, as "we", the passage carries the query."""
    everybody = {text: p for found in there for text, p in found.items()}
    others = [p for p in _visible(query) if p != party]
    count = 0
    for reading in everybody.values():
        meaning = substitute(query.meaning, party, reading)
        if reading not in others and coherent(meaning):
            count += supports(passage, replace(query, meaning=meaning))
    return count
