"""Owns how the rival's batches are made: families as marked pairs of texts, tokenized together."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from tokenizers import Encoding, Tokenizer

from twostage_core.training.group import FULL, Family, TrainingGroup, flatten
from twostage_core.training.packing import CHUNK_TOKENS

MARKERS: Mapping[str, str] = {"support": "support: ", "identity": "identity: "}
"""What stands before the first text, by relation; `CrossEncoderVerifier` reads it from the model's configuration."""


class PairCollator:
    """Families → pairs of texts, by length, in chunks that pad little.

    Of a family's pairs it takes as many as count for a verifier, at random: here each costs a pass of its own. Beside
    them one anchor of every family gets two texts of others as easy negatives, as a verifier's do: the one that shares
    most words with it, and a random one.

    Args:
        tokenizer: Without truncation and padding, of the base model.
        window: Most tokens of a text; longer ones are cut, as for a verifier.
        device: Where the batch will be computed, "cpu" or "cuda".
    """

    def __init__(self, tokenizer: Tokenizer, window: int, *, device: str = "cpu") -> None:
        self._tokenizer = tokenizer
        self._window = window
        self._most = CHUNK_TOKENS[device]

    def __call__(self, families: Sequence[Family]) -> dict[str, Any]:
        """Builds the batch.

        Args:
            families: What was drawn.

        Returns:
            The arguments of `RivalObjective.forward`.
        """
        # Drawn from the batch itself, so that a resumed run draws the same.
        rng = random.Random("\n".join(group.anchor for family in families for group in family))
        pairs = [pair for family in families for pair in _labelled(family, rng)]
        pairs += [(group.relation, group.anchor, text, 0.0) for group, text in _easy(families, rng)]
        encoded = self._encode([(MARKERS[relation] + anchor, text) for relation, anchor, text, _ in pairs])
        order = sorted(range(len(pairs)), key=lambda i: len(encoded[i].ids), reverse=True)
        batch: dict[str, Any] = {"input_ids": [], "token_type_ids": [], "attention_mask": []}
        labels = torch.tensor([pairs[i][3] for i in order])
        while order:
            longest = len(encoded[order[0]].ids)
            size = max(1, self._most // longest)
            chunk, order = order[:size], order[size:]
            for name, kind in (("input_ids", "ids"), ("token_type_ids", "type_ids"), ("attention_mask", None)):
                rows = [getattr(encoded[i], kind) if kind else [1] * len(encoded[i].ids) for i in chunk]
                batch[name].append(torch.tensor([row + [0] * (longest - len(row)) for row in rows]))
        return batch | {"labels": labels}

    def _encode(self, pairs: Sequence[tuple[str, str]]) -> list[Encoding]:
        sides = [
            self._tokenizer.encode_batch(list(side), add_special_tokens=False) for side in zip(*pairs, strict=True)
        ]
        encoded = []
        for first, second in zip(*sides, strict=True):
            first.truncate(self._window)
            second.truncate(self._window)
            encoded.append(self._tokenizer.post_process(first, second))
        return encoded


def _labelled(family: Family, rng: random.Random) -> list[tuple[str, str, str, float]]:
    pairs = [(g.relation, g.anchor, t, float(y)) for g in family for t, y in zip(g.texts, g.labels, strict=True)]
    return rng.sample(pairs, min(FULL, len(pairs)))


def _easy(families: Sequence[Family], rng: random.Random) -> Iterator[tuple[TrainingGroup, str]]:
    """Two texts of others for one group of each family."""
    groups, numbers, _ = flatten(families)
    texts = [(n, t, frozenset(t.lower().split())) for g, n in zip(groups, numbers, strict=True) for t in g.texts]
    for family in families:
        group = rng.choice(family)
        number = numbers[groups.index(group)]
        own = {group.anchor, *group.texts}
        others = [(t, words) for n, t, words in texts if n != number and t not in own]
        if others:
            asked = frozenset(group.anchor.lower().split())
            yield group, max(others, key=lambda other: len(asked & other[1]) / len(asked | other[1]))[0]
            yield group, rng.choice(others)[0]
