"""Owns the halves of labelled pairs, and what a report says of pairs once they are judged."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from twostage_core.basemodel import MINILM
from twostage_core.calibration import TRUE_MATCHES_LOST, Calibration
from twostage_core.encoder import load_tokenizer
from twostage_core.promises import Quantiles, Rate, pairs_needed
from twostage_core.text import normalise
from twostage_core.training.development import LabelledPair
from twostage_core.verifiers.protocol import Verifier
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

LENGTHS: Mapping[str, int] = {"up to 16 tokens": 16, "17 to 32": 32, "33 to 128": 128, "more than a window": 10**9}
"""Lengths of the longer of two texts that a report tells apart, each with its most tokens; a window holds 128."""
_REDRAWN = 100
"""Times that the halves are drawn anew, to see whether a promise holds on average."""


class Judged:
    """Labelled pairs with what a verifier gives them, in arrays.

    Args:
        pairs: ``n`` pairs, each with a group.
        values: float ``(n,)``, logits, or the probabilities that a fitted calibration makes of them.
    """

    def __init__(self, pairs: Sequence[LabelledPair], values: npt.NDArray[np.float64]) -> None:
        self.pairs = pairs
        self.values = values
        self.labels = np.array([p.label for p in pairs])
        self.groups = np.array([p.group for p in pairs], dtype=object)
        self.kinds = np.array([p.kind for p in pairs], dtype=object)

    def at(self, cut: float, within: npt.NDArray[np.bool_]) -> dict[str, Any]:
        """What a threshold does to the pairs within a selection: matches lost, others accepted by kind."""
        lost = self._rate(self.values < cut, within & (self.labels == 1))
        names = sorted(set(self.kinds[self.labels == 0]))
        accepted = {
            name: self._rate(self.values >= cut, within & (self.labels == 0) & (self.kinds == name)) for name in names
        }
        return {"true_matches_lost": lost, "false_accepts": accepted}

    def redrawn(self, seed: int) -> dict[str, dict[str, float]]:
        """How many true matches each level loses when the halves are drawn again and again.

        One pair of halves may be lucky or not; the mean over many says whether the promise holds. Groups weigh alike,
        as in the promise.
        """
        rng = random.Random(seed + 1)
        matches = self.labels == 1
        codes = np.unique(self.groups[matches].astype(str), return_inverse=True)[1]
        scored = self.values[matches]
        lost: dict[str, list[float]] = {level: [] for level in TRUE_MATCHES_LOST}
        for _ in range(_REDRAWN):
            half = halves(self.pairs, rng)[matches]
            quantiles = Quantiles.of_matches(scored[half], codes[half])
            weights = (1.0 / np.bincount(codes)[codes])[~half]
            for level, share in TRUE_MATCHES_LOST.items():
                if quantiles.groups < pairs_needed(share):
                    continue
                below = scored[~half] < quantiles.at(share, "true matches")
                lost[level].append(float(np.average(below, weights=weights)))
        return {
            level: {
                "mean": float(np.mean(values)),
                "low": float(np.quantile(values, 0.025)),
                "high": float(np.quantile(values, 0.975)),
            }
            for level, values in lost.items()
            if values
        }

    def by_length(self, verifier: Verifier, fitted: Calibration, within: npt.NDArray[np.bool_]) -> dict[str, Any]:
        """What each threshold does, by the tokens of the longer of the two texts."""
        longer = _longer(verifier, self.pairs)
        found: dict[str, Any] = {}
        least = 0
        for name, most in LENGTHS.items():
            own = within & (longer > least) & (longer <= most)
            least = most
            if own.any():
                found[name] = {
                    "pairs": int(own.sum()),
                    "matches": int(self.labels[own].sum()),
                    "auc": _auc(self.labels[own], self.values[own]),
                    "levels": {level: self.at(cut, own) for level, cut in fitted.thresholds.items()},
                }
        return found

    def by_set(self, fitted: Calibration, within: npt.NDArray[np.bool_]) -> dict[str, Any]:
        """True matches lost of each set: a promise is about their mixture, and says nothing of one alone."""
        sets = np.array([p.source.split(":")[0] if p.label == 1 else "" for p in self.pairs], dtype=object)
        return {
            name: {
                level: self._rate(self.values < cut, within & (sets == name))
                for level, cut in fitted.thresholds.items()
            }
            for name in sorted(set(sets) - {""})
            if (within & (sets == name)).any()
        }

    def _rate(self, hits: npt.NDArray[np.bool_], own: npt.NDArray[np.bool_]) -> dict[str, Any] | None:
        return asdict(Rate.of(hits[own], self.groups[own].tolist())) if own.any() else None


def halves(pairs: Sequence[LabelledPair], rng: random.Random, kind: str | None = None) -> npt.NDArray[np.bool_]:
    """True for the pairs of every second group of each source, groups with a match counted apart.

    Args:
        pairs: With their groups.
        rng: Of the draw.
        kind: Groups with negatives of this kind are counted apart, too, for a promise about these.
    """
    strata: dict[tuple[str, bool, bool], list[str]] = {}
    promised = {pair.group for pair in pairs if pair.kind == kind}
    source: dict[str, str] = {}
    # A group is of the source of its matches: negatives may come about in several ways.
    for pair in pairs:
        if pair.label == 1:
            source.setdefault(pair.group, pair.source)
    matched = set(source)
    for pair in pairs:
        source.setdefault(pair.group, pair.source)
    for group, name in source.items():
        strata.setdefault((name, group in matched, group in promised), []).append(group)
    fitting: set[str] = set()
    odd = {True: 0, False: 0}
    for (_, has_match, _), names in strata.items():
        rng.shuffle(names)
        # Where a source has an odd number of groups, the halves take turns in having one more.
        fitting |= set(names[odd[has_match] % 2 :: 2])
        odd[has_match] += len(names) % 2
    return np.array([p.group in fitting for p in pairs])


def auc_by_source(
    pairs: Sequence[LabelledPair], logits: npt.NDArray[np.float64], baseline: npt.NDArray[np.float64] | None
) -> dict[str, Any]:
    """ROC-AUC of each source's negatives against the matches of their groups and of their source, both halves."""
    judged = ~np.isnan(logits) & (True if baseline is None else ~np.isnan(baseline))
    found = {}
    for name in sorted({p.source for p in pairs if p.label == 0}):
        beside = {p.group for p in pairs if p.label == 0 and p.source == name}
        own = judged & np.array(
            [p.source == name or (p.label == 1 and p.group in beside) for p in pairs], dtype=np.bool_
        )
        labels = np.array([p.label for p in pairs])[own]
        found[name] = {
            "pairs": int(own.sum()),
            "auc": _auc(labels, logits[own]),
            "auc_maxsim_base": None if baseline is None else _auc(labels, baseline[own]),
        }
    return found


def _longer(verifier: Verifier, pairs: Sequence[LabelledPair]) -> npt.NDArray[np.int64]:
    """Tokens of the longer text of each pair."""
    base = verifier.checkpoint.base if isinstance(verifier, SimilarityMapVerifier) else MINILM
    tokenizer = load_tokenizer(base.locate(getattr(verifier, "base_path", None)))
    sides = [
        [len(e.ids) for e in tokenizer.encode_batch([normalise(text).text for text in texts], add_special_tokens=False)]
        for texts in ([p.query for p in pairs], [p.text for p in pairs])
    ]
    return np.asarray(np.maximum(*map(np.array, sides)), dtype=np.int64)


def _auc(labels: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> float | None:
    return float(roc_auc_score(labels, values)) if 0 < labels.sum() < len(labels) else None
