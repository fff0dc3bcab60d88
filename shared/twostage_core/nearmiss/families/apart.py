"""The agent in a clause of its own behind a passive: "the mask was cleaned, and the person who did this was Dario"."""

from __future__ import annotations

from random import Random

from .. import lexicon
from ..clauses import adjunct_part, natural_passive, wording
from ..meaning import Event, Meaning
from ..morphology import capitalise, participle
from ..verbgroup import verb_group

SPLIT = "train"
WEIGHT = 3
# What one is rather than does: "this" could not stand for it.
_NO_DEEDS = lexicon.LASTING | {"succeed", "precede", "replace", "inherit from", "captain"}
_PAST = (
    ", and the {one} {who} did this {is_} {a}",
    ", and this was done by {a}",
    ", the {one} {who} did this being {a}",
    ", and it was {a} {who} did it",
    ", an act performed by {a}",
    ". This was the doing of {a}",
    ". It was done by {a}",
)
_FUTURE = (
    ", and the {one} {who} will do this {is_} {a}",
    ", and this will be done by {a}",
    ", the {one} to do this being {a}",
    ". The {one} to do this will be {a}",
    ". {a} will be the {one} to do this",
)
_MUST = (
    ", and the {one} {who} must do this {is_} {a}",
    ", and this is the duty of {a}",
    ", a task that falls to {a}",
    ", the {one} bound to do so being {a}",
    ". The duty to do this lies with {a}",
    ". This task is incumbent on {a}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """What is done first, who does it apart from that; for deeds and duties.

    A prohibition or a permission of one cannot be split so: its first half would hold for everybody.
    """
    if not isinstance(meaning, Event) or not meaning.polarity or meaning.quantifier or meaning.theme is None:
        return None
    pred, agent, theme = meaning.pred, meaning.agent, meaning.theme
    if meaning.modality not in ("", "must") or pred.symmetric or not pred.passive or pred.sense in _NO_DEEDS:
        return None
    if agent.sort not in ("person", "org", "group") or (meaning.tense == "present" and not meaning.modality):
        return None
    # "The form will be signed if …" alone would be a condition for everybody's signing.
    if any(a.role == "condition" for a in meaning.adjuncts):
        return None
    verbs = [v for v in pred.verbs if natural_passive(v)]
    if not verbs:
        return None
    verb = rng.choice(verbs)
    done = verb_group(
        "be " + participle(verb),
        rng,
        plural=theme.plural,
        tense=meaning.tense,
        modality=meaning.modality,
        polarity=True,
        animate=False,
    )
    receiver = f" {pred.prep} {meaning.other.text}" if meaning.other is not None else ""
    adjuncts = "".join(f" {adjunct_part(a, rng)}" for a in meaning.adjuncts)
    frames = _MUST if meaning.modality else _FUTURE if meaning.tense == "future" else _PAST
    one = {"person": "person", "org": "organisation", "group": "people"}[agent.sort]
    past = not meaning.modality and meaning.tense == "past"
    is_ = ("were" if past else "are") if agent.plural else ("was" if past else "is")
    tail = rng.choice(frames).format(one=one, who="that" if agent.sort == "org" else "who", is_=is_, a=agent.text)
    if tail.startswith(". "):
        tail = ". " + capitalise(tail[2:])
    return f"{wording(theme, rng)} {done.finite}{receiver}{adjuncts}{tail}"
