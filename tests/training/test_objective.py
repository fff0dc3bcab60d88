from __future__ import annotations

import math

import pytest
import torch
from tokenizers import Tokenizer

from twostage_core.basemodel import MINILM
from twostage_core.encoder import EncoderConfig, load_tokenizer
from twostage_core.head import HeadConfig
from twostage_core.training.collator import Collator
from twostage_core.training.group import TrainingGroup, flatten
from twostage_core.training.network import build
from twostage_core.training.objective import _contrast, _other_texts, _ranking, _recall, _round_through, balanced
from twostage_core.training.recipe import Recipe


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(MINILM.locate())


FAMILIES = [
    (
        TrainingGroup("support", "Who rows?", ("Ada rows.", "Ben rows."), (1, 0), "x"),
        TrainingGroup("support", "Who steers?", ("Ben steers.", "Ada rows."), (1, 0), "x"),
    ),
    (TrainingGroup("identity", "It rains.", ("Rain falls.",), (1,), "x"),),
]


def test_a_batch_holds_every_text_once_and_every_label(tokenizer: Tokenizer) -> None:
    batch = Collator(tokenizer, 128)(FAMILIES)
    texts = [row for ids in batch["input_ids"] for row in ids.tolist()]
    # Three anchors and four distinct texts.
    assert len(texts) == 7
    read = [
        (tokenizer.decode(texts[batch["anchors"][a]]).strip(), tokenizer.decode(texts[t]).strip(), y)
        for a, t, y in zip(
            batch["pair_anchor"].tolist(), batch["pair_text"].tolist(), batch["labels"].tolist(), strict=True
        )
    ]
    assert ("who rows?", "ada rows.", 1.0) in read
    assert ("who steers?", "ada rows.", 0.0) in read
    assert len(read) == 5
    assert batch["relations"].tolist() == [0, 0, 1]
    assert batch["anchor_families"].tolist() == [0, 0, 1]


def test_a_name_makes_one_family_of_what_was_drawn_apart() -> None:
    alone, named = (
        TrainingGroup("identity", "a", ("b",), (1,), "x"),
        TrainingGroup("identity", "c", ("d",), (1,), "x", "n"),
    )
    groups, numbers, weights = flatten([(named,), (alone,), (named, alone)])
    assert groups == [named, alone, named, alone]
    assert numbers == [0, 1, 0, 2]
    assert weights == [1.0] * 4


def test_a_large_family_counts_as_eight_pairs() -> None:
    group = TrainingGroup("identity", "a", ("b", "c", "d", "e"), (1, 1, 0, 0), "x")
    assert flatten([(group,) * 4, (group,)])[2] == [0.5] * 4 + [1.0]


def test_matches_and_others_weigh_the_same() -> None:
    weights = balanced(torch.tensor([1.0, 0.0, 0.0, 0.0]), torch.tensor([1.0, 0.5, 0.5, 1.0]))
    assert weights.tolist() == pytest.approx([0.5, 0.125, 0.125, 0.25])


def test_a_long_text_is_cut_to_the_window(tokenizer: Tokenizer) -> None:
    batch = Collator(tokenizer, 16)([(TrainingGroup("support", "a " * 100, ("b " * 100,), (1,), "x"),)])
    assert max(ids.shape[1] for ids in batch["input_ids"]) == 18


def test_an_easy_negative_is_never_of_the_anchors_own_family() -> None:
    rank = torch.tensor([[0.9, 0.8, 0.1], [0.2, 0.9, 0.3]])
    own = torch.tensor([[True, False, False], [True, True, False]])
    for _ in range(50):
        rows, texts = _other_texts(rank, own)
        assert rows.tolist() == [0, 1, 0, 1]
        assert texts[:2].tolist() == [1, 2]  # the most alike of the others
        assert not own[rows, texts].any()


def test_contrast_compares_pairs_with_one_side_in_common_alone() -> None:
    logits, labels = torch.tensor([3.0, 1.0, 100.0]), torch.tensor([1.0, 0.0, 0.0])
    expected = math.log1p(math.exp(1.0 - 3.0))
    anchors, texts = torch.tensor([0, 0, 1]), torch.tensor([0, 1, 2])
    even = torch.ones(3)
    assert _contrast(logits, labels, even, anchors, texts).item() == pytest.approx(expected)
    # The same pairs, told apart by the anchor: a question and its perturbed twin against one passage.
    assert _contrast(logits, labels, even, texts, anchors).item() == pytest.approx(expected)
    assert _contrast(logits[:1], labels[:1], even, anchors[:1], texts[:1]).item() == 0.0


def test_contrast_weighs_soft_labels_by_how_far_they_are_apart() -> None:
    logits, same = torch.tensor([0.0, 0.0, 2.0]), torch.tensor([0, 0, 0])
    labels = torch.tensor([0.4, 0.1, 0.0])
    worse = {0.3: math.log(2), 0.4: math.log1p(math.exp(2.0)), 0.1: math.log1p(math.exp(2.0))}
    expected = sum(weight * loss for weight, loss in worse.items()) / sum(worse)
    assert _contrast(logits, labels, torch.ones(1), same, torch.arange(3)).item() == pytest.approx(expected)


def test_ranking_prefers_the_match_over_its_near_miss_and_over_others() -> None:
    own = torch.tensor([[True, True, False]])
    anchor, text, labels = torch.tensor([0, 0]), torch.tensor([0, 1]), torch.tensor([1.0, 0.0])
    one = torch.ones(1)
    good = _ranking(torch.tensor([[0.9, 0.2, 0.1]]), labels, one, anchor, text, own)
    near_miss_first = _ranking(torch.tensor([[0.5, 0.9, 0.1]]), labels, one, anchor, text, own)
    other_first = _ranking(torch.tensor([[0.5, 0.2, 0.9]]), labels, one, anchor, text, own)
    assert good < 0.01 < 1.0 < min(near_miss_first, other_first)


def test_cosines_are_compared_over_pairs_of_different_texts() -> None:
    pooled = torch.tensor([[1.0, 0.0], [0.6, 0.8]])
    taught = torch.tensor([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert _recall(pooled, taught).item() == pytest.approx(0.36)
    assert _recall(taught, taught).item() == 0.0
    assert _recall(pooled[:1], taught[:1]).item() == 0.0


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_what_the_base_knew_is_read_off_again_after_its_weights_have_moved(tokenizer: Tokenizer) -> None:
    torch.manual_seed(0)
    base = MINILM.locate()
    model = build(base, Recipe(), EncoderConfig(pooled=192), HeadConfig(), directions=torch.eye(384)[:192])
    with torch.no_grad():
        for weight in model.network.backbone.encoder.parameters():
            weight.add_(0.02 * torch.randn_like(weight))
    batch = Collator(tokenizer, 128)(FAMILIES)
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=3e-4)
    errors = []
    for _ in range(25):
        out = model(**batch)
        errors.append(out["recall"].item())
        optimiser.zero_grad()
        out["loss"].backward()
        optimiser.step()
    assert errors[-1] < errors[0] / 10
    assert model.teacher is not None
    assert all(weight.grad is None for weight in model.teacher.parameters())


@pytest.mark.model
def test_pairs_are_judged_and_ranked_together_as_each_alone(tokenizer: Tokenizer) -> None:
    torch.manual_seed(0)
    model = build(MINILM.locate(), Recipe(), EncoderConfig(), HeadConfig()).eval()
    lengths = [3, 40, 128, 9, 17, 64, 5]
    mask = torch.arange(128)[None, :] < torch.tensor(lengths)[:, None]
    vectors = torch.nn.functional.normalize(torch.randn(len(lengths), 128, 64), dim=2)
    a, b = (t.flatten() for t in torch.meshgrid(torch.arange(4), torch.arange(7), indexing="ij"))
    # More pairs than one chunk holds, and not a multiple of it.
    assert len(a) > 16
    assert len(a) % 16
    together = model._judge(vectors, mask, a, b, torch.zeros(len(a), dtype=torch.long))
    ranks = model._rank_scores(vectors[:4], mask[:4], vectors, mask)
    for logit, i, j in zip(together.tolist(), a.tolist(), b.tolist(), strict=True):
        one, other = vectors[i : i + 1, : lengths[i]], vectors[j : j + 1, : lengths[j]]
        on = [torch.ones(side.shape[:2], dtype=torch.bool) for side in (one, other)]
        alone, rank = model.head.scores(one, other, *on, torch.zeros(1, dtype=torch.long))
        assert logit == pytest.approx(alone.item(), abs=1e-4)
        assert ranks[i, j].item() == pytest.approx(rank.item(), abs=1e-5)


def test_rounding_moves_values_and_not_gradients() -> None:
    vectors = torch.nn.functional.normalize(torch.randn(2, 3, 64), dim=2).requires_grad_()
    rounded = _round_through(vectors)
    steps = rounded / (vectors.abs().amax(dim=2, keepdim=True) / 127)
    assert torch.allclose(steps, steps.round(), atol=1e-3)
    rounded.sum().backward()
    assert vectors.grad is not None
    assert torch.equal(vectors.grad, torch.ones_like(vectors))
