"""Owns `SimilarityMapVerifier`, the verifier that ships."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twostage_core.calibration import Calibration
from twostage_core.checkpoint import Checkpoint, download, resolve
from twostage_core.errors import InputError
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
)

if TYPE_CHECKING:
    import torch

    from twostage_core.encoder import TokenEncoder
    from twostage_core.head import MapTransformer
    from twostage_core.runtimes import Loaded
    from twostage_core.verifiers.matching import Matcher, Matches


class SimilarityMapVerifier(Verifier):
    """A small Transformer over the token–token similarity maps of query and text.

    The cosine of the pooled vectors, which stands for what the untouched base makes of both, is added to the head's
    logit with the weight that the calibration has for it: the maps know composition, the base knows wording.

    The weights load once, when first needed, whichever thread comes first.

    Args:
        model: ``"default"``, a checkpoint folder, or ``owner/name`` on the Hub.
        device: Where to run, as torch names it; ``None`` takes the CPU.
        base_path: Folder of the base model, if it is not to be looked for.

    Raises:
        ModelNotFoundError: If the checkpoint is neither there nor a Hub id.
    """

    def __init__(
        self, model: str | Path = "default", *, device: str | None = None, base_path: str | Path | None = None
    ) -> None:
        self.model = str(model)
        self.name = f"similarity-map:{Path(self.model).name}"
        self.device = device or "cpu"
        self.base_path = base_path
        self._lock = threading.RLock()
        self._found: Checkpoint | None = None
        self._ready: Loaded | None = None
        where = resolve(model)
        self._repository = where if isinstance(where, str) else None
        if isinstance(where, Path):
            self._found = Checkpoint.read(where)

    @property
    def checkpoint(self) -> Checkpoint:
        """Configuration and calibration; fetches them from the Hub if they are not here."""
        # Without the lock where it is known: whoever loads the weights holds that for seconds.
        if self._found is not None:
            return self._found
        with self._lock:
            if self._found is None:
                assert self._repository is not None  # noqa: S101 - a folder was read at construction
                self._found = Checkpoint.read(download(self._repository))
            return self._found

    @property
    def calibrations(self) -> Mapping[str, Calibration]:
        """The checkpoint's calibration of each relation."""
        return self.checkpoint.calibration

    @property
    def encoder(self) -> TokenEncoder:
        """The token encoder; loads the weights if that has not happened yet."""
        return self._load().encoder

    def prepare(self, query: str, relation: Relation = "support", *, token_store: TokenStore | None = None) -> Judge:
        """Encodes the query; see `Verifier.prepare`."""
        calibration = self.calibrations[relation]
        matcher = self._matcher(relation, token_store, calibration.cosine)
        asked = matcher.asked([query])

        def judge(texts: Sequence[str]) -> Verification:
            return _verification(matcher(asked, [texts])[0], calibration)

        return judge

    def verify(
        self,
        queries: Sequence[str],
        texts: Sequence[Sequence[str]],
        relation: Relation = "support",
        *,
        token_store: TokenStore | None = None,
    ) -> list[Verification]:
        """Verifies many queries in one batch; see `Verifier.verify`."""
        calibration = self.calibrations[relation]
        matcher = self._matcher(relation, token_store, calibration.cosine)
        return [_verification(found, calibration) for found in matcher(matcher.asked(queries), texts)]

    def logits(
        self, query: str, texts: Sequence[str], relation: Relation = "support", *, token_store: TokenStore | None = None
    ) -> npt.NDArray[np.float32]:
        """Gives the logits, the weighted cosine included; see `Verifier.logits`."""
        check_relation(relation)
        return self.parts(query, texts, relation, self.calibrations[relation].cosine, token_store=token_store)[0]

    def parts(
        self,
        query: str,
        texts: Sequence[str],
        relation: Relation,
        cosine_weight: float,
        *,
        token_store: TokenStore | None = None,
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Gives logits under another weight of the cosine, and the cosine itself; for calibration.

        Args:
            query: Any text with a token in it.
            texts: ``n`` texts.
            relation: Which relation.
            cosine_weight: Replaces that of the calibration.
            token_store: Where token vectors are kept.

        Returns:
            float32 ``(n,)`` logits and ``(n,)`` cosines of the windows that decide, NaN for a text that is not judged.

        Raises:
            InputError: As `Verifier.logits`.
        """
        check_query(query)
        check_relation(relation)
        check_texts(texts)
        matcher = self._matcher(relation, token_store, cosine_weight)
        (found,) = matcher(matcher.asked([query]), [texts])
        return found.match, found.cosine

    @property
    def head(self) -> MapTransformer:
        """The map head; loads the weights if that has not happened yet.

        Raises:
            InputError: If the checkpoint runs in ONNX Runtime, where nothing but its scores is to be had.
        """
        found = self._load().head
        if found is None:
            raise InputError(f"{self.name} runs in ONNX Runtime: its head can be read where it was exported from")
        return found

    def decided(self, query: str, text: str, relation: Relation) -> tuple[int, int] | None:
        """Which window of a query and which of a text decide; ``None`` if a side has none, or is not judged."""
        matcher = self._matcher(relation, None, self.calibrations[relation].cosine)
        return matcher(matcher.asked([query]), [[text]])[0].decided[0]

    def _matcher(self, relation: Relation, token_store: TokenStore | None, cosine_weight: float) -> Matcher:
        import torch

        from twostage_core.head import RELATIONS
        from twostage_core.verifiers.matching import Matcher

        loaded = self._load()
        index = RELATIONS.index(relation)

        def scorer(
            query: torch.Tensor, text: torch.Tensor, query_mask: torch.Tensor, mask: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            asked = torch.full((len(query),), index, device=query.device)
            logits, rank = loaded.scores(query, text, query_mask, mask, asked)
            if relation == "identity":
                # The map reads rows and columns differently; both readings make the score symmetric.
                logits = (logits + loaded.scores(text, query, mask, query_mask, asked)[0]) / 2
            return logits, rank

        return Matcher(loaded.encoder, relation, scorer, token_store, loaded.device, cosine_weight)

    def _load(self) -> Loaded:
        """Loads the weights, once, with every other thread waiting for the first."""
        from twostage_core.runtimes import load

        with self._lock, loading(self.name):
            if self._ready is None:
                self._ready = load(self.checkpoint, self.device, self.base_path)
            return self._ready


def _verification(found: Matches, calibration: Calibration) -> Verification:
    probabilities = calibration.probability(found.match)
    # A text without a token carries nothing.
    probabilities[found.empty] = 0.0
    ranks = np.where(found.empty, np.float32(-1.0), found.rank).astype(np.float32)
    return Verification(probabilities, ranks, found.windows, found.reasons)
