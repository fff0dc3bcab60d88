"""The cross-encoder that verifiers are compared with: same groups, same base, loaded as any other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from torch.utils.data import IterableDataset

import twostage_core as ts
from twostage_core.basemodel import MINILM
from twostage_core.encoder import load_tokenizer
from twostage_core.training.group import Family, TrainingGroup
from twostage_core.training.rival import RivalRecipe, dev_loss, sweep, train_rival
from twostage_core.training.rivalpairs import MARKERS, PairCollator
from twostage_core.verifiers.cross_encoder import CrossEncoderVerifier

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("default")]

WHO = [
    (
        TrainingGroup("support", "Who rows?", ("Ada rows.", "Ben rows the boat."), (1.0, 0.0), "x"),
        TrainingGroup("support", "Who steers?", ("Ben steers.",), (1.0,), "x"),
    ),
    (TrainingGroup("identity", "It rains.", ("Rain falls.", "It snows."), (1.0, 0.0), "x"),),
    (TrainingGroup("identity", "Bees need calm.", ("Calm is what bees need.",), (1.0,), "x"),),
]


class Endless(IterableDataset[Family]):
    def __iter__(self) -> Iterator[Family]:
        while True:
            yield from WHO


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(MINILM.locate())


def read(tokenizer: Tokenizer, batch: dict[str, list[torch.Tensor]]) -> list[str]:
    rows = [row for ids in batch["input_ids"] for row in ids.tolist()]
    return [tokenizer.decode([i for i in row if i], skip_special_tokens=False) for row in rows]


def test_a_batch_is_every_labelled_pair_and_two_easy_ones_a_family(tokenizer: Tokenizer) -> None:
    batch = PairCollator(tokenizer, 128)(WHO)
    pairs = dict(zip(read(tokenizer, batch), batch["labels"].tolist(), strict=True))
    assert len(batch["labels"]) == 6 + 2 * len(WHO)
    assert pairs["[CLS] support : who rows? [SEP] ada rows. [SEP]"] == 1.0
    assert pairs["[CLS] support : who rows? [SEP] ben rows the boat. [SEP]"] == 0.0
    assert pairs["[CLS] identity : it rains. [SEP] rain falls. [SEP]"] == 1.0
    lengths = [int(mask.sum()) for chunk in batch["attention_mask"] for mask in chunk]
    assert lengths == sorted(lengths, reverse=True)


def test_an_easy_negative_is_never_of_the_anchors_family(tokenizer: Tokenizer) -> None:
    pairs = [p for p in read(tokenizer, PairCollator(tokenizer, 128)(WHO)) if "support" in p]
    # Three labelled ones, and two texts of the identity groups.
    assert len(pairs) == 5
    assert len([p for p in pairs if "rows. [SEP]" in p or "boat. [SEP]" in p or "ben steers" in p]) == 3


def test_of_a_large_family_eight_pairs_are_read(tokenizer: Tokenizer) -> None:
    large = (
        TrainingGroup(
            "identity", "It rains.", tuple(f"Rain falls on {n} roofs." for n in range(2, 14)), (1.0,) * 12, "x"
        ),
    )
    assert len(PairCollator(tokenizer, 128)([large])["labels"]) == 8


def test_the_second_text_has_its_own_segment(tokenizer: Tokenizer) -> None:
    batch = PairCollator(tokenizer, 128)(WHO)
    ids, kinds = batch["input_ids"][0][0].tolist(), batch["token_type_ids"][0][0].tolist()
    first = ids.index(tokenizer.token_to_id("[SEP]")) + 1
    assert kinds == [0] * first + [1] * (len(ids) - first)


def test_both_texts_are_cut_to_the_window(tokenizer: Tokenizer) -> None:
    long = [(TrainingGroup("support", "a " * 100, ("b " * 100,), (1.0,), "x"),)]
    batch = PairCollator(tokenizer, 16)(long)
    assert batch["input_ids"][0].shape == (1, 16 + 16 + 3)


def test_it_learns_is_saved_and_judges_as_it_was_trained(tokenizer: Tokenizer, tmp_path: Path) -> None:
    recipe = RivalRecipe(steps=12, families=3, rate=3e-4, save_steps=6, bf16=False)
    out = train_rival(recipe, Endless(), tmp_path / "rival")
    assert not list(out.glob("*.bin"))
    verifier = CrossEncoderVerifier(out)
    scores = verifier.logits("It rains.", ["Rain falls.", "Calm is what bees need."], "identity")
    assert scores[0] > 0 > scores[1]
    assert dev_loss(out, Endless(), batches=2, size=3) < 0.5
    # The relation is part of what it reads, and the verifier puts it there.
    from sentence_transformers import CrossEncoder

    plain = CrossEncoder(str(out), device="cpu")
    asked = plain.predict([(MARKERS["identity"] + "It rains.", "Rain falls.")], activation_fn=torch.nn.Identity())
    assert np.allclose(asked, scores[:1], atol=1e-4)


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    train_rival(RivalRecipe(steps=1, families=2, save_steps=1), Endless(), tmp_path)
    train_rival(RivalRecipe(steps=2, families=2, save_steps=1), Endless(), tmp_path)
    assert sorted(p.name for p in (tmp_path / "states").iterdir()) == ["checkpoint-2", "run.json"]


def test_the_rate_with_the_least_dev_loss_is_kept(tmp_path: Path) -> None:
    recipe = RivalRecipe(steps=6, families=3, save_steps=6)
    out = sweep(recipe, Endless, Endless, tmp_path, rates=(1e-7, 3e-4), dev_batches=1)
    record = json.loads((out / "training.json").read_text())
    assert record["recipe"]["rate"] == 3e-4
    assert record["rates"]["dev_loss"]["0.0003"] < record["rates"]["dev_loss"]["1e-07"]
    assert CrossEncoderVerifier(out).score("Who rows?", ["Ada rows."]).shape == (1,)


def test_a_rate_must_be_positive(tmp_path: Path) -> None:
    with pytest.raises(ts.InputError, match="positive"):
        sweep(RivalRecipe(steps=1), Endless, Endless, tmp_path, rates=())
