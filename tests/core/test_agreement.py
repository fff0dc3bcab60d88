"""One pair, one probability: whatever it is judged beside, in whatever order, and whoever asks at the same time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import twostage_core as ts
from twostage_core.nearmiss import generate
from twostage_core.text import normalise
from twostage_core.tokenstore import Encoder
from twostage_core.tokenvectors import TokenVectors
from twostage_core.verifiers.protocol import RELATIONS

pytestmark = pytest.mark.model

SAME_VECTORS = 1e-4
"""The most that a probability may move where the vectors are the same: float32 adds up in another order, no more."""
ENCODED_ANEW = 0.01
"""The most that 99 of 100 may move where they are not: a batch moves a float, and that the number it is rounded to."""

_JOINED = {"support": (1, 1, 1, 1, 1, 1, 1, 2), "identity": (1, 1, 2, 1, 4, 1, 1, 8)}
"""Generated texts in one: a sentence, a passage, several windows."""
_PAIRS = 152
"""Of each relation."""


@cache
def near_misses(relation: ts.Relation) -> tuple[list[str], list[str], list[int]]:
    """Generated queries, their texts, joined to many lengths, and labels."""
    records = list(islice(generate(relation=relation, seed=11, split="test"), _PAIRS))
    texts = [record.b for record in records]
    count = _JOINED[relation]
    joined = [" ".join(texts[i : i + count[i % len(count)]]) for i in range(len(texts))]
    return [r.a for r in records], joined, [r.label for r in records]


class Crowd(NamedTuple):
    """Queries and texts that are judged in all sorts of company.

    Attributes:
        queries: From a few tokens to two windows.
        texts: From one token to several windows, a blank one and one that is a query among them.
        store: The texts' vectors.
        alone: Of each query with each text, the probability of the pair judged alone.
    """

    queries: list[str]
    texts: list[str]
    store: ts.TokenStore
    alone: npt.NDArray[np.float32]


@cache
def crowd(verifier: ts.SimilarityMapVerifier, relation: ts.Relation) -> Crowd:
    """A crowd of generated near-misses, every query with a text of its own."""
    asked, told, labels = near_misses(relation)
    texts = [*dict.fromkeys(told[:12]), "Rain.", " ", asked[0]]
    matched = [query for query, label in zip(asked, labels, strict=True) if label]
    queries = [*matched[:6], max(told[:12], key=len)[:700]]
    store = ts.TokenStore()
    judges = [verifier.prepare(query, relation, token_store=store) for query in queries]
    return Crowd(queries, texts, store, np.array([[judge([t]).probabilities[0] for t in texts] for judge in judges]))


@pytest.mark.parametrize("relation", RELATIONS)
@settings(max_examples=6, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_mates_padding_and_order_change_nothing(
    verifier: ts.SimilarityMapVerifier, relation: ts.Relation, data: st.DataObject
) -> None:
    queries, texts, store, alone = crowd(verifier, relation)
    # A query or a text may come twice, and a query may have nothing to be judged.
    asked = data.draw(st.lists(st.integers(0, len(queries) - 1), min_size=1, max_size=4))
    told = [data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=9)) for _ in asked]
    stage = ts.PrecisionStage(verifier, relation=relation, token_store=store)
    found = stage.judge_many([queries[i] for i in asked], [[ts.Candidate(texts[j]) for j in own] for own in told])
    for i, own, judgement in zip(asked, told, found, strict=True):
        probabilities = [verdict.probability for verdict in judgement.verdicts]
        assert probabilities == pytest.approx(alone[i, own].tolist(), abs=SAME_VECTORS)
    assert store.statistics.misses == len(texts)


@pytest.mark.parametrize("relation", RELATIONS)
def test_what_is_encoded_anew_hardly_moves(verifier: ts.SimilarityMapVerifier, relation: ts.Relation) -> None:
    queries, texts, _ = near_misses(relation)
    store = ts.TokenStore()
    judges = {query: verifier.prepare(query, relation, token_store=store) for query in queries}
    alone = np.array([judges[query]([text]).probabilities[0] for query, text in zip(queries, texts, strict=True)])

    def together(store: ts.TokenStore) -> npt.NDArray[np.float32]:
        found = verifier.verify(queries, [[text] for text in texts], relation, token_store=store)
        return np.array([one.probabilities[0] for one in found])

    # Few at a time and of any length, so that the short are padded to the long.
    crowded, told = ts.TokenStore(), sorted({normalise(text).text for text in texts})
    random.Random(5).shuffle(told)
    for first in range(0, len(told), 5):
        crowded.vectors(verifier.encoder, told[first : first + 5])
    assert np.quantile(np.abs(together(crowded) - alone), 0.99) <= ENCODED_ANEW
    # Another machine may round more of them the other way than this one does.
    nudged = ts.TokenStore()
    nudged.vectors(Nudged(verifier.encoder, store), told)
    moved = np.abs(together(nudged) - alone)
    assert np.quantile(moved, 0.99) <= ENCODED_ANEW
    assert moved.max() > 0
    windows = [len(verifier.encoder.tokens(normalise(text).text)) for text in texts]
    assert sum(n > 1 for n in windows) >= 8


class Nudged:
    """Gives what a store has, one number in a hundred rounded the other way."""

    def __init__(self, encoder: Encoder, store: ts.TokenStore) -> None:
        self.fingerprint = encoder.fingerprint
        self._encoder = encoder
        self._store = store

    def encode(self, texts: Sequence[str]) -> list[TokenVectors]:
        draw = np.random.default_rng(3)
        return [self._nudged(vectors, draw) for vectors in self._store.vectors(self._encoder, texts)]

    @staticmethod
    def _nudged(vectors: TokenVectors, draw: np.random.Generator) -> TokenVectors:
        step = draw.choice([-1, 1], vectors.vectors.shape) * (draw.random(vectors.vectors.shape) < 0.01)
        nudged = np.clip(vectors.vectors + step, -127, 127).astype(np.int8)
        return replace(vectors, vectors=nudged)


class Caller(NamedTuple):
    """Someone with a query and candidates of their own, and the answer that they get when nobody else asks."""

    query: str
    candidates: list[ts.Candidate]
    alone: list[float]


def callers(crowd: Crowd) -> list[Caller]:
    """Each query three times, with stretches of the texts that overlap those of others."""
    found = []
    for number in range(3 * len(crowd.queries)):
        asked = number % len(crowd.queries)
        # The text that it is about stands in another place each time.
        first = int(crowd.alone[asked].argmax()) - 2 * (number // len(crowd.queries))
        told = [(first + i) % len(crowd.texts) for i in range(6)]
        own = [ts.Candidate(crowd.texts[j], id=f"{number}/{j}") for j in told]
        found.append(Caller(crowd.queries[asked], own, crowd.alone[asked, told].tolist()))
    return found


def on_threads(stage: ts.PrecisionStage, asking: Sequence[Caller]) -> list[ts.Judgement]:
    with ThreadPoolExecutor(len(asking)) as threads:
        return list(threads.map(lambda one: stage.judge(one.query, one.candidates), asking))


def awaited(stage: ts.PrecisionStage, asking: Sequence[Caller]) -> list[ts.Judgement]:
    async def everyone() -> list[ts.Judgement]:
        return await asyncio.gather(*(stage.ajudge(one.query, one.candidates) for one in asking))

    return asyncio.run(everyone())


def in_every_way(stage: ts.PrecisionStage, asking: Sequence[Caller]) -> list[ts.Judgement]:
    """A quarter each on threads, on two event loops, and in one call, all at once."""

    def in_one_call(stage: ts.PrecisionStage, asking: Sequence[Caller]) -> list[ts.Judgement]:
        return stage.judge_many([one.query for one in asking], [one.candidates for one in asking])

    ways: list[Way] = [on_threads, awaited, awaited, in_one_call]
    with ThreadPoolExecutor(len(ways)) as threads:
        parts = list(threads.map(lambda way, own: way(stage, own), ways, [asking[i::4] for i in range(4)]))
    return [parts[i % 4][i // 4] for i in range(len(asking))]


Way = Callable[[ts.PrecisionStage, Sequence[Caller]], list[ts.Judgement]]


@pytest.mark.parametrize(("way", "stored"), [(on_threads, True), (awaited, True), (in_every_way, False)])
def test_nothing_is_swapped_between_callers(verifier: ts.SimilarityMapVerifier, way: Way, stored: bool) -> None:
    known = crowd(verifier, "identity")
    asking = callers(known)
    # Who got another's answer would be seen.
    assert len({tuple(np.round(one.alone, 3)) for one in asking}) == len(asking)
    stage = ts.PrecisionStage(verifier, relation="identity", token_store=known.store if stored else None)
    for one, judgement in zip(asking, way(stage, asking), strict=True):
        assert judgement.query == one.query
        assert [verdict.candidate for verdict in judgement.verdicts] == one.candidates
        probabilities = [verdict.probability for verdict in judgement.verdicts]
        assert probabilities == pytest.approx(one.alone, abs=SAME_VECTORS if stored else ENCODED_ANEW)
