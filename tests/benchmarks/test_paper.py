"""What the paper's experiments are made of; that all of it runs is shown by ``make nightly``."""

from __future__ import annotations

import pytest
import torch

from benchmarks.figures import bars, scatter, texts
from benchmarks.paper.budget import Budget
from benchmarks.paper.readers import reader
from benchmarks.paper.triplets import TRAINED, draw
from twostage_core.nearmiss import generate_groups
from twostage_core.training.mining import MinedQuestion

NAMES = ("F0", "F1", "F2", "F3", "F4")


def a_map(rows: int, columns: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(rows * 100 + columns)
    return torch.rand(1, rows, columns, generator=generator) * 2 - 1, torch.ones(1, rows, columns, dtype=torch.bool)


@pytest.mark.parametrize("name", NAMES)
def test_padding_changes_nothing(name: str) -> None:
    torch.manual_seed(0)
    reads = reader(name, tokens=32).eval()
    maps, cells = a_map(5, 11)
    padded, on = torch.full((1, 7, 19), 0.9), torch.zeros(1, 7, 19, dtype=torch.bool)
    padded[:, :5, :11], on[:, :5, :11] = maps, True
    if name == "F2":
        # How far apart two places are is a share of the width, so that only the penalty knows of padding.
        torch.nn.init.constant_(reads.penalty, -20.0)
    with torch.inference_mode():
        assert reads(padded, on).item() == pytest.approx(reads(maps, cells).item(), abs=1e-5)


def test_the_two_without_weights_are_what_they_are_called() -> None:
    maps, cells = a_map(4, 6)
    assert reader("F0", 32)(maps, cells).item() == pytest.approx(maps.mean().item(), abs=1e-6)
    assert reader("F1", 32)(maps, cells).item() == pytest.approx(maps[0].max(dim=1).values.mean().item(), abs=1e-6)
    assert not list(reader("F0", 32).parameters()) + list(reader("F1", 32).parameters())


def test_a_sharp_alignment_without_penalty_is_maxsim_and_a_penalty_keeps_it_near() -> None:
    maps, cells = a_map(4, 6)
    reads = reader("F2", 32)
    torch.nn.init.constant_(reads.sharpness, 8.0)
    torch.nn.init.constant_(reads.penalty, -20.0)
    assert reads(maps, cells).item() == pytest.approx(reader("F1", 32)(maps, cells).item(), abs=1e-4)
    torch.nn.init.constant_(reads.penalty, 200.0)
    assert reads(maps, cells).item() == pytest.approx(maps[0].diagonal().mean().item(), abs=1e-4)


@pytest.mark.parametrize("name", ["F2", "F3", "F4"])
def test_what_has_weights_learns(name: str) -> None:
    torch.manual_seed(1)
    reads = reader(name, tokens=32)
    maps = torch.rand(16, 8, 8) * 0.2
    maps[:8] += torch.eye(8) * 0.8
    maps[8:] += torch.eye(8).flip(0) * 0.8
    cells = torch.ones(16, 8, 8, dtype=torch.bool)
    optimiser = torch.optim.Adam(reads.parameters(), lr=0.0005 if name == "F4" else 0.01)
    for _ in range(120):
        optimiser.zero_grad()
        scores = reads(maps, cells)
        torch.nn.functional.softplus((scores[8:] - scores[:8]) / 0.1).mean().backward()
        optimiser.step()
    assert (reads(maps, cells)[:8] > reads(maps, cells)[8:]).all()


QUESTIONS = [MinedQuestion(f"Who is {i}?", f"{i} is Ada.", "", (f"{i + 1} is Bert.",), "nq_oracle") for i in range(9)]


def test_triplets_are_the_same_for_a_seed_and_as_many_as_asked() -> None:
    drawn = draw(QUESTIONS, 60, 5, near_misses=0.5)
    assert drawn == draw(QUESTIONS, 60, 5, near_misses=0.5)
    assert drawn != draw(QUESTIONS, 60, 6, near_misses=0.5)
    assert 20 < sum(t.relation == "identity" for t in drawn) < 40
    assert {t.relation for t in draw(QUESTIONS, 60, 5, near_misses=0.0)} == {"support"}
    asked = [t.anchor for t in draw(QUESTIONS, 9, 5, near_misses=0.0)]
    assert sorted(asked) == sorted(q.question for q in QUESTIONS)


def test_near_misses_are_of_the_kinds_trained_on_and_positives_are_in_other_words() -> None:
    known = {}
    for group in generate_groups(relation="identity", categories=TRAINED, seed=5, split="train"):
        known[group.anchor] = group
        if len(known) == 40:
            break
    drawn = [t for t in draw(QUESTIONS, 40, 5, near_misses=1.0) if t.anchor in known]
    assert len(drawn) >= 30
    for triplet in drawn:
        group = known[triplet.anchor]
        assert triplet.positive in group.positives
        assert triplet.negative in group.negatives
        assert triplet.positive != triplet.anchor


def test_a_budget_is_what_it_comes_to() -> None:
    assert (Budget(steps=50, batch=4).triplets, Budget(steps=50).warmup, Budget(steps=5).warmup) == (200, 5, 1)


def test_figures_show_their_numbers_and_are_the_same_again() -> None:
    drawn = bars({"med": {"A": 0.4567, "B": 0.5}}, "nDCG@10", chance=0.5)
    assert {"med", "A", "B", "0.457", "0.500", "nDCG@10"} <= set(texts(drawn))
    assert drawn == bars({"med": {"A": 0.4567, "B": 0.5}}, "nDCG@10", chance=0.5)
    assert "one (0.250, 0.750)" in texts(scatter({"one": (0.25, 0.75), "two": (0.5, 0.5)}, "x", "y"))
