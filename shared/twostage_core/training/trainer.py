"""Owns a training run: network, optimiser, `transformers.Trainer`, and the checkpoint it ends in."""

from __future__ import annotations

import json
import logging
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.data import Dataset
from transformers import Trainer, TrainingArguments
from transformers.trainer_utils import get_last_checkpoint

from twostage_core import checkpoint
from twostage_core.basemodel import MINILM, MINILM_WIDTH
from twostage_core.calibration import Calibration
from twostage_core.encoder import EncoderConfig, TokenNetwork, load_backbone, load_tokenizer
from twostage_core.head import HeadConfig, MapTransformer
from twostage_core.provenance import provenance
from twostage_core.training.collator import Collator
from twostage_core.training.group import TrainingGroup
from twostage_core.training.objective import VerifierObjective

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training run does.

    Attributes:
        steps: Optimiser steps.
        groups: Groups in a batch.
        adapt: ``"lora"`` trains factors of rank ``rank``; ``"full"`` trains every weight above the embeddings
            and keeps the best rank-``rank`` part of each change; ``"none"`` leaves the base as it is.
        rank: Rank of the deltas that ship.
        encoder_rate: Peak learning rate of the base's adaptation.
        head_rate: Peak learning rate of projection and head.
        warmup: Share of the steps over which the rates rise.
        seed: Of weights and batches.
        bf16: Compute in bfloat16 where that is safe.
        save_steps: Steps between resumable states.
    """

    steps: int = 1500
    groups: int = 32
    adapt: Literal["lora", "full", "none"] = "lora"
    rank: int = 64
    encoder_rate: float = 1e-3
    head_rate: float = 5e-4
    warmup: float = 0.06
    seed: int = 42
    bf16: bool = True
    save_steps: int = 250


class _Trainer(Trainer):
    """Logs the terms of the loss beside their sum."""

    _terms: dict[str, float]

    def compute_loss(self, model: nn.Module, inputs: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        out = model(**inputs)
        terms = getattr(self, "_terms", {})
        positive, logits = inputs["labels"] > 0, out["logits"]
        values = {name: float(out[name]) for name in ("match", "contrast", "rank")}
        values["true_accepts"] = float((logits[positive] > 0).float().mean())
        values["false_accepts"] = float((logits[~positive] > 0).float().mean())
        # An exponential mean over some 50 steps: a single batch says little.
        self._terms = {k: 0.98 * terms.get(k, v) + 0.02 * v if v == v else terms.get(k, 0.5) for k, v in values.items()}
        return (out["loss"], out) if kwargs.get("return_outputs") else out["loss"]

    def log(self, logs: dict[str, float], *args: Any, **kwargs: Any) -> None:
        super().log(logs | {k: round(v, 4) for k, v in getattr(self, "_terms", {}).items()}, *args, **kwargs)


def train(
    recipe: Recipe,
    groups: Dataset[TrainingGroup],
    out: Path,
    *,
    encoder: EncoderConfig | None = None,
    head: HeadConfig | None = None,
    base_path: Path | None = None,
) -> Path:
    """Trains a verifier end to end; started again on the same folder, it goes on where it stopped.

    Args:
        recipe: What to do.
        groups: Training groups; an endless stream is fine.
        out: Folder of the checkpoint; resumable states lie in ``out/states``.
        encoder: Shape of the token vectors.
        head: Shape of the head.
        base_path: Folder of the base model, if it is not to be looked for.

    Returns:
        ``out``, a checkpoint whose calibration is neutral until ``calibrate`` is run, with ``training.json``:
        recipe, loss curve, seconds (of the last start) and provenance.
    """
    encoder, head = encoder or EncoderConfig(), head or HeadConfig()
    base = MINILM.locate(base_path)
    torch.manual_seed(recipe.seed)
    model = build(base, recipe, encoder, head)
    arguments = TrainingArguments(
        output_dir=str(out / "states"),
        max_steps=recipe.steps,
        per_device_train_batch_size=recipe.groups,
        warmup_steps=round(recipe.warmup * recipe.steps),
        lr_scheduler_type="cosine",
        max_grad_norm=1.0,
        bf16=recipe.bf16,
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
        train_dataset=groups,
        data_collator=Collator(load_tokenizer(base), encoder.window),
        optimizers=(_optimiser(model, recipe), None),
    )
    last = get_last_checkpoint(arguments.output_dir) if (out / "states").is_dir() else None
    # On a CPU the fused attention kernel's backward takes three times as long on sequences this short.
    with sdpa_kernel(SDPBackend.MATH) if not torch.cuda.is_available() else nullcontext():
        outcome = trainer.train(resume_from_checkpoint=last)
    tensors = deltas(model, base, recipe, encoder)
    record = {
        "recipe": asdict(recipe),
        "seconds": outcome.metrics.get("train_runtime"),
        "log": trainer.state.log_history,
        "provenance": provenance(),
    }
    (out / "training.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    neutral = Calibration(1.0, 0.0, 0.5, {"lenient": 0.5, "balanced": 0.5, "strict": 0.5}, {}, 0, 0)
    checkpoint.write(
        out,
        encoder=asdict(encoder),
        head=asdict(head),
        tensors=tensors,
        calibration={"support": neutral, "identity": neutral},
    )
    return out


def build(base: Path, recipe: Recipe, encoder: EncoderConfig, head: HeadConfig) -> VerifierObjective:
    """Builds the network to train, with its frozen and its free parts."""
    backbone = load_backbone(base, encoder.layer)
    width = MINILM_WIDTH
    # Dropout costs a tenth of a step, and a run sees few groups twice.
    for module in backbone.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    backbone.requires_grad_(False)
    if recipe.adapt == "lora":
        from peft import LoraConfig, get_peft_model

        settings = LoraConfig(r=recipe.rank, lora_alpha=recipe.rank, target_modules="all-linear", use_rslora=False)
        backbone = get_peft_model(backbone, settings)
    elif recipe.adapt == "full":
        backbone.encoder.requires_grad_(True)
    projection = nn.Linear(width, encoder.width, bias=False)
    nn.init.orthogonal_(projection.weight)
    return VerifierObjective(TokenNetwork(backbone, projection), MapTransformer(head))


def deltas(model: VerifierObjective, base: Path, recipe: Recipe, encoder: EncoderConfig) -> dict[str, Tensor]:
    """What training changed, as a checkpoint stores it."""
    tensors = {f"head.{name}": t for name, t in model.head.state_dict().items()}
    assert model.network.projection is not None  # noqa: S101 - build() made it
    tensors["projection.weight"] = model.network.projection.weight
    if recipe.adapt == "lora":
        for name, module in model.network.backbone.named_modules():
            if hasattr(module, "lora_A"):
                clean = name.removeprefix("base_model.model.")
                tensors[f"{clean}.weight.up"] = module.lora_B["default"].weight * module.scaling["default"]
                tensors[f"{clean}.weight.down"] = module.lora_A["default"].weight
    elif recipe.adapt == "full":
        before = load_backbone(base, encoder.layer).state_dict()
        for name, after in model.network.backbone.state_dict().items():
            change = after - before[name]
            if not change.any():
                continue
            if change.dim() == 1:
                tensors[f"{name}.delta"] = change
            else:
                tensors[f"{name}.up"], tensors[f"{name}.down"] = _factors(change, recipe.rank)
    return {name: tensor.detach() for name, tensor in tensors.items()}


def _factors(change: Tensor, rank: int) -> tuple[Tensor, Tensor]:
    """The closest product of rank ``rank`` (Eckart–Young), its scale shared by both factors."""
    left, values, right = torch.linalg.svd(change, full_matrices=False)
    root = values[:rank].sqrt()
    kept = float(values[:rank].square().sum() / values.square().sum())
    logger.info("rank %d keeps %.3f of a change's energy", rank, kept)
    return left[:, :rank] * root, root[:, None] * right[:rank]


def _optimiser(model: VerifierObjective, recipe: Recipe) -> torch.optim.Optimizer:
    own = [p for p in model.network.backbone.parameters() if p.requires_grad]
    new = [
        *model.head.parameters(),
        *(model.network.projection.parameters() if model.network.projection else []),
    ]
    groups: list[dict[str, Any]] = [{"params": new, "lr": recipe.head_rate}]
    if own:
        groups.append({"params": own, "lr": recipe.encoder_rate})
    return torch.optim.AdamW(groups, weight_decay=0.01)
