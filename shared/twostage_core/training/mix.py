"""Owns the training mix: which groups a training run sees, and how often."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch.utils.data import IterableDataset

from twostage_core.nearmiss.perturber import names_of, perturb, preserve
from twostage_core.training.group import TrainingGroup
from twostage_core.training.natural import Split, identity_groups, question_passages, read_jsonl

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Source = Callable[[random.Random], TrainingGroup]
"""Draws one group."""

WEIGHTS: Mapping[str, float] = {
    "generated support": 10,
    "generated identity": 6,
    "natural support": 9,
    "perturbed questions": 3,
    "natural identity": 5,
    "perturbed sentences": 2,
}
"""Groups drawn from each source, relative to each other."""


_POOLED_BATCHES = 8


class TrainingMix(IterableDataset[TrainingGroup]):
    """An endless stream of groups, the same for the same seed.

    Args:
        sources: Draws by name.
        weights: Relative frequency of each.
        seed: Of every draw.
        batch: Groups in a batch. Each run of so many groups has anchors of like length: maps are padded to
            the longest anchor and the longest text of a batch, and most of a mixed batch would be padding.
    """

    def __init__(
        self, sources: Mapping[str, Source], weights: Mapping[str, float], seed: int, *, batch: int = 32
    ) -> None:
        self.sources = sources
        self.weights = weights
        self.seed = seed
        self.batch = batch

    def __iter__(self) -> Iterator[TrainingGroup]:
        """Yields groups without end."""
        rng = random.Random(self.seed)
        names = list(self.weights)
        while True:
            drawn = rng.choices(names, weights=list(self.weights.values()), k=_POOLED_BATCHES * self.batch)
            pool = sorted((self.sources[name](rng) for name in drawn), key=lambda group: len(group.anchor))
            batches = [pool[i : i + self.batch] for i in range(0, len(pool), self.batch)]
            rng.shuffle(batches)
            for batch in batches:
                yield from batch


@dataclass(frozen=True, slots=True)
class MinedQuestion:
    """A question with its passage and what recall finds beside it.

    Attributes:
        question: The question.
        passage: The passage that answers it.
        without: The same passage without the answer's sentence, or empty.
        neighbours: Other passages near the question, nearest first.
        source: The set it came from.
    """

    question: str
    passage: str
    without: str
    neighbours: tuple[str, ...]
    source: str


def mine(
    records: Sequence[Mapping[str, str]], recall: SentenceTransformer, *, first: int = 1, count: int = 12
) -> list[MinedQuestion]:
    """Finds the passages that recall confuses with the right one.

    Args:
        records: `natural.question_passages`.
        recall: The embedding that candidates will come from.
        first: Ranks to leave out before taking neighbours; near the very top, unlabelled answers are likely.
        count: Neighbours to keep.

    Returns:
        One `MinedQuestion` a record, in the order given.
    """
    from sentence_transformers.util import semantic_search

    passages = list(dict.fromkeys(r["passage"] for r in records))
    settings: dict[str, Any] = {"batch_size": 64, "convert_to_tensor": True, "show_progress_bar": True}
    found = semantic_search(
        recall.encode([r["question"] for r in records], **settings),
        recall.encode(passages, **settings),
        top_k=first + count + 4,
    )
    mined = []
    for record, hits in zip(records, found, strict=True):
        others = [p for h in hits if (p := passages[int(h["corpus_id"])]) != record["passage"]]
        mined.append(
            MinedQuestion(
                record["question"],
                record["passage"],
                record["without"],
                tuple(others[first : first + count]),
                record["source"],
            )
        )
    return mined


def default_sources(
    data: Path, recall: Callable[[], SentenceTransformer], seed: int, *, cache: Path, split: Split = "train"
) -> dict[str, Source]:
    """The sources of the shipped checkpoint.

    Args:
        data: Folder with ``identity/`` and ``support/``.
        recall: Loads the embedding to mine neighbours with, if they are not kept yet.
        seed: Of the generated groups.
        cache: Where mined neighbours are kept, so that a run that goes on need not mine again.
        split: Side of the natural sets; generated text follows it ("dev" draws the test side).
    """
    mined = _kept(cache, lambda: mine(question_passages(data, split), recall()))
    return {
        "generated support": generated("support", seed, split),
        "generated identity": generated("identity", seed + 1, split),
        "natural support": _natural_support(mined),
        "perturbed questions": _perturbed_questions(mined),
        "natural identity": _natural_identity(identity_groups(data, split, seed)),
        "perturbed sentences": _perturbed_sentences(identity_groups(data, split, seed), mined),
    }


def _kept(cache: Path, make: Callable[[], list[MinedQuestion]]) -> list[MinedQuestion]:
    if cache.is_file():
        return [MinedQuestion(**(r | {"neighbours": tuple(r["neighbours"])})) for r in read_jsonl(cache)]
    mined = make()
    cache.parent.mkdir(parents=True, exist_ok=True)
    partial = cache.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(item)) + "\n" for item in mined)
    partial.rename(cache)
    return mined


def generated(relation: str, seed: int, split: Split = "train") -> Source:
    """Groups of the near-miss generator, one after the other."""
    from twostage_core.nearmiss import generate_groups

    stream = generate_groups(relation=relation, seed=seed, split="train" if split == "train" else "test")  # type: ignore[arg-type]

    def draw(rng: random.Random) -> TrainingGroup:
        group = next(stream)
        texts = (*group.positives, *group.negatives)
        labels = [1] * len(group.positives) + [0] * len(group.negatives)
        source = f"generated {relation}"
        return TrainingGroup(relation, group.anchor, texts, tuple(labels), source, f"{source} {group.group}")

    return draw


def _natural_support(mined: Sequence[MinedQuestion]) -> Source:
    by_source = _by_source(mined)

    def draw(rng: random.Random) -> TrainingGroup:
        item = rng.choice(by_source[rng.choice(list(by_source))])
        texts, labels = [item.passage, rng.choice(item.neighbours)], [1, 0]
        if item.without and rng.random() < 0.5:
            texts.append(item.without)
            labels.append(0)
        return TrainingGroup("support", item.question, tuple(texts), tuple(labels), item.source)

    return draw


def _perturbed_questions(mined: Sequence[MinedQuestion]) -> Source:
    """A question and its perturbed twin, against the one passage that answers the first."""
    by_source = _by_source(mined)
    names = {source: names_of(m.question for m in items) for source, items in by_source.items()}

    def draw(rng: random.Random) -> TrainingGroup:
        while True:
            source = rng.choice(list(by_source))
            item = rng.choice(by_source[source])
            changed = perturb(item.question, rng, names=names[source], question=True)
            if changed is None:
                continue
            if rng.random() < 0.4:
                kept = preserve(item.question, rng)
                question = kept.text if kept else item.question
                return TrainingGroup("support", question, (item.passage,), (1,), item.source)
            return TrainingGroup("support", changed.text, (item.passage,), (0,), item.source)

    return draw


def _natural_identity(groups: Sequence[TrainingGroup]) -> Source:
    by_source: dict[str, list[TrainingGroup]] = {}
    for group in groups:
        by_source.setdefault(group.source, []).append(group)
    # A set of negatives only gets a rewrite of the anchor beside each, or "edited" becomes "other".
    names, weights = list(by_source), [4.0 if n in ("pawsx_dev", "checklist_qqp") else 2.0 for n in by_source]

    def draw(rng: random.Random) -> TrainingGroup:
        group = rng.choice(by_source[rng.choices(names, weights)[0]])
        if 1 in group.labels:
            return group
        kept = preserve(group.anchor, rng)
        if kept is None:
            return group
        return TrainingGroup("identity", group.anchor, (*group.texts, kept.text), (*group.labels, 1), group.source)

    return draw


def _perturbed_sentences(groups: Sequence[TrainingGroup], mined: Sequence[MinedQuestion]) -> Source:
    sentences = [g.anchor for g in groups if g.source in ("pawsx_dev", "cannot_wikifactcheck")]
    sentences += [m.passage for m in mined if m.source == "squad_sentences" and len(m.passage) <= 200]
    sentences += [m.question for m in mined if m.source in ("tydiqa", "nq_oracle", "squad_sentences")]

    def draw(rng: random.Random) -> TrainingGroup:
        while True:
            anchor = rng.choice(sentences)
            changed, kept = perturb(anchor, rng), preserve(anchor, rng)
            if changed is not None and kept is not None:
                return TrainingGroup("identity", anchor, (kept.text, changed.text), (1, 0), "perturbed")

    return draw


def _by_source(mined: Sequence[MinedQuestion]) -> dict[str, list[MinedQuestion]]:
    by_source: dict[str, list[MinedQuestion]] = {}
    for item in mined:
        by_source.setdefault(item.source, []).append(item)
    return by_source
