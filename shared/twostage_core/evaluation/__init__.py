"""Measures verifiers and their rivals, side by side: on labelled pairs, on retrieval, and by what they decide."""

from __future__ import annotations

from importlib.util import find_spec

if _missing := [
    name
    for name in ("bm25s", "ir_measures", "jinja2", "matplotlib", "sklearn", "scipy", "Stemmer")
    if find_spec(name) is None
]:
    raise ImportError(f"evaluation needs {', '.join(_missing)}: pip install 'twostage-rag[eval]'")

from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.page import page
from twostage_core.evaluation.record import SCHEMA, Asked, evaluate
from twostage_core.evaluation.systems import Catalogue, Scorer, Searcher, System
from twostage_core.evaluation.table import table

__all__ = ["SCHEMA", "Asked", "Catalogue", "Collection", "Scorer", "Searcher", "System", "evaluate", "page", "table"]
