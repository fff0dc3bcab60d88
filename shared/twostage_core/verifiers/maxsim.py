"""Owns `MaxSimVerifier`, late interaction as a baseline: it ranks well and rejects nothing."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twostage_core.basemodel import MINILM, MINILM_WIDTH
from twostage_core.calibration import Calibration
from twostage_core.checkpoint import Checkpoint, download, resolve
from twostage_core.tokenstore import TokenStore
from twostage_core.verifiers.protocol import (
    Judge,
    Relation,
    Verification,
    Verifier,
    check_query,
    check_relation,
    check_texts,
    loading,
    log_odds,
)

if TYPE_CHECKING:
    import torch

    from twostage_core.encoder import TokenEncoder
    from twostage_core.verifiers.matching import Matcher


class MaxSimVerifier(Verifier):
    """Mean MaxSim over token vectors (PAPER: F1), as ``(1 + MaxSim) / 2``.

    That is no probability of a match: near-misses share their words with the match, and score like it.
    Named thresholds need a calibration of your own, fitted on `logits`; it then gives the probabilities, too.
    ``identity`` takes the mean of both directions.

    Args:
        model: ``None`` for the token vectors of the untouched base model, or a checkpoint
            (``"default"``, a folder, a Hub id) for its trained ones.
        device: Where to run, as torch names it; ``None`` takes the CPU.
        base_path: Folder of the base model, if it is not to be looked for.
        calibrations: Fitted on `logits`, by relation.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        device: str | None = None,
        base_path: str | Path | None = None,
        calibrations: Mapping[str, Calibration] | None = None,
    ) -> None:
        self.model = model
        self.name = f"maxsim:{'base' if model is None else Path(model).name}"
        self.device = device or "cpu"
        self.base_path = base_path
        self._where = None if model is None else resolve(model)
        self._calibrations = dict(calibrations or {})
        self._lock = threading.Lock()
        self._encoder: TokenEncoder | None = None

    @property
    def calibrations(self) -> Mapping[str, Calibration]:
        """What was given at construction."""
        return self._calibrations

    @property
    def encoder(self) -> TokenEncoder:
        """The token encoder; loads the weights, once, if that has not happened yet."""
        with self._lock, loading(self.name):
            if self._encoder is None:
                from twostage_core.encoder import EncoderConfig, TokenEncoder

                if self._where is None:
                    base, config, tensors = MINILM, EncoderConfig(width=MINILM_WIDTH), {}
                else:
                    folder = self._where if isinstance(self._where, Path) else download(self._where)
                    found = Checkpoint.read(folder)
                    base, config, tensors = found.base, EncoderConfig(**found.encoder), found.tensors()[0]
                self._encoder = TokenEncoder.load(base.locate(self.base_path), config, tensors, device=self.device)
            return self._encoder

    def prepare(self, query: str, relation: Relation = "support", *, token_store: TokenStore | None = None) -> Judge:
        """Encodes the query; see `Verifier.prepare`."""
        matcher = self._matcher(relation, token_store)
        asked = matcher.asked([query])
        calibration = self._calibrations.get(relation)

        def judge(texts: Sequence[str]) -> Verification:
            (found,) = matcher(asked, [texts])
            probabilities = _as_probability(found.match)
            if calibration is not None:
                probabilities = calibration.probability(log_odds(probabilities))
            probabilities[found.empty] = 0.0
            ranks = np.where(found.empty, np.float32(-1.0), found.rank).astype(np.float32)
            return Verification(probabilities, ranks, found.windows, found.reasons)

        return judge

    def logits(
        self, query: str, texts: Sequence[str], relation: Relation = "support", *, token_store: TokenStore | None = None
    ) -> npt.NDArray[np.float32]:
        """Gives the log-odds of ``(1 + MaxSim) / 2``; see `Verifier.logits`."""
        check_query(query)
        check_relation(relation)
        check_texts(texts)
        matcher = self._matcher(relation, token_store)
        return log_odds(_as_probability(matcher(matcher.asked([query]), [texts])[0].match))

    def _matcher(self, relation: Relation, token_store: TokenStore | None) -> Matcher:
        from twostage_core.similarity import cosine_map, maxsim
        from twostage_core.verifiers.matching import Matcher

        def scorer(
            query: torch.Tensor, text: torch.Tensor, query_mask: torch.Tensor, mask: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            full = cosine_map(query, text)
            forward = maxsim(full, query_mask, mask)
            if relation == "support":
                return forward, forward
            return (forward + maxsim(full.transpose(1, 2), mask, query_mask)) / 2, forward

        encoder = self.encoder
        return Matcher(encoder, relation, scorer, token_store, encoder.device)


def _as_probability(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.asarray(np.clip((1.0 + scores) / 2.0, 0.0, 1.0), dtype=np.float32)
