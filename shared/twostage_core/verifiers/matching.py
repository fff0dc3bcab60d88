"""Owns what the token-vector verifiers share: queries and texts → vectors → pairs of windows → arrays.

A text that is longer than a window has several; a query may, too. Every window of one is compared with
every window of the other, and the relation says how the comparisons become one number. All pairs of all queries go
through the scorer together, by length; nothing is done candidate by candidate that a batch can do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from twostage_core.text import NormalisedText, normalise
from twostage_core.tokenstore import Encoder, TokenStore
from twostage_core.tokenvectors import TokenVectors
from twostage_core.verifiers.protocol import UNKNOWN_LIMIT, Relation

_PAIRS = 128
"""Pairs of windows in one batch of the head: bounds memory, whatever a text's length."""

_STEP = 16
"""Tokens by which the queries of one batch may differ."""

PairScorer = Callable[[Tensor, Tensor, Tensor, Tensor], "tuple[Tensor, Tensor]"]
"""``query (B, Q, W), candidate (B, D, W), query_mask, mask`` → match score ``(B,)`` and rank score ``(B,)``."""


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Scores of ``n`` texts before calibration.

    Attributes:
        match: float32 ``(n,)``, the verifier's own scale; NaN where a text has no tokens or was not judged.
        rank: float32 ``(n,)``, likewise.
        cosine: float32 ``(n,)``, likewise: cosine of the deciding windows' pooled vectors, 0 where there are none.
        windows: The deciding window of each text, in characters of the original; ``None`` without one.
        reasons: Why a text was not judged, or ``None``.
        empty: bool ``(n,)``, texts without a token.
        decided: Of each text which window of the query and which of its own decided; ``None`` without one.
    """

    match: npt.NDArray[np.float32]
    rank: npt.NDArray[np.float32]
    cosine: npt.NDArray[np.float32]
    windows: list[tuple[int, int] | None]
    reasons: list[str | None]
    empty: npt.NDArray[np.bool_]
    decided: list[tuple[int, int] | None]


class Matcher:
    """Compares queries with texts.

    Args:
        encoder: Gives token vectors.
        relation: How windows' scores become a text's.
        scorer: Judges pairs of windows.
        token_store: Where texts' token vectors are kept, or ``None`` to compute them each time.
        device: Where the scorer runs.
        cosine_weight: How much the cosine of two windows' pooled vectors adds to their match score.
    """

    def __init__(
        self,
        encoder: Encoder,
        relation: Relation,
        scorer: PairScorer,
        token_store: TokenStore | None,
        device: torch.device,
        cosine_weight: float = 0.0,
    ) -> None:
        self._encoder = encoder
        self._relation = relation
        self._scorer = scorer
        self._store = token_store
        self._device = device
        self._cosine_weight = np.float32(cosine_weight)

    def asked(self, queries: Sequence[str]) -> list[TokenVectors]:
        """Encodes queries, in one batch; they are not kept."""
        return self._encoder.encode([normalise(query).text for query in queries])

    def __call__(self, queries: Sequence[TokenVectors], texts: Sequence[Sequence[str]]) -> list[Matches]:
        """Compares each query with its texts; equal texts get equal scores.

        Args:
            queries: As `asked` gives them.
            texts: Of each query its texts, in any number.

        Returns:
            The matches of each query, in the order given.
        """
        normalised = [[normalise(text) for text in own] for own in texts]
        stored = self._lookup(list(dict.fromkeys(n.text for own in normalised for n in own)))
        compared = [
            _Compared(query, text)
            for query, own in zip(queries, normalised, strict=True)
            for text in dict.fromkeys(n.text for n in own)
        ]
        reasons = [_unjudgeable(one.query, stored[one.text]) for one in compared]
        judged = [
            i for i, one in enumerate(compared) if reasons[i] is None and one.query.windows and stored[one.text].windows
        ]
        found: list[_Found | None] = [None] * len(compared)
        for i, one in zip(judged, self._found([compared[i] for i in judged], stored), strict=True):
            found[i] = one
        matches, first = [], 0
        for own in normalised:
            place = {text: first + i for i, text in enumerate(dict.fromkeys(n.text for n in own))}
            first += len(place)
            which = [place[n.text] for n in own]
            matches.append(_matches(own, [found[i] for i in which], [reasons[i] for i in which], stored))
        return matches

    def _lookup(self, texts: list[str]) -> dict[str, TokenVectors]:
        if self._store is not None:
            return dict(zip(texts, self._store.vectors(self._encoder, texts), strict=True))
        return dict(zip(texts, self._encoder.encode(texts), strict=True))

    def _found(self, compared: Sequence[_Compared], stored: dict[str, TokenVectors]) -> list[_Found]:
        """What becomes of queries and texts that have a window each."""
        if not compared:
            return []
        queries = _Stack({id(one.query): one.query for one in compared})
        texts = _Stack({one.text: stored[one.text] for one in compared})
        asked = np.array([queries.place[id(one.query)] for one in compared])
        told = np.array([texts.place[one.text] for one in compared])
        # Pair by pair of a query and a text: its windows' pairs, row by row of the grid (query windows, text windows).
        rows, columns = queries.windows[asked], texts.windows[told]
        cells = rows * columns
        of = np.repeat(np.arange(len(compared)), cells)
        cell = np.arange(cells.sum()) - np.repeat(cells.cumsum() - cells, cells)
        one = queries.first_window[asked][of] + cell // columns[of]
        other = texts.first_window[told][of] + cell % columns[of]
        match, rank = self._scores(queries, texts, one, other)
        cosine = queries.cosines(texts, one, other)
        match += self._cosine_weight * cosine
        ends = cells.cumsum()
        return [
            self._decided(match[end - size : end], rank[end - size : end], cosine[end - size : end], int(height))
            for end, size, height in zip(ends, cells, rows, strict=True)
        ]

    def _scores(
        self, queries: _Stack, texts: _Stack, one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Match and rank scores of pairs of windows, by their places in the stacks."""
        match, rank = np.empty(len(one), np.float32), np.empty(len(one), np.float32)
        for batch in _by_length(queries.length[one], texts.length[other]):
            query, query_mask = queries.padded(one[batch], self._device)
            text, mask = texts.padded(other[batch], self._device)
            with torch.inference_mode():
                m, r = self._scorer(query, text, query_mask, mask)
            match[batch], rank[batch] = m.float().cpu().numpy(), r.float().cpu().numpy()
        return match, rank

    def _decided(
        self,
        match: npt.NDArray[np.float32],
        rank: npt.NDArray[np.float32],
        cosine: npt.NDArray[np.float32],
        rows: int,
    ) -> _Found:
        if len(match) == 1:
            return _Found(match[0], rank[0], cosine[0], (0, 0))
        grid = match.reshape(rows, -1)
        decides = self._decides(grid)
        # For the rank, only the query's side counts: a long passage is not worse for its other windows.
        best = rank.reshape(rows, -1).max(axis=1).mean()
        return _Found(grid[decides], best, cosine.reshape(rows, -1)[decides], decides)

    def _decides(self, grid: npt.NDArray[np.float32]) -> tuple[int, int]:
        """Query windows × text windows → the pair of windows whose score is the text's.

        ``support``: every query window must be carried by some window of the text. ``identity``: and every
        window of the text by some window of the query. With one query window, support is the maximum.
        """
        by_query, by_text = grid.max(axis=1), grid.max(axis=0)
        if self._relation == "identity" and by_text.min() <= by_query.min():
            worst = int(by_text.argmin())
            return int(grid[:, worst].argmax()), worst
        worst = int(by_query.argmin())
        return worst, int(grid[worst].argmax())


class _Compared(NamedTuple):
    """A query, and a text by its normalised form."""

    query: TokenVectors
    text: str


class _Found(NamedTuple):
    """What became of a query and a text; see `Matches`."""

    match: np.float32
    rank: np.float32
    cosine: np.float32
    decided: tuple[int, int]


class _Stack:
    """The vectors of many texts, one under the other, to take windows from by their places.

    Attributes:
        place: Of each text, by its key, its place among the others.
        windows: int64, by place: how many windows it has.
        first_window: int64, by place: where its windows begin among all.
        length: int64, by window: its vectors.
    """

    def __init__(self, texts: dict[Any, TokenVectors]) -> None:
        self.place = {key: i for i, key in enumerate(texts)}
        stored = list(texts.values())
        self.windows = np.array([len(text.windows) for text in stored], np.int64)
        self.first_window = self.windows.cumsum() - self.windows
        self.length = np.array([w.vectors for text in stored for w in text.windows], np.int64)
        # Windows follow each other in a text as in the stack; the first row is for padding.
        self._start = 1 + self.length.cumsum() - self.length
        width = stored[0].vectors.shape[1]
        vectors = np.zeros((1 + int(self.length.sum()), width), np.float32)
        np.multiply(
            np.concatenate([text.vectors for text in stored]),
            np.concatenate([text.scales for text in stored]).astype(np.float32)[:, None],
            out=vectors[1:],
        )
        self._vectors = torch.from_numpy(vectors)
        self._pooled = _pooled(stored)

    def padded(self, windows: npt.NDArray[np.int64], device: torch.device) -> tuple[Tensor, Tensor]:
        """Windows of different lengths → ``(B, T, W)`` and its mask ``(B, T)``."""
        length = self.length[windows][:, None]
        position = np.arange(length.max())[None, :]
        mask = position < length
        rows = torch.from_numpy(np.where(mask, self._start[windows][:, None] + position, 0))
        return self._vectors[rows].to(device), torch.from_numpy(mask).to(device)

    def cosines(self, other: _Stack, one: npt.NDArray[np.int64], two: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Cosines of the pooled vectors of windows here with windows there, pair by pair; 0 without such vectors."""
        if self._pooled is None or other._pooled is None:
            return np.zeros(len(one), np.float32)
        return np.asarray((self._pooled[one] * other._pooled[two]).sum(axis=1), dtype=np.float32)


def _by_length(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.intp]]:
    """Places of pairs of lengths ``(n,)``, in batches that pad little on either side.

    A few long queries among short ones must not make all of them long: the work is the product of both lengths.
    """
    steps = -(-one // _STEP)
    order = np.lexsort((other, steps))
    for alike in np.split(order, np.flatnonzero(np.diff(steps[order])) + 1):
        for start in range(0, len(alike), _PAIRS):
            yield alike[start : start + _PAIRS]


def _pooled(stored: Sequence[TokenVectors]) -> npt.NDArray[np.float32] | None:
    """int8 and scales → float32 ``(windows, P)`` of unit length."""
    vectors = [text.pooled for text in stored if text.pooled is not None]
    scales = [text.pooled_scales for text in stored if text.pooled_scales is not None]
    if len(vectors) < len(stored):
        return None
    return np.concatenate(vectors) * np.concatenate(scales).astype(np.float32)[:, None]


def _unjudgeable(query: TokenVectors, text: TokenVectors) -> str | None:
    """Why query and text cannot be compared, or ``None``; an empty text can be: it carries nothing."""
    if not query.windows:
        return "the query has no tokens"
    for what, vectors in (("query", query), ("text", text)):
        if vectors.unknown_share > UNKNOWN_LIMIT:
            return f"{vectors.unknown} of the {what}'s {vectors.tokens} tokens are outside the vocabulary"
    return None


def _matches(
    texts: Sequence[NormalisedText],
    found: Sequence[_Found | None],
    reasons: Sequence[str | None],
    stored: dict[str, TokenVectors],
) -> Matches:
    nothing = _Found(np.float32(np.nan), np.float32(np.nan), np.float32(np.nan), (0, 0))
    numbers = [one or nothing for one in found]
    windows: list[tuple[int, int] | None] = []
    for text, one in zip(texts, found, strict=True):
        best = None if one is None else stored[text.text].windows[one.decided[1]]
        windows.append(None if best is None else text.to_original(best.start, best.end))
    return Matches(
        np.array([one.match for one in numbers], np.float32),
        np.array([one.rank for one in numbers], np.float32),
        np.array([one.cosine for one in numbers], np.float32),
        windows,
        list(reasons),
        np.array([one is None and reason is None for one, reason in zip(found, reasons, strict=True)], np.bool_),
        [None if one is None else one.decided for one in found],
    )
