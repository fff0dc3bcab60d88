"""Realisation families: ways to make a sentence of a meaning, a file each; a family belongs to one split."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ..meaning import Meaning
from . import (
    affirmed,
    afterthought,
    as_for,
    bullet,
    chatty,
    cleft,
    diary,
    dislocated,
    emphatic,
    fronted,
    having,
    headline,
    impersonal,
    legal,
    letter,
    lettered,
    listing,
    nominal,
    object_first,
    parenthesis,
    participle_first,
    plain,
    pseudo_cleft,
    question_answer,
    question_log,
    quoted,
    record_label,
    rejected,
    relative,
    ruled_out,
    table_row,
    testimony,
    there,
    truth,
)

Writer = Callable[[Meaning, Random], str | None]
_MODULES = (
    plain,
    fronted,
    cleft,
    pseudo_cleft,
    truth,
    record_label,
    headline,
    chatty,
    legal,
    there,
    nominal,
    question_answer,
    impersonal,
    listing,
    bullet,
    relative,
    testimony,
    as_for,
    rejected,
    question_log,
    diary,
    emphatic,
    letter,
    quoted,
    lettered,
    affirmed,
    table_row,
    object_first,
    participle_first,
    having,
    afterthought,
    parenthesis,
    dislocated,
    ruled_out,
)


def writers(split: str) -> list[Writer]:
    """The writers of a split, each as often as its weight says."""
    return [m.write for m in _MODULES if split == m.SPLIT for _ in range(m.WEIGHT)]


def names(split: str) -> list[str]:
    """The names of a split's families."""
    return [m.__name__.rpartition(".")[2] for m in _MODULES if split == m.SPLIT]
