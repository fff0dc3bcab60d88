"""What a weight of the base's cosine in an ``identity`` score would bring, and what it would cost.

The cosine of the untouched base knows loose wording that a verifier trained on near-misses has lost. Added to the
head's logit it helps within a set of paraphrases; but near-misses have a higher cosine than loose paraphrases have, and
a verifier is used at one threshold. So both are shown: ROC-AUC set by set, and how many of the texts that do not say
the same pass at the threshold that loses one match in twenty, each kind of set counting alike.

    python benchmarks/cosine.py --data DATA [--out FILE]
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer
from sklearn.metrics import roc_auc_score

import twostage_core as ts
from benchmarks.records import shipped
from twostage_core.evaluation.embedding import SentenceEmbedding
from twostage_core.evaluation.pairset import PairSet
from twostage_core.evaluation.suites import PAIR_SUITES, Draw
from twostage_core.provenance import provenance
from twostage_core.training.development import LabelledPair
from twostage_core.training.scoring import encoded, parts

WEIGHTS = (0, 2, 4, 8, 16)
"""Logits for a cosine of 1. A head's logits lie within some ten of one another."""
LOST = 0.05
SUITES = ("generator", "casebook", "natural", "paraphrase")
_SEED = 7

Kinds = Mapping[str, Sequence[tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]]]
"""By kind of set, of each of its sets (of a pool's together): which pairs match, and scores; both ``(n,)``."""


def main(
    data: Annotated[Path, typer.Option(envvar="TWOSTAGE_DATA", help="Folder with identity/ and support/.")],
    out: Annotated[Path, typer.Option(help="The record.")] = Path("benchmarks/default_checkpoint/cosine.json"),
    n: Annotated[int, typer.Option(min=8, help="Most pairs of a set.")] = 400,
) -> None:
    """Measures the verifier that ships under every weight, and shows it."""
    embedding = SentenceEmbedding()
    draw = Draw(data, n, _SEED, "test", embedding.embed)
    sets = [one for suite in SUITES for one in PAIR_SUITES[suite](draw) if one.relation == "identity"]
    verifier = ts.SimilarityMapVerifier()
    scored = [(one, *_parts(one, verifier, embedding)) for one in sets]
    record = {
        "weights": {str(weight): _measured(scored, weight) for weight in WEIGHTS},
        "lost": LOST,
        "pairs_a_set": n,
        "seed": _SEED,
        "checkpoint": shipped(),
        "provenance": provenance(),
    }
    out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(table(record))


def table(record: Mapping[str, Any]) -> str:
    """The record as Markdown: a line of each weight, of each kind of set ROC-AUC and what passes.

    Args:
        record: What :func:`main` writes.
    """
    by_weight: Mapping[str, Any] = record["weights"]
    kinds = list(next(iter(by_weight.values()))["auc"])
    lines = [["weight", *kinds], ["---"] * (1 + len(kinds))]
    for weight, found in by_weight.items():
        lines.append([weight, *(f"{found['auc'][k]:.3f}, {found['false_accepts'][k]:.0%}" for k in kinds)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def passing(kinds: Kinds, lost: float) -> dict[str, float]:
    """What share of the pairs that do not match reaches one threshold for all, by kind; each set counts alike.

    Args:
        kinds: Scores, by kind of set.
        lost: Share of the matches, each kind counting alike, that lies below the threshold, in (0, 1).
    """
    matches = [np.concatenate([scores[label] for label, scores in sets]) for sets in kinds.values()]
    every, share = np.concatenate(matches), np.concatenate([np.full(len(own), 1 / len(own)) for own in matches])
    order = np.argsort(every)
    below = np.cumsum(share[order]) / len(matches)
    threshold = every[order][np.searchsorted(below, lost, side="right")]
    return {
        kind: float(np.mean([(scores[~label] >= threshold).mean() for label, scores in sets]))
        for kind, sets in kinds.items()
    }


def _parts(
    one: PairSet, verifier: ts.SimilarityMapVerifier, embedding: SentenceEmbedding
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The head's logit of each pair, and the cosine of the untouched base, ``(n,)`` each."""
    pairs = [LabelledPair(p.query, p.text, p.label, one.name, "", p.group) for p in one.pairs]
    logits, _ = parts(verifier, "identity", pairs, 0.0, encoded(verifier, pairs))
    queries, texts = (embedding.embed([getattr(p, side) for p in one.pairs]) for side in ("query", "text"))
    return logits, (queries * texts).sum(axis=1, dtype=np.float64)


def _measured(
    scored: Sequence[tuple[PairSet, npt.NDArray[np.float64], npt.NDArray[np.float64]]], weight: float
) -> dict[str, dict[str, float]]:
    pooled: dict[str, dict[str, list[tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]]]] = {}
    for one, logits, cosines in scored:
        label = np.array([p.label for p in one.pairs], np.bool_)
        # What the head does not judge, no weight can change.
        judged = np.isfinite(logits)
        of_kind = pooled.setdefault(one.mean, {})
        of_kind.setdefault(one.pool or one.name, []).append((label[judged], (logits + weight * cosines)[judged]))
    kinds = {
        kind: [(np.concatenate([y for y, _ in own]), np.concatenate([x for _, x in own])) for own in sets.values()]
        for kind, sets in pooled.items()
    }
    auc = {kind: float(np.mean([roc_auc_score(*own) for own in sets])) for kind, sets in kinds.items()}
    return {"auc": auc, "false_accepts": passing(kinds, LOST)}


if __name__ == "__main__":
    typer.run(main)
