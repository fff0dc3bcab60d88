"""Owns a user's own near-misses: pairs and triples, read from JSON lines into sets that systems are measured on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from twostage_core.errors import InputError
from twostage_core.evaluation.pairset import Pair, PairSet
from twostage_core.lines import objects
from twostage_core.verifiers.protocol import RELATIONS, Relation

_SHOWN = 5
"""Faults that one error lists."""


def read(path: Path) -> list[PairSet]:
    """Reads a file of labelled pairs or triples, plain or gzipped.

    A line is a pair, ``query``, ``text`` and ``label`` (0 or 1), or a triple, ``query``, ``positive`` and
    ``negative``. ``a`` and ``b`` in the place of ``query`` and ``text``, or ``a`` in that of a triple's ``query``, mean
    ``identity``, else ``support`` is meant, unless the line has a ``relation``. It may have a ``category``, which makes
    a set of its own, and a ``group``, of lines that hang together; without one, those of one query do. A pair counts
    once in a set, as the match of several triples does.

    Args:
        path: The file.

    Returns:
        A set for each relation and category.

    Raises:
        InputError: If the file is missing, a line is neither, two lines contradict each other, or a set
            lacks matches or others. Lines are named.
    """
    faults: list[str] = []
    sets: dict[tuple[Relation, str], list[Pair]] = {}
    told: dict[tuple[str, ...], tuple[int, int]] = {}
    counted: set[tuple[str, ...]] = set()
    for number, record in objects(path):
        try:
            relation, category, pairs = _line(record)
        except InputError as error:
            faults.append(f"line {number}: {error}")
            continue
        for pair in pairs:
            # Identity has no first and second text: (a, b) and (b, a) are one pair.
            sides = (pair.query, pair.text) if relation == "support" else sorted((pair.query, pair.text))
            label, at = told.setdefault((relation, *sides), (pair.label, number))
            if label != pair.label:
                faults.append(f"line {number}: label {pair.label} contradicts line {at}, which gives the same pair")
            elif (key := (relation, category, *sides)) not in counted:
                counted.add(key)
                sets.setdefault((relation, category), []).append(pair)
    if faults:
        more = f"\n… and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise InputError(f"{path} is no list of labelled pairs:\n" + "\n".join(faults[:_SHOWN]) + more)
    if not sets:
        raise InputError(f"expected labelled pairs or triples in {path}, but it is empty")
    return list(_sets(path, sets))


def _sets(path: Path, sets: dict[tuple[Relation, str], list[Pair]]) -> Iterator[PairSet]:
    stem = path.name.split(".")[0]
    for (relation, category), pairs in sets.items():
        name = f"{stem}: {relation}: {category}" if category else f"{stem}: {relation}"
        labels = {pair.label for pair in pairs}
        if len(labels) < 2:
            kind = "matches" if 0 in labels else "near-misses"
            raise InputError(f"expected matches and near-misses in {path}, but {name!r} has no {kind}")
        several = sum(of == relation for of, _ in sets) > 1
        pool = f"{stem}: {relation}: all" if several else None
        yield PairSet(name, relation, tuple(pairs), "all", False, stem, pool=pool, category=category)


def _line(record: dict[str, Any]) -> tuple[Relation, str, list[Pair]]:
    first = "query" if "query" in record else "a"
    triple = "positive" in record or "negative" in record
    second = "text" if first == "query" else "b"
    relation = record.get("relation", "support" if first == "query" else "identity")
    if relation not in RELATIONS:
        raise InputError(f"expected relation {' or '.join(RELATIONS)}, but got {relation!r}")
    names = (first, "positive", "negative") if triple else (first, second)
    if missing := [name for name in names if not isinstance(record.get(name), str) or not record[name].strip()]:
        raise InputError(f"expected a text as {', '.join(names)}, but {', '.join(missing)} is none")
    group = str(record.get("group", record[first]))
    if triple:
        labelled = [(record["positive"], 1), (record["negative"], 0)]
    elif record.get("label") in (0, 1) and record["label"] is not None:
        labelled = [(record[second], int(record["label"]))]
    else:
        raise InputError(f"expected label 0 or 1, but got {record.get('label')!r}")
    return relation, str(record.get("category", "")), [Pair(record[first], t, y, group) for t, y in labelled]
