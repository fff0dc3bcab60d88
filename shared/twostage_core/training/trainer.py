"""Owns a training run: network, optimiser, `transformers.Trainer`, and the checkpoint it ends in."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset
from transformers import Trainer, TrainingArguments
from transformers.trainer_utils import get_last_checkpoint

from twostage_core import checkpoint
from twostage_core.basemodel import MINILM, MINILM_WIDTH
from twostage_core.calibration import Calibration
from twostage_core.checkpoint import Checkpoint
from twostage_core.deltas import merge, stored
from twostage_core.encoder import EncoderConfig, TokenNetwork, load_backbone, load_tokenizer
from twostage_core.errors import InputError
from twostage_core.head import HeadConfig, MapTransformer
from twostage_core.provenance import provenance
from twostage_core.training.collator import Collator
from twostage_core.training.group import Family
from twostage_core.training.objective import VerifierObjective
from twostage_core.training.precision import bfloat16_pays

logger = logging.getLogger(__name__)

UNCALIBRATED = Calibration(1.0, 0.0, 0.5, {}, {}, 0, 0)
"""The sigmoid of the logit, and no thresholds: what a relation has before it is calibrated."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training run does.

    Attributes:
        steps: Optimiser steps.
        families: Families in a batch, over all processes; each sees its own share for easy negatives and contrast.
        adapt: ``"full"`` trains every weight above the embeddings; ``"lora"`` factors of rank ``rank``; ``"none"``
            leaves the base as it is; ``"head"`` leaves the projection as it is, too, so that stored token vectors stay
            valid.
        rank: Rank of the factors, with ``adapt="lora"``.
        encoder_rate: Peak learning rate of the base's adaptation; ``None`` takes 1e-3 under ``"lora"``, 1e-4 under
            ``"full"``.
        head_rate: Peak learning rate of projection, read-out and head.
        warmup: Steps over which the rates rise.
        decay: Share of the steps, at the end, over which they fall; in between they stand, so that a longer run may
            go on from a state before the fall.
        seed: Of weights and batches.
        kept: Share of the start's weights in those that are written, with ``adapt="full"``: an average of both knows
            more of what the start knew, and much of what the run taught (Wortsman et al., 2022, "Robust fine-tuning
            of zero-shot models").
        bf16: Compute in bfloat16 where that is safe, on a machine that has units for it.
        save_steps: Steps between resumable states.
    """

    steps: int = 8000
    families: int = 16
    adapt: Literal["lora", "full", "none", "head"] = "full"
    rank: int = 80
    encoder_rate: float | None = None
    head_rate: float = 5e-4
    warmup: int = 100
    decay: float = 0.25
    seed: int = 42
    kept: float = 0.0
    bf16: bool = True
    save_steps: int = 250


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

    Returns:
        ``out``, a checkpoint that has no thresholds until ``calibrate`` is run, with ``training.json``:
        recipe, loss curve, seconds (of the last start) and provenance.

    Raises:
        InputError: If the processes of a distributed run cannot share a batch evenly, or a share of the start's weights
            is to be kept where there is none.
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
    )
    last = get_last_checkpoint(arguments.output_dir) if (out / "states").is_dir() else None
    outcome = trainer.train(resume_from_checkpoint=last)
    if trainer.is_world_process_zero():
        if recipe.kept:
            average(model.cpu(), build(base, recipe, encoder, head, start, directions), recipe.kept)
        _write(model.cpu(), base, recipe, encoder, head, start, out, trainer, outcome.metrics.get("train_runtime"))
    trainer.accelerator.wait_for_everyone()
    return out


@torch.no_grad()
def average(model: nn.Module, other: nn.Module, share: float) -> None:
    """Moves every weight that is trained to the weighted mean of two models of one shape, in place.

    Args:
        model: What changes.
        other: What it is averaged with.
        share: Of the other, in [0, 1].
    """
    for weight, its in zip(model.parameters(), other.parameters(), strict=True):
        if weight.requires_grad:
            weight.lerp_(its, share)


def _write(
    model: VerifierObjective,
    base: Path,
    recipe: Recipe,
    encoder: EncoderConfig,
    head: HeadConfig,
    start: Checkpoint | None,
    out: Path,
    trainer: Trainer,
    seconds: float | None,
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


def _share(families: int) -> int:
    """Families of a batch that each process of a distributed run takes."""
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    if families % processes or families // processes < 2:
        raise InputError(
            f"expected as many processes as share {families} families of a batch evenly, two or more each, "
            f"but got {processes}"
        )
    return families // processes


def build(
    base: Path,
    recipe: Recipe,
    encoder: EncoderConfig,
    head: HeadConfig,
    start: Checkpoint | None = None,
    directions: Tensor | None = None,
) -> VerifierObjective:
    """Builds the network to train, with its frozen and its free parts.

    Raises:
        InputError: If the head alone is to be trained, and there is no checkpoint whose encoder it reads.
    """
    if recipe.adapt == "head" and start is None:
        raise InputError('adapt="head" needs a checkpoint to start from: its encoder and projection stay as they are')
    # Dropout costs a tenth of a step, and a run sees few groups twice.
    backbone = _without_dropout(load_backbone(base, encoder.layer))
    own, head_tensors = ({}, {}) if start is None else start.tensors()
    merge(backbone, own)
    width = MINILM_WIDTH
    backbone.requires_grad_(False)
    if recipe.adapt == "lora":
        from peft import LoraConfig, get_peft_model

        settings = LoraConfig(r=recipe.rank, lora_alpha=recipe.rank, target_modules="all-linear", use_rslora=False)
        backbone = get_peft_model(backbone, settings)
    elif recipe.adapt == "full":
        backbone.encoder.requires_grad_(True)
    projection = nn.Linear(width, encoder.width, bias=False)
    nn.init.orthogonal_(projection.weight)
    reader = MapTransformer(head)
    if start is not None:
        projection.load_state_dict({"weight": own["projection.weight"].float()})
        reader.load_state_dict(head_tensors)
    projection.requires_grad_(recipe.adapt != "head")
    if not encoder.pooled:
        return VerifierObjective(TokenNetwork(backbone, projection), reader)
    readout = nn.Linear(width, encoder.pooled, bias=False)
    weight = own.get("pooled.weight", directions)
    assert weight is not None  # noqa: S101 - without either, no width was given
    readout.load_state_dict({"weight": weight.float()})
    # While the backbone stays as it is, so does what is read off it.
    moves = recipe.adapt in ("full", "lora")
    readout.requires_grad_(moves)
    teacher = _without_dropout(load_backbone(base)).requires_grad_(False) if moves else None
    return VerifierObjective(TokenNetwork(backbone, projection, readout), reader, teacher)


def _without_dropout(backbone: nn.Module) -> nn.Module:
    for module in backbone.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return backbone


def deltas(
    model: VerifierObjective, base: Path, recipe: Recipe, encoder: EncoderConfig, start: Checkpoint | None = None
) -> dict[str, Tensor]:
    """What training changed of the base, as a checkpoint stores it; with ``start``, its changes and the new ones."""
    tensors = {f"head.{name}": t for name, t in model.head.state_dict().items()}
    assert model.network.projection is not None  # noqa: S101 - build() made it
    tensors["projection.weight"] = model.network.projection.weight
    if model.network.readout is not None:
        tensors["pooled.weight"] = model.network.readout.weight
    if start is not None and recipe.adapt in ("none", "head"):
        # Bit for bit what was stored: the fingerprint hangs on it.
        tensors = start.tensors()[0] | (tensors if recipe.adapt == "none" else _of_head(tensors))
    elif recipe.adapt == "lora" and start is None:
        for name, module in model.network.backbone.named_modules():
            if hasattr(module, "lora_A"):
                clean = name.removeprefix("base_model.model.")
                tensors[f"{clean}.weight.up"] = module.lora_B["default"].weight * module.scaling["default"]
                tensors[f"{clean}.weight.down"] = module.lora_A["default"].weight
    elif recipe.adapt in ("full", "lora"):
        before = load_backbone(base, encoder.layer).state_dict()
        for name, after in _merged(model.network.backbone).items():
            change = after - before[name]
            if change.any():
                tensors |= stored(change, name)
    return {name: tensor.detach() for name, tensor in tensors.items()}


def _of_head(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: t for name, t in tensors.items() if name.startswith("head.")}


@torch.no_grad()
def _merged(backbone: nn.Module) -> dict[str, Tensor]:
    """The backbone's weights under the base's own names, LoRA factors multiplied out and added."""
    weights = {}
    for name, weight in backbone.state_dict().items():
        clean = name.removeprefix("base_model.model.").replace(".base_layer.", ".")
        if ".lora_" not in name:
            weights[clean] = weight.clone()
    for name, module in backbone.named_modules():
        if hasattr(module, "lora_A"):
            weights[f"{name.removeprefix('base_model.model.')}.weight"] += module.get_delta_weight("default")
    return weights


def _optimiser(model: VerifierObjective, recipe: Recipe) -> torch.optim.Optimizer:
    read = [module for module in (model.network.projection, model.network.readout, model.head) if module is not None]
    new = [p for module in read for p in module.parameters() if p.requires_grad]
    own = [p for p in model.network.backbone.parameters() if p.requires_grad]
    groups: list[dict[str, Any]] = [{"params": new, "lr": recipe.head_rate}]
    if own:
        usual = 1e-3 if recipe.adapt == "lora" else 1e-4
        groups.append({"params": own, "lr": usual if recipe.encoder_rate is None else recipe.encoder_rate})
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
