"""Imports point one way: DESIGN's layers, enforced on the source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = ROOT / "shared" / "twostage_core"

LAYERS = [
    {"errors", "text", "candidate", "provenance", "lines", "hashes", "importpath", "gathering", "promises"},
    {"bytestores", "similarity", "tokenvectors", "basemodel", "judgement", "calibration", "deltas"},
    {"head", "tokennetwork", "encoder", "tokenstore", "checkpoint"},
    {"runtimes"},
    {"verifiers"},
    {"explanation"},
    {"loading", "policy"},
    {"stage", "judging", "indexing", "escalation"},
    {"nearmiss"},
    {"training"},
    {"evaluation"},
    {"cli"},
]
"""Bottom to top; a module may import from its own layer and those below it."""

TORCH = {
    "deltas",
    "encoder",
    "head",
    "tokennetwork",
    "similarity",
    "runtimes/onnx",
    "runtimes/export",
    "verifiers/matching",
    "explanation/attribution",
    "training/",
}
"""Where torch is imported when the module is; everywhere else it waits until it is used."""


def modules() -> list[Path]:
    return sorted(p for p in CORE.rglob("*.py") if p != CORE / "__init__.py")


def layer(name: str) -> int:
    return next(i for i, names in enumerate(LAYERS) if name in names)


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names


def at_import(tree: ast.Module) -> set[str]:
    """What is imported with the module: not inside functions, not under TYPE_CHECKING."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= imported(ast.Module([node], []))
    return found


def test_every_module_of_the_core_has_a_layer() -> None:
    top = {p.relative_to(CORE).parts[0].removesuffix(".py") for p in modules()}
    assert top == set().union(*LAYERS)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(CORE)))
def test_a_module_imports_only_its_layer_and_those_below(path: Path) -> None:
    own = path.relative_to(CORE).parts[0].removesuffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # Names for type checkers alone may point up (an exception carries a judgement).
    names = imported(ast.Module([n for n in tree.body if not _is_for_types(n)], []))
    for name in names:
        if name.startswith("twostage_core."):
            other = name.split(".")[1]
            assert layer(other) <= layer(own), f"{own} imports {other}, which is above it"
        assert not name.startswith(("langchain", "llama_index", "llamaindex", "shared", "tests"))


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(CORE)))
def test_torch_waits_until_it_is_used(path: Path) -> None:
    name = path.relative_to(CORE).as_posix().removesuffix(".py")
    if any(name == allowed or (allowed.endswith("/") and name.startswith(allowed)) for allowed in TORCH):
        return
    heavy = {"torch", "transformers", "sentence_transformers", "safetensors", "tokenizers"}
    roots = {n.split(".")[0] for n in at_import(ast.parse(path.read_text(encoding="utf-8")))}
    assert not roots & heavy


@pytest.mark.parametrize("adapter", ["langchain_twostage", "llamaindex_twostage"])
def test_an_adapter_uses_the_front_door_alone(adapter: str) -> None:
    for path in (ROOT / adapter).rglob("*.py"):
        for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
            assert not name.startswith("twostage_core."), f"{path.name} imports {name}"
            assert name.split(".")[0] not in {"torch", "transformers", "sentence_transformers", "numpy"}


def _is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
