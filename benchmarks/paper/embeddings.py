"""Owns Models A and B: the base, fine-tuned as a dual encoder without and with near-misses among the negatives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from datasets import Dataset
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.training_args import BatchSamplers

from benchmarks.paper.attention import short_attention
from benchmarks.paper.budget import Budget
from benchmarks.paper.triplets import Triplet
from twostage_core.training.precision import bfloat16_pays

SEARCHED_TOKENS = 256
"""Most tokens of a text when it is searched, as the base is published; training cuts at `Budget.tokens`."""


def train_embedding(base: Path, triplets: Sequence[Triplet], budget: Budget, seed: int, out: Path) -> None:
    """Fine-tunes an embedding: InfoNCE over the batch's positives and negatives.

    Args:
        base: Folder of a sentence-transformers model.
        triplets: What to learn from, in this order.
        budget: Steps, batch, tokens and rates.
        seed: Of the order within the run.
        out: Folder of the model.
    """
    model = SentenceTransformer(str(base), device="cuda" if torch.cuda.is_available() else "cpu", local_files_only=True)
    model.max_seq_length = budget.tokens
    rows = {side: [getattr(t, side) for t in triplets] for side in ("anchor", "positive", "negative")}
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(out / "states"),
        max_steps=budget.steps,
        per_device_train_batch_size=budget.batch,
        learning_rate=budget.encoder_rate,
        warmup_steps=budget.warmup,
        lr_scheduler_type="linear",
        bf16=bfloat16_pays(),
        use_cpu=not torch.cuda.is_available(),
        # A question twice in a batch would be its own negative.
        batch_sampler=BatchSamplers.NO_DUPLICATES,
        save_strategy="no",
        report_to=[],
        logging_steps=10,
        seed=seed,
        dataloader_pin_memory=False,
    )
    trainer = SentenceTransformerTrainer(
        model=model, args=arguments, train_dataset=Dataset.from_dict(rows), loss=MultipleNegativesRankingLoss(model)
    )
    with short_attention():
        trainer.train()
    model.max_seq_length = SEARCHED_TOKENS
    model.save(str(out), create_model_card=False)
