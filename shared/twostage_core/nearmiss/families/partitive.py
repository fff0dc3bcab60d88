"""A quantifier away from its noun, in the passive's agent or by denial: "of the couriers, not one wore gloves"."""

from __future__ import annotations

from random import Random

from ..clauses import natural_passive, wording
from ..meaning import Event, Meaning
from ..morphology import number_words, participle, past

SPLIT = "train"
WEIGHT = 3
# {g} the group, {o} one of it, {n} a number, {x} a name; {v} the verb phrase in the past, {no} the same denied,
# {inf} the same in the infinitive, {done} the passive up to its agent.
_FRAMES: dict[str, tuple[str, ...]] = {
    "all": (
        "of the {g}, every single one {v}",
        "the {g} {v}, every last one of them",
        "it is not so that any {o} failed to {inf}",
        "{done} by each and every {o}",
        "{done} by the {g}, all of them without exception",
        "one thing is true of all of the {g}: they {v}",
        "of the {g}, none failed to {inf}",
    ),
    "none": (
        "of the {g}, not one {v}",
        "among the {g}, nobody {v}",
        "the {g} {no}, not a single one of them",
        "it is not so that any of the {g} {v}",
        "{done} by not one of the {g}",
        "{done} by none of the {g}",
        "the number of {g} to {inf} was zero",
        "of the {g}, all failed to {inf}",
    ),
    "some": (
        "of the {g}, at least some {v}",
        "among the {g}, some {v}",
        "it is not so that none of the {g} {v}",
        "it is not so that no {o} {v}",
        "{done} by some of the {g}",
        "{done} by at least some {g}",
        "of the {g}, not all failed to {inf}",
    ),
    "not_all": (
        "of the {g}, not all {v}",
        "it is not so that every {o} {v}",
        "it is not so that all of the {g} {v}",
        "of the {g}, some failed to {inf}",
        "among the {g}, at least some {no}",
        "of the {g}, not every one {v}",
    ),
    "only": (
        "apart from the {g}, nobody {v}",
        "with the exception of the {g}, no one {v}",
        "{done} by the {g} alone",
        "{done} by nobody but the {g}",
        "{done} by no one except the {g}",
        "other than the {g}, nobody {v}",
    ),
    "except": (
        "of the {g}, all but {x} {v}",
        "with the sole exception of {x}, the {g} all {v}",
        "apart from {x}, every {o} {v}",
        "the only {o} not to {inf} was {x}",
        "{x} was the one {o} not to {inf}",
        "{done} by every {o} save {x}",
        "{x} excepted, all {g} {v}",
    ),
    "at_least": (
        "of the {g}, at least {n} {v}",
        "among the {g}, {n} or more {v}",
        "it is not so that fewer than {n} {g} {v}",
        "{done} by no fewer than {n} {g}",
        "{done} by {n} or more of the {g}",
        "the number of {g} to {inf} was at least {n}",
    ),
    "at_most": (
        "of the {g}, at most {n} {v}",
        "among the {g}, {n} or fewer {v}",
        "it is not so that more than {n} {g} {v}",
        "{done} by no more than {n} {g}",
        "{done} by at most {n} of the {g}",
        "the number of {g} to {inf} was at most {n}",
    ),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """A quantified past fact, None for everything else."""
    if not isinstance(meaning, Event) or not meaning.quantifier or meaning.modality or not meaning.polarity:
        return None
    if meaning.tense != "past" or meaning.theme is None or meaning.other is not None or meaning.adjuncts:
        return None
    kind, _, detail = meaning.quantifier.partition(":")
    verbs = meaning.pred.verbs
    theme = wording(meaning.theme, rng)
    verb, group = rng.choice(verbs), meaning.agent
    # A passive is safe here: the theme is definite, and the quantifier stays behind the verb.
    passives = [v for v in verbs if natural_passive(v)] if meaning.pred.passive else []
    frames = [f for f in _FRAMES[kind] if passives or "{done}" not in f]
    was = "were" if meaning.theme.plural else "was"
    return rng.choice(frames).format(
        g=group.text,
        o=group.forms[0],
        x=detail,
        n=rng.choice((detail, number_words(int(detail)))) if detail.isdigit() else "",
        v=f"{past(verb)} {theme}",
        no=f"did not {verb} {theme}",
        inf=f"{verb} {theme}",
        done=f"{theme} {was} {participle(rng.choice(passives))}" if passives else "",
    )
