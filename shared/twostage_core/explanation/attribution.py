"""Owns which tokens a judgement hangs on: integrated gradients, from masked words to the words themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from twostage_core.encoder import TokenEncoder
from twostage_core.head import RELATIONS, MapTransformer
from twostage_core.verifiers.protocol import Relation

STEPS = 32
"""Points on the way; what the weights sum to is then some twentieth of the change off, as a test measures."""


def attributions(
    encoder: TokenEncoder, head: MapTransformer, query: Sequence[int], text: Sequence[int], relation: Relation
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], float]:
    """Shares of the head's logit, token by token (Sundararajan, Taly and Yan, 2017).

    The way leads from word embeddings that are all [MASK] to those of the words: what a token says through its
    neighbours counts for it, too, as encoder and head are both on the way. Taken over the similarity maps instead, from
    maps of zeros, it named tokens whose deletion changed a judgement no more than that of random ones.

    Args:
        encoder: Gives token vectors; here without the rounding, through which no gradient passes.
        head: Reads the maps.
        query: Ids of the ``Q`` tokens of one window.
        text: Ids of ``D`` tokens.
        relation: Which relation; for ``identity`` both readings of the map count, as when it is judged.

    Returns:
        float32 ``(Q,)`` and ``(D,)``, what each token adds to the logit; and the change of the logit along the way,
        which they sum to.
    """
    shares = (torch.arange(STEPS) + 0.5) / STEPS  # midpoints: the error falls with the square of their number
    start, end = zip(*(_embedded(encoder, ids) for ids in (query, text)), strict=True)
    points = [
        (one + shares[:, None, None] * (other - one)).requires_grad_() for one, other in zip(start, end, strict=True)
    ]
    # Gradients are of the embeddings alone: other threads judge with the same weights.
    with torch.enable_grad():
        logits = _logits(encoder, head, points[0], points[1], relation)
        gradients = torch.autograd.grad(logits.sum(), points)
    weights = [
        ((other - one) * gradient.mean(dim=0)).sum(dim=1)[1:-1].numpy().astype(np.float32)
        for one, other, gradient in zip(start, end, gradients, strict=True)
    ]
    with torch.no_grad():
        one, other = (torch.stack(pair) for pair in zip(start, end, strict=True))
        ends = _logits(encoder, head, one, other, relation)
    return weights[0], weights[1], float(ends[1] - ends[0])


def _embedded(encoder: TokenEncoder, ids: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Word embeddings of masks in the place of tokens, and of the tokens; both ``(T + 2, base width)``."""
    table = encoder.network.backbone.get_input_embeddings().weight.detach()  # type: ignore[operator]
    masked, words = (table[torch.tensor(encoder.framed(ids, masked=m), device=table.device)] for m in (True, False))
    return masked.cpu(), words.cpu()


def _logits(encoder: TokenEncoder, head: MapTransformer, query: Tensor, text: Tensor, relation: Relation) -> Tensor:
    """Word embeddings ``(B, Q + 2, base width)`` and ``(B, D + 2, base width)`` → logits ``(B,)``."""
    device = encoder.device
    one, other = (
        encoder.network.tokens(encoder.network.backbone(inputs_embeds=embedded.to(device)).last_hidden_state)[:, :-1]
        for embedded in (query, text)
    )
    on, there = (torch.ones(v.shape[:2], dtype=torch.bool, device=device) for v in (one, other))
    asked = torch.full((len(one),), RELATIONS.index(relation), device=device)
    logits: Tensor = head(one, other, on, there, asked)
    if relation == "identity":
        logits = (logits + head(other, one, there, on, asked)) / 2
    return logits.cpu()
