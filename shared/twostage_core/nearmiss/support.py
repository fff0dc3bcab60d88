"""Squares for `support`: two queries, two passages, each passage carrying what one of the queries needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from . import lexicon, values
from .edits.drawing import Drawing
from .firstperson import SPEAKING, first_person, in_our_words, speaks
from .meaning import Both, Event, Meaning, coherent, key, substitute, substitute_event
from .passages import Passage, Query, droppable, supports
from .questions import askable, keywords, wh_question, yes_no_question
from .scene import Scene
from .shortname import shortened
from .square import Square, pool
from .wording import write

_Plan = tuple[list[Query], list[Passage], tuple[str, str]]
_PLAIN = ("fact", "near_miss")
# Splits whose queries ask as people do: "we", short names, more frames. The others stay as they are measured.
_LOOSE = ("train",)
# Of the squares that allow it, those whose queries speak of "us"; of the names that allow it, those made short.
_FIRST_PERSON, _SHORT_NAMES = 0.25, 0.3
# Sorts of entities about which any other fact of the category makes sense.
_TOPICS = ("person", "org", "group", "event")


def support_square(
    drawing: Drawing, again: Callable[[], Drawing], scene: Scene, split: str, *, elsewhere: bool
) -> Square | None:
    """A square of queries and passages, None if this drawing yields none with labels beyond doubt.

    Args:
        drawing: The meaning and its near-miss.
        again: Draws another meaning of the same category in the same scene.
        scene: Where things are drawn from.
        split: One of `SPLITS`.
        elsewhere: Whether a fact may be cancelled far away in a long passage.
    """
    rng = scene.rng
    if not drawing.exclusive:
        return None
    loose = split in _LOOSE
    draw = rng.random()
    if draw < 0.34:
        plan = _beside(drawing, rng, loose) if draw > 0.14 else None
        if loose and draw < 0.05:
            plan = _of_another(drawing, rng)
        plan = plan or _apart(drawing, rng, loose)
    elif draw < 0.56:
        plan = _cancelled(drawing, rng, loose, far=elsewhere and rng.random() < 0.5)
    else:
        plan = _information_missing(drawing, scene) or _other_facts(drawing, again, rng, loose)
    if plan is None:
        return None
    queries, passages, forms = plan
    passages = _filled(passages, again, rng)
    for i in (0, 1):
        for j in (0, 1):
            if supports(passages[j], queries[i]) != (i == j):
                return None
    if loose:
        ours = first_person(queries, passages, rng) if rng.random() < _FIRST_PERSON else None
        queries = shortened(ours or queries, passages, rng, share=_SHORT_NAMES)
    asked = [pool([_ask(query, rng, split) for _ in range(4)]) for query in queries]
    seeds = [rng.getrandbits(48) for _ in range(4)]
    texts = [pool([p.write(Random(s) if rng.random() < 0.6 else rng, split) for s in seeds]) for p in passages]
    if not asked[0] or not asked[1]:
        return None
    return Square(asked[0], texts[0], asked[1], texts[1], forms)


def _filled(passages: list[Passage], again: Callable[[], Drawing], rng: Random) -> list[Passage]:
    """The same further facts, of the form of the fact, in both passages."""
    room = 5 - max(len(p.facts) + 2 * len(p.cancelled) for p in passages)
    wanted = rng.randint(8, 12) if passages[0].far else min(max(room, 0), rng.choice((0, 0, 1, 1, 2, 3)))
    taken = {s for p in passages for m in (*p.facts, *p.cancelled) for s in _subjects(m)}
    fillers: list[Meaning] = []
    for _ in range(wanted):
        filler = again().meaning
        if not taken & _subjects(filler):
            fillers.append(filler)
            taken |= _subjects(filler)
    return [replace(p, fillers=tuple(fillers)) for p in passages]


def _subjects(meaning: Meaning) -> set[str]:
    """Whom or what the meaning is about: a second fact about the same would contradict or repeat it."""
    if isinstance(meaning, Event):
        return {meaning.agent.text}
    if isinstance(meaning, Both):
        return {meaning.first.agent.text, meaning.second.agent.text}
    return set()


def _ask(query: Query, rng: Random, split: str) -> str | None:
    """The query in words, None where they do not come out right (try again)."""
    meaning = query.worded or query.meaning
    ours = speaks(query)
    if query.form == "claim":
        text: str | None = write(meaning, rng, split, claim=True, families=SPEAKING if ours else ())
    elif query.form == "yes_no":
        text = yes_no_question(meaning, rng, split)
    elif query.form == "keywords":
        text = keywords(meaning, rng, split)
    else:
        text = wh_question(meaning, query.role, rng, split, loose=split in _LOOSE)
    return in_our_words(text) if text and ours else text


def telling_role(one: Meaning, two: Meaning, rng: Random, *, loose: bool = False) -> str | None:
    """A role to ask for that leaves the two apart: an edit of the asked role alone is no near-miss."""
    both = [r for r in askable(one, loose=loose) if r in askable(two, loose=loose)]
    roles = [r for r in both if key(one, without=r) != key(two, without=r)]
    return rng.choice(roles) if roles else None


def _queries(drawing: Drawing, forms: tuple[str, ...], rng: Random, loose: bool) -> list[Query]:
    """The same kind of query about the meaning and about its near-miss."""
    one, two = drawing.meaning, drawing.edited
    form = rng.choice(forms)
    events = isinstance(one, Event) and isinstance(two, Event)
    halves = isinstance(one, Both) and isinstance(two, Both)
    if (form == "yes_no" and drawing.yes_no != "open") or (form == "keywords" and (drawing.same_words or not events)):
        form = rng.choice(("wh", "claim"))
    role = (telling_role(one, two, rng, loose=loose) or "") if form == "wh" else ""
    if form == "wh" and not role and not halves:
        form = "claim"
    if isinstance(one, Both) and isinstance(two, Both):
        if rng.random() < 0.6 or form == "wh":
            one, two = one.first, two.first
            role = (telling_role(one, two, rng, loose=loose) or "") if form == "wh" else ""
    else:
        one, two = _shortened(one, two, role, rng, loose)
    if form == "wh" and not role:
        form = "claim"
    return [Query(form, one, role), Query(form, two, role)]


def _twins(drawing: Drawing) -> tuple[Meaning, Meaning] | None:
    """Meaning and near-miss about another entity."""
    if drawing.pivot is None or drawing.fresh is None:
        return None
    return (
        substitute(drawing.meaning, drawing.pivot, drawing.fresh),
        substitute(drawing.edited, drawing.pivot, drawing.fresh),
    )


def _of_another(drawing: Drawing, rng: Random) -> _Plan | None:
    """The value itself is asked for ("how much"), of one entity or of another."""
    twins = _twins(drawing)
    either = (drawing.meaning, drawing.edited)
    if twins is None or not all(isinstance(m, Event) for m in (*either, *twins)):
        return None
    roles = [r for r in askable(either[0], loose=True) if r in askable(either[1], loose=True)]
    roles = [r for r in roles if key(either[0], without=r) != key(twins[0], without=r)]
    if not roles:
        return None
    role = rng.choice(roles)
    told, asked = (rng.choice(either), rng.choice(twins)), (rng.choice(either), rng.choice(twins))
    return [Query("wh", m, role) for m in asked], [Passage((m,)) for m in told], _PLAIN


def _apart(drawing: Drawing, rng: Random, loose: bool) -> _Plan | None:
    """One passage says the meaning, the other its near-miss."""
    twins = _twins(drawing)
    if twins is not None and rng.random() < 0.3:
        if drawing.yes_no == "answered" and rng.random() < 0.6:
            # "No" is an answer: what passage and question must share is the entity, not the polarity.
            either = (drawing.meaning, drawing.edited)
            queries = [Query("yes_no", rng.choice(either)), Query("yes_no", rng.choice(twins))]
            return queries, [Passage((rng.choice(either),)), Passage((rng.choice(twins),))], _PLAIN
        if isinstance(drawing.meaning, Event) and isinstance(twins[0], Event):
            queries = [Query("keywords", drawing.meaning), Query("keywords", twins[0])]
            return queries, [Passage((drawing.meaning,)), Passage((twins[0],))], _PLAIN
    queries = _queries(drawing, ("claim", "claim", "wh", "wh", "wh", "yes_no", "keywords"), rng, loose)
    return queries, [Passage((drawing.meaning,)), Passage((drawing.edited,))], _PLAIN


def _beside(drawing: Drawing, rng: Random, loose: bool) -> _Plan | None:
    """Meaning and near-miss side by side, about two entities, and the other way round."""
    twins = _twins(drawing)
    if twins is None:
        return None
    queries = _queries(drawing, ("claim", "wh", "wh", "yes_no"), rng, loose)
    passages = [Passage((drawing.meaning, twins[1])), Passage((drawing.edited, twins[0]))]
    return queries, passages, ("fact_beside_near_miss", "near_miss")


def _cancelled(drawing: Drawing, rng: Random, loose: bool, *, far: bool) -> _Plan:
    """One of two facts upheld and the other taken back."""
    queries = _queries(drawing, ("claim", "wh"), rng, loose)
    one, two = drawing.meaning, drawing.edited
    twins = _twins(drawing)
    if twins is not None and drawing.pivot is not None and drawing.fresh is not None and rng.random() < 0.35:
        # The sibling about another entity may carry the near-miss as well.
        first = queries[0]
        role = first.role if first.role not in ("agent", "theme", "other", "speaker") else ""
        form = "claim" if first.form == "wh" and not role else first.form
        asked = substitute(first.meaning, drawing.pivot, drawing.fresh)
        queries = [Query(form, first.meaning, role), Query(form, asked, role)]
        two = twins[0]
    passages = [Passage((one,), (two,), far=far), Passage((two,), (one,), far=far)]
    return queries, passages, ("fact_beside_near_miss", "cancelled_elsewhere" if far else "cancelled")


def _information_missing(drawing: Drawing, scene: Scene) -> _Plan | None:
    """The same fact told without what is asked: one passage lacks the time, the other the place."""
    rng = scene.rng
    event = drawing.meaning
    if not isinstance(event, Event) or not droppable(event):
        return None
    event = _situated(event, scene)
    roles = sorted({a.role for a in event.adjuncts if a.role in ("time", "place", "deadline", "period")})
    if len(roles) < 2:
        return None
    here, there = rng.sample(roles, 2)
    with_here = replace(event, adjuncts=tuple(a for a in event.adjuncts if a.role != there))
    with_there = replace(event, adjuncts=tuple(a for a in event.adjuncts if a.role != here))
    form = rng.choice(("wh", "wh", "claim", "yes_no"))
    queries = [
        Query(form, with_here, here if form == "wh" else ""),
        Query(form, with_there, there if form == "wh" else ""),
    ]
    siblings: tuple[Meaning, ...] = ()
    if drawing.pivot is not None and drawing.fresh is not None and rng.random() < 0.5:
        sibling = substitute_event(event, drawing.pivot, drawing.fresh)
        place = scene.place()
        moved = tuple(
            place if a.role == "place" else values.draw_time(rng) if a.role == "time" else a for a in sibling.adjuncts
        )
        siblings = (replace(sibling, adjuncts=moved),)
    forms = ("fact_beside_near_miss" if siblings else "fact", "topic_only")
    return queries, [Passage((with_here, *siblings)), Passage((with_there, *siblings))], forms


def _situated(event: Event, scene: Scene) -> Event:
    """The event with a time and a place, where it is an act that has them."""
    if event.modality or event.pred.value or event.pred.sense in lexicon.LASTING or event.tense == "present":
        return event
    if event.pred.verbs[0].startswith(("be ", "change ")) or event.agent.sort in ("thing", "event"):
        return event
    have = {a.role for a in event.adjuncts}
    added = [scene.place()] if "place" not in have and not have & {"source", "goal"} else []
    if "time" not in have:
        added.append(values.draw_time(scene.rng))
    return replace(event, adjuncts=(*event.adjuncts, *added))


def _other_facts(drawing: Drawing, again: Callable[[], Drawing], rng: Random, loose: bool) -> _Plan | None:
    """Another fact about the same entity: the topic without the information."""
    other = again()
    mine, its = drawing.pivot, other.pivot
    if mine is None or its is None or mine.sort != its.sort or mine.sort not in ("person", "org", "group", "event"):
        return None
    one, two = drawing.meaning, substitute(other.meaning, its, mine)
    if not coherent(two):
        return None
    forms = ["claim", "claim", "wh", "yes_no"]
    if isinstance(one, Event) and isinstance(two, Event):
        forms.append("keywords")
    form = rng.choice(forms)
    roles = ["", ""]
    if form == "wh":
        found = [askable(m, loose=loose) for m in (one, two)]
        if not found[0] or not found[1]:
            return None
        roles = [rng.choice(r) for r in found]
    if form == "yes_no" and drawing.yes_no == "avoid":
        form = "claim"
    queries = [Query(form, m, role) for m, role in zip((one, two), roles, strict=True)]
    return queries, [Passage((one,)), Passage((two,))], ("fact", "topic_only")


def _shortened(one: Meaning, two: Meaning, role: str, rng: Random, loose: bool) -> tuple[Meaning, Meaning]:
    """The two without some settings they share: a question need not repeat all that the passage says."""
    if not isinstance(one, Event) or not isinstance(two, Event) or not droppable(one) or not droppable(two):
        return one, two
    kinds = ("time", "place", "deadline", "period") if loose else ("time", "place")
    shared = [a for a in one.adjuncts if a in two.adjuncts and a.role in kinds and a.role != role]
    gone = [a for a in shared if rng.random() < 0.5]
    return (
        replace(one, adjuncts=tuple(a for a in one.adjuncts if a not in gone)),
        replace(two, adjuncts=tuple(a for a in two.adjuncts if a not in gone)),
    )
