"""Owns a judgement that shows on the trace: the stage's answer, and the event that tells of it.

Neither a compressor nor the stage has a run of its own, so without the event a trace would show what came out
and never why, least of all when nothing did. The event is called ``twostage_judgement`` and holds no texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from langchain_core.documents import Document
from langchain_core.runnables.config import (
    RunnableConfig,
    ensure_config,
    get_async_callback_manager_for_config,
    get_callback_manager_for_config,
)

import twostage_core as ts
from langchain_twostage.documents import candidates

EVENT = "twostage_judgement"
"""Name of the event."""


def judge(
    stage: ts.PrecisionStage,
    query: str,
    documents: Sequence[Document],
    top_n: int | None,
    config: RunnableConfig | None,
) -> ts.Judgement:
    """Judges documents and dispatches the event.

    Args:
        stage: What judges.
        query: The query, not blank.
        documents: In recall order.
        top_n: Most results; ``None`` takes the stage's.
        config: Whose callbacks see the event; ``None`` takes those of the run that this happens in, if any.

    Returns:
        The judgement.

    Raises:
        TwoStageError: See `twostage_core.PrecisionStage.judge`.
    """
    try:
        judgement = stage.judge(query, candidates(documents), top_n)
    except ts.NothingVerified as nothing:
        _dispatch(nothing.judgement, config)
        raise
    _dispatch(judgement, config)
    return judgement


async def ajudge(
    stage: ts.PrecisionStage,
    query: str,
    documents: Sequence[Document],
    top_n: int | None,
    config: RunnableConfig | None,
) -> ts.Judgement:
    """Judges documents without holding up the event loop. See `judge`."""
    try:
        judgement = await stage.ajudge(query, candidates(documents), top_n)
    except ts.NothingVerified as nothing:
        await _adispatch(nothing.judgement, config)
        raise
    await _adispatch(judgement, config)
    return judgement


# `dispatch_custom_event` is these two lines and an error outside a run. Being called outside a run is no
# fault here, and catching that error would swallow those of handlers.
def _dispatch(judgement: ts.Judgement, config: RunnableConfig | None) -> None:
    manager = get_callback_manager_for_config(ensure_config(config))
    manager.on_custom_event(EVENT, _summary(judgement), run_id=manager.parent_run_id)


async def _adispatch(judgement: ts.Judgement, config: RunnableConfig | None) -> None:
    manager = get_async_callback_manager_for_config(ensure_config(config))
    await manager.on_custom_event(EVENT, _summary(judgement), run_id=manager.parent_run_id)


def _summary(judgement: ts.Judgement) -> dict[str, Any]:
    """What the event holds: the outcome, how many candidates met which decision, seconds."""
    decisions = Counter(v.decision for v in judgement.verdicts)
    return {
        "abstained": judgement.abstained,
        "complete": judgement.complete,
        "reason": judgement.reason,
        "threshold": judgement.threshold,
        "calibration": judgement.calibration,
        "candidates": len(judgement.verdicts),
        "accepted": decisions["accept"],
        "rejected": decisions["reject"],
        "unverified": decisions["unverified"],
        "returned": len(judgement.results),
        "timings": asdict(judgement.timings),
    }
