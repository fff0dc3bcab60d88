"""Owns `MapVerifier`, a reader over a token encoder, and how one is trained: InfoNCE, frozen or end to end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import safetensors.torch
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import Trainer, TrainingArguments

from benchmarks.paper.attention import short_attention
from benchmarks.paper.budget import Budget
from benchmarks.paper.readers import Reader, reader
from benchmarks.paper.triplets import Triplet
from twostage_core.encoder import load_tokenizer
from twostage_core.tokennetwork import TokenNetwork, load_backbone
from twostage_core.tokenstore import TokenStore
from twostage_core.training.precision import bfloat16_pays
from twostage_core.verifiers.protocol import Judge, Relation, Verification, Verifier

TEMPERATURE = 0.1
_KEPT = 3000
"""Texts whose token vectors are kept, some 200 kB each."""
_PAIRS = 64
"""Maps that a reader reads at once when it judges."""

Read = tuple[Tensor, Tensor]
"""Token vectors ``(B, T, W)`` of unit length, and which of them are tokens, bool ``(B, T)``."""


class MapObjective(nn.Module):
    """InfoNCE: an anchor's own positive against those of the batch and its own negative.

    Args:
        network: Token encoder.
        reader: Reads the map.
        frozen: Whether the encoder stays as it is.
    """

    def __init__(self, network: TokenNetwork, reader: Reader, *, frozen: bool) -> None:
        super().__init__()
        self.network = network.requires_grad_(not frozen)
        self.reader = reader
        self.frozen = frozen

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> dict[str, Tensor]:
        """Token ids of the three sides, int64 ``(B, T)``, 0 for padding → ``loss``."""
        with torch.set_grad_enabled(not self.frozen and torch.is_grad_enabled()):
            queries, texts, others = (read(self.network, ids) for ids in (anchor, positive, negative))
        size = len(anchor)
        rows = torch.arange(size, device=anchor.device)
        # Every anchor with every positive; then each with its own negative.
        scores = self._scores(queries, texts, rows.repeat_interleave(size), rows.repeat(size)).view(size, size)
        own = self._scores(queries, others, rows, rows)
        logits = torch.cat([scores, own[:, None]], dim=1) / TEMPERATURE
        return {"loss": nn.functional.cross_entropy(logits, rows)}

    def _scores(self, one: Read, other: Read, a: Tensor, b: Tensor) -> Tensor:
        maps = one[0][a] @ other[0][b].mT
        cells = one[1][a][:, :, None] & other[1][b][:, None, :]
        scores: Tensor = self.reader(maps, cells)
        return scores.float()


def read(network: TokenNetwork, ids: Tensor) -> Read:
    """Token ids with [CLS] and [SEP] → token vectors without them, and their mask."""
    mask = (ids != 0).long()
    vectors, _ = network(ids, mask)
    lengths = mask.sum(dim=1) - 2
    # The last column is the [SEP] of the longest text.
    on = torch.arange(vectors.shape[1] - 1, device=ids.device)[None, :] < lengths[:, None]
    return vectors[:, :-1], on


def train_verifier(
    name: str, base: Path, triplets: Sequence[Triplet], budget: Budget, seed: int, out: Path, *, frozen: bool
) -> None:
    """Trains a reader, and the encoder with it unless that is frozen; what has nothing to learn is saved as it is.

    Args:
        name: ``"F0"`` to ``"F4"``.
        base: Folder of the base model.
        triplets: What to learn from, in this order.
        budget: Steps, batch, tokens and rates.
        seed: Of the weights.
        out: Folder of ``model.safetensors``.
        frozen: Whether the encoder stays as it is.
    """
    torch.manual_seed(seed)
    objective = MapObjective(TokenNetwork(load_backbone(base), None), reader(name, budget.map_tokens), frozen=frozen)
    learned = [p for p in objective.parameters() if p.requires_grad]
    if learned:
        arguments = TrainingArguments(
            output_dir=str(out / "states"),
            max_steps=budget.steps,
            per_device_train_batch_size=budget.batch,
            warmup_steps=budget.warmup,
            lr_scheduler_type="linear",
            bf16=bfloat16_pays(),
            use_cpu=not torch.cuda.is_available(),
            save_strategy="no",
            report_to=[],
            logging_steps=10,
            remove_unused_columns=False,
            seed=seed,
            dataloader_pin_memory=False,
        )
        head = [p for p in objective.reader.parameters() if p.requires_grad]
        encoder = [p for p in objective.network.parameters() if p.requires_grad]
        groups = [{"params": head, "lr": budget.head_rate}, {"params": encoder, "lr": budget.encoder_rate}]
        optimiser = torch.optim.AdamW([g for g in groups if g["params"]], weight_decay=0.01)
        trainer = Trainer(
            model=objective,
            args=arguments,
            train_dataset=list(triplets),
            data_collator=_Collator(load_tokenizer(base), budget.map_tokens),
            optimizers=(optimiser, None),
        )
        with short_attention():
            trainer.train()
    out.mkdir(parents=True, exist_ok=True)
    safetensors.torch.save_file(
        {k: v.contiguous() for k, v in objective.state_dict().items()}, out / "model.safetensors"
    )


class MapVerifier(Verifier):
    """A trained reader over its token encoder. Its scores are not calibrated: only their order means something.

    Args:
        name: ``"F0"`` to ``"F4"``.
        base: Folder of the base model.
        folder: Folder of ``model.safetensors``.
        tokens: Most tokens of a text; the rest is cut.
    """

    def __init__(self, name: str, base: Path, folder: Path, tokens: int) -> None:
        self.name = name
        self._objective = MapObjective(TokenNetwork(load_backbone(base), None), reader(name, tokens), frozen=True)
        self._objective.load_state_dict(safetensors.torch.load_file(folder / "model.safetensors"))
        self._objective.eval()
        self._collate = _Collator(load_tokenizer(base), tokens)
        self._kept: dict[str, Tensor] = {}

    def prepare(self, query: str, relation: Relation = "support", *, token_store: TokenStore | None = None) -> Judge:
        """See `Verifier.prepare`; both relations read the same."""
        (asked,) = self._vectors([query])

        def judge(texts: Sequence[str]) -> Verification:
            scores = np.full(len(texts), np.nan, dtype=np.float32)
            told = self._vectors(texts)
            order = [i for i in sorted(range(len(texts)), key=lambda i: len(told[i])) if len(told[i])]
            for start in range(0, len(order) if len(asked) else 0, _PAIRS):
                some = order[start : start + _PAIRS]
                scores[some] = self._read(asked, [told[i] for i in some])
            return Verification(((1 + scores) / 2).astype(np.float32), scores, [None] * len(texts), [None] * len(texts))

        return judge

    @torch.inference_mode()
    def _read(self, asked: Tensor, told: Sequence[Tensor]) -> npt.NDArray[np.float32]:
        texts = nn.utils.rnn.pad_sequence(list(told), batch_first=True)
        on = torch.arange(texts.shape[1])[None, :] < torch.tensor([len(t) for t in told])[:, None]
        maps = asked[None] @ texts.mT
        scores: Tensor = self._objective.reader(maps, on[:, None, :].expand_as(maps))
        return scores.numpy()

    @torch.inference_mode()
    def _vectors(self, texts: Sequence[str]) -> list[Tensor]:
        """Token vectors ``(T, W)`` of each text, as they were or read anew."""
        if len(self._kept) > _KEPT:
            self._kept.clear()
        found = {t: self._kept[t] for t in texts if t in self._kept}
        new = sorted({t for t in texts if t not in found}, key=len)
        for start in range(0, len(new), _PAIRS):
            some = new[start : start + _PAIRS]
            vectors, on = read(self._objective.network, self._collate.ids(some))
            found |= {t: v[m].clone() for t, v, m in zip(some, vectors, on, strict=True)}
        self._kept |= found
        return [found[t] for t in texts]


class _Collator:
    """Triplets → token ids of their three sides, padded."""

    def __init__(self, tokenizer: Tokenizer, tokens: int) -> None:
        self._tokenizer = tokenizer
        self._tokens = tokens
        self._ends = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

    def __call__(self, triplets: Sequence[Triplet]) -> dict[str, Any]:
        return {side: self.ids([getattr(t, side) for t in triplets]) for side in ("anchor", "positive", "negative")}

    def ids(self, texts: Sequence[str]) -> Tensor:
        """int64 ``(B, T)``, [CLS] first and [SEP] last, 0 for padding."""
        first, last = self._ends
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        rows = [torch.tensor([first, *e.ids[: self._tokens], last]) for e in encoded]
        return nn.utils.rnn.pad_sequence(rows, batch_first=True)
