"""Endless labelled pairs: draws a meaning, edits it, words both and pairs the wordings so that nothing else tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from .domains import domains
from .edits import DRAWERS, Drawer
from .edits.drawing import Drawing
from .matching import Surface, choose
from .meaning import Both, Event, Meaning, key, substitute
from .passages import Passage, Query, droppable, supports
from .questions import askable, keywords, wh_question, yes_no_question
from .record import CATEGORIES, Group, Record, Relation, Split
from .scene import Scene
from .wording import write


@dataclass(frozen=True, slots=True)
class _Square:
    """Two anchors and two texts: (a0, b0) and (a1, b1) hold, (a0, b1) and (a1, b0) do not."""

    pools: tuple[list[Surface], list[Surface], list[Surface], list[Surface]]
    kinds: tuple[str, str]


def generate(
    *, relation: Relation, categories: Sequence[str] = CATEGORIES, seed: int, split: Split = "train"
) -> Iterator[Record]:
    """Yields labelled pairs without end, the same ones for the same arguments.

    Four records in a row share a group: two meanings that differ in one thing, each worded twice, every wording once
    in a pair that holds and once in one that does not.

    Args:
        relation: "identity" or "support".
        categories: Which of `CATEGORIES` to draw from, in turn.
        seed: Any integer.
        split: "train" or "test"; they share no domain, no family and no name.

    Raises:
        ValueError: an unknown relation, category or split, or no category.
    """
    for number, category, square, rng in _squares(relation, categories, seed, split):
        a0, b0, a1, b1 = _pick(square, rng)
        holds, misses = square.kinds
        records = [
            Record(relation, a0.text, b0.text, 1, category, holds, number, split),
            Record(relation, a0.text, b1.text, 0, category, misses, number, split),
            Record(relation, a1.text, b1.text, 1, category, holds, number, split),
            Record(relation, a1.text, b0.text, 0, category, misses, number, split),
        ]
        rng.shuffle(records)
        yield from records


def generate_groups(
    *, relation: Relation, categories: Sequence[str] = CATEGORIES, seed: int, split: Split = "train", extra: int = 1
) -> Iterator[Group]:
    """Yields anchors with texts that hold and near-misses that do not, without end.

    Two groups in a row share a number: the near-misses of one are the true texts of the other.

    Args:
        relation: As in `generate`.
        categories: As in `generate`.
        seed: As in `generate`.
        split: As in `generate`.
        extra: How many further positives and negatives a group gets at most.

    Raises:
        ValueError: as in `generate`.
    """
    for number, category, square, rng in _squares(relation, categories, seed, split):
        a0, b0, a1, b1 = _pick(square, rng)
        _, pool0, _, pool1 = square.pools
        for anchor, true, false, more_true, more_false in ((a0, b0, b1, pool0, pool1), (a1, b1, b0, pool1, pool0)):
            positives = _several(true, more_true, anchor, extra, rng)
            negatives = _several(false, more_false, anchor, extra, rng)
            yield Group(
                relation,
                anchor.text,
                positives,
                negatives,
                category,
                (square.kinds[0],) * len(positives),
                (square.kinds[1],) * len(negatives),
                number,
                split,
            )


def _several(first: Surface, pool: list[Surface], anchor: Surface, extra: int, rng: Random) -> tuple[str, ...]:
    rest = [s.text for s in pool if s.text not in (first.text, anchor.text)]
    return (first.text, *rng.sample(rest, min(extra, len(rest))))


def _pick(square: _Square, rng: Random) -> tuple[Surface, Surface, Surface, Surface]:
    a0, b0, a1, b1 = square.pools
    return choose((a0, a1), (b0, b1), rng)


def _squares(
    relation: str, categories: Sequence[str], seed: int, split: str
) -> Iterator[tuple[int, str, _Square, Random]]:
    unknown = [c for c in categories if c not in CATEGORIES]
    if unknown or not categories:
        raise ValueError(f"categories: expected some of {CATEGORIES}, got {tuple(categories)}; leave out {unknown}")
    if relation not in ("identity", "support"):
        raise ValueError(f'relation: expected "identity" or "support", got {relation!r}')
    if split not in ("train", "test"):
        raise ValueError(f'split: expected "train" or "test", got {split!r}')
    rng = Random(f"{seed}/{relation}/{split}")
    pool = domains(split)
    number = 0
    while True:
        order = list(categories)
        rng.shuffle(order)
        for category in order:
            while True:
                scene = Scene(rng.choice(pool), rng)
                drawing = DRAWERS[category](scene)
                if key(drawing.meaning) == key(drawing.edited):
                    continue
                if rng.random() < 0.5:
                    drawing = replace(drawing, meaning=drawing.edited, edited=drawing.meaning)
                make = _identity if relation == "identity" else _support
                square = make(drawing, DRAWERS[category], scene, split)
                if square is not None:
                    break
            yield number, category, square, rng
            number += 1


_POOL = 5


def _pool(texts: Sequence[str | None]) -> list[Surface]:
    return [Surface(t) for t in dict.fromkeys(t for t in texts if t)]


def _identity(drawing: Drawing, drawer: Drawer, scene: Scene, split: str) -> _Square | None:
    rng = scene.rng
    one, two = drawing.meaning, drawing.edited
    if rng.random() < 0.3 and isinstance(one, Event) and isinstance(two, Event):
        made = _question_pools(one, two, drawing, rng, split)
        if made is not None:
            return _Square((made[0], made[0], made[1], made[1]), ("question", "question"))
    # Half of the wordings share their draws: the same sentence but for the edit.
    seeds = [rng.getrandbits(48) for _ in range(_POOL)]
    ones = _pool([write(one, Random(s), split) for s in seeds])
    twos = _pool([write(two, Random(s) if rng.random() < 0.6 else rng, split) for s in seeds])
    if len(ones) < 2 or len(twos) < 2:
        return None
    return _Square((ones, ones, twos, twos), ("statement", "statement"))


def _question_pools(
    one: Event, two: Event, drawing: Drawing, rng: Random, split: str
) -> tuple[list[Surface], list[Surface]] | None:
    plain = all(m.polarity and m.modality in ("", "must", "may") and not m.quantifier for m in (one, two))
    if drawing.yes_no == "open" and plain and rng.random() < 0.3:
        pools = [_pool([yes_no_question(m, rng, split) for _ in range(_POOL)]) for m in (one, two)]
    else:
        role = _role(one, two, rng)
        if role is None:
            return None
        pools = [_pool([wh_question(m, role, rng, split) for _ in range(_POOL)]) for m in (one, two)]
    return (pools[0], pools[1]) if min(map(len, pools)) >= 2 else None


def _role(one: Event, two: Event, rng: Random) -> str | None:
    """A role to ask for that leaves the two apart: an edit of the asked role alone is no near-miss."""
    roles = [
        r for r in askable(one) if r in askable(two) and key(one, without=r) != key(two, without=r)
    ]  # fmt: skip
    return rng.choice(roles) if roles else None


def _support(drawing: Drawing, drawer: Drawer, scene: Scene, split: str) -> _Square | None:
    rng = scene.rng
    if not drawing.exclusive:
        return None
    made = _plan(drawing, rng)
    if made is None:
        return None
    queries, passages, kinds = made
    fillers = []
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        fillers.append(drawer(scene).meaning)
    passages = [replace(p, fillers=tuple(fillers)) for p in passages]
    for i in (0, 1):
        for j in (0, 1):
            if supports(passages[j], queries[i]) != (i == j):
                return None
    pools = []
    for query in queries:
        pools.append(_pool([_ask(query, rng, split) for _ in range(4)]))
    seeds = [rng.getrandbits(48) for _ in range(3)]
    texts = [
        _pool([p.write(Random(s) if rng.random() < 0.6 else rng, split) for s in seeds]) for p in passages
    ]
    if not pools[0] or not pools[1]:
        return None
    return _Square((pools[0], texts[0], pools[1], texts[1]), kinds)


def _ask(query: Query, rng: Random, split: str) -> str | None:
    meaning = query.meaning
    if query.form == "claim":
        return write(meaning, rng, split)
    if query.form == "yes_no":
        return yes_no_question(meaning, rng, split)
    assert isinstance(meaning, Event)
    if query.form == "keywords":
        return keywords(meaning, rng)
    return wh_question(meaning, query.role, rng, split)


_Plan = tuple[list[Query], list[Passage], tuple[str, str]]


def _plan(drawing: Drawing, rng: Random) -> _Plan | None:
    one, two = drawing.meaning, drawing.edited
    form = rng.choice(("claim", "claim", "wh", "wh", "wh", "yes_no", "keywords"))
    if isinstance(one, Both):
        assert isinstance(two, Both)
        form = rng.choice(("claim", "claim", "yes_no"))
        ask: tuple[Meaning, Meaning] = (one, two)
        if rng.random() < 0.6:
            ask = (one.first, two.first)
        queries = [Query(form, m) for m in ask]
        return queries, [Passage((one,)), Passage((two,))], ("fact", "near_miss")
    draw = rng.random()
    if isinstance(one, Event) and isinstance(two, Event) and draw < 0.22:
        plan = _topic(one, rng)
        if plan is not None:
            return plan
    twin = None
    if drawing.pivot is not None and drawing.fresh is not None:
        twin = (substitute(one, drawing.pivot, drawing.fresh), substitute(two, drawing.pivot, drawing.fresh))
    if not isinstance(one, Event) or not isinstance(two, Event):
        form = "claim"
    if (form == "yes_no" and drawing.yes_no == "answered") or (form == "keywords" and drawing.same_words):
        if twin is None:
            return None
        # Either polarity answers: what the passage must share with the question is the entity.
        queries = [Query(form, rng.choice((one, two))), Query(form, rng.choice(twin))]
        passages = [Passage((rng.choice((one, two)),)), Passage((rng.choice(twin),))]
        if form == "keywords":
            queries = [Query(form, one), Query(form, twin[0])]
            passages = [Passage((one,)), Passage((twin[0],))]
        return queries, passages, ("fact", "near_miss")
    if form == "yes_no" and drawing.yes_no == "avoid":
        form = "claim"
    role = ""
    if form == "wh":
        assert isinstance(one, Event) and isinstance(two, Event)
        found = _role(one, two, rng)
        if found is None:
            form = "claim"
        role = found or ""
    asked = _shortened(one, two, role, rng)
    queries = [Query(form, m, role) for m in asked]
    if form == "keywords" or twin is None or draw < 0.45:
        return queries, [Passage((one,)), Passage((two,))], ("fact", "near_miss")
    if draw < 0.75:
        return queries, [Passage((one, twin[1])), Passage((two, twin[0]))], ("fact_beside_near_miss", "near_miss")
    if form == "yes_no":
        return None
    if rng.random() < 0.5:
        queries = [queries[0], Query(form, substitute(queries[0].meaning, drawing.pivot, drawing.fresh), role)]  # type: ignore[arg-type]
        two = twin[0]
    return queries, [Passage((one,), (two,)), Passage((two,), (one,))], ("fact_beside_near_miss", "cancelled")


def _topic(event: Event, rng: Random) -> _Plan | None:
    """The same fact told without what is asked: one passage lacks the time, the other the place."""
    roles = [a.role for a in event.adjuncts if a.role in ("time", "place", "deadline")]
    if len(set(roles)) < 2 or not droppable(event):
        return None
    here, there = rng.sample(sorted(set(roles)), 2)
    with_here = replace(event, adjuncts=tuple(a for a in event.adjuncts if a.role != there))
    with_there = replace(event, adjuncts=tuple(a for a in event.adjuncts if a.role != here))
    form = rng.choice(("wh", "wh", "claim"))
    if form == "wh":
        queries = [Query("wh", with_here, here), Query("wh", with_there, there)]
    else:
        queries = [Query("claim", with_here), Query("claim", with_there)]
    return queries, [Passage((with_here,)), Passage((with_there,))], ("fact", "topic_only")


def _shortened(one: Meaning, two: Meaning, role: str, rng: Random) -> tuple[Meaning, Meaning]:
    """The two without some settings they share: a question need not repeat all that the passage says."""
    if not isinstance(one, Event) or not isinstance(two, Event) or not droppable(one) or not droppable(two):
        return one, two
    shared = [a for a in one.adjuncts if a in two.adjuncts and a.role in ("time", "place") and a.role != role]
    gone = [a for a in shared if rng.random() < 0.5]
    return (
        replace(one, adjuncts=tuple(a for a in one.adjuncts if a not in gone)),
        replace(two, adjuncts=tuple(a for a in two.adjuncts if a not in gone)),
    )
