"""Packed texts are read as each chunk alone, and so are gradients."""

from __future__ import annotations

import pytest
import torch
from transformers import PreTrainedModel

from twostage_core.basemodel import MINILM
from twostage_core.tokennetwork import load_backbone
from twostage_core.training.packing import hidden_states
from twostage_core.training.rival import classifier

LENGTHS = ((9, 7, 3), (4,), (2, 2))


@pytest.fixture(scope="module")
def chunks() -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    torch.manual_seed(1)
    masks = [(torch.arange(max(own))[None, :] < torch.tensor(own)[:, None]).long() for own in LENGTHS]
    return [torch.randint(1000, 20_000, mask.shape) * mask for mask in masks], masks


def test_packed_texts_have_the_states_that_they_have_alone(chunks) -> None:
    backbone = load_backbone(MINILM.locate()).eval()
    packed = hidden_states(backbone, *chunks)
    for states, ids, mask in zip(packed, *chunks, strict=True):
        alone = backbone(input_ids=ids, attention_mask=mask).last_hidden_state
        assert states.shape == alone.shape
        assert (states - alone)[mask.bool()].abs().max() < 1e-5


def test_they_teach_what_they_teach_alone(chunks) -> None:
    gradients = []
    for packed in (True, False):
        backbone = load_backbone(MINILM.locate(), 2).eval()
        read = (
            hidden_states(backbone, *chunks)
            if packed
            else [backbone(input_ids=i, attention_mask=m).last_hidden_state for i, m in zip(*chunks, strict=True)]
        )
        sum((r[m.bool()].square() * r[m.bool()]).sum() for r, m in zip(read, chunks[1], strict=True)).backward()
        gradients.append([p.grad for p in backbone.parameters() if p.grad is not None])
    assert len(gradients[0]) > 30
    # Some have none but rounding (a bias of all keys changes no attention), which is measured by the others.
    largest = max(gradient.norm() for gradient in gradients[1])
    for one, other in zip(*gradients, strict=True):
        assert (one - other).norm() <= 1e-4 * other.norm() + 1e-7 * largest


def test_second_texts_keep_their_segment(chunks) -> None:
    ids, masks = chunks
    kinds = [(torch.arange(m.shape[1])[None, :] >= 2).long().expand_as(m) for m in masks]
    model: PreTrainedModel = classifier(MINILM.locate()).eval()
    packed = hidden_states(model.base_model, ids, masks, kinds)
    pooled = model.base_model.pooler(torch.cat([states[:, :1] for states in packed]))
    alone = [
        model(input_ids=i, attention_mask=m, token_type_ids=k).logits for i, m, k in zip(ids, masks, kinds, strict=True)
    ]
    assert torch.allclose(model.classifier(pooled), torch.cat(alone), atol=1e-5)
