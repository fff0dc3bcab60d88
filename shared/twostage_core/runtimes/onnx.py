"""Owns running an exported checkpoint in ONNX Runtime."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import pad

from twostage_core.encoder import EncoderConfig, TokenEncoder, load_tokenizer
from twostage_core.errors import ModelError
from twostage_core.head import HeadConfig


class _Graph:
    """A graph in a session of its own; takes and gives torch tensors, on the CPU and without a copy."""

    def __init__(self, path: Path) -> None:
        try:
            import onnxruntime
        except ModuleNotFoundError as error:
            raise ModelError(
                f"{path.parent} needs ONNX Runtime, which is not here ({error}): pip install 'twostage-rag[onnx]'"
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        # Threads that spin for the next graph take the cores from torch, which runs in between.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._names = [given.name for given in self._session.get_inputs()]

    def __call__(self, *tensors: Tensor) -> list[Tensor]:
        arrays = (tensor.numpy() for tensor in tensors)
        return [torch.from_numpy(a) for a in self._session.run(None, dict(zip(self._names, arrays, strict=True)))]


class _Network:
    """`TokenNetwork` as a graph."""

    def __init__(self, path: Path) -> None:
        self._graph = _Graph(path)

    def __call__(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor | None]:
        tokens, *pooled = self._graph(input_ids, attention_mask)
        return tokens, pooled[0] if pooled else None


class _Head:
    """`head.MapTransformer.scores` as a graph, which takes whole patches."""

    def __init__(self, path: Path, config: HeadConfig) -> None:
        self._graph = _Graph(path)
        self._rows, self._columns = config.patch_rows, config.patch_columns

    def __call__(
        self, query: Tensor, candidate: Tensor, query_mask: Tensor, mask: Tensor, relation: Tensor
    ) -> tuple[Tensor, Tensor]:
        rows, columns = -query.shape[1] % self._rows, -candidate.shape[1] % self._columns
        query, query_mask = pad(query, (0, 0, 0, rows)), pad(query_mask, (0, rows))
        candidate, mask = pad(candidate, (0, 0, 0, columns)), pad(mask, (0, columns))
        logits, rank = self._graph(query, candidate, query_mask, mask, relation)
        return logits, rank


def load_encoder(folder: Path, config: EncoderConfig, fingerprint: str) -> TokenEncoder:
    """Loads ``encoder.onnx`` with the tokenizer beside it."""
    tokenizer: Tokenizer = load_tokenizer(folder)
    return TokenEncoder(_Network(folder / "encoder.onnx"), tokenizer, config, fingerprint)


def load_head(folder: Path, config: HeadConfig) -> _Head:
    """Loads ``head.onnx``; gives what scores as `MapTransformer.scores` does."""
    return _Head(folder / "head.onnx", config)
