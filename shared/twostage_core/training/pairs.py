"""Owns a user's own labelled pairs: read from JSON lines, checked, split, laid out as training groups."""

from __future__ import annotations

import json
import logging
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twostage_core.calibration import MATCH, NEAR_MISS
from twostage_core.errors import InputError
from twostage_core.lines import numbered
from twostage_core.text import normalise
from twostage_core.training.group import TrainingGroup, connected
from twostage_core.verifiers.protocol import RELATIONS, Relation

logger = logging.getLogger(__name__)

HELD_OUT = 0.25
"""Share of the pairs that is never trained on."""
FEWEST = 20
"""Matches, and others, of a relation below which there is nothing to learn from or to measure on."""
_GROUP = 6
"""Most texts of one training group."""
_SHOWN = 5
"""Faults that one error lists."""


@dataclass(frozen=True, slots=True)
class OwnPair:
    """One labelled pair of a user.

    Attributes:
        relation: ``"support"`` or ``"identity"``.
        query: The query, or the first text; normalised.
        text: The candidate, or the second text; normalised.
        label: 1 for a match, 0 otherwise.
        kind: What kind of negative it is, which a calibration's promise may be about.
    """

    relation: Relation
    query: str
    text: str
    label: int
    kind: str = NEAR_MISS


def read_pairs(path: Path, relation: Relation = "support") -> list[OwnPair]:
    """Reads pairs, one JSON object a line: ``query``, ``text``, ``label`` and perhaps ``relation`` and ``kind``.

    The kind of a negative is ``"near_miss"``, which it is if none is given, ``"candidate"`` for what recall brought up,
    or a name of your own.

    ``a`` and ``b`` in the place of ``query`` and ``text`` mean ``identity`` unless the line says otherwise. A pair that
    stands there twice counts once.

    Args:
        path: The file.
        relation: Of lines with ``query`` and ``text`` that name none.

    Returns:
        The pairs, in the order of the file.

    Raises:
        InputError: If the file is missing, a line is not such a pair, two lines contradict each other, or a relation
            has fewer than `FEWEST` matches or others. Lines are named.
    """
    faults: list[str] = []
    found: dict[tuple[str, ...], tuple[OwnPair, int]] = {}
    repeated = 0
    for number, line in numbered(path):
        try:
            pair = _pair(line, relation)
        except InputError as error:
            faults.append(f"line {number}: {error}")
            continue
        # Identity has no first and second text: (a, b) and (b, a) are one pair.
        sides = sorted((pair.query, pair.text)) if pair.relation == "identity" else [pair.query, pair.text]
        first, at = found.setdefault((pair.relation, *sides), (pair, number))
        repeated += at != number
        if first.label != pair.label:
            faults.append(f"line {number}: label {pair.label} contradicts line {at}, which gives the same pair")
    if faults:
        more = f"\n… and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise InputError(f"{path} is no list of labelled pairs:\n" + "\n".join(faults[:_SHOWN]) + more)
    if repeated:
        logger.info("%d lines repeat an earlier pair and are left out", repeated)
    pairs = [pair for pair, _ in found.values()]
    _check_enough(pairs, path)
    return pairs


def _pair(line: str, default: Relation) -> OwnPair:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"expected a JSON object, but {error}") from error
    if not isinstance(record, dict):
        raise InputError(f"expected a JSON object, but got {type(record).__name__}")
    if {"query", "text"} <= record.keys():
        names, implied = ("query", "text"), default
    elif {"a", "b"} <= record.keys():
        names, implied = ("a", "b"), "identity"
    else:
        raise InputError(f'expected "query", "text" and "label" (or "a", "b" and "label"), but got {sorted(record)}')
    relation = record.get("relation", implied)
    if relation not in RELATIONS:
        raise InputError(f"relation must be one of {', '.join(map(repr, RELATIONS))}, but got {relation!r}")
    label = record.get("label")
    if label not in (0, 1):
        raise InputError(f'"label" must be 1 for a match or 0, but got {label!r}')
    kind = record.get("kind", MATCH if label else NEAR_MISS)
    if not isinstance(kind, str) or not kind or (kind == MATCH) != bool(label):
        expected = f'"{MATCH}", or none,' if label else f'a name other than "{MATCH}", or none,'
        raise InputError(f'"kind" must be {expected} for label {int(label)}, but got {kind!r}')
    query, text = (_text(record, name) for name in names)
    return OwnPair(relation, query, text, int(label), kind)


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record[name]
    if not isinstance(value, str):
        raise InputError(f'"{name}" must be a string, but got {type(value).__name__}')
    text = normalise(value).text.strip()
    if not text:
        raise InputError(f'"{name}" must not be blank')
    return text


def _check_enough(pairs: Sequence[OwnPair], path: Path) -> None:
    if not pairs:
        raise InputError(f"{path} has no pairs; give one JSON object a line with query, text and label")
    for relation in dict.fromkeys(p.relation for p in pairs):
        own = [p.label for p in pairs if p.relation == relation]
        matches = sum(own)
        if min(matches, len(own) - matches) < FEWEST:
            raise InputError(
                f"{path} has {matches} matches and {len(own) - matches} others for {relation!r}, but at least {FEWEST} "
                "of each are needed; label more, above all near-misses that recall brings"
            )


def hold_out(pairs: Sequence[OwnPair], seed: int) -> tuple[list[OwnPair], list[OwnPair]]:
    """Keeps about `HELD_OUT` of each relation's pairs apart, and together what matches connect.

    So no match that is kept apart has a side that is trained on as a match: questions with one answer, and wordings of
    one sentence, stand on one side.

    Args:
        pairs: `read_pairs`.
        seed: Of the draw.

    Returns:
        The pairs to train on, and those kept apart.

    Raises:
        InputError: If a side would lack matches or others, as where matches connect nearly everything.
    """
    training: list[OwnPair] = []
    held: list[OwnPair] = []
    for relation in dict.fromkeys(p.relation for p in pairs):
        families = _by_family([p for p in pairs if p.relation == relation])
        random.Random(f"{seed}/{relation}").shuffle(families)
        wanted = HELD_OUT * sum(map(len, families))
        own_held: list[OwnPair] = []
        own_training: list[OwnPair] = []
        for own in families:
            # A family of half the pairs would leave too little to learn from.
            fits = len(own_held) < wanted and len(own_held) + len(own) <= 2 * wanted
            (own_held if fits else own_training).extend(own)
        for what, side in (("held out", own_held), ("left to train on", own_training)):
            if {p.label for p in side} != {0, 1}:
                raise InputError(
                    f"matches connect the pairs for {relation!r} to {len(families)} families, and those {what} would "
                    "not have pairs of both labels; label pairs of more queries"
                )
        training += own_training
        held += own_held
    return training, held


def as_groups(pairs: Sequence[OwnPair]) -> list[TrainingGroup]:
    """Lays pairs out by query, at most six texts a group, matches spread over a query's groups.

    Queries and texts that matches connect are one family: what answers one of them may answer the others, so they are
    never each other's easy negatives.
    """
    heads = connected(((p.relation, p.query), (p.relation, p.text)) for p in pairs if p.label)
    numbers: dict[tuple[str, str], int] = {}
    by_query: dict[tuple[Relation, str], list[OwnPair]] = {}
    for pair in pairs:
        by_query.setdefault((pair.relation, pair.query), []).append(pair)
    groups = []
    for (relation, query), own in by_query.items():
        number = numbers.setdefault(heads.get((relation, query), (relation, query)), len(numbers))
        own = sorted(own, key=lambda p: -p.label)
        parts = math.ceil(len(own) / _GROUP)
        for part in (own[i::parts] for i in range(parts)):
            texts, labels = tuple(p.text for p in part), tuple(float(p.label) for p in part)
            groups.append(TrainingGroup(relation, query, texts, labels, "own", f"own {number}"))
    return groups


def _by_family(pairs: Sequence[OwnPair]) -> list[list[OwnPair]]:
    """Pairs of one relation by what matches connect; a query that nothing matches goes with the first of its texts."""
    heads = connected((p.query, p.text) for p in pairs if p.label)
    home: dict[str, str] = {}
    found: dict[str, list[OwnPair]] = {}
    for pair in pairs:
        head = home.setdefault(pair.query, heads.get(pair.query) or heads.get(pair.text, pair.query))
        found.setdefault(head, []).append(pair)
    return list(found.values())
