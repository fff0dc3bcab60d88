"""Measures verifiers and their rivals on labelled pairs and on retrieval."""

from __future__ import annotations

from importlib.util import find_spec

if _missing := [name for name in ("ir_measures", "sklearn", "scipy") if find_spec(name) is None]:
    raise ImportError(f"evaluation needs {', '.join(_missing)}: pip install 'twostage-rag[eval]'")

from twostage_core.evaluation.report import ALL_SUITES, evaluate
from twostage_core.evaluation.systems import System, system
from twostage_core.evaluation.table import table

__all__ = ["ALL_SUITES", "System", "evaluate", "system", "table"]
