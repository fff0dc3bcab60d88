"""What the package exports, what importing it costs, and what it may import."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import langchain_twostage

PACKAGE = Path(langchain_twostage.__file__).parent
HEAVY = ("torch", "transformers", "sentence_transformers")


def _python(code: str) -> str:
    """Runs code in a fresh interpreter that finds what this one finds, and returns what it printed."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_all_is_complete_and_sorted() -> None:
    assert langchain_twostage.__all__ == ["TwoStageCompressor", "TwoStageIndexer", "TwoStageRetriever"]
    assert all(hasattr(langchain_twostage, name) for name in langchain_twostage.__all__)


def test_importing_and_instantiating_load_no_model_code() -> None:
    loaded = _python(
        "import sys, langchain_twostage as lt\n"
        "from langchain_core.runnables import RunnableLambda\n"
        "lt.TwoStageCompressor(); lt.TwoStageRetriever(recall=RunnableLambda(lambda q: []))\n"
        "print(*sorted({m.split('.')[0] for m in sys.modules}))"
    ).split()
    assert not set(HEAVY) & set(loaded)
    assert "twostage_core" in loaded


def test_import_costs_at_most_half_of_what_the_framework_costs() -> None:
    code = (
        "import time\n"
        "started = time.process_time()\n"
        "import langchain_core.retrievers\n"
        "framework = time.process_time()\n"
        "import langchain_twostage\n"
        "print((time.process_time() - framework) / (framework - started))"
    )
    _python(code)  # compiles, and warms the file cache
    # A ratio of processor time, once in five: a fifth of a second is more or less by how fast a machine is.
    assert any(float(_python(code)) <= 0.5 for _ in range(5))


def test_without_langchain_the_error_says_what_to_install() -> None:
    said = _python(
        "import sys\n"
        "sys.modules['langchain_core'] = None\n"
        "try:\n    import langchain_twostage\n"
        "except ModuleNotFoundError as error:\n    print(error)"
    )
    assert 'pip install "twostage-rag[langchain]"' in said


def test_only_the_front_door_of_the_core_is_used() -> None:
    for module in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] != "twostage_core", module.name
            elif isinstance(node, ast.Import):
                names = {alias.name for alias in node.names}
                assert not {n for n in names if n.startswith("twostage_core.")}, module.name


def test_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()
