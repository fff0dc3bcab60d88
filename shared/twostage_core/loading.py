"""Owns `load_verifier`: one verifier for each checkpoint and device, whoever asks."""

from __future__ import annotations

import threading
from pathlib import Path

from twostage_core.checkpoint import resolve
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

_loaded: dict[tuple[str, str, str], SimilarityMapVerifier] = {}
_lock = threading.Lock()


def load_verifier(
    model: str | Path = "default", *, device: str | None = None, base_path: str | Path | None = None
) -> SimilarityMapVerifier:
    """Returns the verifier of a checkpoint, the same one every time.

    Nothing heavy happens here: weights load when a text is first judged, once, on whichever thread comes
    first. Safe to call from many threads.

    Args:
        model: ``"default"``, a checkpoint folder, or ``owner/name`` on the Hub.
        device: Where to run, as torch names it; ``None`` takes the CPU.
        base_path: Folder of the base model, if it is not to be looked for.

    Returns:
        The verifier.

    Raises:
        ModelNotFoundError: If ``model`` is neither ``"default"``, a checkpoint folder nor a Hub id.
        ModelIntegrityError: If the checkpoint's configuration is damaged or of another format.
    """
    where = resolve(model)
    name = str(where.resolve()) if isinstance(where, Path) else where
    key = (name, device or "cpu", str(base_path or ""))
    with _lock:
        if key not in _loaded:
            _loaded[key] = SimilarityMapVerifier(model, device=device, base_path=base_path)
        return _loaded[key]
