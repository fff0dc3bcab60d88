"""Owns which tokens a judgement hangs on: integrated gradients, from masked words to the words themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from twostage_core.encoder import TokenEncoder
from twostage_core.errors import InputError
from twostage_core.head import RELATIONS, MapTransformer
from twostage_core.tokennetwork import TokenNetwork
from twostage_core.verifiers.protocol import Relation

STEPS = 16
"""Points on the way; what the weights sum to is then some twentieth of the change off, as a test measures."""


def attributions(
    encoder: TokenEncoder, head: MapTransformer, query: Sequence[int], text: Sequence[int], relation: Relation
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], tuple[float, float]]:
    """Shares of the head's logit, token by token (Sundararajan, Taly and Yan, 2017).

    For either side in turn, the way leads from word embeddings that are all [MASK] to those of its words, while the
    other side stays as it is: so a token's share is what it says to that very text. It may say it through its
    neighbours, as encoder and head are both on the way. On one way for both sides together, two texts that say next to
    nothing stand half-way, and swapped words are named no more often than by lot; over the similarity maps alone, from
    maps of zeros, the tokens named matter no more than random ones.

    Args:
        encoder: Gives token vectors; here without the rounding, through which no gradient passes.
        head: Reads the maps.
        query: Ids of the ``Q`` tokens of one window.
        text: Ids of ``D`` tokens.
        relation: Which relation; for ``identity`` both readings of the map count, as when it is judged.

    Returns:
        float32 ``(Q,)`` and ``(D,)``, what each token adds to the logit; and for either side the change of the logit
        along its way, which its weights sum to.
    """
    sides = [_embedded(encoder, ids) for ids in (query, text)]
    with torch.no_grad():
        settled = [_vectors(encoder, words[None]) for _, words in sides]
    weights, changes = [], []
    for i, (masked, words) in enumerate(sides):

        def logits(embedded: Tensor, i: int = i) -> Tensor:
            pair = [settled[0], settled[1]]
            pair[i] = _vectors(encoder, embedded)
            return _logits(head, pair[0], pair[1], relation)

        shares = (torch.arange(STEPS) + 0.5) / STEPS  # midpoints: the error falls with the square of their number
        points = (masked + shares[:, None, None].to(masked) * (words - masked)).requires_grad_()
        # Gradients are of the embeddings alone: other threads judge with the same weights.
        with torch.enable_grad():
            (gradient,) = torch.autograd.grad(logits(points).sum(), points)
        each = ((words - masked) * gradient.mean(dim=0)).sum(dim=1)[1:-1]
        weights.append(each.cpu().numpy().astype(np.float32))
        with torch.no_grad():
            before, after = logits(torch.stack([masked, words])).tolist()
        changes.append(after - before)
    return weights[0], weights[1], (changes[0], changes[1])


def _embedded(encoder: TokenEncoder, ids: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Word embeddings of masks in the place of tokens, and of the tokens; both ``(T + 2, base width)``."""
    table = _network(encoder).backbone.get_input_embeddings().weight.detach()  # type: ignore[operator]
    masked, words = (table[torch.tensor(encoder.framed(ids, masked=m), device=table.device)] for m in (True, False))
    return masked, words


def _vectors(encoder: TokenEncoder, embedded: Tensor) -> Tensor:
    """Word embeddings ``(B, T + 2, base width)`` → token vectors ``(B, T, W)``."""
    network = _network(encoder)
    return network.tokens(network.backbone(inputs_embeds=embedded).last_hidden_state)[:, :-1]


def _network(encoder: TokenEncoder) -> TokenNetwork:
    if not isinstance(encoder.network, TokenNetwork):
        raise InputError(
            "an encoder that runs in ONNX Runtime has no gradients: explain with what it was exported from"
        )
    return encoder.network


def _logits(head: MapTransformer, one: Tensor, other: Tensor, relation: Relation) -> Tensor:
    """Token vectors ``(B, Q, W)`` and ``(B, D, W)``, of which one may be for all, ``B`` = 1 → logits ``(B,)``."""
    size = max(len(one), len(other))
    one, other = (v.expand(size, -1, -1) for v in (one, other))
    on, there = (torch.ones(v.shape[:2], dtype=torch.bool, device=v.device) for v in (one, other))
    asked = torch.full((size,), RELATIONS.index(relation), device=one.device)
    logits: Tensor = head(one, other, on, there, asked)
    if relation == "identity":
        logits = (logits + head(other, one, there, on, asked)) / 2
    return logits
