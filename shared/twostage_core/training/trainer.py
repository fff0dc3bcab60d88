"""Owns a training run: optimiser, `transformers.Trainer`, and the checkpoint it ends in."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset
from transformers import Trainer, TrainingArguments

from twostage_core import checkpoint
from twostage_core.basemodel import MINILM
from twostage_core.calibration import Calibration
from twostage_core.checkpoint import Checkpoint
from twostage_core.encoder import EncoderConfig, load_tokenizer
from twostage_core.errors import InputError
from twostage_core.hashes import sha256
from twostage_core.head import HeadConfig
from twostage_core.provenance import provenance
from twostage_core.training.collator import Collator
from twostage_core.training.group import Family
from twostage_core.training.network import average, build, deltas
from twostage_core.training.objective import VerifierObjective
from twostage_core.training.precision import bfloat16_pays
from twostage_core.training.recipe import Recipe
from twostage_core.training.states import States

logger = logging.getLogger(__name__)

UNCALIBRATED = Calibration(1.0, 0.0, 0.5, {}, {}, 0, 0)
"""The sigmoid of the logit, and no thresholds: what a relation has before it is calibrated."""


class _Trainer(Trainer):
    """Logs the terms of the loss beside their sum."""

    _terms: dict[str, float]

    def compute_loss(self, model: nn.Module, inputs: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        out = model(**inputs)
        terms = getattr(self, "_terms", {})
        positive, logits = inputs["labels"] > 0.5, out["logits"]
        values = {name: float(out[name]) for name in ("match", "contrast", "rank", "recall")}
        values["true_accepts"] = float((logits[positive] > 0).float().mean())
        values["false_accepts"] = float((logits[~positive] > 0).float().mean())
        # An exponential mean over some 50 steps: a single batch says little.
        self._terms = {k: 0.98 * terms.get(k, v) + 0.02 * v if v == v else terms.get(k, 0.5) for k, v in values.items()}
        return (out["loss"], out) if kwargs.get("return_outputs") else out["loss"]

    def log(self, logs: dict[str, float], *args: Any, **kwargs: Any) -> None:
        super().log(logs | {k: round(v, 4) for k, v in getattr(self, "_terms", {}).items()}, *args, **kwargs)


def train(
    recipe: Recipe,
    families: Dataset[Family],
    out: Path,
    *,
    encoder: EncoderConfig | None = None,
    head: HeadConfig | None = None,
    base_path: Path | None = None,
    start: Checkpoint | None = None,
    directions: Tensor | None = None,
    learned_from: str = "",
) -> Path:
    """Trains a verifier end to end; started again on the same folder, it goes on where it stopped.

    Under ``torch.distributed.run`` every process takes its share of a batch: two with a thread each make more of two
    cores than one with two.

    Args:
        recipe: What to do.
        families: What to learn from; an endless stream is fine.
        out: Folder of the checkpoint; resumable states lie in ``out/states``.
        encoder: Shape of the token vectors.
        head: Shape of the head.
        base_path: Folder of the base model, if it is not to be looked for.
        start: A checkpoint to start from; it gives the shapes, and its own read-out if it has one.
        directions: Of the base's pooled embeddings (`directions.principal_directions`), float ``(P, base width)``,
            which the pooled vectors' read-out starts from; ``None`` for a checkpoint without pooled vectors.
        learned_from: Names what ``families`` are made of, as a hash of it; a run goes on with the same alone.

    Returns:
        ``out``, a checkpoint that has no thresholds until ``calibrate`` is run, with ``training.json``:
        recipe, loss curve, seconds and provenance.

    Raises:
        InputError: If the processes of a distributed run cannot share a batch evenly, a share of the start's weights
            is to be kept where there is none, or ``out`` has states of another run.
    """
    share = _share(recipe.families)
    if recipe.kept and (start is None or recipe.adapt != "full"):
        raise InputError('kept goes with a start and adapt="full": it is a share of the start\'s weights')
    if start is not None:
        encoder, head = EncoderConfig(**start.encoder), HeadConfig(**start.head)
    encoder, head = encoder or EncoderConfig(), head or HeadConfig()
    if start is None or not encoder.pooled:
        encoder = replace(encoder, pooled=0 if directions is None else len(directions))
    base = MINILM.locate(base_path)
    states = States(out / "states", _run(recipe, start, learned_from), recipe.steps)
    torch.manual_seed(recipe.seed)
    model = build(base, recipe, encoder, head, start, directions)
    arguments = TrainingArguments(
        output_dir=str(out / "states"),
        max_steps=recipe.steps,
        per_device_train_batch_size=share,
        warmup_steps=recipe.warmup,
        lr_scheduler_type="warmup_stable_decay",
        lr_scheduler_kwargs={"num_decay_steps": round(recipe.decay * recipe.steps)},
        max_grad_norm=1.0,
        bf16=recipe.bf16 and bfloat16_pays(),
        use_cpu=not torch.cuda.is_available(),
        logging_steps=25,
        save_steps=recipe.save_steps,
        save_total_limit=1,
        remove_unused_columns=False,
        report_to=[],
        seed=recipe.seed,
        dataloader_num_workers=0,
        dataloader_pin_memory=False,
        ignore_data_skip=False,
        # A batch is one piece: accelerate would cut its tensors to the length of the first.
        accelerator_config={"dispatch_batches": False, "split_batches": False},
    )
    trainer = _Trainer(
        model=model,
        args=arguments,
        train_dataset=families,
        data_collator=Collator(
            load_tokenizer(base), encoder.window, device="cuda" if torch.cuda.is_available() else "cpu"
        ),
        optimizers=(_optimiser(model, recipe), None),
        callbacks=[states],
    )
    trainer.train(resume_from_checkpoint=states.last)
    if trainer.is_world_process_zero():
        if recipe.kept:
            average(model.cpu(), build(base, recipe, encoder, head, start, directions), recipe.kept)
        _write(model.cpu(), base, recipe, encoder, head, start, out, trainer, states.seconds)
    trainer.accelerator.wait_for_everyone()
    return out


def _write(
    model: VerifierObjective,
    base: Path,
    recipe: Recipe,
    encoder: EncoderConfig,
    head: HeadConfig,
    start: Checkpoint | None,
    out: Path,
    trainer: Trainer,
    seconds: float,
) -> None:
    """Writes the checkpoint and the record of its run."""
    tensors = deltas(model, base, recipe, encoder, start)
    record = {
        "recipe": asdict(recipe),
        "bf16": trainer.args.bf16,
        "processes": trainer.args.world_size,
        "seconds": seconds,
        "log": trainer.state.log_history,
        "provenance": provenance(),
    }
    (out / "training.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    checkpoint.write(
        out,
        encoder=asdict(encoder),
        head=asdict(head),
        tensors=tensors,
        calibration={
            relation: replace(UNCALIBRATED, cosine=0.0 if start is None else start.calibration[relation].cosine)
            for relation in ("support", "identity")
        },
    )


def _run(recipe: Recipe, start: Checkpoint | None, learned_from: str) -> dict[str, Any]:
    """What a run hangs on, but for its length and how often it keeps a state."""
    own = {name: value for name, value in asdict(recipe).items() if name not in ("steps", "save_steps")}
    return {**own, "start": start and sha256(start.folder / "model.safetensors"), "data": learned_from}


def _share(families: int) -> int:
    """Families of a batch that each process of a distributed run takes."""
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    if families % processes or families // processes < 2:
        raise InputError(
            f"expected as many processes as share {families} families of a batch evenly, two or more each, "
            f"but got {processes}"
        )
    return families // processes


def _optimiser(model: VerifierObjective, recipe: Recipe) -> torch.optim.Optimizer:
    read = [module for module in (model.network.projection, model.network.readout, model.head) if module is not None]
    new = [p for module in read for p in module.parameters() if p.requires_grad]
    own = [p for p in model.network.backbone.parameters() if p.requires_grad]
    groups: list[dict[str, Any]] = [{"params": new, "lr": recipe.head_rate}]
    if own:
        usual = 1e-3 if recipe.adapt == "lora" else 1e-4
        groups.append({"params": own, "lr": usual if recipe.encoder_rate is None else recipe.encoder_rate})
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
