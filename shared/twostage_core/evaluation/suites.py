"""Owns the suites of labelled pairs, each drawn anew and alike from the same seed.

Pairs of sets that the default recipe trains on are from the held-out side of its split (`training.natural`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from twostage_core.errors import InputError
from twostage_core.evaluation.pairset import Pair, PairSet
from twostage_core.evaluation.rewrites import other_attribute, rewrite
from twostage_core.lines import records
from twostage_core.nearmiss import CATEGORIES, generate
from twostage_core.nearmiss.casebook import case_records
from twostage_core.nearmiss.perturber import names_of, perturb
from twostage_core.nearmiss.record import Split
from twostage_core.training.natural import (
    IDENTITY_SETS,
    SUPPORT_SETS,
    identity_groups,
    question_passages,
)
from twostage_core.verifiers.protocol import RELATIONS

NEAREST = 20
"""Other passages beside the right one."""

_NEAR_MISSES = ("pawsx_dev", "checklist_qqp", "semantoneg")
_QUESTIONS = ("squad_sentences", "tydiqa", "nq_oracle", "pubmedqa")
_REPLACED = {"object": "foil-it", "action": "action-replacement"}


@dataclass(frozen=True, slots=True)
class Draw:
    """What a suite is drawn from.

    Attributes:
        data: Folder with ``identity/`` and ``support/``; suites of `FROM_SETS` need it.
        n: Most pairs of a set; with neighbours, a quarter as many questions.
        seed: Of every draw.
        split: Side of the generator, ``"test"`` or ``"dev"``.
        embed: Embeds texts as recall does: float32 ``(n, W)`` of unit length.
    """

    data: Path | None
    n: int
    seed: int
    split: Split
    embed: Callable[[Sequence[str]], npt.NDArray[np.float32]]

    @property
    def sets(self) -> Path:
        """The folder of the public sets.

        Raises:
            InputError: If none was given.
        """
        if self.data is None:
            raise InputError("this suite is drawn from public sets, but there is no folder of them")
        return self.data

    def rng(self, name: str) -> random.Random:
        """A source of its own for each set: no set hangs on which others are drawn."""
        return random.Random(f"{self.seed}/{name}")


def generator(draw: Draw) -> Iterator[PairSet]:
    """Generated pairs: both relations, every category, wordings and vocabulary that no run trains on."""
    for relation in RELATIONS:
        for category in CATEGORIES:
            records = generate(relation=relation, categories=(category,), seed=draw.seed, split=draw.split)
            # Four records are one square of two meanings; a part of one would be lopsided.
            whole = max(4, draw.n // 4 * 4)
            pairs = tuple(Pair(r.a, r.b, r.label, f"{category} {r.group}") for r in islice(records, whole))
            pool = f"{relation}: all"
            yield PairSet(
                f"{relation}: {category}", relation, pairs, draw.split, True, "generator", pool=pool, category=category
            )


def casebook(draw: Draw) -> Iterator[PairSet]:
    """Passages with written twins, asked about loosely; cases that no run trains on."""
    for relation in RELATIONS:
        pairs = [
            Pair(r.a, r.b, r.label, f"case {r.group}")
            for r in case_records(relation=relation, seed=draw.seed, split=draw.split)
        ]
        name = f"casebook: {relation}"
        # Larger than other sets: there is one of each relation, where the generator has fifteen.
        yield PairSet(name, relation, _sample(pairs, replace(draw, n=4 * draw.n), name), draw.split, True, "casebook")


def natural(draw: Draw) -> Iterator[PairSet]:
    """Natural near-misses: human-written or human-checked pairs that share their words and differ in meaning."""
    groups = identity_groups(draw.sets, "dev", draw.seed)
    for name in _NEAR_MISSES:
        file = f"identity/{name}.jsonl.gz"
        pairs = [
            Pair(g.anchor, text, int(label), g.anchor)
            for g in groups
            if g.source == name
            for text, label in zip(g.texts, g.labels, strict=True)
        ]
        yield PairSet(
            name, "identity", _sample(pairs, draw, name), "dev", name in IDENTITY_SETS, "natural near-misses", (file,)
        )
    captions = _captions(draw.sets)
    for category in sorted({c["category"] for c in captions}):
        foils = [(c["a"], c["b"]) for c in captions if c["category"] == category]
        yield _beside_rewrites(f"valse: {category}", foils, draw, "natural near-misses", "valse: all")


def paraphrase(draw: Draw) -> Iterator[PairSet]:
    """What strictness must not cost: loosely worded duplicates, and one word replaced in an equal sentence."""
    for name in ("qqp", "mrpc_train"):
        file = f"identity/{name}.jsonl.gz"
        pairs = [Pair(r["a"], r["b"], int(r["label"]), r["a"]) for r in records(draw.sets / file)]
        yield PairSet(name, "identity", _sample(pairs, draw, name), "all", False, "paraphrase", (file,))
    captions = _captions(draw.sets)
    for what, category in _REPLACED.items():
        foils = [(c["a"], c["b"]) for c in captions if c["category"] == category]
        yield _beside_rewrites(f"replaced {what}", foils, draw, "lexical replacement")
    rng = draw.rng("replaced attribute")
    changed = [(c["a"], other) for c in captions if (other := other_attribute(c["a"], rng)) is not None]
    yield _beside_rewrites("replaced attribute", changed, draw, "lexical replacement")


def support(draw: Draw) -> Iterator[PairSet]:
    """Questions and passages: the right one among its nearest neighbours, and against a perturbed question."""
    by_source: dict[str, list[dict[str, str]]] = {}
    for record in question_passages(draw.sets, "dev"):
        by_source.setdefault(record["source"], []).append(record)
    for name in _QUESTIONS:
        records, files = by_source.get(name, []), (f"support/{name}.jsonl.gz",)
        if len(records) < 2:
            continue
        trained = name in SUPPORT_SETS
        pairs = tuple(_neighbours(records, draw, name))
        yield PairSet(f"{name}: nearest", "support", pairs, "dev", trained, "nearest passages", files, ranked=True)
        twins = tuple(_twins(records, draw, name))
        yield PairSet(f"{name}: perturbed question", "support", twins, "dev", trained, "perturbed questions", files)


PAIR_SUITES: Mapping[str, Callable[[Draw], Iterator[PairSet]]] = {
    "generator": generator,
    "casebook": casebook,
    "natural": natural,
    "paraphrase": paraphrase,
    "support": support,
}
FROM_SETS = ("natural", "paraphrase", "support")
"""Suites that are drawn from public sets; the others are made here."""


def _neighbours(records: Sequence[Mapping[str, str]], draw: Draw, name: str) -> Iterator[Pair]:
    passages = list(dict.fromkeys(r["passage"] for r in records))
    right: dict[str, set[str]] = {}
    for record in records:
        right.setdefault(record["question"], set()).add(record["passage"])
    chosen = draw.rng(f"{name}: nearest").sample(sorted(right), min(len(right), max(1, draw.n // 4)))
    near = draw.embed(chosen) @ draw.embed(passages).T
    for question, row in zip(chosen, near, strict=True):
        nearest = (passages[i] for i in np.argsort(-row, kind="stable"))
        # One right passage, so that its rank means something; the others answer the question, too.
        yield Pair(question, min(right[question]), 1, question)
        for passage in islice((p for p in nearest if p not in right[question]), NEAREST):
            yield Pair(question, passage, 0, question)


def _twins(records: Sequence[Mapping[str, str]], draw: Draw, name: str) -> Iterator[Pair]:
    rng = draw.rng(f"{name}: perturbed question")
    names = names_of(r["question"] for r in records)
    asked = {r["question"] for r in records}
    made = 0
    for record in rng.sample(records, len(records)):
        changed = perturb(record["question"], rng, names=names, question=True)
        if changed is None or changed.text in asked:
            continue
        yield Pair(record["question"], record["passage"], 1, record["question"])
        yield Pair(changed.text, record["passage"], 0, record["question"])
        made += 1
        if 2 * made >= draw.n:
            return


def _captions(data: Path) -> list[dict[str, Any]]:
    """Captions with their foils, each caption once in its category."""
    return list({(r["category"], r["a"]): r for r in records(data / "identity" / "valse.jsonl.gz")}.values())


def _beside_rewrites(
    name: str, foils: Sequence[tuple[str, str]], draw: Draw, mean: str, pool: str | None = None
) -> PairSet:
    """Each caption with its foil, and with a rewrite that says the same."""
    rng = draw.rng(name)
    drawn = rng.sample(foils, min(len(foils), max(1, draw.n // 2)))
    pairs = [
        pair
        for caption, foil in drawn
        for pair in (Pair(caption, rewrite(caption, rng), 1, caption), Pair(caption, foil, 0, caption))
    ]
    return PairSet(name, "identity", tuple(pairs), "all", False, mean, ("identity/valse.jsonl.gz",), pool)


def _sample(pairs: Sequence[Pair], draw: Draw, name: str) -> tuple[Pair, ...]:
    return tuple(draw.rng(name).sample(pairs, min(len(pairs), draw.n)))


def files_of(sets: Iterable[PairSet]) -> list[str]:
    """The files that sets were read from, sorted."""
    return sorted({file for one in sets for file in one.files})
