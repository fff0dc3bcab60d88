"""Owns the way from LlamaIndex's nodes to candidates, and from verdicts back to nodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llama_index.core.schema import BaseNode, MetadataMode, NodeWithScore

import twostage_core as ts

RETRIEVAL_SCORE = "retrieval_score"
"""Metadata key of the score a node came with, named as LlamaIndex's own rerankers name it."""


def to_candidates(nodes: Sequence[NodeWithScore]) -> list[ts.Candidate]:
    """Turns nodes into candidates, without touching the nodes.

    The text is the one that was embedded (``MetadataMode.EMBED``): what recall saw is what is judged.

    Args:
        nodes: In recall order.

    Returns:
        One candidate for each node, in the order given.

    Raises:
        InputError: If something is not a `NodeWithScore`.
    """
    candidates = []
    for position, item in enumerate(nodes):
        if not isinstance(item, NodeWithScore):
            raise ts.InputError(
                f"nodes[{position}] must be a NodeWithScore, but got {type(item).__name__}; "
                "wrap a bare node as NodeWithScore(node=node)"
            )
        text = text_of(item.node)
        # Some stores give NumPy numbers, which JSON cannot carry.
        score = None if item.score is None else float(item.score)
        candidates.append(ts.Candidate(text, item.node.node_id, score))
    return candidates


def text_of(node: BaseNode) -> str:
    """The text of a node that is judged, and so the one to index."""
    return node.get_content(metadata_mode=MetadataMode.EMBED)


def with_verdict(item: NodeWithScore, verdict: ts.Verdict, *, keep_retrieval_score: bool) -> NodeWithScore:
    """Copies a node and writes a verdict on the copy.

    Of a node that already carries a verdict, the newer one takes the place of the older one.

    Args:
        item: The node that was judged; neither it nor what it holds is changed.
        verdict: What the stage says of it.
        keep_retrieval_score: Whether the score it came with goes into ``metadata["retrieval_score"]``.

    Returns:
        A copy with the same node id, whose ``score`` is the probability, ``None`` without one.
    """
    written: dict[str, Any] = {
        "twostage_verdict": verdict.decision,
        "twostage_recall_rank": verdict.recall_rank,
        "twostage_recall_score": verdict.candidate.recall_score,
        # A list, as a tuple would not survive JSON.
        "twostage_window": None if verdict.window is None else list(verdict.window),
    }
    if keep_retrieval_score:
        written[RETRIEVAL_SCORE] = verdict.candidate.recall_score
    node = item.node
    copy = node.model_copy(
        update={
            "metadata": {**_copied(node.metadata), **written},
            "relationships": dict(node.relationships),
            "excluded_embed_metadata_keys": _joined(node.excluded_embed_metadata_keys, written),
            "excluded_llm_metadata_keys": _joined(node.excluded_llm_metadata_keys, written),
        }
    )
    return item.model_copy(update={"node": copy, "score": verdict.probability})


def _joined(keys: list[str], written: dict[str, Any]) -> list[str]:
    return [*keys, *(key for key in written if key not in keys)]


def _copied(value: Any) -> Any:
    """Copies dicts and lists to any depth, and shares the rest: not every object can be copied."""
    if isinstance(value, dict):
        return {key: _copied(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_copied(entry) for entry in value]
    return value
