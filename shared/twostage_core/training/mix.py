"""Owns the training mix: which families of groups a training run sees, and how often."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from torch.utils.data import IterableDataset

from twostage_core.basemodel import MINILM
from twostage_core.nearmiss.perturber import names_of, perturb, preserve
from twostage_core.training.cases import draw_case
from twostage_core.training.group import Family, TrainingGroup
from twostage_core.training.mining import AlikeText, Mined, MinedQuestion, alike, alike_once, mine, mined_once
from twostage_core.training.natural import (
    LONGEST_SENTENCE,
    Split,
    identity_groups,
    question_passages,
    sentences_of,
    short_texts,
)
from twostage_core.training.replacement import LikeWords

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Source = Callable[[random.Random], Family]
"""Draws one family."""

WEIGHTS: Mapping[str, float] = {
    "generated support": 9,
    "generated identity": 7,
    "casebook": 14,
    "natural support": 12,
    "perturbed questions": 5,
    "natural claims": 2,
    "natural identity": 10,
    "perturbed sentences": 5,
    "alike texts": 9,
}
"""Families drawn from each source, relative to each other."""

_WORDINGS: Mapping[str, int] = {"support": 3, "identity": 2}
"""Anchors of either meaning in a generated family: a question costs little beside the passages it is asked of."""

_NATURAL_WEIGHTS: Mapping[str, float] = {"pawsx_dev": 6.0, "stackfaq_groups": 4.0}
"""Of natural identity sets, those that are drawn more often than others, 3."""

_POOLED_BATCHES = 8
_SHORT = 160
"""Characters up to which every generated group is taken."""
_LONG_KEPT = 0.12
"""Share of the longer ones that is taken."""
_HALF_ALIKE, _STEEPNESS = 0.84, 12.0
"""Cosine of the base at which a text is as likely as not taken to say the same as another, and how fast that grows."""


class TrainingMix(IterableDataset[Family]):
    """An endless stream of families, the same for the same seed.

    Args:
        sources: Draws by name.
        weights: Relative frequency of each.
        seed: Of every draw.
        batch: Families in a batch. Each run of so many has anchors of like length: maps are padded to
            the longest anchor and the longest text of a batch, and most of a mixed batch would be padding.
    """

    def __init__(
        self, sources: Mapping[str, Source], weights: Mapping[str, float], seed: int, *, batch: int = 32
    ) -> None:
        self.sources = sources
        self.weights = weights
        self.seed = seed
        self.batch = batch

    def __iter__(self) -> Iterator[Family]:
        """Yields families without end."""
        rng = random.Random(self.seed)
        names = list(self.weights)
        while True:
            drawn = rng.choices(names, weights=list(self.weights.values()), k=_POOLED_BATCHES * self.batch)
            pool = sorted((self.sources[name](rng) for name in drawn), key=lambda family: len(family[0].anchor))
            batches = [pool[i : i + self.batch] for i in range(0, len(pool), self.batch)]
            rng.shuffle(batches)
            for batch in batches:
                # Processes that share a batch are to wait for one another as little as can be.
                rng.shuffle(batch)
                yield from batch


def default_sources(
    data: Path,
    recall: Callable[[], SentenceTransformer],
    seed: int,
    *,
    cache: Path,
    split: Split = "train",
    base: Path | None = None,
) -> dict[str, Source]:
    """The sources of the shipped checkpoint.

    Args:
        data: Folder with ``identity/``, ``support/`` and ``tools/``.
        recall: Loads the embedding to mine neighbours with, if they are not kept yet.
        seed: Of the generated groups.
        cache: Where mined neighbours are kept, so that a run that goes on need not mine again.
        base: Folder of the base model, if it is not to be looked for.
        split: Side of the natural sets; generated text follows it.
    """
    mined = mined_once(cache, lambda: mine(question_passages(data, split), recall()))
    others = alike_once(cache.with_stem(f"{cache.stem}-alike"), lambda: alike(short_texts(data, split), recall()))
    identity = identity_groups(data, split, seed)
    words = LikeWords(MINILM.locate(base), (m.passage for m in mined))
    return {
        "generated support": generated("support", seed, split),
        "generated identity": generated("identity", seed + 1, split),
        "casebook": lambda rng: draw_case(rng, split, words),
        "natural support": _natural_support(mined),
        "perturbed questions": _perturbed_questions(mined, words),
        "natural claims": _natural_claims(mined, words),
        "natural identity": _natural_identity(identity, words),
        "perturbed sentences": _perturbed_sentences(identity, mined, words),
        "alike texts": _alike_texts(others),
    }


def generated(relation: str, seed: int, split: Split = "train") -> Source:
    """What the near-miss generator makes of two meanings, one pair of meanings after the other.

    Of the longer ones only some are taken: composition is learned from short texts as well, at a fraction of the cost.
    """
    from twostage_core.nearmiss import generate_groups

    stream = generate_groups(relation=relation, seed=seed, split=split, anchors=_WORDINGS[relation])  # type: ignore[arg-type]
    squares = groupby(stream, key=lambda group: group.group)

    def draw(rng: random.Random) -> Family:
        while True:
            groups = list(next(squares)[1])
            texts = (*groups[0].positives, *groups[0].negatives)
            if max(map(len, texts)) <= _SHORT or rng.random() < _LONG_KEPT:
                break
        return tuple(
            TrainingGroup(
                relation,
                group.anchor,
                (*group.positives, *group.negatives),
                (1.0,) * len(group.positives) + (0.0,) * len(group.negatives),
                f"generated {relation}",
            )
            for group in groups
        )

    return draw


def _natural_support(mined: Sequence[MinedQuestion]) -> Source:
    """A question beside another that is asked of a neighbouring passage: either's passage is the other's near one."""
    by_source = _by_source(mined)
    asked: dict[str, list[MinedQuestion]] = {}
    for item in mined:
        asked.setdefault(item.passage, []).append(item)

    def draw(rng: random.Random) -> Family:
        first = rng.choice(by_source[rng.choice(list(by_source))])
        near = rng.sample(first.neighbours, 2)
        second = rng.choice(asked[near[0]])
        if second.question == first.question:
            # Nobody can say which of the two passages answers it.
            return draw(rng)
        # Passages of every length are asked about, and the short ones are cheap.
        most = rng.choice((1, 2, None))
        told = [_excerpt(first, first.passage, most, rng), _excerpt(second, second.passage, most, rng)]
        other = _excerpt(first, near[1], most, rng)
        own = [(*told, other), (told[1], told[0])]
        if first.without and rng.random() < 0.5:
            own[0] = (*own[0], _excerpt(first, first.without, most, rng))
        return tuple(
            TrainingGroup("support", item.question, texts, (1.0,) + (0.0,) * (len(texts) - 1), item.source)
            for item, texts in zip((first, second), own, strict=True)
        )

    return draw


def _excerpt(item: MinedQuestion, text: str, most: int | None, rng: random.Random) -> str:
    """Up to ``most`` sentences in a row, of the passage that answers those with the answer; ``None`` for all."""
    if most is None:
        return text
    sentences = sentences_of(text)
    # Without an answer that is known, the passage stays whole: any of its sentences may be the one.
    answers = [i for i, s in enumerate(sentences) if s not in item.without] if item.without else []
    if text == item.passage:
        if len(answers) != 1:
            return text
        first = max(0, answers[0] - rng.randrange(most))
    else:
        first = rng.randrange(max(1, len(sentences) - most + 1))
    return " ".join(sentences[first : first + most])


def _perturbed_questions(mined: Sequence[MinedQuestion], words: LikeWords) -> Source:
    """A question, perhaps reworded too, and perturbed twins, against the passage that answers the first."""
    by_source = _by_source(mined)
    names = {source: names_of(m.question for m in items) for source, items in by_source.items()}

    def twin(item: MinedQuestion, rng: random.Random) -> str | None:
        known = names[item.source]
        changed = perturb(item.question, rng, names=known, question=True) if rng.random() < 0.7 else None
        return changed.text if changed else words.replace(item.question, rng)

    def draw(rng: random.Random) -> Family:
        while True:
            item = rng.choice(by_source[rng.choice(list(by_source))])
            twins = list(dict.fromkeys(t for t in (twin(item, rng), twin(item, rng)) if t))
            if not twins:
                continue
            passage = _excerpt(item, item.passage, rng.choice((1, 2, None)), rng)
            kept = preserve(item.question, rng)
            questions = [(item.question, 1.0), *((t, 0.0) for t in twins)]
            if kept is not None:
                questions.append((kept.text, 1.0))
            return tuple(TrainingGroup("support", q, (passage,), (label,), item.source) for q, label in questions)

    return draw


def _natural_claims(mined: Sequence[MinedQuestion], words: LikeWords) -> Source:
    """A sentence of a passage and its near-miss as claims against the passage."""
    told = [(m.passage, sentences) for m in mined if len(sentences := sentences_of(m.passage)) > 1]
    # A sentence that stands in many passages is a publisher's, and says nothing of this one.
    counts = Counter(sentence for _, sentences in told for sentence in sentences)

    def draw(rng: random.Random) -> Family:
        while True:
            passage, sentences = rng.choice(told)
            at = rng.randrange(len(sentences))
            if counts[sentences[at]] > 1 or not 30 <= len(sentences[at]) <= LONGEST_SENTENCE:
                continue
            other = _near_miss(sentences[at], rng, words)
            if other is None:
                continue
            kept = preserve(sentences[at], rng)
            rest = " ".join(sentences[:at] + sentences[at + 1 :])
            return (
                TrainingGroup("support", kept.text if kept else sentences[at], (passage, rest), (1.0, 0.0), "claims"),
                TrainingGroup("support", other, (passage,), (0.0,), "claims"),
            )

    return draw


def _natural_identity(groups: Sequence[TrainingGroup], words: LikeWords) -> Source:
    by_source: dict[str, list[TrainingGroup]] = {}
    for group in groups:
        by_source.setdefault(group.source, []).append(group)
    names = list(by_source)
    weights = [_NATURAL_WEIGHTS.get(name, 3.0) for name in names]

    def draw(rng: random.Random) -> Family:
        group = rng.choice(by_source[rng.choices(names, weights)[0]])
        matches = [t for t, label in zip(group.texts, group.labels, strict=True) if label == 1]
        if matches:
            # A near-miss that is worded as loosely as the match.
            other = _near_miss(rng.choice(matches), rng, words) if rng.random() < 0.4 else None
            return (_with(group, other, 0.0) if other else group,)
        # A set of negatives only gets a rewrite of the anchor beside each, or "edited" becomes "other".
        kept = preserve(group.anchor, rng)
        return (_with(group, kept.text, 1.0) if kept else group,)

    return draw


def _perturbed_sentences(groups: Sequence[TrainingGroup], mined: Sequence[MinedQuestion], words: LikeWords) -> Source:
    sentences = [g.anchor for g in groups if g.source in ("pawsx_dev", "cannot_wikifactcheck")]
    sentences += list({s: None for m in mined for s in sentences_of(m.passage) if 30 <= len(s) <= LONGEST_SENTENCE})
    sentences += [m.question for m in mined]

    def draw(rng: random.Random) -> Family:
        while True:
            anchor = rng.choice(sentences)
            others = {t for t in (_near_miss(anchor, rng, words) for _ in range(2)) if t}
            kept = preserve(anchor, rng)
            if others and kept is not None:
                labels = (1.0, *[0.0] * len(others))
                return (TrainingGroup("identity", anchor, (kept.text, *sorted(others)), labels, "perturbed"),)

    return draw


def _alike_texts(alike: Sequence[AlikeText]) -> Source:
    """Texts that nobody edited: what the untouched base knows of wording is not to be unlearned."""
    by_source = _by_source(alike)
    names = list(by_source)

    def draw(rng: random.Random) -> Family:
        own = by_source[rng.choice(names)]
        item = rng.choice(own)
        drawn = dict([*rng.sample(item.others, 4), (rng.choice(own).text, 0.0)])
        drawn.pop(item.text, None)
        labels = tuple(1 / (1 + math.exp(_STEEPNESS * (_HALF_ALIKE - cosine))) for cosine in drawn.values())
        return (TrainingGroup("identity", item.text, tuple(drawn), labels, "alike texts"),)

    return draw


def _near_miss(sentence: str, rng: random.Random, words: LikeWords) -> str | None:
    """A sentence with one rule's edit, another word, or two words swapped."""
    drawn = rng.random()
    if drawn < 0.4 and (changed := perturb(sentence, rng, question=sentence.endswith("?"))) is not None:
        return changed.text
    return (words.swap(sentence, rng) if drawn < 0.7 else None) or words.replace(sentence, rng)


def _with(group: TrainingGroup, text: str, label: float) -> TrainingGroup:
    return replace(group, texts=(*group.texts, text), labels=(*group.labels, label))


def _by_source(mined: Sequence[Mined]) -> dict[str, list[Mined]]:
    by_source: dict[str, list[Mined]] = {}
    for item in mined:
        by_source.setdefault(item.source, []).append(item)
    return by_source
