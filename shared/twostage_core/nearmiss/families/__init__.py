"""Realisation families: ways to make a sentence of a meaning, a file each; some are for testing alone."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ..meaning import Meaning
from . import (
    as_for,
    bullet,
    chatty,
    cleft,
    diary,
    emphatic,
    fronted,
    headline,
    impersonal,
    legal,
    listing,
    nominal,
    plain,
    pseudo_cleft,
    question_answer,
    question_log,
    record_label,
    rejected,
    relative,
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
)


def writers(split: str) -> list[Writer]:
    """The writers of a split, each as often as its weight says."""
    return [m.write for m in _MODULES if split == m.SPLIT for _ in range(m.WEIGHT)]


def names(split: str) -> list[str]:
    """The names of a split's families."""
    return [m.__name__.rpartition(".")[2] for m in _MODULES if split == m.SPLIT]
