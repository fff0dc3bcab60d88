"""Owns `CrossEncoderVerifier`: any cross-encoder of sentence-transformers behind the same protocol."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twostage_core.calibration import Calibration
from twostage_core.errors import ModelError, ModelNotFoundError
from twostage_core.text import normalise
from twostage_core.tokenstore import TokenStore
from twostage_core.verifiers.protocol import (
    Judge,
    Relation,
    Verification,
    Verifier,
    check_query,
    check_relation,
    check_texts,
)

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class CrossEncoderVerifier(Verifier):
    """Reads query and text together: one forward pass for each candidate, at query time.

    A cross-encoder has one relation, the one it was trained for; ``relation`` is accepted and changes
    nothing, unless the model's configuration has ``relation_markers``: what to put before the query, by relation.
    Texts beyond the model's length are cut by it. The probability is the sigmoid of its logit, calibrated only if the
    model was trained so; named thresholds need a calibration of your own, fitted on `logits`.

    Args:
        model: Folder or Hub id of a cross-encoder with one output.
        device: Where to run; ``None`` takes the CPU.
        batch_size: Pairs in one forward pass.
        calibrations: Fitted on `logits`, by relation.
    """

    def __init__(
        self,
        model: str | Path,
        *,
        device: str | None = None,
        batch_size: int = 32,
        calibrations: Mapping[str, Calibration] | None = None,
    ) -> None:
        self.model = str(model)
        self.name = f"cross-encoder:{Path(self.model).name}"
        self.device = device or "cpu"
        self.batch_size = batch_size
        self._calibrations = dict(calibrations or {})
        # Also guards predict(): the tokenizer's padding settings are shared state.
        self._lock = threading.Lock()
        self._encoder: CrossEncoder | None = None

    @property
    def calibrations(self) -> Mapping[str, Calibration]:
        """What was given at construction."""
        return self._calibrations

    def prepare(self, query: str, relation: Relation = "support", *, token_store: TokenStore | None = None) -> Judge:
        """Loads the model; see `Verifier.prepare`. There are no token vectors to keep."""
        with self._lock:
            encoder = self._load()
        calibration = self._calibrations.get(relation)
        markers = getattr(encoder.config, "relation_markers", None) or {}
        marked = markers.get(relation, "") + query

        def judge(texts: Sequence[str]) -> Verification:
            import torch

            pairs = [(_readable(marked), _readable(text)) for text in texts]
            with self._lock:
                logits = np.asarray(
                    encoder.predict(
                        pairs,
                        batch_size=self.batch_size,
                        show_progress_bar=False,
                        activation_fn=torch.nn.Identity(),
                        convert_to_numpy=True,
                    ),
                    dtype=np.float32,
                ).reshape(len(texts))
            if calibration is not None:
                probabilities = calibration.probability(logits)
            else:
                probabilities = (1.0 / (1.0 + np.exp(-np.clip(logits, -60, 60)))).astype(np.float32)
            probabilities[_empty(texts)] = 0.0
            return Verification(probabilities, logits, [None] * len(texts), [None] * len(texts))

        return judge

    def logits(
        self, query: str, texts: Sequence[str], relation: Relation = "support", *, token_store: TokenStore | None = None
    ) -> npt.NDArray[np.float32]:
        """Gives the model's own logits; see `Verifier.logits`."""
        check_query(query)
        check_relation(relation)
        check_texts(texts)
        found = self.prepare(query, relation)(texts).rank_scores
        return np.where(_empty(texts), np.float32(np.nan), found)

    def _load(self) -> CrossEncoder:
        if self._encoder is None:
            from sentence_transformers import CrossEncoder

            try:
                encoder = CrossEncoder(self.model, device=self.device, trust_remote_code=False)
            except Exception as error:
                raise ModelNotFoundError(f"cannot load a cross-encoder from {self.model}: {error}") from error
            if encoder.num_labels != 1:
                raise ModelError(
                    f"expected a cross-encoder with one output, but {self.model} has {encoder.num_labels}; "
                    "a classifier's classes say nothing of a match"
                )
            self._encoder = encoder
        return self._encoder


def _readable(text: str) -> str:
    """The text as it is, but for lone surrogates: a tokenizer takes none, and one would fail all that it is with."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _empty(texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which texts show nothing to a reader, bool ``(n,)``."""
    return np.array([not normalise(text).text.strip() for text in texts], dtype=np.bool_)
