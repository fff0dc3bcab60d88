"""Owns `export`: a checkpoint merged, and put into the form that another runtime takes."""

from __future__ import annotations

import ast
import json
import logging
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from twostage_core import checkpoint as checkpoints
from twostage_core.checkpoint import CALIBRATION, RUNTIMES, Checkpoint, Runtime
from twostage_core.errors import InputError
from twostage_core.head import MapTransformer
from twostage_core.runtimes.loaded import load

_MOST = 4096
"""Most pairs of windows, or windows, that a graph is told to expect at once; the encoder has fewer in a batch."""


def export(checkpoint: Checkpoint, folder: Path, runtime: Runtime, *, base_path: str | Path | None = None) -> None:
    """Writes a checkpoint for another runtime, with a manifest of hashes.

    - ``torch-bf16``: the same weights, run in bfloat16: on a GPU, or a CPU with units for it. Token vectors are others,
      so a store is filled anew.
    - ``onnx``: encoder, its deltas merged, and head as graphs for ONNX Runtime, in float32. The vectors are the same to
      what rounding does, and a filled store stays valid.
    - ``onnx-int8``: likewise, with the head's Transformer in int8 as far as its weights stand in the graph as
      constants, which those of queries, keys and values do not. Encoder and patches are not quantised: probabilities
      would be too far off.

    The calibration comes along as it is; `twostage calibrate` fits one of its own.

    Args:
        checkpoint: What to export; trained weights, not an export.
        folder: Where to; made if it is not there.
        runtime: For what.
        base_path: Folder of the base model, if it is not to be looked for.

    Raises:
        InputError: If the runtime is unknown, the checkpoint is itself an export, the folder is its own, or what an
            export needs is not installed.
    """
    if runtime not in RUNTIMES or runtime == "torch":
        raise InputError(f"runtime must be one of {', '.join(map(repr, RUNTIMES[1:]))}, but got {runtime!r}")
    if checkpoint.runtime != "torch":
        raise InputError(f"{checkpoint.folder} was exported itself: take what it was exported from")
    if folder.resolve() == checkpoint.folder.resolve():
        raise InputError(f"{folder} is the checkpoint itself; give another folder")
    tools = _tools() if runtime.startswith("onnx") else None
    loaded = load(checkpoint, "cpu", base_path)
    folder.mkdir(parents=True, exist_ok=True)
    # A folder that was cut short has no manifest, and is not run.
    (folder / checkpoints.MANIFEST).unlink(missing_ok=True)
    config = json.loads((checkpoint.folder / "config.json").read_text(encoding="utf-8")) | {"runtime": runtime}
    if tools is None:
        shutil.copyfile(checkpoint.folder / "model.safetensors", folder / "model.safetensors")
    else:
        assert isinstance(loaded.encoder.network, nn.Module)  # noqa: S101 - it was loaded for torch
        assert loaded.head is not None  # noqa: S101
        config["fingerprint"] = loaded.encoder.fingerprint
        shutil.copyfile(checkpoint.base.locate(base_path) / "tokenizer.json", folder / "tokenizer.json")
        _encoder(loaded.encoder.network, folder / "encoder.onnx")
        _head(loaded.head, loaded.encoder.config.width, folder / "head.onnx", tools if runtime == "onnx-int8" else None)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    for name in (CALIBRATION, "README.md"):
        if (checkpoint.folder / name).is_file():
            shutil.copyfile(checkpoint.folder / name, folder / name)
    checkpoints.write_manifest(folder, runtime)


def _tools() -> Callable[..., None]:
    """What quantises; here first, so that what is missing is found before any work."""
    try:
        import onnxscript  # noqa: F401 - torch exports through it
        from onnxruntime.quantization import quantize_dynamic
    except ModuleNotFoundError as error:
        raise InputError(f"an export to ONNX needs its extra ({error}): pip install 'twostage-rag[onnx]'") from error
    quantise: Callable[..., None] = quantize_dynamic
    return quantise


def _encoder(network: nn.Module, path: Path) -> None:
    texts, tokens = torch.export.Dim("texts", min=2, max=_MOST), torch.export.Dim("tokens", min=3, max=512)
    # Two tensors: one in both places would become one input.
    ids, mask = torch.ones((3, 11), dtype=torch.int64), torch.ones((3, 11), dtype=torch.int64)
    _write(network, (ids, mask), ({0: texts, 1: tokens}, {0: texts, 1: tokens}), path)


def _head(head: MapTransformer, width: int, path: Path, quantise: Callable[..., None] | None) -> None:
    config = head.config
    pairs = torch.export.Dim("pairs", min=2, max=_MOST)
    # Whole patches: padding that hangs on a length cannot be told to a graph.
    grid_rows = torch.export.Dim("grid_rows", min=1, max=config.window // config.patch_rows)
    grid_columns = torch.export.Dim("grid_columns", min=1, max=config.window // config.patch_columns)
    rows, columns = config.patch_rows * grid_rows, config.patch_columns * grid_columns
    q, d = 3 * config.patch_rows, 3 * config.patch_columns
    given = (
        torch.randn(3, q, width),
        torch.randn(3, d, width),
        torch.ones(3, q, dtype=torch.bool),
        torch.ones(3, d, dtype=torch.bool),
        torch.zeros(3, dtype=torch.int64),
    )
    shapes = ({0: pairs, 1: rows}, {0: pairs, 1: columns}, {0: pairs, 1: rows}, {0: pairs, 1: columns}, {0: pairs})
    _write(_Scores(head), given, shapes, path)
    if quantise is not None:
        from onnxruntime.quantization import QuantType

        inner = _nodes_of("head.transformer", path)
        # Not the patches: cosines of near-misses differ by less than the step of an int8 over all of a batch.
        quantise(path, path, weight_type=QuantType.QInt8, per_channel=True, nodes_to_quantize=inner)


def _nodes_of(module: str, path: Path) -> list[str]:
    """Names of the matrix products that a module's linear maps became."""
    import onnx

    def scopes(node: Any) -> list[str]:
        kept = {entry.key: entry.value for entry in node.metadata_props}
        found: list[str] = ast.literal_eval(kept["pkg.torch.onnx.name_scopes"])
        return found

    products = [node for node in onnx.load(path).graph.node if node.op_type in ("MatMul", "Gemm")]
    return [node.name for node in products if any(scope.startswith(module) for scope in scopes(node))]


class _Scores(nn.Module):
    """`MapTransformer.scores`, as what is exported has to be a ``forward``."""

    def __init__(self, head: MapTransformer) -> None:
        super().__init__()
        self.head = head

    def forward(
        self, query: Tensor, candidate: Tensor, query_mask: Tensor, mask: Tensor, relation: Tensor
    ) -> tuple[Tensor, Tensor]:
        return self.head.scores(query, candidate, query_mask, mask, relation)


def _write(module: nn.Module, given: tuple[Tensor, ...], shapes: tuple[Any, ...], path: Path) -> None:
    with warnings.catch_warnings(), _quiet("torch.onnx", "onnxscript", "onnx_ir"):
        # torch warns of its own internals.
        warnings.simplefilter("ignore")
        program = torch.onnx.export(module.eval(), given, dynamo=True, dynamic_shapes=shapes, verbose=False)
    assert program is not None  # noqa: S101 - dynamo always gives one
    program.save(path)


@contextmanager
def _quiet(*names: str) -> Iterator[None]:
    """Lets loggers tell of errors alone: of a graph they tell what is of use to those who write exporters."""
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.ERROR)
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
