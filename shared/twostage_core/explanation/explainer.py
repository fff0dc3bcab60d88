"""Owns `Explainer`, which a judgement carries so that it can be asked why."""

from __future__ import annotations

from typing import Any, NoReturn

from twostage_core.errors import InputError
from twostage_core.explanation.explain import explain
from twostage_core.explanation.reading import Explanation
from twostage_core.verifiers.protocol import RELATIONS, Relation, Verifier


class Explainer:
    """Explains pairs as a stage judged them: both relations, its own first.

    Copies share it; a pickled judgement goes without its verifier, and says so when asked.

    Args:
        verifier: What judged.
        relation: What it was asked.
        threshold: From which probability the stage accepts under this relation; under the other the default counts.
    """

    def __init__(self, verifier: Verifier, relation: Relation, threshold: float) -> None:
        self._verifier = verifier
        self._relation = relation
        self._threshold = threshold

    def __call__(self, query: str, text: str) -> Explanation:
        """See `explain`."""
        fitted = self._verifier.calibrations
        relations = (self._relation, *(r for r in RELATIONS if r != self._relation and r in fitted))
        thresholds: dict[Relation, str | float] = dict.fromkeys(relations, "balanced")
        thresholds[self._relation] = self._threshold
        return explain(query, text, self._verifier, relations=relations, threshold=thresholds)

    def __deepcopy__(self, memo: Any) -> Explainer:
        return self

    def __reduce__(self) -> tuple[Any, tuple[()]]:
        return _Gone, ()


class _Gone:
    """Stands where a verifier was, in a judgement that was pickled."""

    def __call__(self, query: str, text: str) -> NoReturn:
        raise InputError(
            "this judgement was pickled, without its verifier: twostage_core.explanation.explain takes one"
        )
