"""Owns the logits of labelled pairs: token vectors in one go, then the texts of a query together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from tqdm.auto import tqdm

from twostage_core.text import normalise
from twostage_core.tokenstore import TokenStore
from twostage_core.training.development import LabelledPair
from twostage_core.verifiers.maxsim import MaxSimVerifier
from twostage_core.verifiers.protocol import Relation, Verifier
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier


def scores(verifier: Verifier, relation: Relation, pairs: Sequence[LabelledPair]) -> npt.NDArray[np.float64]:
    """One logit a pair, float ``(n,)``, NaN where it cannot be judged."""
    store = encoded(verifier, pairs)
    found = np.full(len(pairs), np.nan)
    for query, own in _by_query(verifier.name, relation, pairs):
        found[own] = verifier.logits(query, [pairs[i].text for i in own], relation, token_store=store)
    return found


def parts(
    verifier: SimilarityMapVerifier,
    relation: Relation,
    pairs: Sequence[LabelledPair],
    weight: float,
    store: TokenStore | None = None,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Logits under a weight of the base's cosine, and the cosine; both float ``(n,)``, NaN where nothing is judged."""
    found = np.full((2, len(pairs)), np.nan)
    for query, own in _by_query(verifier.name, relation, pairs):
        found[:, own] = verifier.parts(query, [pairs[i].text for i in own], relation, weight, token_store=store)
    return found[0], found[1]


def _by_query(name: str, relation: Relation, pairs: Sequence[LabelledPair]) -> Iterator[tuple[str, list[int]]]:
    by_query: dict[str, list[int]] = {}
    for i, pair in enumerate(pairs):
        by_query.setdefault(pair.query, []).append(i)
    yield from tqdm(by_query.items(), desc=f"{name}, {relation}", mininterval=2.0)


def encoded(verifier: Verifier, pairs: Sequence[LabelledPair]) -> TokenStore | None:
    """A store with every text: by length in full batches; one query's few texts at a time would pad and wait."""
    if not isinstance(verifier, SimilarityMapVerifier | MaxSimVerifier):
        return None
    store = TokenStore()
    store.vectors(verifier.encoder, list(dict.fromkeys(normalise(p.text).text for p in pairs)))
    return store
