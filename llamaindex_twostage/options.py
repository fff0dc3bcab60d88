"""Owns `Options`: the shorthands from which a postprocessor makes its stage, and the stage that they make."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias, TypedDict

from llama_index.core.callbacks import CallbackManager

import twostage_core as ts
from twostage_core import OnEmpty, OnError, OnReject, OnUnverified, Order, Relation, Verify


class Options(TypedDict, total=False):
    """Keyword arguments of `TwoStagePostprocessor`: its fields, which say what each means."""

    model: str | Path
    device: str | None
    relation: Relation
    threshold: str | float
    on_reject: OnReject
    order: Order
    verify: Verify
    on_unverified: OnUnverified
    on_error: OnError
    on_empty: OnEmpty
    top_n: int | None
    max_candidates: int
    deadline: float | None
    keep_retrieval_score: bool
    callback_manager: CallbackManager | None


Store: TypeAlias = ts.TokenStore | ts.ByteStore | ts.AsyncByteStore | str | None
"""Where token vectors are kept: a store of them, a store of bytes, an address, or memory."""

_OF_THE_MODEL = ("model", "device")
_OF_THE_POLICY = (
    "threshold",
    "on_reject",
    "order",
    "verify",
    "on_unverified",
    "on_error",
    "on_empty",
    "top_n",
    "max_candidates",
    "deadline",
)
OF_THE_STAGE = (*_OF_THE_MODEL, "relation", *_OF_THE_POLICY)
"""Options from which a stage is made; the others are the postprocessor's own."""


def make_stage(token_store: Store, given: Mapping[str, Any]) -> ts.PrecisionStage:
    """Makes a stage from shorthands; whatever can be wrong is checked before a checkpoint is fetched.

    Args:
        token_store: See `Store`.
        given: Of `OF_THE_STAGE`, what was given.

    Raises:
        InputError: If an option is wrong.
        ModelNotFoundError: If there is no such model.
    """
    store = token_store if isinstance(token_store, ts.TokenStore) else ts.TokenStore(token_store)
    model, device = given.get("model", "default"), given.get("device")
    if not isinstance(model, str):
        raise ts.InputError(f'model must be "default", a folder or a Hub id as a str, but got {type(model).__name__}')
    if device is not None and not isinstance(device, str):
        raise ts.InputError(f"device must be a str as torch names it, or None, but got {type(device).__name__}")
    rest = {name: value for name, value in given.items() if name not in _OF_THE_MODEL}
    return ts.PrecisionStage(ts.load_verifier(model, device=device), token_store=store, **rest)


def checked_stage(stage: ts.PrecisionStage, token_store: Store, given: Mapping[str, Any]) -> ts.PrecisionStage:
    """Returns the stage that was given.

    Raises:
        InputError: If it is none, or an option was given beside it.
    """
    if not isinstance(stage, ts.PrecisionStage):
        raise ts.InputError(
            f"stage must be a PrecisionStage, but got {stage!r}; "
            "a stage is not serialised with a postprocessor, so make the postprocessor anew from it"
        )
    names = [*given, *(["token_store"] if token_store is not None else [])]
    if names:
        raise ts.InputError(
            f"expected a stage or its options, but got stage and {', '.join(names)}; "
            "give these to the PrecisionStage, or leave the stage out"
        )
    return stage


def described(stage: ts.PrecisionStage) -> dict[str, Any]:
    """The options that a stage stands for."""
    policy = {name: getattr(stage.policy, name) for name in _OF_THE_POLICY}
    device = getattr(stage.verifier, "device", None)
    # Another's verifier may have a torch.device here.
    shown = None if device is None else str(device)
    return {"model": stage.verifier.name, "device": shown, "relation": stage.relation, **policy}
