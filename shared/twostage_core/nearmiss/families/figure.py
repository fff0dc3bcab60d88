"""The value before what it belongs to: "40 euros is what the fee comes to", "the number of masks lent was twelve"."""

from __future__ import annotations

from random import Random

from ..clauses import adjunct_part, build, natural_passive, wording
from ..meaning import NP, Both, Event, Meaning
from ..morphology import participle
from ..values import counted_noun

SPLIT = "train"
WEIGHT = 3
_MONEY = (
    "{v} {is_} what {s} {comes} to",
    "in the case of {s}, the amount {is_} {v}",
    "{s} {stands} at {v}",
    "the amount of {s} {is_} {v}",
    "the figure for {s} {is_} {v}",
    "the sum in question for {s} {is_} {v}",
)
_MEASURE = (
    "{v} {is_} the figure for {s}",
    "the figure for {s} {is_} {v}",
    "in the case of {s}, the figure {is_} {v}",
    "{s} {has} {v} as its figure",
    "with {s}, the number to be named {is_} {v}",
)
_DATE = (
    "{v} {is_} the day on which {s} falls",
    "{s} has {v} as its date",
    "in the case of {s}, the date {is_} {v}",
    "{v} {is_} the date for {s}",
    "the date to be named for {s} {is_} {v}",
)
_STATE = (
    "{x} {is_} what {s} {are}",
    "{s} {are} anything but {y}",
    "the state of {s} {is_} this: {x}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A sentence that turns on an amount, a number, a date or a state."""
    if isinstance(meaning, Both):
        return _two_values(meaning, rng)
    if not isinstance(meaning, Event) or meaning.quantifier or meaning.tense == "future":
        return None
    theme = meaning.theme
    if theme is None:
        return _state(meaning, rng)
    if meaning.pred.value:
        return _value(meaning, theme, rng) if meaning.polarity and not meaning.modality else None
    if meaning.other is None or not meaning.polarity:
        return None
    if theme.sort == "money":
        return _payment(meaning, rng)
    return _count(meaning, theme, meaning.other, rng) if counted_noun(theme) else None


def _value(event: Event, theme: NP, rng: Random) -> str:
    past = event.tense == "past"
    frames = {"money": _MONEY, "date": _DATE}.get(theme.sort, _MEASURE)
    return rng.choice(frames).format(
        v=wording(theme, rng),
        s=event.agent.text,
        is_="was" if past else "is",
        comes="came" if past else "comes",
        stands="stood" if past else "stands",
        has="had" if past else "has",
    )


def _state(event: Event, rng: Random) -> str | None:
    """A state in front; by its contrary where it is denied."""
    if not event.pred.opposite or event.adjuncts or event.modality:
        return None
    holds, fails = (v.removeprefix("be ") for v in (event.pred.verbs[0], event.pred.opposite[0]))
    if not event.polarity:
        holds, fails = fails, holds
    past = event.tense == "past"
    is_ = "was" if past else "is"
    are = ("were" if past else "are") if event.agent.plural else is_
    return rng.choice(_STATE).format(x=holds, y=fails, s=event.agent.text, is_=is_, are=are)


def _payment(event: Event, rng: Random) -> str | None:
    """A sum and who pays it to whom."""
    if event.modality not in ("", "must"):
        return None
    clause = build(event, rng, voice="active")
    money = next((p for p in clause.complements if p.role == "theme"), None)
    if money is None:
        return None
    # "What Dario paid Mina" leaves no gap for the sum: the receiver goes behind with "to".
    if not any(p.prep for p in clause.complements):
        next(p for p in clause.complements if p is not money).prep = event.pred.prep
    rest = clause.statement(without=money)
    is_ = "was" if clause.past else "is"
    frames = (f"{money} {is_} what {rest}", f"what {rest} {is_} {money}", f"the sum of {money} {is_} what {rest}")
    return rng.choice(frames)


def _count(event: Event, theme: NP, other: NP, rng: Random) -> str | None:
    """How many things passed: "the number of crates lent to Mina by Dario was twelve"."""
    verbs = [v for v in event.pred.verbs if natural_passive(v)]
    if not verbs or event.tense != "past" or event.modality:
        return None
    number, noun = wording(theme, rng).removesuffix(" " + counted_noun(theme)), counted_noun(theme)
    sides = [f"{event.pred.prep} {other.text}", f"by {event.agent.text}"]
    rng.shuffle(sides)
    adjuncts = "".join(f" {adjunct_part(a, rng)}" for a in event.adjuncts)
    act = f"{noun} {participle(rng.choice(verbs))} {' '.join(sides)}{adjuncts}"
    frames = (
        f"the number of {act} was {number}",
        f"{number} was the number of {act}",
        f"the {act} were {number} in number",
        f"the {act} numbered {number}",
    )
    return rng.choice(frames)


def _two_values(both: Both, rng: Random) -> str | None:
    """Two values and what they belong to: "the figures are 40 euros for the fee and 90 euros for the premium"."""
    facts = [both.first, both.second]
    rng.shuffle(facts)
    one, two = facts
    if one.theme is None or two.theme is None or not (one.pred.value and two.pred.value):
        return None
    if one.theme == two.theme or one.pred != two.pred or one.tense != two.tense or one.tense == "future":
        return None
    v, w = wording(one.theme, rng), wording(two.theme, rng)
    s, t = one.agent.text, two.agent.text
    are, is_ = ("were", "was") if one.tense == "past" else ("are", "is")
    noun = {"money": "amounts", "date": "dates"}.get(one.theme.sort, "figures")
    frames = (
        f"the {noun} {are} {v} for {s} and {w} for {t}",
        f"{v} {is_} the {noun.removesuffix('s')} for {s}, {w} the one for {t}",
        f"of {v} and {w}, the former {is_} for {s} and the latter for {t}",
        f"of {w} and {v}, the latter {is_} for {s} and the former for {t}",
        f"the {noun} for {s} and for {t} {are}, in this order, {v} and {w}",
        f"for {s} the {noun.removesuffix('s')} {is_} {v}, for {t} {w}",
    )
    return rng.choice(frames)
