"""Owns the public, human-written sets that a shipped verifier may be trained on.

Reads the folder layout of the project's data (``identity/*.jsonl.gz``, ``support/*.jsonl.gz``). Only
sets whose licence allows it are read; a fixed share of every set, chosen by a hash of the anchor, is
held out for development and never trained on.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from twostage_core.lines import records
from twostage_core.training.group import TrainingGroup

Split = Literal["train", "dev"]
HELD_OUT = 0.3
"""Share of anchors kept for development."""

SUPPORT_SETS = ("squad_sentences", "tydiqa", "xquad", "nq_oracle", "pubmedqa", "medquad")
IDENTITY_SETS = ("checklist_qqp", "pawsx_dev", "semantoneg", "stackfaq_groups", "cannot_wikifactcheck")
UTTERANCE_SETS = {"identity/clinc150": "text", "identity/banking77": "text", "tools/metatool_queries": "query"}
"""What people ask of an assistant, and the field it stands in: no label of these is read, only how alike they are."""

_PASSAGE_CHARACTERS = 400
"""About 90 tokens: sentences are taken up to here, so that a training passage fits one window."""
LONGEST_SENTENCE = 160
"""Longer first texts of identity pairs are left out, and second ones twice as long: maps as large as a passage's."""
_SHORTEST_TEXT = 20
"""Characters; a shorter text says too little to be like another."""
_LONGEST_PASSAGE = 480
"""A passage of one long sentence is cut here."""


def letters(text: str) -> str:
    """What of a text decides whether it is the same as another: its letters and digits."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def split_of(anchor: str) -> Split:
    """The side of the split an anchor belongs to, from its letters and digits alone.

    A question that stands in two sets, once tokenised and in lower case, falls on one side.
    """
    return "dev" if hashlib.sha256(letters(anchor).encode()).digest()[0] < HELD_OUT * 256 else "train"


def sentences_of(passage: str) -> list[str]:
    """Cuts a passage where a full stop, an exclamation or a question mark stands before a capital or a figure."""
    return [s for s in re.split(r"(?<=[.!?])\s+(?=[\"'(\[]?[A-Z0-9])", passage) if s]


def question_passages(data: Path, split: Split) -> list[dict[str, str]]:
    """The question–passage pairs of `SUPPORT_SETS`, passages cut to one window around the answer.

    Args:
        data: Folder that holds ``support/``.
        split: Which side.

    Returns:
        Records with ``question``, ``passage``, ``without`` (the passage without the answer's sentence, or
        empty) and ``source``.
    """
    pairs = []
    for name in SUPPORT_SETS:
        for record in records(data / "support" / f"{name}.jsonl.gz"):
            question = _plain(record["question"])
            if split_of(question) != split:
                continue
            # MedQuAD repeats the question at the head of its passages: a match for free.
            passage = re.sub(r"^[^.?!]*\?\s+", "", _plain(record["passage"]))
            answer = _plain(record.get("answer") or "")
            sentences, at = _around(passage, answer)
            without = ""
            if at is not None and name != "pubmedqa":
                rest = sentences[:at] + sentences[at + 1 :]
                without = " ".join(rest) if answer.lower() not in " ".join(rest).lower() else ""
            pairs.append({"question": question, "passage": " ".join(sentences), "without": without, "source": name})
    return pairs


def identity_groups(data: Path, split: Split, seed: int) -> list[TrainingGroup]:
    """Groups of the `IDENTITY_SETS`, CheckList capped at 600 pairs a category.

    Anchors decide the side. A text may stand in pairs of several anchors, so a pair of the development side is left
    out if either text is also on the training side.

    Args:
        data: Folder that holds ``identity/``.
        split: Which side.
        seed: Of the draw where a set is larger than its share.
    """
    rng = random.Random(seed)
    folder = data / "identity"
    groups: list[TrainingGroup] = []
    groups += _pairs("pawsx_dev", records(folder / "pawsx_dev.jsonl.gz"))
    groups += _pairs("semantoneg", records(folder / "semantoneg.jsonl.gz"))
    templated = list(records(folder / "checklist_qqp.jsonl.gz"))
    by_category = defaultdict(list)
    for record in templated:
        by_category[record["category"]].append(record)
    for own in by_category.values():
        distinct = list({(r["a"], r["b"]): r for r in own}.values())
        groups += _pairs("checklist_qqp", rng.sample(distinct, min(len(distinct), 600)))
    for record in records(folder / "cannot_wikifactcheck.jsonl.gz"):
        groups.append(TrainingGroup("identity", record["a"], (record["b"],), (0,), "cannot_wikifactcheck"))
    faq = [record["questions"] for record in records(folder / "stackfaq_groups.jsonl.gz")]
    for number, (own, other) in enumerate(zip(faq, faq[1:] + faq[:1], strict=True)):
        groups += [
            TrainingGroup("identity", a, (b, rng.choice(other)), (1, 0), "stackfaq_groups", f"stackfaq {number}")
            for a, b in rng.sample(list(itertools.permutations(own, 2)), min(24, len(own) * (len(own) - 1)))
        ]
    # Another seed draws others of the templated pairs.
    every = [*groups, *_pairs("checklist_qqp", templated)]
    trained = {letters(t) for g in every if split_of(g.anchor) == "train" for t in (g.anchor, *g.texts)}
    sides = [g for g in groups if split_of(g.anchor) == split]
    if split == "dev":
        sides = [kept for g in sides if (kept := _without(g, trained)) is not None]
    return [g for g in sides if len(g.anchor) <= LONGEST_SENTENCE and max(map(len, g.texts)) <= 2 * LONGEST_SENTENCE]


def short_texts(data: Path, split: Split) -> dict[str, list[str]]:
    """Questions, what people ask of an assistant, and sentences of passages, by set, each text once.

    Args:
        data: Folder that holds ``identity/``, ``support/`` and ``tools/``.
        split: Which side.
    """
    told: dict[str, dict[str, None]] = {}
    for record in question_passages(data, split):
        # MedQuAD's questions repeat a dozen templates.
        if record["source"] != "medquad":
            told.setdefault(record["source"], {})[record["question"]] = None
        told.setdefault("sentences", {}).update(dict.fromkeys(sentences_of(record["passage"])))
    for name, field in UTTERANCE_SETS.items():
        texts = (_plain(record[field]) for record in records(data / f"{name}.jsonl.gz"))
        told[name.split("/")[1]] = {text: None for text in texts if split_of(text) == split}
    return {
        source: [text for text in own if _SHORTEST_TEXT <= len(text) <= LONGEST_SENTENCE]
        for source, own in told.items()
    }


def natural_texts(data: Path, n: int, seed: int) -> list[str]:
    """Questions, passages and sentences of the training side, ``n`` of them at random, or all if there are fewer.

    Args:
        data: Folder that holds ``identity/`` and ``support/``.
        n: How many.
        seed: Of the draw.
    """
    asked = question_passages(data, "train")
    texts = [r["question"] for r in asked] + [r["passage"] for r in asked]
    texts += [group.anchor for group in identity_groups(data, "train", seed)]
    distinct = list(dict.fromkeys(texts))
    return random.Random(seed).sample(distinct, min(n, len(distinct)))


def _without(group: TrainingGroup, trained: set[str]) -> TrainingGroup | None:
    """A group without the texts that are trained on; ``None`` if its anchor is, or nothing is left."""
    kept = [(t, y) for t, y in zip(group.texts, group.labels, strict=True) if letters(t) not in trained]
    if not kept or letters(group.anchor) in trained:
        return None
    texts, labels = zip(*kept, strict=True)
    return replace(group, texts=texts, labels=labels)


def _pairs(source: str, records: Iterable[Mapping[str, Any]]) -> list[TrainingGroup]:
    """Labelled pairs, those with the same first text as one group."""
    by_anchor: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for record in records:
        by_anchor[_plain(record["a"])].append((_plain(record["b"]), int(record["label"])))
    groups = []
    for anchor, others in by_anchor.items():
        for start in range(0, len(others), 4):
            texts, labels = zip(*others[start : start + 4], strict=True)
            groups.append(TrainingGroup("identity", anchor, texts, labels, source))
    return groups


_BRACKETS = {"-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", "``": '"', "''": '"'}


def _plain(text: str) -> str:
    """Takes back the tokenisation that some sets come in."""
    for token, character in _BRACKETS.items():
        text = text.replace(token, character)
    text = re.sub(r"\s+([.,;:?!)\]%])", r"\1", text)
    text = re.sub(r"([(\[$£])\s+", r"\1", text)
    text = re.sub(r"\s+(n't|'s|'re|'ve|'ll|'d|'m)\b", r"\1", text)
    return re.sub(r"\s+", " ", text).strip()


def _around(passage: str, answer: str) -> tuple[list[str], int | None]:
    """The sentences of a passage that fit one window around the answer, and the answer's index there."""
    sentences = sentences_of(passage) or [passage]
    at = next((i for i, s in enumerate(sentences) if answer and answer.lower() in s.lower()), None)
    first = last = at or 0
    size = len(sentences[first])
    while True:
        grown = size
        if last + 1 < len(sentences) and size + len(sentences[last + 1]) < _PASSAGE_CHARACTERS:
            last += 1
            size += len(sentences[last]) + 1
        if first > 0 and size + len(sentences[first - 1]) < _PASSAGE_CHARACTERS:
            first -= 1
            size += len(sentences[first]) + 1
        if size == grown:
            break
    kept = sentences[first : last + 1]
    if at is None:
        whole = " ".join(kept)
        short = whole if len(whole) <= _LONGEST_PASSAGE else whole[:_LONGEST_PASSAGE].rsplit(" ", 1)[0]
        return [short], None
    return kept, at - first
