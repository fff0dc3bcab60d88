"""A verifier that goes on from a checkpoint on a user's pairs: few steps, but every part of the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import twostage_core as ts
from twostage_core import checkpoint
from twostage_core.errors import NotCalibrated
from twostage_core.tokenstore import TokenStore
from twostage_core.training.development import LabelledPair
from twostage_core.training.finetuning import _calibrations, _within_window, finetune
from twostage_core.training.mix import TrainingMix, generated
from twostage_core.training.pairs import OwnPair
from twostage_core.training.recipe import Recipe
from twostage_core.training.trainer import UNCALIBRATED, train

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("default")]

JUDGED = [
    "Ilse tends hive 3.",
    "Jan tends hive 3.",
    "Honey is sold in May.",
    "Hive 3 is tended by Ilse, in calm weather.",
]


@pytest.fixture(scope="module", autouse=True)
def _little() -> Iterator[None]:
    """After two steps few generated pairs say as little as many do, and small steps teach as little as large ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("twostage_core.training.finetuning._KNOWN", 16)
        patch.setattr("twostage_core.training.finetuning._FAMILIES", 4)
        yield


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "mine.jsonl"
    records = [
        {"query": f"Who tends hive {i}?", "text": f"{who} tends hive {hive}.", "label": int(hive == i)}
        for i in range(28)
        for who, hive in (("Ilse", i), ("Jan", i + 40))
    ]
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    paragraphs = [f"Hive {i} stands by the mill pond, and its honey is sold in May." for i in range(40)]
    (folder / "hives.md").write_text("\n\n".join(paragraphs), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def tuned(mine: Path, docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finetune(mine, tmp_path_factory.mktemp("tuned"), corpus=docs, steps=2).folder


@pytest.fixture(scope="module")
def head_only(mine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finetune(mine, tmp_path_factory.mktemp("head"), steps=2, freeze_encoder=True).folder


def test_the_report_says_what_changed_on_what_was_kept_apart(tuned: Path) -> None:
    report = json.loads((tuned / "training.json").read_text())["own_pairs"]
    assert report["pairs"] == {"trained_on": 42, "held_out": 14, "passages": 40}
    assert report["held_out"]["support"]["pairs"] == 14
    for what in ("held_out", "generated"):
        for found in report[what].values():
            assert 0.0 <= found["auc_before"] <= 1.0
            assert 0.0 <= found["auc_after"] <= 1.0
    assert set(report["generated"]) == {"support", "identity"}
    assert {path.name for path in tuned.iterdir()} == {
        "calibration.json",
        "config.json",
        "model.safetensors",
        "training.json",
    }


def test_the_result_is_a_checkpoint_with_other_vectors_and_no_thresholds(
    tuned: Path, verifier: ts.SimilarityMapVerifier
) -> None:
    after = ts.SimilarityMapVerifier(tuned)
    assert after.encoder.fingerprint != verifier.encoder.fingerprint
    assert not np.array_equal(verifier.logits("Who tends hive 3?", JUDGED), after.logits("Who tends hive 3?", JUDGED))
    for relation in ("support", "identity"):
        with pytest.raises(NotCalibrated):
            after.threshold(relation, "balanced")


def test_a_run_with_other_pairs_does_not_go_on(mine: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # Stopped once it was trained: what it leaves is there.
        patch.setattr("twostage_core.training.finetuning._calibrations", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            finetune(mine, tmp_path / "out", steps=2, freeze_encoder=True)
    other = tmp_path / "other.jsonl"
    more = {"query": "Who tends the far hive?", "text": "Jan tends the far hive.", "label": 1}
    other.write_text(mine.read_text(encoding="utf-8") + json.dumps(more) + "\n", encoding="utf-8")
    with pytest.raises(ts.InputError, match="another data"):
        finetune(other, tmp_path / "out", steps=2, freeze_encoder=True)


def test_a_frozen_encoder_keeps_the_store(head_only: Path, verifier: ts.SimilarityMapVerifier) -> None:
    after = ts.SimilarityMapVerifier(head_only)
    assert after.encoder.fingerprint == verifier.encoder.fingerprint
    store = TokenStore()
    before = verifier.logits("Who tends hive 3?", JUDGED, token_store=store)
    filled = store.statistics.misses
    stored = after.logits("Who tends hive 3?", JUDGED, token_store=store)
    assert filled == len(JUDGED)
    assert (store.statistics.misses, store.statistics.hits) == (filled, filled)
    assert np.array_equal(stored, after.logits("Who tends hive 3?", JUDGED))
    assert not np.array_equal(stored, before)


def test_a_frozen_encoder_is_stored_bit_for_bit(head_only: Path, verifier: ts.SimilarityMapVerifier) -> None:
    old, old_head = verifier.checkpoint.tensors()
    new, new_head = checkpoint.Checkpoint.read(head_only).tensors()
    assert old.keys() == new.keys()
    assert all(old[name].equal(new[name]) for name in old)
    assert not all(old_head[name].equal(new_head[name]) for name in old_head)


@pytest.mark.parametrize("adapt", ["full", "lora", "none"])
def test_what_a_checkpoint_knew_outlives_a_run_that_changes_nothing(
    adapt: str, tmp_path: Path, verifier: ts.SimilarityMapVerifier
) -> None:
    mix = TrainingMix({"generated": generated("identity", 1)}, {"generated": 1}, 1, batch=2)
    recipe = Recipe(steps=1, families=2, adapt=adapt, encoder_rate=0.0, head_rate=0.0)  # type: ignore[arg-type]
    after = ts.SimilarityMapVerifier(train(recipe, mix, tmp_path, start=verifier.checkpoint))
    asked = "Who tends hive 3?"
    # Rounded anew, the sum of changes is the one that was there.
    assert np.allclose(after.logits(asked, JUDGED), verifier.logits(asked, JUDGED), atol=0.05)


def test_the_head_alone_needs_an_encoder_to_read(tmp_path: Path) -> None:
    mix = TrainingMix({"generated": generated("identity", 1)}, {"generated": 1}, 1, batch=2)
    with pytest.raises(ts.InputError, match="needs a checkpoint to start from"):
        train(Recipe(steps=1, adapt="head"), mix, tmp_path)


def test_faulty_pairs_are_named_before_a_model_is_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(ts.InputError, match="line 1"):
        finetune(path, tmp_path / "out", start=tmp_path / "no checkpoint")
    assert not (tmp_path / "out").exists()


def test_a_checkpoint_is_not_written_over_itself(mine: Path, tuned: Path) -> None:
    with pytest.raises(ts.InputError, match="another folder"):
        finetune(mine, tuned, start=tuned, steps=1)


def test_of_a_long_text_the_window_that_decides_is_trained_on(verifier: ts.SimilarityMapVerifier) -> None:
    filler = "The council met to vote on the harbour wall, and the vote was put off. " * 14
    pairs = [
        OwnPair("support", "Who tends hive 3?", f"{filler}Ilse tends hive 3.", 1),
        OwnPair("support", "Who tends hive 3?", "Jan tends hive 4.", 0),
    ]
    long, short = _within_window(pairs, verifier)
    assert long.text.endswith("Ilse tends hive 3.")
    assert len(long.text) < len(filler)
    assert short == pairs[1]


def test_what_differs_outside_the_window_alone_is_no_near_miss_to_train_on(verifier: ts.SimilarityMapVerifier) -> None:
    filler = " The council met to vote on the harbour wall, and the vote was put off." * 14
    match = OwnPair("support", "Who tends hive 3?", f"Ilse tends hive 3.{filler} Jan pays.", 1)
    elsewhere = replace(match, text=match.text.replace("Jan pays", "Jan begs"), label=0)
    kept = _within_window([match, elsewhere, replace(match, text="Jan tends hive 4.", label=0)], verifier)
    assert [p.label for p in kept] == [1, 0]
    assert kept[1].text == "Jan tends hive 4."


def held(matches: int, others: int) -> list[LabelledPair]:
    return [
        LabelledPair(f"q{i}", f"t{i}", int(i < matches), "own pairs", "match" if i < matches else "near_miss", f"g{i}")
        for i in range(matches + others)
    ]


@pytest.mark.parametrize(("matches", "fitted"), [(120, True), (60, False)])
def test_thresholds_are_fitted_where_enough_was_kept_apart(matches: int, fitted: bool) -> None:
    rng = np.random.default_rng(0)
    pairs = held(matches, 120)
    logits = np.array([p.label for p in pairs]) * 3.0 + rng.normal(size=len(pairs))
    blank = {"support": replace(UNCALIBRATED, cosine=2.0), "identity": UNCALIBRATED}
    found = _calibrations({"support": pairs}, {"support": logits}, blank)
    assert bool(found["support"].thresholds) is fitted
    assert found["support"].origin == ("yours" if fitted else None)
    # The logits were computed with it.
    assert found["support"].cosine == 2.0
    # The other relation's logits moved, too, and nobody measured them.
    assert not found["identity"].thresholds


def test_the_command_trains_and_tells(mine: Path, tmp_path: Path, invoke: Callable[..., tuple[int, str]]) -> None:
    code, shown = invoke("train", "--pairs", mine, "--out", tmp_path / "out", "--steps", "1", "--freeze-encoder")
    assert code == 0
    assert "trained on 42 pairs" in shown
    assert "support, your pairs kept apart (14)" in shown
    assert "→" in shown
    assert "identity has no thresholds" in shown
    assert ts.SimilarityMapVerifier(tmp_path / "out").score("Who?", ["Ilse."]).shape == (1,)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--out", "x"], "expected --pairs"),
        (["--out", "x", "--corpus", "docs"], "go with --pairs"),
        (["--out", "x", "--freeze-encoder"], "go with --pairs"),
        (["--out", "x", "--pairs", "nowhere.jsonl"], "there is none"),
        (["--out", "x", "--pairs", "nowhere.jsonl", "--relation", "same"], "support or identity"),
        (["--out", "x", "--pairs", "nowhere.jsonl", "--rank", "8"], "--freeze-encoder"),
    ],
)
def test_arguments_that_do_not_go_together_are_named(
    arguments: list[str], named: str, invoke: Callable[..., tuple[int, str]]
) -> None:
    code, shown = invoke("train", *arguments)
    assert code == 2
    assert named in shown


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    from typer.testing import CliRunner

    from twostage_core.cli import app

    monkeypatch.delenv("TWOSTAGE_DATA", raising=False)

    def run(*arguments: object) -> tuple[int, str]:
        done = CliRunner().invoke(app, [str(a) for a in arguments])
        return done.exit_code, " ".join(done.stderr.split())

    return run
