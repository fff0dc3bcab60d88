"""Owns what the token-vector verifiers share: query and texts → vectors → pairs of windows → arrays.

A text that is longer than a window has several; a query may, too. Every window of one is compared with
every window of the other, and the relation says how the comparisons become one number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from twostage_core.text import normalise
from twostage_core.tokenstore import Encoder, TokenStore
from twostage_core.tokenvectors import TokenVectors, Window
from twostage_core.verifiers.protocol import UNKNOWN_LIMIT, Relation

_PAIRS = 128
"""Pairs of windows in one batch of the head: bounds memory, whatever a text's length."""

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
    """One query, ready to be compared with texts.

    Args:
        encoder: Gives token vectors.
        query: The query, not blank.
        relation: How windows' scores become a text's.
        scorer: Judges pairs of windows.
        token_store: Where token vectors are kept, or ``None`` to compute them each time. The query's are not kept.
        device: Where the scorer runs.
        cosine_weight: How much the cosine of two windows' pooled vectors adds to their match score.
    """

    def __init__(
        self,
        encoder: Encoder,
        query: str,
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
        self._query = encoder.encode([normalise(query).text])[0]
        self._query_vectors = _vectors(self._query)
        self._query_pooled = _pooled(self._query)

    def __call__(self, texts: Sequence[str]) -> Matches:
        """Compares the query with every text, in the order given; equal texts get equal scores."""
        normalised = [normalise(text) for text in texts]
        distinct = {text: i for i, text in enumerate(dict.fromkeys(n.text for n in normalised))}
        stored = self._lookup(list(distinct))
        reasons = [self._unjudgeable(vectors) for vectors in stored]
        judged = [i for i, vectors in enumerate(stored) if reasons[i] is None and vectors.windows]
        match = np.full(len(stored), np.nan, dtype=np.float32)
        rank, cosine = np.full_like(match, np.nan), np.full_like(match, np.nan)
        best: dict[int, Window] = {}
        decided: dict[int, tuple[int, int]] = {}
        grids = self._grids([stored[i] for i in judged])
        for i, (match_grid, rank_grid) in zip(judged, grids, strict=True):
            alike = self._cosines(stored[i])
            match_grid = match_grid + self._cosine_weight * alike
            decides = self._decides(match_grid)
            match[i], cosine[i] = match_grid[decides], alike[decides]
            # For the rank, only the query's side counts: a long passage is not worse for its other windows.
            rank[i] = rank_grid.max(axis=1).mean()
            best[i], decided[i] = stored[i].windows[decides[1]], decides
        which = [distinct[n.text] for n in normalised]
        return Matches(
            match[which],
            rank[which],
            cosine[which],
            [
                n.to_original(best[i].start, best[i].end) if i in best else None
                for i, n in zip(which, normalised, strict=True)
            ],
            [reasons[i] for i in which],
            np.array([reasons[i] is None and i not in best for i in which], dtype=np.bool_),
            [decided.get(i) for i in which],
        )

    def _unjudgeable(self, text: TokenVectors) -> str | None:
        """Why query and text cannot be compared, or ``None``; an empty text can be: it carries nothing."""
        if not self._query.windows:
            return "the query has no tokens"
        for what, vectors in (("query", self._query), ("text", text)):
            if vectors.unknown_share > UNKNOWN_LIMIT:
                return f"{vectors.unknown} of the {what}'s {vectors.tokens} tokens are outside the vocabulary"
        return None

    def _lookup(self, texts: list[str]) -> list[TokenVectors]:
        if self._store is not None:
            return self._store.vectors(self._encoder, texts)
        return self._encoder.encode(texts)

    def _cosines(self, text: TokenVectors) -> npt.NDArray[np.float32]:
        """Cosines of the windows' pooled vectors, ``(query windows, text windows)``; 0 without such vectors."""
        one, other = self._query_pooled, _pooled(text)
        if one is None or other is None:
            return np.zeros((len(self._query.windows), len(text.windows)), np.float32)
        return np.asarray(one @ other.T, dtype=np.float32)

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

    def _grids(
        self, texts: Sequence[TokenVectors]
    ) -> Iterator[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
        """For each text its match and rank scores, both ``(query windows, text windows)``."""
        pairs = [
            (q, t, w)
            for t, text in enumerate(texts)
            for q in range(len(self._query.windows))
            for w in range(len(text.windows))
        ]
        # By length, so that a batch pads little.
        pairs.sort(key=lambda p: texts[p[1]].windows[p[2]].vectors)
        vectors = [_vectors(text) for text in texts]
        match = [np.empty((len(self._query.windows), len(t.windows)), np.float32) for t in texts]
        rank = [np.empty_like(m) for m in match]
        for start in range(0, len(pairs), _PAIRS):
            batch = pairs[start : start + _PAIRS]
            query, query_mask = _pad([(self._query_vectors, self._query.windows[q]) for q, _, _ in batch])
            text, mask = _pad([(vectors[t], texts[t].windows[w]) for _, t, w in batch])
            with torch.inference_mode():
                on = self._device
                m, r = self._scorer(query.to(on), text.to(on), query_mask.to(on), mask.to(on))
            for (q, t, w), one, other in zip(batch, m.tolist(), r.tolist(), strict=True):
                match[t][q, w], rank[t][q, w] = one, other
        return zip(match, rank, strict=True)


def _vectors(stored: TokenVectors) -> Tensor:
    """int8 and scales → float32 ``(T, W)`` of unit length."""
    return torch.from_numpy(stored.vectors * stored.scales.astype(np.float32)[:, None])


def _pooled(stored: TokenVectors) -> npt.NDArray[np.float32] | None:
    """int8 and scales → float32 ``(n, P)`` of unit length."""
    if stored.pooled is None or stored.pooled_scales is None:
        return None
    return np.asarray(stored.pooled * stored.pooled_scales.astype(np.float32)[:, None], dtype=np.float32)


def _pad(pieces: Sequence[tuple[Tensor, Window]]) -> tuple[Tensor, Tensor]:
    """Windows of different lengths → ``(B, T, W)`` and its mask ``(B, T)``."""
    cut = [vectors[w.first : w.first + w.vectors] for vectors, w in pieces]
    padded = torch.nn.utils.rnn.pad_sequence(cut, batch_first=True)
    lengths = torch.tensor([len(c) for c in cut])
    return padded, torch.arange(padded.shape[1])[None, :] < lengths[:, None]
