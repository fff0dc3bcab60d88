"""Owns `Embedding`: texts → one vector each, kept in memory and, if wished, on disk."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from twostage_core.basemodel import MINILM
from twostage_core.errors import InputError, ModelNotFoundError
from twostage_core.evaluation.modelfiles import hub_commit, is_hub_id
from twostage_core.hashes import sha256

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]

_MOST_TOKENS = 256
"""What the base model is published with."""
_WEIGHTS = ("*.safetensors", "*.bin", "*.json", "*.txt", "*.model", "*.py")
"""Files of a model that its vectors hang on."""


class Embedding(ABC):
    """Texts → one vector each. A text is embedded once.

    Args:
        name: Short, for tables.
        cache: Folder where the vectors of whole collections are kept for the next run; ``None`` keeps none.
    """

    def __init__(self, name: str, cache: Path | None = None) -> None:
        self.name = name
        self._cache = cache
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        """Embeds texts.

        Args:
            texts: ``n`` texts.
            queries: Whether they are queries: some models have a prompt for them.

        Returns:
            float32 ``(n, W)`` of unit length.
        """
        mark = "q" if queries else "d"
        new = list(dict.fromkeys(t for t in texts if mark + t not in self._known))
        if new:
            vectors = np.asarray(self._vectors(new, queries), dtype=np.float32)
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
            self._known.update(zip((mark + t for t in new), vectors / np.maximum(lengths, 1e-12), strict=True))
        return np.stack([self._known[mark + t] for t in texts])

    def query(self, text: str) -> Vectors:
        """Embeds one query anew, as it would be when it is asked: float32 ``(W,)`` of unit length."""
        vector = np.asarray(self._vectors([text], True), dtype=np.float32)[0]
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)

    def embed_collection(self, texts: Sequence[str]) -> Vectors:
        """Embeds the documents of a collection, or reads what an earlier run kept; float32 ``(n, W)``."""
        if self._cache is None:
            return self.embed(texts)
        named = json.dumps([sorted(self.files.items()), list(texts)])
        file = self._cache / f"{hashlib.sha256(named.encode()).hexdigest()[:32]}.npy"
        if file.is_file():
            try:
                return np.asarray(np.load(file, allow_pickle=False), dtype=np.float32)
            except (ValueError, EOFError) as error:
                logger.warning("%s is damaged (%s) and made anew", file, error)
        vectors = self.embed(texts)
        self._cache.mkdir(parents=True, exist_ok=True)
        # Written aside and moved: a run that is cut leaves no half of a file.
        partial = file.with_suffix(f".{os.getpid()}.partial")
        try:
            with partial.open("wb") as out:
                np.save(out, vectors, allow_pickle=False)
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)
        return vectors

    @property
    @abstractmethod
    def files(self) -> Mapping[str, str]:
        """SHA-256 (hex) of each file that the vectors hang on, by name."""

    @abstractmethod
    def _vectors(self, texts: Sequence[str], queries: bool) -> Any:
        """Vectors ``(n, W)`` of any length."""


class SentenceEmbedding(Embedding):
    """A sentence-transformers model: the untouched base, or that of a folder or a Hub id.

    Args:
        model: ``None`` for the base; else a folder, or ``owner/name`` on the Hub.
        cache: See `Embedding`.

    Raises:
        ModelNotFoundError: If it is neither a model's folder nor a Hub id.
    """

    def __init__(self, model: str | Path | None = None, cache: Path | None = None) -> None:
        super().__init__("base" if model is None else Path(model).name, cache)
        self._model = model
        folder = None if model is None else Path(model).expanduser()
        if folder is not None and not folder.is_dir() and not is_hub_id(model):
            raise ModelNotFoundError(f"expected a sentence-transformers folder or a Hub id, but got {str(model)!r}")
        if folder is not None and folder.is_dir() and not (folder / "modules.json").is_file():
            raise ModelNotFoundError(f"expected a sentence-transformers folder at {folder}, but it has no modules.json")
        self._folder = folder if folder is not None and folder.is_dir() else None

    @property
    def files(self) -> Mapping[str, str]:
        """The base model's pinned files, those of the folder, or the Hub id with the commit that is on this machine."""
        if self._model is None:
            return dict(MINILM.files)
        if self._folder is None:
            return {str(self._model): hub_commit(str(self._model))}
        found = sorted(f for pattern in _WEIGHTS for f in self._folder.rglob(pattern))
        return {str(f.relative_to(self._folder)): sha256(f) for f in found}

    @cached_property
    def model(self) -> SentenceTransformer:
        """The model; loads with the first text."""
        from sentence_transformers import SentenceTransformer

        where = MINILM.locate() if self._model is None else self._folder or self._model
        try:
            model = SentenceTransformer(str(where), device="cpu", local_files_only=where is not self._model)
        except Exception as error:
            raise ModelNotFoundError(f"cannot load a sentence-transformers model from {where}: {error}") from error
        if self._model is None:
            model.max_seq_length = _MOST_TOKENS
        return model

    def embed_collection(self, texts: Sequence[str]) -> Vectors:
        """See `Embedding.embed_collection`."""
        if self._model is not None and self._folder is None:
            # First the model: the Hub may have a newer commit than the one whose vectors were kept.
            _ = self.model
        return super().embed_collection(texts)

    def _vectors(self, texts: Sequence[str], queries: bool) -> Any:
        encode = self.model.encode_query if queries else self.model.encode_document
        return encode(list(texts), batch_size=32, show_progress_bar=False)


class LangChainEmbedding(Embedding):
    """Any LangChain ``Embeddings``.

    Args:
        embeddings: Has ``embed_documents`` and ``embed_query``.
        name: Short, for tables.

    Raises:
        InputError: If it has not.
    """

    def __init__(self, embeddings: Any, name: str) -> None:
        super().__init__(name)
        if not (hasattr(embeddings, "embed_documents") and hasattr(embeddings, "embed_query")):
            raise InputError(f"expected LangChain Embeddings at {name}, but got {type(embeddings).__name__}")
        self._embeddings = embeddings

    @property
    def files(self) -> Mapping[str, str]:
        """Its name: what lies behind it is not known."""
        return {self.name: "not hashed"}

    def _vectors(self, texts: Sequence[str], queries: bool) -> Any:
        if queries:
            return [self._embeddings.embed_query(text) for text in texts]
        return self._embeddings.embed_documents(list(texts))
