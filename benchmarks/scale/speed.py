"""Measures how fast passages are indexed, beside the forward passes alone that this takes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from benchmarks.scale.texts import real_passages
from twostage_core.indexing.filling import PreparedFiller, batches
from twostage_core.loading import load_verifier
from twostage_core.tokenstore import TokenStore


def measure(retrieval: Path, folder: Path, passages: int, seed: int) -> dict[str, Any]:
    """Fills an LMDB store batch by batch, as ``twostage index`` does, and after each runs its forward passes again.

    Args:
        retrieval: Folder of collections.
        folder: Where the store is made.
        passages: How many are asked for.
        seed: Of their order.

    Returns:
        ``asked`` and ``passages``, ``tokens`` and ``text_bytes`` on average, ``seconds`` of each batch both ways,
        ``passages_a_second`` both ways, and their ``ratio``.
    """
    encoder = load_verifier().encoder
    texts = real_passages(retrieval, passages, seed)
    fill = PreparedFiller(TokenStore(f"lmdb://{folder}"), encoder)
    # Threads start and memory is first taken outside of what is timed.
    encoder.encode(texts[:32])
    passes: list[tuple[Tensor, Tensor]] = []
    encoder.network.register_forward_pre_hook(lambda _, given: passes.append(given))
    seconds: dict[str, list[float]] = {"index": [], "forward": []}
    for batch in batches(texts):
        passes.clear()
        started = time.perf_counter()
        done = fill(batch)
        seconds["index"].append(time.perf_counter() - started)
        if (done.computed, done.lost) != (len(batch), 0):
            raise RuntimeError(f"expected {len(batch)} texts to be computed and kept, but got {done}")
        seconds["forward"].append(_forward(encoder.network, list(passes)))
    total = {name: sum(taken) for name, taken in seconds.items()}
    return {
        "asked": passages,
        "passages": len(texts),
        "tokens": round(sum(len(w) for text in texts for w in encoder.tokens(text)) / len(texts), 1),
        "text_bytes": round(sum(len(text.encode()) for text in texts) / len(texts)),
        "seconds": {name: [round(s, 4) for s in taken] for name, taken in seconds.items()},
        "passages_a_second": {name: round(len(texts) / taken, 2) for name, taken in total.items()},
        "ratio": round(total["forward"] / total["index"], 4),
    }


def _forward(network: nn.Module, passes: list[tuple[Tensor, Tensor]]) -> float:
    """Seconds of the very passes that indexing took, and of nothing else."""
    started = time.perf_counter()
    with torch.inference_mode():
        for ids, mask in passes:
            network(ids, mask)
    return time.perf_counter() - started
