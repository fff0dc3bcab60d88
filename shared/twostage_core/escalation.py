"""Owns `Escalation`: a second opinion on what is borderline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from twostage_core.judgement import Verdict
from twostage_core.tokenstore import TokenStore
from twostage_core.verifiers.protocol import Relation, Verifier


class Escalation:
    """Has another verifier decide where the first was not sure.

    Args:
        verifier: The other one.
        relation: The stage's relation.
        threshold: The stage's threshold, as it was given: a name means the other's own of that name.
        borderline: Up to which share of the way from the first one's threshold to 0, or to 1, a probability is
            borderline, in [0, 1]. One distance for both ways would take in all that is rejected where the threshold is
            near 0, as it is where matches are rare.

    Raises:
        NotCalibrated: If the threshold is a name that was never fitted for the other verifier.
    """

    def __init__(self, verifier: Verifier, relation: Relation, threshold: str | float, borderline: float) -> None:
        self.verifier = verifier
        self.threshold = verifier.threshold(relation, threshold)
        self.borderline = borderline
        self._relation: Relation = relation

    def decide(
        self, query: str, verdicts: Sequence[Verdict], threshold: float, token_store: TokenStore
    ) -> list[Verdict]:
        """Judges the borderline again.

        Args:
            query: The query.
            verdicts: The first one's.
            threshold: At which the first one accepts.
            token_store: Where token vectors are kept, if the other has any.

        Returns:
            The verdicts, in the same order; what the other could not judge stays as it was. The rank score stays the
            first one's in any case: candidates are ordered by one scale.
        """
        sure = 1 - self.borderline
        low, high = sure * threshold, 1 - sure * (1 - threshold)
        unsure = [i for i, v in enumerate(verdicts) if v.probability is not None and low <= v.probability <= high]
        decided = list(verdicts)
        if not unsure:
            return decided
        judge = self.verifier.prepare(query, self._relation, token_store=token_store)
        found = judge([verdicts[i].candidate.text for i in unsure])
        for i, probability, window in zip(unsure, found.probabilities, found.windows, strict=True):
            if not np.isnan(probability):
                decided[i] = replace(
                    verdicts[i],
                    decision="accept" if probability >= self.threshold else "reject",
                    probability=float(probability),
                    window=window,
                    escalated=True,
                )
        return decided
