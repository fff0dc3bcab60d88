"""Owns `LikeWords`: near-misses of natural sentences by another word of like use, or two words changing places."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import safetensors.torch
import torch

from twostage_core.encoder import load_tokenizer

_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    about above across after again against almost along already also although always among another around away
    became because become been before began being below beside besides between beyond both came cannot come could
    does doing done down during each either else enough even ever every everything four from further gave give
    given goes gone have having hence here hers herself himself however including indeed instead into itself just
    keep kept last later least less like likely made mainly make many maybe mean meanwhile might more most mostly
    much must near nearly need neither never next nine none nothing often once only onto other others otherwise
    ours over own part particular perhaps possible quite rather really same seem seemed seems several shall should
    since some something sometimes soon still such take taken than that their theirs them themselves then there
    therefore these they thing things this those though three through throughout thus together told took toward
    towards under unless until upon used uses using usually various very want ways well went were what whatever
    when where whether which while whole whom whose will with within without would years your yours
    """,
    )
)
_WORD = re.compile(r"(?<![\w'-])[a-z]{4,}(?![\w'-])")
_NEAREST, _FARTHEST = 15, 80
"""Neighbours between these ranks are of like use; the very nearest may mean the same."""
_ALIKE = 0.22
"""Cosine of input embeddings above which two words are of like use (nouns with nouns, places with places)."""


class LikeWords:
    """Finds words of like use in the base model's input embeddings.

    Args:
        base: Folder of the base model.
        texts: Whose lower-case words may be put in; rarer than three times, a word is left out.
    """

    def __init__(self, base: Path, texts: Iterable[str]) -> None:
        counts = Counter(word for text in texts for word in _WORD.findall(text))
        vocabulary = load_tokenizer(base).get_vocab()
        self._words = sorted(
            w for w, n in counts.items() if n >= 3 and w in vocabulary and w not in _FUNCTION_WORDS and len(w) >= 4
        )
        stored = safetensors.torch.load_file(base / "model.safetensors")["embeddings.word_embeddings.weight"]
        vectors = stored[[vocabulary[w] for w in self._words]].float() if self._words else stored[:0].float()
        self._vectors = torch.nn.functional.normalize(vectors - vectors.mean(dim=0), dim=1)
        self._place = {w: i for i, w in enumerate(self._words)}
        self._near: dict[str, list[str]] = {}

    def replace(self, text: str, rng: random.Random) -> str | None:
        """Puts another word of like use in the place of one: another object, attribute or deed.

        Args:
            text: An English sentence.
            rng: Source of the draw.

        Returns:
            The sentence with one word changed, or ``None`` when it has none to change.
        """
        found = self._known(text)
        if not found:
            return None
        match = rng.choice(found)
        fitting = self._alike(match.group())
        return _put(text, match, rng.choice(fitting)) if fitting else None

    def swap(self, text: str, rng: random.Random) -> str | None:
        """Lets two words of like use change places, unless they stand in one list.

        Args:
            text: An English sentence.
            rng: Source of the draw.

        Returns:
            The sentence with the two swapped, or ``None`` when no two are alike.
        """
        found = self._known(text)
        pairs = [
            (a, b)
            for i, a in enumerate(found)
            for b in found[i + 1 :]
            if len(text[a.end() : b.start()].split()) >= 2
            and not _forms_of_one(a.group(), b.group())
            and not _listed(text[a.end() : b.start()])
            and float(self._vectors[self._place[a.group()]] @ self._vectors[self._place[b.group()]]) > _ALIKE
        ]
        if not pairs:
            return None
        first, second = rng.choice(pairs)
        return _put(_put(text, second, first.group()), first, second.group())

    def _known(self, text: str) -> list[re.Match[str]]:
        return [m for m in _WORD.finditer(text) if m.group() in self._place]

    def _alike(self, word: str) -> list[str]:
        if word not in self._near:
            order = (self._vectors @ self._vectors[self._place[word]]).topk(min(_FARTHEST + 1, len(self._words)))
            near = [self._words[i] for i in order.indices.tolist()][1 + _NEAREST :]
            ending = _ending(word)
            self._near[word] = [w for w in near if _ending(w) == ending and not _forms_of_one(w, word)]
        return self._near[word]


def _ending(word: str) -> str:
    """What a word's ending says of its form."""
    return next((e for e in ("ing", "ed", "ly", "est", "s") if word.endswith(e)), "")


def _forms_of_one(one: str, other: str) -> bool:
    return one[:4] == other[:4]


def _listed(between: str) -> bool:
    """Whether what stands between two words may join them in a list, whose order means nothing."""
    return bool(re.search(r"\b(?:and|or|nor)\b|[,;/]|\bwith\b|\bbetween\b", between)) and len(between.split()) < 5


def _put(text: str, match: re.Match[str], word: str) -> str:
    """Puts a word in the place of another and makes the article before it fit."""
    before = text[: match.start()]
    article = re.search(r"\b([Aa])n? $", before)
    if article is not None:
        before = before[: article.start()] + article[1] + ("n " if word[0] in "aeiou" else " ")
    return before + word + text[match.end() :]
