"""Owns `Collator`: families of groups → the tensors of one batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from tokenizers import Tokenizer

from twostage_core.head import RELATIONS
from twostage_core.training.group import Family, flatten
from twostage_core.training.packing import CHUNK_TOKENS


class Collator:
    """Tokenises families and lays them out for `VerifierObjective`.

    Args:
        tokenizer: Without truncation and padding.
        window: Most tokens of a text; longer ones are cut.
        device: Where the batch will be computed, "cpu" or "cuda".
    """

    def __init__(self, tokenizer: Tokenizer, window: int, *, device: str = "cpu") -> None:
        self._tokenizer = tokenizer
        self.window = window
        self._most = CHUNK_TOKENS[device]
        self._cls, self._sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

    def __call__(self, families: Sequence[Family]) -> dict[str, Any]:
        """Builds the batch; every text stands in it once, by length.

        Args:
            families: Of ``G`` groups in all.

        Returns:
            The arguments of `VerifierObjective.forward`.
        """
        groups, numbers, weights = flatten(families)
        # Anchors and texts are told apart, so that an anchor that is also a text is never its own negative.
        texts = list(
            dict.fromkeys([(i, g.anchor) for i, g in enumerate(groups)] + [(-1, t) for g in groups for t in g.texts])
        )
        encoded = self._tokenizer.encode_batch([t for _, t in texts], add_special_tokens=False)
        ids = [[self._cls, *e.ids[: self.window], self._sep] for e in encoded]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]), reverse=True)
        place = {texts[i]: position for position, i in enumerate(order)}
        input_ids, attention_mask = [], []
        while order:
            longest = len(ids[order[0]])
            size = max(1, self._most // longest)
            chunk, order = order[:size], order[size:]
            input_ids.append(torch.tensor([ids[i] + [0] * (longest - len(ids[i])) for i in chunk]))
            attention_mask.append(torch.tensor([[1] * len(ids[i]) + [0] * (longest - len(ids[i])) for i in chunk]))
        text_families = torch.full((len(texts),), -1)
        for number, group in zip(numbers, groups, strict=True):
            for text in group.texts:
                text_families[place[-1, text]] = number
        pairs = [(i, place[-1, t], y) for i, g in enumerate(groups) for t, y in zip(g.texts, g.labels, strict=True)]
        return {
            "input_ids": input_ids,
            "attention_mask": attention_mask,
            "anchors": torch.tensor([place[i, g.anchor] for i, g in enumerate(groups)]),
            "pair_anchor": torch.tensor([i for i, _, _ in pairs]),
            "pair_text": torch.tensor([j for _, j, _ in pairs]),
            "labels": torch.tensor([float(y) for _, _, y in pairs]),
            "anchor_families": torch.tensor(numbers),
            "text_families": text_families,
            "weights": torch.tensor(weights),
            "relations": torch.tensor([RELATIONS.index(g.relation) for g in groups]),
        }
