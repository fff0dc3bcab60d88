"""Owns the fitting of a checkpoint's calibration, and the report that goes with it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score
from tqdm.auto import tqdm

from twostage_core import checkpoint
from twostage_core.calibration import Calibration, fit
from twostage_core.training.development import LabelledPair
from twostage_core.verifiers.maxsim import MaxSimVerifier
from twostage_core.verifiers.protocol import Relation
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

logger = logging.getLogger(__name__)


def calibrate(
    verifier: SimilarityMapVerifier,
    relation: Relation,
    pairs: Sequence[LabelledPair],
    *,
    prior: float | None = None,
) -> tuple[Calibration, dict[str, Any]]:
    """Fits one relation's calibration.

    Half of the queries fit it, the other half say how it holds: both halves are drawn by query, so that
    no query stands on both sides.

    Args:
        verifier: Whose logits to calibrate.
        relation: Which relation.
        pairs: Pairs that it was not trained on.
        prior: Share of matches among candidates; ``None`` keeps the sample's.

    Returns:
        The calibration, and a report: ROC-AUC by source beside the untouched base model's MaxSim, and the share of
        true matches kept and of others accepted at each level, on the half that did not fit.
    """
    logits = _scores(verifier, relation, pairs)
    baseline = _scores(MaxSimVerifier(base_path=verifier.base_path), relation, pairs)
    labels = np.array([p.label for p in pairs])
    queries = {q: i for i, q in enumerate(dict.fromkeys(p.query for p in pairs))}
    half = np.array([queries[p.query] % 2 == 0 for p in pairs]) & ~np.isnan(logits)
    other = ~half & ~np.isnan(logits)
    fitted = fit(logits[half], labels[half], prior=prior)
    probabilities = fitted.probability(logits[other].astype(np.float32))
    held = {
        level: {
            "threshold": cut,
            "true_matches_kept": float((probabilities[labels[other] == 1] >= cut).mean()),
            "others_accepted": float((probabilities[labels[other] == 0] >= cut).mean()),
        }
        for level, cut in fitted.thresholds.items()
    }
    sources = {}
    for name in sorted({p.source for p in pairs}):
        own = np.array([p.source == name for p in pairs]) & ~np.isnan(logits) & ~np.isnan(baseline)
        sources[name] = {
            "pairs": int(own.sum()),
            "auc": _auc(labels[own], logits[own]),
            "auc_maxsim_base": _auc(labels[own], baseline[own]),
        }
    return fitted, {"pairs": len(pairs), "held_out": held, "sources": sources}


def apply(verifier: SimilarityMapVerifier, calibrations: dict[str, Calibration]) -> None:
    """Writes fitted calibrations into the verifier's folder."""
    checkpoint.write_calibration(verifier.checkpoint.folder, {**verifier.calibrations, **calibrations})


def _scores(
    verifier: SimilarityMapVerifier | MaxSimVerifier, relation: Relation, pairs: Sequence[LabelledPair]
) -> npt.NDArray[np.float64]:
    """One score a pair; the texts of one query go together."""
    by_query: dict[str, list[int]] = {}
    for i, pair in enumerate(pairs):
        by_query.setdefault(pair.query, []).append(i)
    scores = np.full(len(pairs), np.nan)
    for query, own in tqdm(by_query.items(), desc=f"{verifier.name}, {relation}", mininterval=2.0):
        texts = [pairs[i].text for i in own]
        found = (
            verifier.logits(query, texts, relation)
            if isinstance(verifier, SimilarityMapVerifier)
            else verifier.score(query, texts, relation)
        )
        scores[own] = found
    return scores


def _auc(labels: npt.NDArray[np.int64], scores: npt.NDArray[np.float64]) -> float | None:
    return float(roc_auc_score(labels, scores)) if 0 < labels.sum() < len(labels) else None
