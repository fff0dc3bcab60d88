"""Owns `System`: anything that scores pairs, from a plain cosine to a cross-encoder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from twostage_core.basemodel import MINILM
from twostage_core.errors import InputError
from twostage_core.loading import load_verifier
from twostage_core.text import normalise
from twostage_core.tokenstore import TokenStore
from twostage_core.verifiers.cross_encoder import CrossEncoderVerifier
from twostage_core.verifiers.maxsim import MaxSimVerifier
from twostage_core.verifiers.protocol import Relation, Verifier
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_CHUNK = 512
"""Texts encoded together before their pairs are scored: enough to fill batches of like length."""

_MOST_TOKENS = 256
"""What the base model is published with."""


class System(Protocol):
    """Scores pairs; loads what it needs with the first score."""

    @property
    def name(self) -> str:
        """Unique within a report."""
        ...

    def score(
        self, queries: Sequence[str], texts: Sequence[str], relation: Relation = "support"
    ) -> npt.NDArray[np.float64]:
        """Scores ``n`` pairs, ``queries[i]`` with ``texts[i]``.

        Returns:
            float64 ``(n,)``, higher for a match, comparable across queries; NaN for a pair that it does not judge.
        """
        ...

    def files(self) -> dict[str, str]:
        """SHA-256 (hex) of each file that the scores hang on, by name."""
        ...


class PooledCosine:
    """Cosine of the untouched base model's mean-pooled embeddings; what recall sees. Embeds a text once."""

    name = "cosine:base"

    def __init__(self) -> None:
        self._model: SentenceTransformer | None = None
        self._known: dict[str, npt.NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Embeds texts: float32 ``(n, 384)`` of unit length."""
        new = list(dict.fromkeys(t for t in texts if t not in self._known))
        if new:
            vectors = self._load().encode(new, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
            self._known.update(zip(new, vectors, strict=True))
        return np.stack([self._known[t] for t in texts])

    def score(
        self, queries: Sequence[str], texts: Sequence[str], relation: Relation = "support"
    ) -> npt.NDArray[np.float64]:
        """Scores pairs; see `System.score`. The relation changes nothing."""
        return np.asarray((self.embed(queries) * self.embed(texts)).sum(axis=1), dtype=np.float64)

    def files(self) -> dict[str, str]:
        """The base model's pinned files."""
        return dict(MINILM.files)

    def _load(self) -> SentenceTransformer:
        if self._model is None:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(str(MINILM.locate()), device="cpu", local_files_only=True)
            self._model.max_seq_length = _MOST_TOKENS
        return self._model


class VerifierSystem:
    """Any verifier, by its logits: probabilities run into 1 and tell the best pairs no longer apart.

    Args:
        verifier: The verifier.
        folder: Its checkpoint, for the hashes; ``None`` if it has none of its own.
    """

    def __init__(self, verifier: Verifier, folder: Path | None = None) -> None:
        self.verifier = verifier
        self.name = verifier.name
        self._folder = folder

    def score(
        self, queries: Sequence[str], texts: Sequence[str], relation: Relation = "support"
    ) -> npt.NDArray[np.float64]:
        """Scores pairs; see `System.score`."""
        by_query: dict[str, list[int]] = {}
        for i, query in enumerate(queries):
            by_query.setdefault(query, []).append(i)
        scores = np.full(len(texts), np.nan)
        for own in _chunks(by_query.values()):
            # Encoded together first: one query has too few texts to fill a batch.
            store = self._encoded([texts[i] for places in own for i in places])
            for places in own:
                own_texts = [texts[i] for i in places]
                scores[places] = self.verifier.logits(queries[places[0]], own_texts, relation, token_store=store)
        return scores

    def files(self) -> dict[str, str]:
        """The base model's pinned files, or those of the checkpoint."""
        if self._folder is None:
            return dict(MINILM.files)
        names = ("config.json", "model.safetensors", "calibration.json", "tokenizer.json")
        return {name: sha256(self._folder / name) for name in names if (self._folder / name).is_file()}

    def _encoded(self, texts: Sequence[str]) -> TokenStore | None:
        if not isinstance(self.verifier, SimilarityMapVerifier | MaxSimVerifier):
            return None
        store = TokenStore()
        store.vectors(self.verifier.encoder, [normalise(text).text for text in texts])
        return store


def system(spec: str, *, model: str | Path = "default") -> PooledCosine | VerifierSystem:
    """Makes a system from its name.

    Args:
        spec: ``"cosine"`` or ``"maxsim"`` (of the untouched base), ``"model"`` (the verifier under test),
            ``"map:FOLDER"`` (another similarity-map checkpoint) or ``"cross-encoder:FOLDER"``.
        model: What ``"model"`` stands for: ``"default"`` or a checkpoint folder.

    Returns:
        The system; no weights are read yet.

    Raises:
        InputError: If the name is none of these.
        ModelNotFoundError: If the folder holds no checkpoint.
    """
    kind, _, folder = spec.partition(":")
    if spec == "cosine":
        return PooledCosine()
    if spec == "maxsim":
        return VerifierSystem(MaxSimVerifier())
    if spec == "model" or (kind == "map" and folder):
        verifier = load_verifier(model if spec == "model" else folder)
        return VerifierSystem(verifier, verifier.checkpoint.folder)
    if kind == "cross-encoder" and folder:
        if not (Path(folder) / "config.json").is_file():
            raise InputError(f"expected a cross-encoder folder at {folder}, but it has no config.json")
        return VerifierSystem(CrossEncoderVerifier(folder), Path(folder))
    raise InputError(
        f"a system must be 'cosine', 'maxsim', 'model', 'map:FOLDER' or 'cross-encoder:FOLDER', but got {spec!r}"
    )


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _chunks(groups: Iterable[list[int]]) -> Iterable[list[list[int]]]:
    """Whole groups, together at least `_CHUNK` places, but for the last chunk."""
    chunk: list[list[int]] = []
    for group in groups:
        chunk.append(group)
        if sum(map(len, chunk)) >= _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
