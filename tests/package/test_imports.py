from __future__ import annotations

import subprocess
import sys

import pytest

import twostage_core as ts

HEAVY = ("torch", "transformers", "sentence_transformers", "sklearn", "peft", "typer", "rich")


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def seconds(statement: str) -> float:
    code = f"import time; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"
    return float(python(code))


def allowed(limit: float, in_numpys: float) -> float:
    """Seconds, or on a slow machine as many times what numpy takes to import."""
    return max(limit, in_numpys * min(seconds("import numpy") for _ in range(3)))


def test_the_front_door_is_complete_and_sorted() -> None:
    assert ts.__all__ == sorted(ts.__all__)
    assert all(hasattr(ts, name) for name in ts.__all__)


@pytest.mark.parametrize("package", ["twostage_core", "langchain_twostage", "llamaindex_twostage"])
def test_importing_a_package_imports_nothing_heavy(package: str) -> None:
    found = python(f"import sys, {package}; print([m for m in {HEAVY!r} if m in sys.modules])")
    assert found == "[]"


def test_the_core_is_imported_in_less_than_three_tenths_of_a_second() -> None:
    # Once in five: what else runs on the machine can only add to it.
    limit = allowed(0.3, 3)
    assert any(seconds("import twostage_core") < limit for _ in range(5))


@pytest.mark.parametrize(
    ("adapter", "framework"),
    [
        ("langchain_twostage", "from langchain_core.retrievers import BaseRetriever"),
        ("llamaindex_twostage", "from llama_index.core.postprocessor.types import BaseNodePostprocessor"),
    ],
)
def test_an_adapter_adds_at_most_two_tenths_of_a_second_to_its_framework(adapter: str, framework: str) -> None:
    # Measured behind the framework's own import, in the same process.
    statement, limit = f"{framework}; start = time.perf_counter(); import {adapter}", allowed(0.2, 2)
    assert any(seconds(statement) < limit for _ in range(5))


def test_no_extra_is_needed_for_the_core() -> None:
    blocked = (
        "import sys\nfor m in ('langchain_core', 'llama_index', 'typer', 'sklearn', 'peft'): sys.modules[m] = None\n"
    )
    assert python(blocked + "import twostage_core as ts; print(ts.PrecisionStage(threshold=0.5).threshold)") == "0.5"
