"""Endless labelled pairs: a meaning, its edit, wordings of both, paired so that nothing else tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from .domains import domains
from .edits import DRAWERS
from .edits.drawing import Drawing
from .identity import identity_square
from .matching import Surface, choose
from .meaning import key
from .record import CATEGORIES, SPLITS, Group, Record, Relation, Split
from .scene import Scene
from .square import Square
from .support import support_square

_Numbered = tuple[int, str, Square, tuple[Surface, Surface, Surface, Surface], Random]


def generate(
    *,
    relation: Relation,
    categories: Sequence[str] = CATEGORIES,
    seed: int,
    split: Split = "train",
    elsewhere: bool = False,
) -> Iterator[Record]:
    """Yields labelled pairs without end, the same ones for the same arguments.

    Four records in a row share a group: two meanings that differ in one thing, each worded twice, and every
    wording stands once in a pair that holds and once in one that does not.

    Args:
        relation: "identity" or "support".
        categories: Which of `CATEGORIES` to draw from, in turn.
        seed: Any integer.
        split: "train", "dev" (to look at and to calibrate with) or "test" (kept apart); they share no domain, no
            realisation family and no name.
        elsewhere: For support, whether to make long passages too in which a fact is cancelled far away
            (form "cancelled_elsewhere").

    Raises:
        ValueError: an unknown relation, category or split, or no category.
    """
    for number, category, square, chosen, rng in _squares(relation, categories, seed, split, elsewhere):
        a0, b0, a1, b1 = (surface.text for surface in chosen)
        holds, misses = square.forms
        records = [
            Record(relation, a0, b0, 1, category, holds, number, split),
            Record(relation, a0, b1, 0, category, misses, number, split),
            Record(relation, a1, b1, 1, category, holds, number, split),
            Record(relation, a1, b0, 0, category, misses, number, split),
        ]
        rng.shuffle(records)
        yield from records


def generate_groups(
    *,
    relation: Relation,
    categories: Sequence[str] = CATEGORIES,
    seed: int,
    split: Split = "train",
    extra: int = 1,
    anchors: int = 1,
    elsewhere: bool = False,
) -> Iterator[Group]:
    """Yields anchors with texts that hold and near-misses that do not, without end.

    Groups in a row share a number, and their texts: half of their anchors say one meaning, half the other, so that
    the near-misses of one half are the true texts of the other.

    Args:
        relation: As in `generate`.
        categories: As in `generate`.
        seed: As in `generate`.
        split: As in `generate`.
        extra: How many further positives and negatives a group gets at most.
        anchors: How many wordings of either meaning are an anchor at most.
        elsewhere: As in `generate`.

    Raises:
        ValueError: as in `generate`.
    """
    for number, category, square, (a0, b0, a1, b1), rng in _squares(relation, categories, seed, split, elsewhere):
        # For identity, anchors and texts come from one pool, and no wording is both.
        asked = {a0.text, a1.text}
        texts0 = _several(b0, square.b0, asked, extra, rng)
        texts1 = _several(b1, square.b1, asked, extra, rng)
        told = {*texts0, *texts1}
        for first, wordings, positives, negatives in ((a0, square.a0, texts0, texts1), (a1, square.a1, texts1, texts0)):
            for anchor in _several(first, wordings, told, anchors - 1, rng):
                yield Group(
                    relation,
                    anchor,
                    positives,
                    negatives,
                    category,
                    (square.forms[0],) * len(positives),
                    (square.forms[1],) * len(negatives),
                    number,
                    split,
                )


def _several(first: Surface, others: list[Surface], taken: set[str], extra: int, rng: Random) -> tuple[str, ...]:
    rest = [s.text for s in others if s.text != first.text and s.text not in taken]
    return (first.text, *rng.sample(rest, min(extra, len(rest))))


def _squares(relation: str, categories: Sequence[str], seed: int, split: str, elsewhere: bool) -> Iterator[_Numbered]:
    _check(relation, categories, split)
    rng = Random(f"{seed}/{relation}/{split}")
    fields = domains(split)
    number = 0
    while True:
        order = list(categories)
        rng.shuffle(order)
        for category in order:
            found = None
            while found is None:
                found = _square(relation, category, Scene(rng.choice(fields), rng), split, elsewhere)
            square, chosen = found
            yield number, category, square, chosen, rng
            number += 1


def _square(
    relation: str, category: str, scene: Scene, split: str, elsewhere: bool
) -> tuple[Square, tuple[Surface, Surface, Surface, Surface]] | None:
    rng = scene.rng
    draw = DRAWERS[category]
    drawing: Drawing = draw(scene)
    if key(drawing.meaning) == key(drawing.edited):
        return None
    if rng.random() < 0.5:
        drawing = replace(drawing, meaning=drawing.edited, edited=drawing.meaning)
    if relation == "identity":
        square = identity_square(drawing, rng, split)
    else:
        square = support_square(drawing, lambda: draw(scene), scene, split, elsewhere=elsewhere)
    if square is None:
        return None
    chosen = choose((square.a0, square.a1), (square.b0, square.b1), rng)
    return None if chosen is None else (square, chosen)


def _check(relation: str, categories: Sequence[str], split: str) -> None:
    unknown = [c for c in categories if c not in CATEGORIES]
    if unknown or not categories:
        raise ValueError(f"categories: expected some of {CATEGORIES}, got {tuple(categories)}; leave out {unknown}")
    if relation not in ("identity", "support"):
        raise ValueError(f'relation: expected "identity" or "support", got {relation!r}; use one of the two')
    if split not in SPLITS:
        raise ValueError(f"split: expected one of {SPLITS}, got {split!r}; use one of the three")
