"""Owns `TokenEncoder`: text → windows of int8 token vectors."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from twostage_core.deltas import merge
from twostage_core.text import NORMALISATION_VERSION
from twostage_core.tokennetwork import Network, TokenNetwork, linear, load_backbone
from twostage_core.tokenvectors import CODEC_VERSION, TokenVectors, Window, quantise

_BATCH_TOKENS = 4096
"""Padded tokens in one forward pass: large enough to fill two cores, small enough to stay in cache."""


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """What makes token vectors the ones they are, apart from weights.

    Attributes:
        width: ``W``, numbers of a token vector.
        window: Most tokens of a window, without [CLS] and [SEP].
        stride: Tokens from one window's start to the next; the rest overlaps.
        layer: Layer of the base model whose output is projected, counted from 1.
        pooled: ``P``, numbers of a window's pooled vector; 0 for none.
    """

    width: int = 64
    window: int = 128
    stride: int = 96
    layer: int = 6
    pooled: int = 0


class _Piece(NamedTuple):
    """One window on its way through the network."""

    text: int
    ids: list[int]
    surfaces: dict[int, str]
    start: int
    end: int


class TokenEncoder:
    """Turns texts into stored token vectors. Safe to share between threads.

    Args:
        network: What `TokenNetwork` does; that one, in training mode or not, or one of another runtime.
        tokenizer: The base model's tokenizer, without truncation and padding.
        config: The shape of what comes out.
        fingerprint: 16 hex digits over everything that the vectors depend on.
        device: Where the network is.
        half: Whether the network runs in bfloat16.
    """

    def __init__(
        self,
        network: Network,
        tokenizer: Tokenizer,
        config: EncoderConfig,
        fingerprint: str,
        device: torch.device | str = "cpu",
        *,
        half: bool = False,
    ) -> None:
        self.network = network.eval() if isinstance(network, nn.Module) else network
        self.config = config
        self.fingerprint = fingerprint
        self.device = torch.device(device)
        self._half = half
        self._tokenizer = tokenizer
        self._unknown = tokenizer.token_to_id("[UNK]")
        self._cls, self._sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        # One forward pass at a time: torch already uses every core for it, and side by side they only
        # evict each other's caches.
        self._forward = threading.Lock()

    @classmethod
    def load(
        cls,
        base: Path,
        config: EncoderConfig,
        tensors: Mapping[str, Tensor],
        *,
        device: str = "cpu",
        half: bool = False,
    ) -> TokenEncoder:
        """Builds the encoder of a checkpoint.

        Args:
            base: Folder of the base model (`BaseModel.locate`).
            config: Shape of the token vectors.
            tensors: ``projection.weight``, for pooled vectors ``pooled.weight`` ``(P, base width)``, and what
                `deltas.merge` reads. Without a projection the width must be the base's.
            device: Where to run, as torch names it.
            half: Whether to run in bfloat16; the vectors are others then, and so is the fingerprint.

        Returns:
            The encoder, its deltas merged.
        """
        backbone = load_backbone(base, config.layer)
        merge(backbone, tensors)
        projection = linear(tensors.get("projection.weight"))
        readout = linear(tensors["pooled.weight"]) if config.pooled else None
        network = TokenNetwork(backbone, projection, readout).to(device)
        fingerprint = _fingerprint(base, config, tensors, "bf16" if half else "fp32")
        return cls(network, load_tokenizer(base), config, fingerprint, device, half=half)

    def encode(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Encodes normalised texts, in batches by length.

        Args:
            texts: Normalised texts of any length (`text.normalise`).

        Returns:
            One `TokenVectors` a text, in the order given.
        """
        # Read off once: an encoding makes a new list of all its tokens each time that it is asked.
        encoded = [(e.ids, e.offsets) for e in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]
        pieces = [
            _Piece(
                i,
                ids[a:b],
                {t - a: texts[i][slice(*offsets[t])].lower() for t in range(a, b) if ids[t] == self._unknown},
                offsets[a][0],
                offsets[b - 1][1],
            )
            for i, (ids, offsets) in enumerate(encoded)
            for a, b in windows(len(ids), self.config.window, self.config.stride)
        ]
        vectors, pooled = self._vectors(pieces)
        by_text: list[list[int]] = [[] for _ in texts]
        for index, piece in enumerate(pieces):
            by_text[piece.text].append(index)
        return [
            self._assemble([pieces[j] for j in own], [vectors[j] for j in own], pooled[own], ids)
            for own, (ids, _) in zip(by_text, encoded, strict=True)
        ]

    def tokens(self, text: str) -> list[list[tuple[int, tuple[int, int]]]]:
        """The tokens of a normalised text, window by window: their ids, and their (start, end) characters."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        found = list(zip(encoded.ids, encoded.offsets, strict=True))
        return [found[a:b] for a, b in windows(len(found), self.config.window, self.config.stride)]

    def framed(self, ids: Sequence[int], *, masked: bool = False) -> list[int]:
        """The ids of a window as the network takes them, or [MASK] in the place of each."""
        inner = [self._tokenizer.token_to_id("[MASK]")] * len(ids) if masked else ids
        return [self._cls, *inner, self._sep]

    def _vectors(self, pieces: Sequence[_Piece]) -> tuple[list[npt.NDArray[np.float32]], npt.NDArray[np.float32]]:
        """Runs the network over all pieces; ``(tokens, W)`` for each, in the order given, and ``(pieces, P)``."""
        result: dict[int, npt.NDArray[np.float32]] = {}
        pooled = np.zeros((len(pieces), self.config.pooled), np.float32)
        for batch in _batches([len(p.ids) for p in pieces]):
            longest = max(len(pieces[j].ids) for j in batch) + 2
            ids = torch.zeros((len(batch), longest), dtype=torch.int64)
            mask = torch.zeros_like(ids)
            for row, j in enumerate(batch):
                sequence = [self._cls, *pieces[j].ids, self._sep]
                ids[row, : len(sequence)] = torch.tensor(sequence)
                mask[row, : len(sequence)] = 1
            precision = torch.autocast(self.device.type, torch.bfloat16, enabled=self._half)
            with self._forward, torch.inference_mode(), precision:
                tokens, together = self.network(ids.to(self.device), mask.to(self.device))
            out = tokens.cpu().numpy()
            if together is not None:
                pooled[batch] = together.cpu().numpy()
            for row, j in enumerate(batch):
                result[j] = out[row, : len(pieces[j].ids)].copy()
                for position, surface in pieces[j].surfaces.items():
                    result[j][position] = unknown_vector(surface, self.config.width)
        return [result[j] for j in range(len(pieces))], pooled

    def _assemble(
        self,
        pieces: Sequence[_Piece],
        vectors: Sequence[npt.NDArray[np.float32]],
        pooled: npt.NDArray[np.float32],
        ids: Sequence[int],
    ) -> TokenVectors:
        together = np.concatenate(vectors) if vectors else np.zeros((0, self.config.width), np.float32)
        rounded, scales = quantise(together)
        placed, first = [], 0
        for piece in pieces:
            placed.append(Window(first, len(piece.ids), piece.start, piece.end))
            first += len(piece.ids)
        unknown = ids.count(self._unknown)
        if not self.config.pooled:
            return TokenVectors(rounded, scales, tuple(placed), len(ids), unknown)
        return TokenVectors(rounded, scales, tuple(placed), len(ids), unknown, *quantise(pooled))


def windows(tokens: int, window: int, stride: int) -> list[tuple[int, int]]:
    """Cuts a text into overlapping windows; the last one ends with the text and is full.

    Args:
        tokens: Tokens of the text.
        window: Most tokens of a window.
        stride: Tokens from one start to the next, at most ``window``.

    Returns:
        Half-open token spans that cover the text; none for an empty one.

    Example:
        >>> windows(300, 128, 96)
        [(0, 128), (96, 224), (172, 300)]
    """
    if tokens <= window:
        return [(0, tokens)] if tokens else []
    starts = [*range(0, tokens - window, stride), tokens - window]
    return [(start, start + window) for start in starts]


def unknown_vector(surface: str, width: int) -> npt.NDArray[np.float32]:
    """A unit vector drawn from a token's surface, for tokens outside the vocabulary.

    The vocabulary maps all of them to one [UNK], so their contextual vectors would match each other.
    Drawn vectors are nearly orthogonal unless the surfaces are equal.

    Args:
        surface: The token as written, lower case.
        width: ``W``.

    Returns:
        float32 ``(W,)`` of unit length; the same on every machine.
    """
    seed = int.from_bytes(hashlib.sha256(surface.encode()).digest()[:8], "little")
    drawn = np.random.Generator(np.random.PCG64(seed)).standard_normal(width).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn), dtype=np.float32)


def load_tokenizer(base: Path) -> Tokenizer:
    """Loads the base model's tokenizer. Without truncation and padding it holds no mutable state."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _fingerprint(base: Path, config: EncoderConfig, tensors: Mapping[str, Tensor], precision: str) -> str:
    """Hashes all that the vectors depend on; head and calibration are left out on purpose."""
    digest = hashlib.sha256()
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        with (base / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    for name in sorted(tensors):
        digest.update(name.encode() + b"\0" + tensors[name].contiguous().numpy().tobytes())
    settings = asdict(config) | {
        "normalisation": NORMALISATION_VERSION,
        "codec": CODEC_VERSION,
        "precision": precision,
    }
    digest.update(repr(sorted(settings.items())).encode())
    return digest.hexdigest()[:16]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices by falling length, so that a batch pads little, in batches of bounded padded tokens."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True)
    while order:
        size = max(1, _BATCH_TOKENS // (lengths[order[0]] + 2))
        yield order[:size]
        order = order[size:]
