"""One role a sentence: "The mask was lent on 3 May. It came from Dario, and it went to Mina."."""

from __future__ import annotations

from random import Random

from ..clauses import adjunct_part, natural_passive, wording
from ..meaning import WE, Event, Meaning, phrases
from ..morphology import participle
from ..style import sentence

SPLIT = "train"
WEIGHT = 3
# "The one who rented it" may be either side; "was left" and "was handed" do not stand without the other party.
_UNCLEAR = ("rent_out", "lease", "bequeath", "give")
_DOERS: dict[str, tuple[str, ...]] = {
    "past": ("this was done by {a}", "{a} did this", "the one who did it was {a}", "{a} was the one who did so"),
    "future": ("this will be done by {a}", "{a} will do this", "the one to do it is {a}", "{a} is the one to do so"),
}
_GIVERS: dict[str, tuple[str, ...]] = {
    "past": ("{it} came from {a}", "the side that parted with {them} was {a}", "{a} was the giving side"),
    "future": ("{it} will come from {a}", "the side to part with {them} is {a}", "{a} is the giving side"),
}
_TAKERS: dict[str, tuple[str, ...]] = {
    "past": ("{it} went to {o}", "the receiving side was {o}", "{o} was on the receiving end"),
    "future": ("{it} will go to {o}", "the receiving side is {o}", "{o} is on the receiving end"),
}
_PATHS: dict[str, tuple[str, ...]] = {
    "past": ("the way led {x}", "the route was {x}"),
    "future": ("the way will lead {x}", "the route is {x}"),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """What became of a thing, then its roles one by one; None for all but plain acts and transfers."""
    if not isinstance(meaning, Event) or not _plain(meaning) or meaning.theme is None:
        return None
    verbs = [v for v in meaning.pred.verbs if natural_passive(v)]
    theme = wording(meaning.theme, rng)
    if not verbs or not meaning.pred.passive or meaning.pred.sense in _UNCLEAR:
        return None
    many = meaning.theme.plural
    if not many and (" and " in theme or not theme.startswith("the ")):
        return None
    done = participle(rng.choice(verbs))
    future, tense = meaning.tense == "future", meaning.tense
    settings = "".join(f" {adjunct_part(a, rng)}" for a in meaning.adjuncts if a.role in ("time", "place"))
    first = f"{theme} {'will be' if future else 'were' if many else 'was'} {done}{settings}"
    words = {"it": "they" if many else "it", "them": "them" if many else "it", "a": wording(meaning.agent, rng)}
    told = [rng.choice(_DOERS[tense][:2] if meaning.agent.sort == "org" else _DOERS[tense])]
    if meaning.other is not None:
        words["o"] = wording(meaning.other, rng)
        told = [rng.choice(_GIVERS[tense]), rng.choice(_TAKERS[tense])]
    rng.shuffle(told)
    # "Wren Wanderers was the giving side, and they went to Mina" would send the team.
    told.sort(key=lambda t: not t.startswith("{it}"))
    told = [sentence(t.format(**words)) for t in _paired(told, rng)]
    return " ".join([sentence(first), *told, *_path(meaning, rng)])


def _plain(event: Event) -> bool:
    """Whether it is an act with a thing, told without rule, denial, quantity or condition."""
    if not event.polarity or event.modality or event.quantifier or event.pred.value or event.tense == "present":
        return False
    if event.other is not None and event.pred.prep != "to":
        return False
    if event.theme is None or event.theme.sort != "thing" or WE in phrases(event):
        return False
    people = event.agent.sort in ("person", "org") and not event.agent.plural
    return people and all(a.role in ("time", "place", "source", "goal") for a in event.adjuncts)


def _paired(told: list[str], rng: Random) -> list[str]:
    """Two short statements as two sentences or as one."""
    return [", and ".join(told)] if len(told) == 2 and rng.random() < 0.5 else told


def _path(event: Event, rng: Random) -> list[str]:
    """The way from source to goal in a sentence of its own."""
    path = [str(adjunct_part(a, rng)) for a in event.adjuncts if a.role in ("source", "goal")]
    return [sentence(rng.choice(_PATHS[event.tense]).format(x=" ".join(path)))] if path else []
