"""Owns the texts that are timed: generated passages of a set number of tokens, and queries that are all different."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from twostage_core.basemodel import MINILM
from twostage_core.encoder import load_tokenizer
from twostage_core.nearmiss import generate


def passages(count: int, tokens: int, seed: int) -> list[str]:
    """Passages of so many tokens, cut from generated ones that stand one after the other.

    Args:
        count: How many.
        tokens: Tokens of each, without [CLS] and [SEP]; where a word is cut there may be one or two more.
        seed: Of the generator.
    """
    tokenizer = load_tokenizer(MINILM.locate())
    told = _distinct(record.b for record in generate(relation="support", seed=seed))
    # Distinct once they are cut, too: wordings may begin alike, and what is alike is computed once.
    found: dict[str, None] = {}
    while len(found) < count:
        text, ends = "", [0]
        while len(ends) <= tokens:
            text = f"{text} {next(told)}".strip()
            ends = [0, *(end for _, end in tokenizer.encode(text, add_special_tokens=False).offsets)]
        found[text[: ends[tokens]]] = None
    return list(found)


def questions(seed: int) -> Iterator[str]:
    """Generated questions without end, no two alike."""
    yield from _distinct(record.a for record in generate(relation="support", seed=seed))


def _distinct(texts: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        if text not in seen:
            seen.add(text)
            yield text
