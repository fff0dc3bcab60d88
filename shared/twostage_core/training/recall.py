"""Owns the recall model of training: the untouched base model as an embedding, to mine neighbours with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from twostage_core.basemodel import MINILM
from twostage_core.training.precision import bfloat16_pays

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def recall_model(base_path: Path | None = None) -> SentenceTransformer:
    """Loads the base model with mean pooling and unit length, as it is published, in bfloat16 where that is faster.

    Which passages stand near a question does not hang on the last digits.

    Args:
        base_path: Folder of the base model, if it is not to be looked for.
    """
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(MINILM.locate(base_path)), device="cpu", local_files_only=True)
    model.max_seq_length = 128
    return model.bfloat16() if bfloat16_pays("cpu") else model
