"""Near-misses: made from meanings, labelled by construction and endless; or written from your own texts by a model."""

from __future__ import annotations

from .author import Draft, write_pairs
from .generator import generate, generate_groups
from .record import CATEGORIES, PASSAGE_FORMS, SPLITS, Group, Record

__all__ = [
    "CATEGORIES",
    "PASSAGE_FORMS",
    "SPLITS",
    "Draft",
    "Group",
    "Record",
    "generate",
    "generate_groups",
    "write_pairs",
]
