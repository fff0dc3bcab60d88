"""The example says "I don't know", with the reason, and does not ask the LLM."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]


def test_it_does_not_know_and_says_why(example: ModuleType, embedding: BaseEmbedding, found: Any, events: Any) -> None:
    engine = example.build_engine(MockLLM(), embedding, threshold=1.0)
    for response in (engine.query(found.question), asyncio.run(engine.aquery(found.question))):
        assert str(response).startswith("I don't know: none of 6 candidates reached the threshold 1.000")
        assert response.metadata == {"abstained": True, "complete": True}
        assert response.source_nodes == []
    assert events.names("LLM") == []


def test_it_answers_from_what_is_verified(
    example: ModuleType, embedding: BaseEmbedding, found: Any, events: Any
) -> None:
    engine = example.build_engine(MockLLM(), embedding, threshold=0.0)
    for response in (engine.query(found.question), asyncio.run(engine.aquery(found.question))):
        assert [item.node_id for item in response.source_nodes] == found.ids[:2]
    assert events.names("LLM") != []


# Depends on the shipped checkpoint: which questions are answered is the verifier's own judgement.
def test_its_questions_come_out_right(example: ModuleType) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "shared")])}
    shown = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "llamaindex_i_dont_know.py")],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    answers = dict(block.split("\n", 1) for block in shown.strip().split("\n\n"))
    assert list(answers) == [*example.ANSWERED, *example.UNANSWERED]
    for question, passage in example.ANSWERED.items():
        assert example.HANDBOOK[passage] in answers[question], question
    for question in example.UNANSWERED:
        assert answers[question].startswith("  I don't know: "), question
