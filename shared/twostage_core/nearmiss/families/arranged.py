"""Comparisons and positions turned round: "set beside the drum, the mask is the older of the two"."""

from __future__ import annotations

from random import Random

from .. import lexicon
from ..meaning import NP, Event, Meaning

SPLIT = "train"
WEIGHT = 3
_POSITIONS = frozenset(p.sense for p in (*lexicon.SPATIAL, *lexicon.SPATIAL_SYMMETRIC))
_DEGREES = (
    "of {p} and {q}, the {w} one {is_} {x}",
    "set beside {y}, {x} {is_} the {w} of the two",
    "compared with {y}, {x} {is_} {w}",
    "{w} than {y} {is_} {x}",
    "{x} {is_} the {w} of the two, the other being {y}",
    "by comparison with {y}, it {is_} {x} that {is_} {w}",
    "of the pair {p} and {q}, {x} {is_} the {w}",
    "if one compares {p} and {q}, the {w} of the two {is_} {x}",
)
_EQUALS = (
    "there {is_} no difference between {p} and {q} in how {w} they {are}",
    "neither of the two, {p} and {q}, {is_} more or less {w} than the other",
    "in how {w} they {are}, {p} and {q} {are} on a par",
    "{p} and {q} {are} alike in how {w} they {are}",
    "{p} and {q} do not differ in how {w} they {are}",
)
_PLACES = (
    "{w} {y} {is_} {x}",
    "of {p} and {q}, it {was} {x} that {is_} {w} the other",
    "{y} {has} {x} {w} {it}",
    "seen in relation to {y}, {x} {is_} {w} {it}",
    "the position of {x} {was} {w} {y}",
    "with {y} as the point of reference, {x} {is_} {w} {it}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A comparison or a position seen from the other side, both sides named."""
    if not isinstance(meaning, Event) or meaning.theme is None or not meaning.polarity or meaning.modality:
        return None
    if meaning.tense == "future" or meaning.adjuncts or meaning.quantifier:
        return None
    if meaning.pred.sense.startswith("more_"):
        return _degree(meaning, meaning.theme, rng)
    if meaning.pred.sense.startswith("equal_"):
        return _equal(meaning, meaning.theme, rng)
    return _place(meaning, meaning.theme, rng) if meaning.pred.sense in _POSITIONS else None


def _sides(event: Event, theme: NP, rng: Random) -> tuple[NP, NP]:
    """Both sides in a random order, where the order says nothing."""
    return (event.agent, theme) if rng.random() < 0.5 else (theme, event.agent)


def _degree(event: Event, theme: NP, rng: Random) -> str | None:
    if event.agent.plural or theme.plural:
        return None
    turned = rng.random() < 0.5
    verbs = event.pred.converse if turned else event.pred.verbs
    words = [v.removeprefix("be ").removesuffix(" than") for v in verbs if v.endswith(" than")]
    if not words:
        return None
    x, y = (theme, event.agent) if turned else (event.agent, theme)
    p, q = _sides(event, theme, rng)
    is_ = "was" if event.tense == "past" else "is"
    return rng.choice(_DEGREES).format(p=p.text, q=q.text, x=x.text, y=y.text, w=rng.choice(words), is_=is_)


def _equal(event: Event, theme: NP, rng: Random) -> str | None:
    if event.agent.plural or theme.plural:
        return None
    word = event.pred.verbs[0].removeprefix("be as ").removesuffix(" as")
    p, q = _sides(event, theme, rng)
    past = event.tense == "past"
    text = rng.choice(_EQUALS).format(
        p=p.text, q=q.text, w=word, is_="was" if past else "is", are="were" if past else "are"
    )
    return text.replace(" do not differ ", " did not differ ") if past else text


def _place(event: Event, theme: NP, rng: Random) -> str | None:
    pred = event.pred
    turned = rng.random() < 0.5
    verbs = pred.verbs if pred.symmetric or not turned else pred.converse
    words = [v.removeprefix("be ") for v in verbs if v.startswith("be ")]
    if not words:
        return None
    x, y = (theme, event.agent) if turned else (event.agent, theme)
    p, q = _sides(event, theme, rng)
    past = event.tense == "past"
    was = "was" if past else "is"
    word = rng.choice(words)
    # "The position of the mask is lower down than the drum" would compare a position with a thing.
    frames = [f for f in _PLACES if "position" not in f and "{has}" not in f] if "than" in word else _PLACES
    return rng.choice(frames).format(
        p=p.text,
        q=q.text,
        x=x.text,
        y=y.text,
        w=word,
        was=was,
        is_=("were" if past else "are") if x.plural else was,
        has="had" if past else ("have" if y.plural else "has"),
        it="them" if y.plural else "it",
    )
