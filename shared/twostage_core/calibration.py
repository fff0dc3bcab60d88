"""Owns `Calibration`: logit → probability, and thresholds that keep a promise."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from twostage_core.errors import InputError
from twostage_core.promises import Quantiles, Rate, check_enough, check_share, codes_of

Level = Literal["lenient", "balanced", "strict", "promised"]
LEVELS: tuple[Level, ...] = get_args(Level)
TRUE_MATCHES_LOST: Mapping[str, float] = {"lenient": 0.01, "balanced": 0.05, "strict": 0.15}
"""The promise of each level: at most this share of true matches falls below its threshold. ``"promised"`` has the
promise that was asked for when it was fitted."""

Origin = Literal["shipped", "yours"]
"""Whose pairs a calibration was fitted on: those of the library's own recipe, or your own."""

MATCH = "match"
NEAR_MISS = "near_miss"
CANDIDATE = "candidate"
"""Kinds of pairs: a match; a negative made or labelled as a near-miss; a negative as recall brings it up."""

FEWEST_OTHERS = 50
"""Negatives below which a slope says little."""
_Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one relation's logits read.

    Attributes:
        slope: Of the fitted logistic (Platt, 1999), positive: order is never changed.
        intercept: Of the fitted logistic; carries the prior.
        prior: Share of matches among candidates that the probabilities assume, in (0, 1).
        thresholds: Probability at or above which a candidate is accepted, by level; empty before it is fitted.
        false_accepts: What was accepted of the negatives seen by the fit, by level and kind.
        matches: True matches the thresholds were taken from.
        others: Near-misses and recall candidates the fit saw.
        quantiles: What other promises need, by kind; see `threshold`.
        cosine: What a logit has in it of the base's pooled cosine: logit = the head's + ``cosine`` · the cosine.
        origin: ``"shipped"`` if fitted on the library's own recipe, which promises nothing for other text;
            ``"yours"`` on pairs of your own; ``None`` if never fitted.
    """

    slope: float
    intercept: float
    prior: float
    thresholds: Mapping[str, float]
    false_accepts: Mapping[str, Mapping[str, Rate]]
    matches: int
    others: int
    quantiles: Mapping[str, Quantiles] = field(default_factory=dict)
    origin: Origin | None = None
    cosine: float = 0.0

    def probability(self, logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Maps logits ``(n,)`` to probabilities ``(n,)`` in [0, 1]."""
        z = np.clip(self.slope * logits.astype(np.float64) + self.intercept, -60, 60)
        return np.asarray(1.0 / (1.0 + np.exp(-z)), dtype=np.float32)

    def threshold(
        self, *, max_lost: float | None = None, max_false_accept: float | None = None, kind: str = NEAR_MISS
    ) -> float:
        """Finds the threshold that keeps a promise of your own.

        Args:
            max_lost: At most this share of true matches falls below it, in (0, 1).
            max_false_accept: At most this share of negatives of one kind reaches it, in (0, 1).
            kind: Which negatives: ``"near_miss"``, ``"candidate"``, or what they were called when fitted.

        Returns:
            A probability. With ``max_lost``, alone or with the other promise, the highest that keeps it: fewest false
            accepts. With ``max_false_accept`` alone the lowest that keeps it: fewest matches lost.

        Raises:
            InputError: If neither promise is asked for, a share is outside (0, 1), the fit saw no such negatives or too
                few, or no threshold keeps both promises; the message then names the pairs that can be kept.
        """
        if max_lost is None and max_false_accept is None:
            raise InputError("expected max_lost, max_false_accept or both, but got neither")
        if max_lost is not None:
            check_share("max_lost", max_lost)
            highest = self._quantiles(MATCH).at(max_lost, "true matches")
        if max_false_accept is None:
            return highest
        check_share("max_false_accept", max_false_accept)
        lowest = self._quantiles(kind).at(max_false_accept, f"negatives of kind {kind!r}")
        if max_lost is None:
            return lowest
        if lowest <= highest:
            return highest
        raise InputError(self._not_both(max_lost, max_false_accept, kind, highest, lowest))

    def _quantiles(self, kind: str) -> Quantiles:
        if kind not in self.quantiles:
            known = ", ".join(map(repr, self.quantiles)) or "none"
            raise InputError(f"this calibration saw no pairs of kind {kind!r}, but {known}; fit it on some")
        return self.quantiles[kind]

    def _not_both(self, max_lost: float, max_false_accept: float, kind: str, highest: float, lowest: float) -> str:
        """Says which pairs of promises can be kept: each one as asked for, beside the least of the other."""
        others, matches = self._quantiles(kind), self._quantiles(MATCH)
        reachable = [
            f"(max_lost={max_lost:g}, max_false_accept={share:g})"
            for share, cut in zip(others.shares, others.thresholds, strict=True)
            if cut <= highest
        ][:1] + [
            f"(max_lost={share:g}, max_false_accept={max_false_accept:g})"
            for share, cut in zip(matches.shares, matches.thresholds, strict=True)
            if cut >= lowest
        ][:1]
        return (
            f"no threshold loses at most {max_lost:g} of true matches and accepts at most {max_false_accept:g} of "
            f"negatives of kind {kind!r}; reachable: {' or '.join(reachable) or 'neither beside any of the other'}"
        )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Calibration:
        """Builds it from what ``dataclasses.asdict`` gave, also by a version that kept less."""
        read = dict(values)
        # Version 0.1.0 kept one share a level, over all kinds together.
        read["false_accepts"] = {
            level: {kind: Rate(**rate) for kind, rate in kinds.items()}
            for level, kinds in values["false_accepts"].items()
            if isinstance(kinds, Mapping)
        }
        read["quantiles"] = {
            kind: Quantiles(q["pairs"], q["groups"], tuple(q["shares"]), tuple(q["thresholds"]))
            for kind, q in values.get("quantiles", {}).items()
        }
        read.setdefault("origin", "shipped" if values["matches"] else None)
        return cls(**read)


def fit(
    logits: npt.NDArray[Any],
    labels: npt.NDArray[Any],
    *,
    groups: Sequence[Hashable] | None = None,
    kinds: Sequence[str] | None = None,
    prior: float | None = None,
    max_lost: float | None = None,
    max_false_accept: float | None = None,
    kind: str = NEAR_MISS,
    origin: Origin = "yours",
    cosine: float = 0.0,
) -> Calibration:
    """Fits probabilities and thresholds to labelled logits.

    Every true match is to be there once, whatever number of negatives it is contrasted with.

    Args:
        logits: float ``(n,)``, finite, from pairs that were not trained on: `Verifier.logits`.
        labels: int ``(n,)``, 1 for a match, else 0.
        groups: What each pair belongs to; pairs that share a text or a source text share a group, and promises
            are about groups to come. ``None`` takes every pair for its own.
        kinds: For each negative its kind, ``"near_miss"`` or ``"candidate"`` or a name of your own; those of matches
            are not read. ``None`` calls all of them near-misses.
        prior: Share of matches among recall candidates to come. Probabilities are then fitted on matches against
            negatives of kind ``"candidate"`` (against all, if there are fewer than 50) at that prevalence. ``None``
            fits them on all pairs, at the prevalence of the sample.
        max_lost: If given, with or without the next, fits the level ``"promised"``: `Calibration.threshold`.
        max_false_accept: Likewise.
        kind: The kind of negatives that ``max_false_accept`` is about.
        origin: Whose pairs these are.
        cosine: The weight of the cosine that the logits were computed with; kept, not used.

    Returns:
        The calibration.

    Raises:
        InputError: If there are too few pairs (the message says how many are needed), the prior is not in (0, 1), or
            both promises cannot be kept.
    """
    values = np.asarray(logits, dtype=np.float64)
    is_match = np.asarray(labels) == 1
    codes = codes_of(range(len(values)) if groups is None else groups)
    named = np.array([NEAR_MISS] * len(values) if kinds is None else list(kinds), dtype=object)
    _check_sample(values, np.asarray(labels), codes, named, prior)
    check_enough(len(set(codes[is_match])), min(TRUE_MATCHES_LOST.values()), "true matches")
    if int((~is_match).sum()) < FEWEST_OTHERS:
        raise InputError(f"expected at least {FEWEST_OTHERS} pairs that do not match, but got {(~is_match).sum()}")

    natural = ~is_match & (named == CANDIDATE) if prior is not None else ~is_match
    natural = natural if int(natural.sum()) >= FEWEST_OTHERS else ~is_match
    slope, intercept, assumed = _logistic(values[is_match], values[natural], prior)
    fitted = Calibration(
        slope, intercept, assumed, {}, {}, int(is_match.sum()), int((~is_match).sum()), {}, origin, cosine
    )
    scores = fitted.probability(values.astype(np.float32)).astype(np.float64)
    own = {name: ~is_match & (named == name) for name in sorted(set(named[~is_match]))}
    quantiles = {MATCH: Quantiles.of_matches(scores[is_match], codes[is_match])}
    quantiles |= {name: Quantiles.of_negatives(scores[rows], codes[rows]) for name, rows in own.items()}
    fitted = replace(fitted, quantiles=quantiles)
    thresholds: dict[str, float] = {level: fitted.threshold(max_lost=v) for level, v in TRUE_MATCHES_LOST.items()}
    if max_lost is not None or max_false_accept is not None:
        thresholds["promised"] = fitted.threshold(max_lost=max_lost, max_false_accept=max_false_accept, kind=kind)
    false_accepts = {
        level: {name: Rate.of(scores[rows] >= cut, codes[rows]) for name, rows in own.items()}
        for level, cut in thresholds.items()
    }
    return replace(fitted, thresholds=thresholds, false_accepts=false_accepts)


def _check_sample(
    values: _Scores,
    labels: npt.NDArray[Any],
    groups: npt.NDArray[np.int64],
    kinds: npt.NDArray[Any],
    prior: float | None,
) -> None:
    if not len(values) == len(labels) == len(groups) == len(kinds):
        raise InputError(
            "logits, labels, groups and kinds must be of one length, "
            f"but got {len(values)}, {len(labels)}, {len(groups)} and {len(kinds)}"
        )
    if not np.isfinite(values).all():
        raise InputError("logits must be finite; leave out the pairs that could not be judged")
    if not np.isin(labels, (0, 1)).all():
        raise InputError("labels must be 0 or 1")
    if MATCH in set(kinds[labels == 0]):
        raise InputError(f"a pair with label 0 cannot be of kind {MATCH!r}")
    if prior is not None and not 0.0 < prior < 1.0:
        raise InputError(f"prior must lie in (0, 1), but got {prior}")


def _logistic(matches: _Scores, others: _Scores, prior: float | None) -> tuple[float, float, float]:
    """Slope, intercept and prior of the logistic fitted to matches and others, weighted to the prior."""
    from sklearn.linear_model import LogisticRegression

    share = len(matches) / (len(matches) + len(others))
    wanted = share if prior is None else prior
    weights = np.concatenate([np.full(len(matches), wanted / share), np.full(len(others), (1 - wanted) / (1 - share))])
    # Platt's targets stop short of 0 and 1, so that pairs which can be told apart without error have a slope, too.
    targets = np.concatenate(
        [
            np.full(len(matches), (len(matches) + 1) / (len(matches) + 2)),
            np.full(len(others), 1 / (len(others) + 2)),
        ]
    )
    both = np.concatenate([matches, others])[:, None]
    # No penalty to speak of: the default would shrink the slope.
    model = LogisticRegression(C=1e6, max_iter=1_000).fit(
        np.concatenate([both, both]),
        np.repeat([1, 0], len(both)),
        sample_weight=np.concatenate([weights * targets, weights * (1 - targets)]),
    )
    return max(float(model.coef_[0, 0]), 1e-3), float(model.intercept_[0]), wanted
