"""Owns `Recipe`: what a training run does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training run does.

    Attributes:
        steps: Optimiser steps.
        families: Families in a batch, over all processes; each sees its own share for easy negatives and contrast.
        adapt: ``"full"`` trains every weight above the embeddings; ``"lora"`` factors of rank ``rank``; ``"none"``
            leaves the base as it is; ``"head"`` leaves the projection as it is, too, so that stored token vectors stay
            valid.
        rank: Rank of the factors, with ``adapt="lora"``.
        encoder_rate: Peak learning rate of the base's adaptation; ``None`` takes 1e-3 under ``"lora"``, 1e-4 under
            ``"full"``.
        head_rate: Peak learning rate of projection, read-out and head.
        warmup: Steps over which the rates rise.
        decay: Share of the steps, at the end, over which they fall; in between they stand, so that a longer run may
            go on from a state before the fall.
        seed: Of weights and batches.
        kept: Share of the start's weights in those that are written, with ``adapt="full"``: an average of both knows
            more of what the start knew, and much of what the run taught (Wortsman et al., 2022, "Robust fine-tuning
            of zero-shot models").
        bf16: Compute in bfloat16 where that is safe, on a machine that has units for it.
        save_steps: Steps between resumable states.
    """

    steps: int = 8000
    families: int = 16
    adapt: Literal["lora", "full", "none", "head"] = "full"
    rank: int = 80
    encoder_rate: float | None = None
    head_rate: float = 5e-4
    warmup: int = 100
    decay: float = 0.25
    seed: int = 42
    kept: float = 0.0
    bf16: bool = True
    save_steps: int = 250
