"""Owns the rival: a cross-encoder of the same backbone, trained on the same groups, to compare a verifier with."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor, nn
from torch.utils.data import IterableDataset
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Trainer,
    TrainingArguments,
)

from twostage_core.basemodel import MINILM
from twostage_core.encoder import EncoderConfig, load_tokenizer
from twostage_core.errors import InputError, ModelIntegrityError
from twostage_core.provenance import provenance
from twostage_core.training.group import Family
from twostage_core.training.packing import hidden_states
from twostage_core.training.precision import bfloat16_pays
from twostage_core.training.rivalpairs import MARKERS, PairCollator
from twostage_core.training.states import States

logger = logging.getLogger(__name__)

RATES = (2e-5, 5e-5, 1e-4)
_LONGEST = 512
"""Positions that the backbone has."""

Families = IterableDataset[Family]


@dataclass(frozen=True, slots=True)
class RivalRecipe:
    """What a run of the rival does.

    Attributes:
        steps: Optimiser steps.
        families: Families in a batch; their pairs are judged one by one.
        rate: Peak learning rate.
        warmup: Share of the steps over which the rate rises; over the rest it falls to nothing.
        seed: Of weights and batches.
        bf16: Compute in bfloat16 where that is safe, on a machine that has units for it.
        save_steps: Steps between resumable states.
    """

    steps: int = 8000
    families: int = 8
    rate: float = 1e-4
    warmup: float = 0.06
    seed: int = 42
    bf16: bool = True
    save_steps: int = 250


class RivalObjective(nn.Module):
    """Binary cross-entropy of the classifier's logit; matches and others weigh the same in sum.

    Args:
        classifier: Sequence classifier with one output.
    """

    def __init__(self, classifier: PreTrainedModel) -> None:
        super().__init__()
        self.classifier = classifier

    def forward(
        self,
        input_ids: Sequence[Tensor],
        token_type_ids: Sequence[Tensor],
        attention_mask: Sequence[Tensor],
        labels: Tensor,
    ) -> dict[str, Tensor]:
        """Computes the loss of one batch.

        Args:
            input_ids: Chunks of pairs by length, int64 ``(n_i, T_i)``; ``P`` pairs in all.
            token_type_ids: Likewise, 0 for the first text and 1 for the second.
            attention_mask: Likewise, 1 for tokens.
            labels: float ``(P,)`` in [0, 1], in the order of the chunks.

        Returns:
            ``loss``, and ``logits`` ``(P,)``.
        """
        base: Any = self.classifier.base_model
        states = hidden_states(base, input_ids, attention_mask, token_type_ids)
        pooled = base.pooler(torch.cat([chunk[:, :1] for chunk in states]))
        last: Any = self.classifier.classifier
        logits: Tensor = last(pooled)[:, 0].float()
        half = len(labels) / 2
        weight = labels * half / labels.sum().clamp(min=1) + (1 - labels) * half / (1 - labels).sum().clamp(min=1)
        losses = nn.functional.binary_cross_entropy_with_logits(logits, labels, reduction="none")
        return {"loss": (losses * weight).mean(), "logits": logits.detach()}


def classifier(base: Path) -> PreTrainedModel:
    """Builds the classifier on the base model, from its config and safetensors alone.

    Raises:
        ModelIntegrityError: If the base's weights do not fit.
    """
    config = AutoConfig.from_pretrained(base, local_files_only=True, trust_remote_code=False)
    config.num_labels = 1
    config.relation_markers = dict(MARKERS)
    # Dropout costs a tenth of a step, and a run sees few groups twice: as for a verifier.
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    model: PreTrainedModel = AutoModelForSequenceClassification.from_config(config, trust_remote_code=False)
    stored = safetensors.torch.load_file(base / "model.safetensors")
    missing, _ = model.base_model.load_state_dict(stored, strict=False)
    # A base without a pooler leaves it as it was drawn.
    if missing := [name for name in missing if not name.startswith("pooler.")]:
        raise ModelIntegrityError(f"{base} lacks {', '.join(missing[:3])} of a sequence classifier's weights")
    return model


def train_rival(recipe: RivalRecipe, families: Families, out: Path, *, base_path: Path | None = None) -> Path:
    """Trains the rival; started again on the same folder, it goes on where it stopped.

    Args:
        recipe: What to do.
        families: What to learn from, an endless stream: the same that a verifier is trained on.
        out: Folder of the model; resumable states lie in ``out/states``.
        base_path: Folder of the base model, if it is not to be looked for.

    Returns:
        ``out``, a cross-encoder as sentence-transformers loads it, with ``training.json``: recipe, loss curve, seconds
        and provenance.

    Raises:
        InputError: If ``out`` has states of another run.
    """
    base = MINILM.locate(base_path)
    run = {name: value for name, value in asdict(recipe).items() if name not in ("steps", "save_steps")}
    states = States(out / "states", run, recipe.steps)
    torch.manual_seed(recipe.seed)
    model = RivalObjective(classifier(base))
    arguments = TrainingArguments(
        output_dir=str(out / "states"),
        max_steps=recipe.steps,
        per_device_train_batch_size=recipe.families,
        learning_rate=recipe.rate,
        weight_decay=0.01,
        warmup_steps=round(recipe.warmup * recipe.steps),
        lr_scheduler_type="linear",
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
        # A batch is one piece: accelerate would cut its tensors to the length of the first.
        accelerator_config={"dispatch_batches": False, "split_batches": False},
    )
    trainer = Trainer(
        model=model,
        args=arguments,
        train_dataset=families,
        data_collator=PairCollator(load_tokenizer(base), EncoderConfig().window, device=_device()),
        callbacks=[states],
    )
    trainer.train(resume_from_checkpoint=states.last)
    save(model.classifier, base, out)
    record = {
        "recipe": asdict(recipe),
        "seconds": states.seconds,
        "log": trainer.state.log_history,
        "provenance": provenance(),
    }
    (out / "training.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return out


def save(model: PreTrainedModel, base: Path, folder: Path) -> None:
    """Writes a classifier with its tokenizer, in safetensors alone."""
    model.cpu().save_pretrained(folder)
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("cls", "sep", "pad", "unk", "mask")}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=load_tokenizer(base), model_max_length=_LONGEST, **special)
    tokenizer.save_pretrained(folder)


def dev_loss(folder: Path, families: Families, *, batches: int, size: int = 32, base_path: Path | None = None) -> float:
    """Mean loss of a saved rival over the first batches of a stream.

    Args:
        folder: What `train_rival` wrote.
        families: Of groups that it was not trained on.
        batches: How many to take.
        size: Families in each.
        base_path: Folder of the base model, if it is not to be looked for.
    """
    device = torch.device(_device())
    collate = PairCollator(load_tokenizer(MINILM.locate(base_path)), EncoderConfig().window, device=device.type)
    model = RivalObjective(AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True))
    model.eval().to(device)
    stream = iter(families)
    losses = []
    in_bfloat16 = torch.autocast(device.type, torch.bfloat16, enabled=bfloat16_pays())
    with torch.inference_mode(), in_bfloat16:
        for _ in range(batches):
            batch = collate(list(islice(stream, size)))
            on = {k: v.to(device) if isinstance(v, Tensor) else [t.to(device) for t in v] for k, v in batch.items()}
            losses.append(float(model(**on)["loss"]))
    return sum(losses) / len(losses)


def _device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def sweep(
    recipe: RivalRecipe,
    families: Callable[[], Families],
    dev: Callable[[], Families],
    out: Path,
    *,
    rates: Sequence[float] = RATES,
    trial_steps: int | None = None,
    dev_batches: int = 40,
    base_path: Path | None = None,
) -> Path:
    """Trains the rival with each learning rate, and keeps the one whose dev loss is least.

    What is done already in ``out`` is not done again.

    Args:
        recipe: What to do; its rate is replaced.
        families: Makes the stream to learn from.
        dev: Makes a stream of groups that are not trained on.
        out: Folder of the model; each rate's own lies in ``out/rates``.
        rates: Peak learning rates.
        trial_steps: Steps of each trial; ``None`` takes the recipe's, and the best trial is the result.
        dev_batches: Batches of the dev stream.
        base_path: Folder of the base model, if it is not to be looked for.

    Returns:
        ``out``, as `train_rival`; ``training.json`` holds the dev loss of each rate, too.

    Raises:
        InputError: If no rate is given, or one is not positive.
    """
    if not rates or min(rates) <= 0:
        raise InputError(f"expected positive learning rates, but got {list(rates)}")
    losses: dict[float, float] = {}
    for rate in rates:
        trial, folder = replace(recipe, rate=rate, steps=trial_steps or recipe.steps), out / "rates" / f"{rate:g}"
        if _recorded(folder).get("recipe") != asdict(trial):
            train_rival(trial, families(), folder, base_path=base_path)
        losses[rate] = dev_loss(folder, dev(), batches=dev_batches, size=recipe.families, base_path=base_path)
        logger.info("learning rate %g: dev loss %.4f", rate, losses[rate])
    best = min(losses, key=lambda rate: losses[rate])
    if trial_steps in (None, recipe.steps):
        chosen = out / "rates" / f"{best:g}"
        for path in chosen.iterdir():
            if path.is_file():
                shutil.copy2(path, out / path.name)
    else:
        train_rival(replace(recipe, rate=best), families(), out, base_path=base_path)
    found = {
        "steps": trial_steps or recipe.steps,
        "dev_loss": {f"{rate:g}": loss for rate, loss in losses.items()},
        "final_dev_loss": dev_loss(out, dev(), batches=dev_batches, size=recipe.families, base_path=base_path),
    }
    (out / "training.json").write_text(json.dumps(_recorded(out) | {"rates": found}, indent=1) + "\n", encoding="utf-8")
    return out


def _recorded(folder: Path) -> dict[str, Any]:
    path = folder / "training.json"
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return record
