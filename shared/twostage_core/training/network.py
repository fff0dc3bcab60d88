"""Owns the network that a run trains: built after a recipe, averaged with another, stored as what it changed."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from twostage_core.basemodel import MINILM_WIDTH
from twostage_core.checkpoint import Checkpoint
from twostage_core.deltas import merge, stored
from twostage_core.encoder import EncoderConfig
from twostage_core.errors import InputError
from twostage_core.head import HeadConfig, MapTransformer
from twostage_core.tokennetwork import TokenNetwork, load_backbone
from twostage_core.training.objective import VerifierObjective
from twostage_core.training.recipe import Recipe


def build(
    base: Path,
    recipe: Recipe,
    encoder: EncoderConfig,
    head: HeadConfig,
    start: Checkpoint | None = None,
    directions: Tensor | None = None,
) -> VerifierObjective:
    """Builds the network to train, with its frozen and its free parts.

    Args:
        base: Folder of the base model.
        recipe: What is to be adapted.
        encoder: Shape of the token vectors.
        head: Shape of the head.
        start: A checkpoint whose weights it begins with.
        directions: float ``(P, base width)``, what a new read-out begins with; see `trainer.train`.

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


def deltas(
    model: VerifierObjective, base: Path, recipe: Recipe, encoder: EncoderConfig, start: Checkpoint | None = None
) -> dict[str, Tensor]:
    """What training changed of the base, as a checkpoint stores it; with ``start``, its changes and the new ones.

    Args:
        model: The network, trained, on the CPU.
        base: Folder of the base model.
        recipe: What was adapted.
        encoder: Shape of the token vectors.
        start: The checkpoint that `build` began with.

    Returns:
        Tensors by the names of `checkpoint.write`.
    """
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
