"""A run of a few real steps, from the generator to a checkpoint that judges."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

import twostage_core as ts
from twostage_core.basemodel import MINILM
from twostage_core.checkpoint import Checkpoint
from twostage_core.deltas import pack, unpack
from twostage_core.encoder import EncoderConfig, TokenEncoder
from twostage_core.errors import InputError, NotCalibrated
from twostage_core.head import HeadConfig
from twostage_core.tokennetwork import load_backbone
from twostage_core.training.mix import TrainingMix, generated
from twostage_core.training.network import build, deltas
from twostage_core.training.recipe import Recipe
from twostage_core.training.trainer import train

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("default")]


def mix(seed: int) -> TrainingMix:
    sources = {"support": generated("support", seed), "identity": generated("identity", seed)}
    return TrainingMix(sources, {"support": 1, "identity": 1}, seed, batch=4)


def test_a_mix_is_the_same_for_the_same_seed() -> None:
    def head(seed: int) -> list[str]:
        stream = iter(mix(seed))
        return [next(stream)[0].anchor for _ in range(40)]

    assert head(3) == head(3)
    assert head(3) != head(4)


@pytest.mark.parametrize("adapt", ["lora", "full", "none"])
def test_a_run_ends_in_a_checkpoint_that_judges(adapt: str, tmp_path: Path) -> None:
    recipe = Recipe(steps=2, families=4, adapt=adapt, rank=4, save_steps=1)  # type: ignore[arg-type]
    out = train(recipe, mix(1), tmp_path / "verifier")
    verifier = ts.SimilarityMapVerifier(out)
    scores = verifier.score("Who rows?", ["Ada rows.", "It rains."])
    assert scores.shape == (2,)
    assert np.isfinite(scores).all()
    with pytest.raises(NotCalibrated):
        verifier.threshold("support", "balanced")
    changed = {name for name in verifier.checkpoint.tensors()[0] if name != "projection.weight"}
    assert bool(changed) is (adapt != "none")


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    train(Recipe(steps=1, families=4, rank=4, save_steps=1), mix(1), tmp_path)
    train(Recipe(steps=2, families=4, rank=4, save_steps=1), mix(1), tmp_path)
    assert sorted(p.name for p in (tmp_path / "states").iterdir()) == ["checkpoint-2", "run.json"]


def test_states_of_another_run_are_refused(tmp_path: Path) -> None:
    first = Recipe(steps=2, families=4, adapt="none", save_steps=1)
    seconds = json.loads((train(first, mix(1), tmp_path, learned_from="a") / "training.json").read_text())["seconds"]
    for recipe, learned_from, named in (
        (replace(first, seed=7), "a", "another seed"),
        (replace(first, head_rate=1e-4), "b", "another data, head_rate"),
        (replace(first, steps=1), "a", "state of step 2, but 1"),
    ):
        with pytest.raises(InputError, match=named):
            train(recipe, mix(1), tmp_path, learned_from=learned_from)
    again = train(replace(first, steps=3), mix(1), tmp_path, learned_from="a")
    assert json.loads((again / "training.json").read_text())["seconds"] > seconds


@pytest.mark.parametrize("adapt", ["lora", "full"])
def test_merged_deltas_give_the_vectors_that_were_trained(adapt: str) -> None:
    recipe = Recipe(adapt=adapt, rank=8)  # type: ignore[arg-type]
    base, config = MINILM.locate(), EncoderConfig(pooled=32)
    torch.manual_seed(5)
    model = build(base, recipe, config, HeadConfig(), directions=torch.randn(32, 384))
    with torch.no_grad():
        for parameter in (*model.network.backbone.parameters(), *model.network.readout.parameters()):
            if parameter.requires_grad:
                parameter.add_(0.01 * torch.randn_like(parameter))
    encoder = TokenEncoder.load(base, config, deltas(model, base, recipe, config))
    if adapt == "full":
        # What is stored is rounded; the rest is to be the same.
        with torch.no_grad():
            for name, before in load_backbone(base).named_parameters():
                weight = model.network.backbone.get_parameter(name)
                if weight.requires_grad and weight.dim() == 2:
                    weight.copy_(before + unpack(*pack(weight - before)))
    ids = torch.tensor([[101, random.Random(1).randrange(2_000, 9_000), 3_000, 4_000, 102]])
    with torch.no_grad():
        trained = model.eval().network(ids, torch.ones_like(ids))
        merged = encoder.network(ids, torch.ones_like(ids))
    for one, other in zip(trained, merged, strict=True):
        assert torch.allclose(one, other, atol=2e-4)


def test_a_read_out_goes_on_from_its_checkpoint_and_stays_where_the_backbone_does(tmp_path: Path) -> None:
    directions = torch.linalg.qr(torch.randn(384, 32))[0].T
    first = train(Recipe(steps=2, families=4, rank=4), mix(1), tmp_path / "first", directions=directions)
    start = Checkpoint.read(first)
    known = start.tensors()[0]["pooled.weight"]
    assert start.encoder["pooled"] == 32
    # It learns, at a rate of 1e-4.
    assert 0 < (known - directions).abs().max() < 1e-3
    for adapt in ("head", "full"):
        recipe = Recipe(steps=2, families=4, rank=4, adapt=adapt)  # type: ignore[arg-type]
        then = train(recipe, mix(2), tmp_path / adapt, start=start)
        assert torch.equal(Checkpoint.read(then).tensors()[0]["pooled.weight"], known) is (adapt == "head")


@pytest.mark.parametrize("processes", ["4", "6"])
def test_a_batch_that_processes_cannot_share_evenly_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, processes: str
) -> None:
    monkeypatch.setenv("WORLD_SIZE", processes)
    with pytest.raises(ts.InputError, match=f"two or more each, but got {processes}"):
        train(Recipe(steps=1, families=6), TrainingMix({}, {}, 0), tmp_path)


def test_a_share_of_the_start_is_kept(tmp_path: Path) -> None:
    first = train(Recipe(steps=2, families=4, rank=4), mix(1), tmp_path / "first")
    start = Checkpoint.read(first)
    head = {}
    for kept in (0.0, 0.5):
        recipe = Recipe(steps=3, families=4, rank=4, kept=kept, head_rate=1e-2, warmup=1)
        head[kept] = Checkpoint.read(train(recipe, mix(2), tmp_path / str(kept), start=start)).tensors()[1]
    before = start.tensors()[1]
    assert any((head[0.0][name] - before[name]).abs().max() > 5e-3 for name in before)
    for name, weight in head[0.5].items():
        moved = head[0.0][name] - before[name]
        away = weight - (before[name] + head[0.0][name]) / 2
        if name.endswith("in_proj_bias"):
            # A bias of all keys changes no attention: its gradient is rounding, and Adam steps along it by lot.
            away.chunk(3)[1].zero_()
        # Elsewhere too a few gradients are as small, so what counts is the whole tensor.
        assert away.norm() <= 0.1 * moved.norm() + 1e-3, name
    with pytest.raises(ts.InputError, match="kept goes with a start"):
        train(Recipe(steps=1, families=4, kept=0.5), mix(1), tmp_path / "none")
