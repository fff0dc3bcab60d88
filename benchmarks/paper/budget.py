"""Owns `Budget`, which every trained model of the two experiments has alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may spend.

    Attributes:
        steps: Optimiser steps.
        batch: Triplets in a batch.
        tokens: Most tokens of a text that becomes one vector.
        map_tokens: Most tokens of a text whose map is read.
        encoder_rate: Peak learning rate of a token encoder or embedding.
        head_rate: Peak learning rate of what reads the map.
    """

    steps: int = 200
    batch: int = 32
    tokens: int = 96
    map_tokens: int = 64
    encoder_rate: float = 5e-5
    head_rate: float = 1e-3

    @property
    def warmup(self) -> int:
        """Steps over which the rates rise, a tenth; over the rest they fall to nothing."""
        return max(1, self.steps // 10)

    @property
    def triplets(self) -> int:
        """Triplets that a run sees."""
        return self.steps * self.batch


SMALL = Budget(steps=6, batch=4, tokens=64, map_tokens=32)
"""Shows that everything runs, and nothing else."""
