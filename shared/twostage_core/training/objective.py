"""Owns the training objective: token encoder, rank score and map head learn together."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from twostage_core.head import MapTransformer
from twostage_core.tokennetwork import TokenNetwork, pool
from twostage_core.training.packing import hidden_states
from twostage_core.training.shapes import COLUMNS, ROWS, rounded

RANK_TEMPERATURE = 0.03
"""Of the contrastive term: mean MaxSim differs little between candidates, so it is low."""

_PAIRS = {"cpu": 16, "cuda": 1024}
"""Pairs that share one padded shape, by where they are judged."""

_TAUGHT = 6
"""One chunk of texts in so many is held to what the base makes of it."""


class VerifierObjective(nn.Module):
    """Four terms: is this pair a match, which text matches better, which ranks first, and what the base knew.

    - *match*: binary cross-entropy of the head's logit, over labelled pairs and two texts of other groups
      for each anchor (the one that MaxSim finds most alike and a random one);
    - *contrast*: softplus of worse minus better between pairs with one side in common, so that what differs is
      learned rather than what they share;
    - *rank*: InfoNCE over mean MaxSim with the texts of the batch (PAPER: F1, contrastive), for the rank score;
    - *recall*: squared error of the pooled vectors' cosines against those of the untouched base, over all pairs of
      some of the texts: what recall sees stays to be read, at the cost of no second encoder.

    Token vectors pass through the int8 rounding on the way (straight-through), as they will when stored.

    Args:
        network: Token encoder.
        head: Map Transformer.
        teacher: The untouched base, for the fourth term; ``None`` for a network whose read-out is none or stays.
        contrast_weight: Weight of the second term.
        rank_weight: Weight of the third term.
        recall_weight: Weight of the fourth term: of cosines, an error of .05 is large.
    """

    def __init__(
        self,
        network: TokenNetwork,
        head: MapTransformer,
        teacher: nn.Module | None = None,
        *,
        contrast_weight: float = 0.5,
        rank_weight: float = 0.3,
        recall_weight: float = 10.0,
    ) -> None:
        super().__init__()
        self.network = network
        self.head = head
        self.teacher = teacher
        self.contrast_weight = contrast_weight
        self.rank_weight = rank_weight
        self.recall_weight = recall_weight

    def forward(
        self,
        input_ids: Sequence[Tensor],
        attention_mask: Sequence[Tensor],
        anchors: Tensor,
        pair_anchor: Tensor,
        pair_text: Tensor,
        labels: Tensor,
        relations: Tensor,
        weights: Tensor,
        anchor_families: Tensor,
        text_families: Tensor,
    ) -> dict[str, Tensor]:
        """Computes the loss of one batch.

        Args:
            input_ids: Chunks of texts by length, int64 ``(n_i, T_i)``; ``N`` texts in all.
            attention_mask: Likewise.
            anchors: int64 ``(G,)``, which texts are anchors.
            pair_anchor: int64 ``(P,)``, index into ``anchors``.
            pair_text: int64 ``(P,)``, index into the texts.
            labels: float ``(P,)`` in [0, 1], 1 for a match; between them for what a teacher says.
            relations: int64 ``(G,)``, relation of each anchor.
            weights: float ``(G,)``, of each of an anchor's pairs.
            anchor_families: int64 ``(G,)``; texts of an anchor's family are not its easy negatives.
            text_families: int64 ``(N,)``.

        Returns:
            ``loss`` and its terms, each a scalar; ``logits`` ``(P,)`` of the labelled pairs.
        """
        vectors, mask, recall = self._encode(input_ids, attention_mask)
        longest = int(mask[anchors].sum(dim=1).max())
        rank = self._rank_scores(vectors[anchors, :longest], mask[anchors, :longest], vectors, mask)
        own = anchor_families[:, None] == text_families[None, :]
        own[pair_anchor, pair_text] = True
        # Anchors of other groups are no candidates: a query is not a passage.
        own[:, anchors] = True
        easy_anchor, easy_text = _other_texts(rank.detach(), own)
        all_anchor = torch.cat([pair_anchor, easy_anchor])
        all_text = torch.cat([pair_text, easy_text])
        target = torch.cat([labels, labels.new_zeros(len(easy_anchor))])
        logits = self._judge(vectors, mask, anchors[all_anchor], all_text, relations[all_anchor])

        match = (
            nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
            * balanced(target, weights[all_anchor])
        ).sum()
        contrast = _contrast(logits[: len(labels)], labels, weights, pair_anchor, pair_text)
        ranking = _ranking(rank, labels, weights, pair_anchor, pair_text, own)
        loss = match + self.contrast_weight * contrast + self.rank_weight * ranking + self.recall_weight * recall
        return {
            "loss": loss,
            "match": match.detach(),
            "contrast": contrast.detach(),
            "rank": ranking.detach(),
            "recall": recall.detach(),
            "logits": logits[: len(labels)].detach(),
        }

    def _encode(self, input_ids: Sequence[Tensor], attention_mask: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Token vectors ``(N, T, W)``, their mask ``(N, T)``, and the fourth term."""
        hidden = hidden_states(self.network.backbone, input_ids, attention_mask)
        read = [self.network.read(*chunk) for chunk in zip(hidden, attention_mask, strict=True)]
        lengths = torch.cat([mask.sum(dim=1) - 2 for mask in attention_mask])
        longest = rounded(int(lengths.max()), COLUMNS)
        # The last position of each chunk's longest text is [SEP]: cut, not padded.
        vectors = torch.cat([nn.functional.pad(c, (0, 0, 0, longest - c.shape[1])) for c, _ in read])
        mask = torch.arange(longest, device=vectors.device)[None, :] < lengths[:, None]
        recall = vectors.new_zeros(())
        if self.teacher is not None:
            # Some of the texts each time: with all of them the teacher would be a fifth of a step.
            some = torch.randperm(len(read))[: -(-len(read) // _TAUGHT)].tolist()
            taught = self._taught([input_ids[i] for i in some], [attention_mask[i] for i in some])
            recall = _recall(torch.cat([read[i][1] for i in some]), taught)
        return _round_through(vectors), mask, recall

    @torch.no_grad()
    def _taught(self, input_ids: Sequence[Tensor], attention_mask: Sequence[Tensor]) -> Tensor:
        """The untouched base's embeddings, ``(N, base width)`` of unit length."""
        assert self.teacher is not None  # noqa: S101 - asked for only if there is one
        hidden = hidden_states(self.teacher, input_ids, attention_mask)
        pooled = [pool(states, mask) for states, mask in zip(hidden, attention_mask, strict=True)]
        return nn.functional.normalize(torch.cat(pooled).float(), dim=1)

    def _rank_scores(self, query: Tensor, query_mask: Tensor, text: Tensor, mask: Tensor) -> Tensor:
        """Mean MaxSim of every anchor with every text, ``(G, N)``."""
        # Padding becomes a copy of the first token: no maximum changes, and no mask is laid over every cosine.
        tokens = torch.where(mask[:, :, None], text, text[:, :1])
        cosines = query.flatten(0, 1) @ tokens.flatten(0, 1).T
        best = cosines.view(*query.shape[:2], *mask.shape).max(dim=3).values
        weight = query_mask[:, :, None].to(best.dtype)
        return (best * weight).sum(dim=1) / weight.sum(dim=1)

    def _judge(self, vectors: Tensor, mask: Tensor, a: Tensor, b: Tensor, relation: Tensor) -> Tensor:
        """Logits of pairs, ``(P,)``; in chunks by length, as most maps are far smaller than the largest."""
        # Identity is symmetric at inference; either side may come first in training.
        swap = (torch.rand(len(a), device=a.device) < 0.5) & (relation == 1)
        a, b = torch.where(swap, b, a), torch.where(swap, a, b)
        lengths = mask.sum(dim=1)
        order = (lengths[a] * lengths[b]).argsort()
        size = min(_PAIRS[vectors.device.type], len(order))
        padded = torch.cat([order, order[:1].expand(-len(order) % size)])
        logits = []
        for chunk in padded.split(size):
            one, other = a[chunk], b[chunk]
            rows, columns = rounded(int(lengths[one].max()), ROWS), rounded(int(lengths[other].max()), COLUMNS)
            logits.append(
                self.head(
                    vectors[one, :rows],
                    vectors[other, :columns],
                    mask[one, :rows],
                    mask[other, :columns],
                    relation[chunk],
                ).float()
            )
        return torch.cat(logits)[order.argsort()]


def _recall(pooled: Tensor, taught: Tensor) -> Tensor:
    """Mean squared difference of two sets of unit vectors' cosines, ``(N, P)`` and ``(N, H)``, over pairs of texts."""
    # The cosine of a text with itself is 1 for both.
    n = len(pooled)
    return (pooled @ pooled.T - taught @ taught.T).square().sum() / max(1, n * (n - 1))


def _round_through(vectors: Tensor) -> Tensor:
    """int8 rounding with a straight-through gradient: ``(N, T, W)`` → the same shape."""
    with torch.no_grad():
        scale = vectors.abs().amax(dim=2, keepdim=True).clamp(min=1e-12) / 127.0
        residue = torch.round(vectors / scale) * scale - vectors
    return vectors + residue


def _other_texts(rank: Tensor, own: Tensor) -> tuple[Tensor, Tensor]:
    """For each anchor two texts of other groups, the most alike and a random one; ``(2 G,)`` indices each."""
    alike = rank.masked_fill(own, -2.0).argmax(dim=1)
    drawn = torch.rand_like(rank).masked_fill(own, -2.0).argmax(dim=1)
    rows = torch.arange(len(rank), device=rank.device)
    return rows.repeat(2), torch.cat([alike, drawn])


def balanced(target: Tensor, weights: Tensor) -> Tensor:
    """Weights of pairs that sum to 1: matches and others weigh the same in sum, a soft label in its parts.

    Args:
        target: float ``(P,)`` in [0, 1].
        weights: float ``(P,)``, above 0.
    """
    matches, others = target * weights, (1 - target) * weights
    return matches / (2 * matches.sum().clamp(min=1)) + others / (2 * others.sum().clamp(min=1))


def _contrast(logits: Tensor, labels: Tensor, weights: Tensor, anchor: Tensor, text: Tensor) -> Tensor:
    """Mean softplus(worse − better) over pairs that share an anchor or a text, weighted by how much better.

    0 if there are none.
    """
    shared = (anchor[:, None] == anchor[None, :]) | (text[:, None] == text[None, :])
    better = (labels[:, None] - labels[None, :]).clamp(min=0) * shared * weights[anchor][:, None]
    if not better.any():
        return logits.new_zeros(())
    return (nn.functional.softplus(logits[None, :] - logits[:, None]) * better).sum() / better.sum()


def _ranking(
    rank: Tensor, labels: Tensor, weights: Tensor, pair_anchor: Tensor, pair_text: Tensor, own: Tensor
) -> Tensor:
    """InfoNCE: the matching text of a group against the texts of other groups and its near-misses."""
    positive = labels == 1
    if not positive.any():
        return rank.new_zeros(())
    rows, columns = pair_anchor[positive], pair_text[positive]
    allowed = ~own
    allowed[pair_anchor[~positive], pair_text[~positive]] = True
    scores = (rank / RANK_TEMPERATURE).masked_fill(~allowed, float("-inf"))[rows]
    own_score = (rank / RANK_TEMPERATURE)[rows, columns]
    losses = torch.logaddexp(own_score, scores.logsumexp(dim=1)) - own_score
    return (losses * weights[rows]).sum() / weights[rows].sum()
