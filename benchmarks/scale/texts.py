"""Owns the texts that are indexed: real passages about a window long, and short ones in any number."""

from __future__ import annotations

import json
import random
from itertools import islice
from pathlib import Path

from tokenizers import Tokenizer

from benchmarks.latency.passages import questions
from twostage_core.basemodel import MINILM
from twostage_core.encoder import load_tokenizer
from twostage_core.evaluation.collection import Collection
from twostage_core.text import normalise

LEAST_TOKENS, MOST_TOKENS = 64, 128
SHORT_TOKENS = 16
_NUMBER_TOKENS = 4
_AT_ONCE = 1000


def real_passages(retrieval: Path, count: int, seed: int) -> list[str]:
    """Passages of 64 to 128 tokens, no two alike, cut between words from the documents of collections.

    Args:
        retrieval: Folder of folders in BEIR's layout.
        count: How many; all, in the same order, if there are fewer.
        seed: Of the order.
    """
    tokenizer = load_tokenizer(MINILM.locate())
    collections = [Collection.read(folder) for folder in sorted(retrieval.iterdir()) if folder.is_dir()]
    documents = [normalise(text).text for collection in collections for text in collection.documents.values()]
    found: dict[str, None] = {}
    for first in range(0, len(documents), _AT_ONCE):
        found |= dict.fromkeys(_pieces(tokenizer, documents[first : first + _AT_ONCE]))
    passages = list(found)
    random.Random(seed).shuffle(passages)
    return passages[:count]


def write_short_texts(path: Path, count: int, distinct: int, seed: int) -> None:
    """Writes texts of at most 16 tokens, no two alike, as a ``.jsonl`` file that ``twostage index`` takes.

    Args:
        path: The file.
        count: How many.
        distinct: Generated questions; with every further turn through them its number stands behind.
        seed: Of the generator.
    """
    tokenizer = load_tokenizer(MINILM.locate())
    most = SHORT_TOKENS - _NUMBER_TOKENS
    asked = (q for q in questions(seed) if len(tokenizer.encode(q, add_special_tokens=False).ids) <= most)
    stems = list(islice(asked, min(distinct, count)))
    with path.open("w", encoding="utf-8") as file:
        for i in range(count):
            turn, place = divmod(i, len(stems))
            file.write(json.dumps({"text": f"{stems[place]} {turn}" if turn else stems[place]}) + "\n")


def _pieces(tokenizer: Tokenizer, documents: list[str]) -> list[str]:
    pieces = []
    for text, encoding in zip(documents, tokenizer.encode_batch(documents, add_special_tokens=False), strict=True):
        offsets, start = encoding.offsets, 0
        while len(offsets) - start >= LEAST_TOKENS:
            end = _word_end(offsets, start, min(start + MOST_TOKENS, len(offsets)))
            if end - start >= LEAST_TOKENS:
                pieces.append(text[offsets[start][0] : offsets[end - 1][1]])
            start = end
    return pieces


def _word_end(offsets: list[tuple[int, int]], start: int, end: int) -> int:
    """The last place up to ``end`` with a gap before it: a word that is cut is other tokens than before."""
    if end == len(offsets):
        return end
    return next((i for i in range(end, start, -1) if offsets[i][0] > offsets[i - 1][1]), end)
