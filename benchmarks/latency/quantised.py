"""Owns the quantised peer: the cross-encoder as an ONNX graph with weights of eight bits, run by onnxruntime.

sentence-transformers' own way there, ``CrossEncoder(backend="onnx")``, needs optimum, which pins an older transformers
than the rest of the peers run on. So the steps are taken here with the packages that it would call.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import CrossEncoder

from benchmarks.latency.protocol import MOST_TOKENS, Peer

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_BATCH = 32
"""Pairs that go through at once, as in ``CrossEncoder.predict``."""


class QuantisedPeer(Peer):
    """The cross-encoder quantised dynamically: weights to int8 per channel, activations as they come.

    Batches are padded after sorting by length, as ``CrossEncoder.predict`` does. Fusing the graph with onnxruntime's
    optimiser for transformers made this export no faster, so it is left out.

    Args:
        model: The cross-encoder that it is made from, of one label.
    """

    name = "cross-encoder, ONNX int8"

    def __init__(self, model: CrossEncoder) -> None:
        from onnxruntime.quantization import QuantType, quantize_dynamic

        self._tokenizer: Any = model.tokenizer
        with tempfile.TemporaryDirectory() as folder:
            full, quantised = Path(folder) / "full.onnx", Path(folder) / "quantised.onnx"
            export(model, full)
            quantize_dynamic(full, quantised, per_channel=True, weight_type=QuantType.QInt8)
            self._session = session(quantised)

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float | None]:
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        found: list[float | None] = [None] * len(texts)
        for first in range(0, len(order), _BATCH):
            places = order[first : first + _BATCH]
            logits = run(self._session, self._tokenizer, [(query, texts[i]) for i in places])
            for place, score in zip(places, 1 / (1 + np.exp(-logits)), strict=True):
                found[place] = float(score)
        return found


def export(model: CrossEncoder, file: Path) -> None:
    """Writes a cross-encoder of one label as an ONNX graph, in float32, for any number of pairs of any length.

    Args:
        model: The cross-encoder.
        file: Where to; the weights are in it.
    """
    example = model.tokenizer([("a query", "a text")] * 2, return_tensors="pt")
    pairs, tokens = torch.export.Dim("pairs"), torch.export.Dim("tokens", max=MOST_TOKENS)
    with warnings.catch_warnings():
        # The exporter warns of what it does itself: the axes' names are one for all three inputs.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Logits(model),
            tuple(example[name] for name in INPUTS),
            file,
            dynamo=True,
            input_names=INPUTS,
            output_names=["logits"],
            dynamic_shapes=[{0: pairs, 1: tokens}] * len(INPUTS),
            external_data=False,
            verbose=False,
        )


def session(file: Path) -> Any:
    """Opens a graph, to be run on as many threads as torch uses for the others."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def run(session: Any, tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
    """Gives the logits of pairs, float32 of shape (B,)."""
    encoded = tokenizer(list(pairs), padding=True, truncation=True, max_length=MOST_TOKENS, return_tensors="np")
    return np.asarray(session.run(None, {name: encoded[name] for name in INPUTS})[0])[:, 0]


class _Logits(torch.nn.Module):
    """Takes tensors and gives one, which is what an ONNX graph has at its ends."""

    def __init__(self, model: CrossEncoder) -> None:
        super().__init__()
        self._model: Any = model.model.eval()

    def forward(self, input_ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        return self._model(input_ids=input_ids, attention_mask=mask, token_type_ids=types).logits
