"""Nothing but the meaning tells the label: linear classifiers on surface features stay at chance."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from scipy.sparse import csr_matrix, hstack, spmatrix
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from twostage_core.nearmiss import CATEGORIES, SPLITS, Record, generate
from twostage_core.nearmiss.matching import Surface, edit_distance, likeness

N = 3600


def surface(record: Record) -> list[float]:
    a, b = Surface(record.a), Surface(record.b)
    distance = edit_distance(a.words, b.words)
    relative = distance / max(len(a.words), len(b.words))
    jaccard = likeness(a, b)[0]
    lengths = [len(a.words), len(b.words), len(record.a), len(record.b)]
    return [*lengths, abs(lengths[0] - lengths[1]), distance, relative, relative**2, jaccard, jaccard**2]


def auc(features: spmatrix, labels: np.ndarray, groups: np.ndarray) -> float:
    """ROC-AUC on the groups with odd rank, trained on those with even rank, and the other way round."""
    order = np.unique(groups, return_inverse=True)[1]
    found = []
    for parity in (0, 1):
        train = order % 2 == parity
        model = LogisticRegression(solver="liblinear", C=0.1).fit(features[train], labels[train])
        found.append(roc_auc_score(labels[~train], model.decision_function(features[~train])))
    return float(np.mean(found))


@pytest.mark.parametrize("relation", ["identity", "support"])
@pytest.mark.parametrize("split", SPLITS)
def test_surface_tells_nothing(relation: str, split: str) -> None:
    rows = list(islice(generate(relation=relation, seed=11, split=split), N))  # type: ignore[arg-type]
    labels = np.array([r.label for r in rows])
    groups = np.array([r.group for r in rows])
    words = CountVectorizer(min_df=3, binary=True, token_pattern=r"\w+|[^\w\s]")
    words.fit([r.a for r in rows] + [r.b for r in rows])
    first, second = words.transform([r.a for r in rows]), words.transform([r.b for r in rows])
    numbers = csr_matrix(StandardScaler().fit_transform([surface(r) for r in rows]))
    both = hstack([numbers, first, second]).tocsr()
    assert auc(first, labels, groups) <= 0.53
    assert auc(second, labels, groups) <= 0.53
    assert auc(both, labels, groups) <= 0.55
    for category in CATEGORIES:
        chosen = np.array([r.category == category for r in rows])
        bar = 0.75 if category == "negation" else 0.65
        assert auc(both[chosen], labels[chosen], groups[chosen]) <= bar, category
