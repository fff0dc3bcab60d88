"""Owns the record of an evaluation: systems side by side in one run, and all that the figures hang on."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twostage_core.errors import InputError
from twostage_core.evaluation import retrieval, suites
from twostage_core.evaluation.collection import Collection
from twostage_core.evaluation.embedding import Embedding, SentenceEmbedding
from twostage_core.evaluation.pairset import PairSet
from twostage_core.evaluation.separation import OnStep, means, scorers, separation
from twostage_core.evaluation.systems import System
from twostage_core.hashes import sha256
from twostage_core.nearmiss.record import Split
from twostage_core.policy import check_count
from twostage_core.provenance import provenance

SCHEMA = "twostage-rag/evaluation/1"
"""Name and version of what a record holds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an evaluation is to be about.

    Attributes:
        collections: Test collections.
        suites: Built-in suites of labelled pairs, names of `suites.PAIR_SUITES`.
        own: Labelled pairs of the user's own, by file.
        sets: Folder with the public sets, for the suites that need them.
        queries: Most queries of a collection, drawn by seed; ``None`` for all.
        pairs: Most pairs of a set of a suite.
        depth: Documents that a first stage brings up.
        split: Side of generator and casebook.
        seed: Of every draw.
    """

    collections: Sequence[Collection] = ()
    suites: Sequence[str] = ()
    own: Mapping[Path, Sequence[PairSet]] | None = None
    sets: Path | None = None
    queries: int | None = 40
    pairs: int = 400
    depth: int = 50
    split: Split = "test"
    seed: int = 7

    def __post_init__(self) -> None:
        if unknown := [name for name in self.suites if name not in suites.PAIR_SUITES]:
            raise InputError(f"suites must be of {', '.join(suites.PAIR_SUITES)}, but got {', '.join(unknown)}")
        if self.sets is None and (needing := [name for name in self.suites if name in suites.FROM_SETS]):
            raise InputError(
                f"{', '.join(needing)}: drawn from public sets, but there is no folder of them: give sets (--sets)"
            )
        names = [c.name for c in self.collections]
        if len(set(names)) < len(names):
            raise InputError(f"collections must have distinct names, but got {', '.join(names)}")
        files = [file.name for file in self.own or ()]
        if len(set(files)) < len(files):
            raise InputError(f"files of near-misses must have distinct names, but got {', '.join(files)}")
        check_count("queries", self.queries, optional=True)
        check_count("pairs", self.pairs)
        check_count("depth", self.depth)
        if not (self.collections or self.suites or self.own):
            raise InputError("expected a collection or near-misses to evaluate on, but got neither")


def evaluate(
    systems: Sequence[System],
    asked: Asked,
    *,
    embedding: Embedding | None = None,
    on_step: OnStep = lambda what, done, total: None,
    on_searched: Callable[[retrieval.Searched], None] = lambda searched: None,
) -> dict[str, Any]:
    """Measures systems side by side.

    Args:
        systems: What to measure; the first is what the others are compared with.
        asked: What on.
        embedding: Finds the neighbours that suites need; ``None`` for the untouched base's.
        on_step: Told of each step before it is taken.
        on_searched: Given what systems made of a collection, for run files.

    Returns:
        A record that JSON can hold, of `SCHEMA`. ``systems``: by name the files' SHA-256, and from which probability
        it accepts, by relation; ``scores_as``: the system with whose scores it scores pairs, itself or an earlier one.
        ``retrieval``: by collection, and ``"pooled"``, measures with intervals, and
        differences with p. ``near_misses``: by set, likewise, and ``means`` of the ROC-AUC by kind of set.
        ``decisions``, ``cost``: by collection and system. ``seconds``: by suite and system. ``data``: SHA-256 by file.
        And what was asked for, and on what machine.

    Raises:
        InputError: If there are no systems, names are not distinct, a file is missing or malformed, or no system can
            do what is asked for.
    """
    names = [s.name for s in systems]
    if len(set(names)) < len(names) or not names:
        raise InputError(f"systems must be given, with distinct names, but got {', '.join(names) or 'none'}")
    if asked.collections and not any(s.searcher is not None for s in systems):
        raise InputError("none of the systems searches a collection, but collections were given")
    if (asked.suites or asked.own) and not any(s.scorer is not None for s in systems):
        raise InputError("none of the systems scores pairs, but near-misses were given")
    # Drawn before anything is searched: a file that is missing is then told at once.
    sources = _drawn(asked, embedding or SentenceEmbedding(), on_step)
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "asked": {
            "systems": names,
            "data": [c.name for c in asked.collections],
            "near_misses": [*asked.suites, *(file.name for file in asked.own or ())],
            "queries": asked.queries,
            "pairs": asked.pairs,
            "depth": asked.depth,
            "split": asked.split,
            "seed": asked.seed,
        },
        "systems": {
            s.name: {"files": dict(s.files), "thresholds": dict(s.thresholds), "scores_as": _scores_as(s, systems)}
            for s in systems
        },
        "data": {},
        "retrieval": {},
        "near_misses": {},
        "means": {},
        "decisions": {},
        "cost": {},
        "seconds": {},
        "provenance": _provenance(),
    }
    _search(record, systems, asked, on_step, on_searched)
    _separate(record, systems, asked, sources, on_step)
    return record


def _scores_as(system: System, systems: Sequence[System]) -> str | None:
    return next((one.name for one, scorer in scorers(systems) if scorer is system.scorer), None)


def _search(
    record: dict[str, Any],
    systems: Sequence[System],
    asked: Asked,
    on_step: OnStep,
    on_searched: Callable[[retrieval.Searched], None],
) -> None:
    searching = [s for s in systems if s.searcher is not None]
    names = [s.name for s in searching]
    drawn = [c.sample(asked.queries, asked.seed) for c in asked.collections]
    total, done = sum(len(c.queries) for c in drawn), 0
    found: list[retrieval.Searched] = []
    for collection in drawn:

        def on_query(text: str, name: str = collection.name) -> None:
            nonlocal done
            on_step(f"{name}: {text[:40]}", done, total)
            done += 1

        on_step(f"{collection.name}: indexing", done, total)
        searched = retrieval.search(collection, searching, depth=asked.depth, on_query=on_query)
        found.append(searched)
        on_searched(searched)
        record["retrieval"][collection.name] = retrieval.figures([searched], names, seed=asked.seed)
        record["decisions"][collection.name] = retrieval.decided([searched], names)
        record["cost"][collection.name] = dict(searched.cost)
        record["data"].update({f"{collection.name}/{file.name}": sha256(file) for file in collection.files})
    if len(found) > 1:
        record["retrieval"]["pooled"] = retrieval.figures(found, names, seed=asked.seed)
        record["decisions"]["pooled"] = retrieval.decided(found, names)


def _drawn(asked: Asked, embedding: Embedding, on_step: OnStep) -> dict[str, Sequence[PairSet]]:
    """Sets of labelled pairs, by suite or file."""
    draw = suites.Draw(asked.sets, asked.pairs, asked.seed, asked.split, embedding.embed)
    sources: dict[str, Sequence[PairSet]] = {}
    for suite in (s for s in suites.PAIR_SUITES if s in asked.suites):
        on_step(f"{suite}: drawing pairs", 0, 1)
        sources[suite] = [one for one in suites.PAIR_SUITES[suite](draw) if one.pairs]
    sources |= {file.name: own for file, own in (asked.own or {}).items()}
    names = [
        name for own in sources.values() for name in [*(one.name for one in own), *{one.pool for one in own}] if name
    ]
    if repeated := {name for name in names if names.count(name) > 1}:
        raise InputError(f"sets of near-misses must have distinct names, but got {', '.join(sorted(repeated))} twice")
    return sources


def _separate(
    record: dict[str, Any],
    systems: Sequence[System],
    asked: Asked,
    sources: Mapping[str, Sequence[PairSet]],
    on_step: OnStep,
) -> None:
    for suite, sets in sources.items():
        found, seconds = separation(sets, systems, suite=suite, seed=asked.seed, on_step=on_step)
        record["near_misses"] |= found
        if asked.sets is not None:
            record["data"].update({file: sha256(asked.sets / file) for file in suites.files_of(sets)})
        record["seconds"][suite] = seconds
    record["data"].update({file.name: sha256(file) for file in asked.own or ()})
    record["means"] = means(record["near_misses"])


def _provenance() -> dict[str, Any]:
    made = provenance()
    own = {name: importlib.metadata.version(name) for name in ("ir_measures", "scipy", "bm25s")}
    return {**made, "versions": {**made["versions"], **own}}
