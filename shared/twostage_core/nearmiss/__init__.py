"""Near-misses made from meanings: labelled pairs that differ in one thing, deterministic and endless."""

from __future__ import annotations

from .generator import generate, generate_groups
from .record import CATEGORIES, PASSAGE_KINDS, SPLITS, Group, Record

__all__ = ["CATEGORIES", "PASSAGE_KINDS", "SPLITS", "Group", "Record", "generate", "generate_groups"]
