"""The example that says "I don't know": it runs, and it asks the model only where something is verified."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.model

EXAMPLE = Path(__file__).parents[2] / "examples" / "langchain_i_dont_know.py"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("langchain_i_dont_know", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_the_model_is_never_asked_when_nothing_is_verified(example) -> None:
    model = example.FirstSource()
    chain = example.build_chain(example.build_retriever(threshold=1.0), model)
    for question in (*example.ANSWERED, *example.UNANSWERED):
        answer = chain.invoke(question)
        assert answer.startswith("I don't know: none of 6 candidates reached the threshold 1.000")
    assert (await chain.ainvoke("Who repairs the robes?")).startswith("I don't know: none of 6")
    assert model.asked == 0


async def test_the_model_answers_from_what_is_verified(example) -> None:
    model = example.FirstSource()
    chain = example.build_chain(example.build_retriever(threshold=0.0), model)
    for question, passage in example.ANSWERED.items():
        assert chain.invoke(question) == f"{example.HANDBOOK[passage]} [{passage}]"
    assert model.asked == len(example.ANSWERED)
    assert (await chain.ainvoke("Who repairs the robes?")).endswith("]")


# Depends on the shipped checkpoint: which questions it answers, and which it does not.
def test_runs_and_tells_what_it_knows_from_what_it_does_not(example) -> None:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, str(EXAMPLE)], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    blocks = [block.split("\n  ", 1) for block in done.stdout.strip().split("\n\n")]
    said = dict(blocks[:-1])
    assert set(said) == {*example.ANSWERED, *example.UNANSWERED}
    for question, passage in example.ANSWERED.items():
        assert said[question].endswith(f"[{passage}]"), question
    for question in example.UNANSWERED:
        assert said[question].startswith("I don't know: none of 6 candidates"), question
    assert blocks[-1] == ["8 questions; the model was asked 4 times."]
