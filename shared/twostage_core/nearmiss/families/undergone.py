"""Told from the side that it happens to: "Mina got lent the mask by Dario", "the form got signed by every guard"."""

from __future__ import annotations

from random import Random

from .. import lexicon
from ..clauses import adjunct_part, natural_passive, quantified_forms, wording
from ..meaning import NP, Event, Meaning
from ..morphology import participle
from ..verbgroup import verb_group

SPLIT = "train"
WEIGHT = 3
# What lasts or just comes to be so is not "got done".
_LASTING = lexicon.LASTING | {"succeed", "precede", "replace"}
# "Is allowed to get worn" would be said of somebody.
_MODAL: dict[str, tuple[str, ...]] = {
    "must": ("must {v}", "{has} to {v}"),
    "may": ("may {v}", "can {v}"),
    "must_not": ("must not {v}", "may not {v}"),
    "need_not": ("need not {v}", "{does} not have to {v}", "{does} not need to {v}"),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """A "get" passive, "at the receiving end", "at the hands of", or a passive with a quantified agent."""
    if not isinstance(meaning, Event) or meaning.theme is None or not meaning.pred.passive:
        return None
    if meaning.pred.symmetric or meaning.pred.sense in _LASTING:
        return None
    if meaning.agent.sort not in ("person", "org", "group") or (meaning.tense == "present" and not meaning.modality):
        return None
    verbs = [v for v in meaning.pred.verbs if natural_passive(v)]
    if not verbs:
        return None
    verb = rng.choice(verbs)
    adjuncts = "".join(f" {adjunct_part(a, rng)}" for a in meaning.adjuncts)
    if meaning.quantifier:
        return _quantified(meaning, meaning.theme, verb, rng) + adjuncts
    told = meaning.polarity and not meaning.modality
    if meaning.other is not None and told and rng.random() < 0.6:
        return _receiving(meaning, meaning.theme, meaning.other, verb, adjuncts, rng)
    noun = meaning.pred.noun
    if noun and not meaning.modality and meaning.other is None and rng.random() < 0.5:
        return _at_hands(meaning, meaning.theme, noun, adjuncts, rng)
    return _got(meaning, meaning.theme, verb, rng) + adjuncts


def _got(event: Event, theme: NP, verb: str, rng: Random) -> str:
    by = f"by {event.agent.text}"
    if event.other is None:
        return f"{_finite(event, theme, 'get', verb, rng)} {by}"
    if event.pred.dative and " " not in verb and rng.random() < 0.5:
        return f"{_finite(event, event.other, 'get', verb, rng)} {wording(theme, rng)} {by}"
    tail = [f"{event.pred.prep} {event.other.text}", by]
    rng.shuffle(tail)
    return f"{_finite(event, theme, 'get', verb, rng)} {' '.join(tail)}"


def _finite(event: Event, subject: NP, aux: str, verb: str, rng: Random) -> str:
    done = f"{aux} {participle(verb)}"
    if event.modality:
        has, does = ("have", "do") if subject.plural else ("has", "does")
        return f"{wording(subject, rng)} {rng.choice(_MODAL[event.modality]).format(v=done, has=has, does=does)}"
    group = verb_group(
        done, rng, plural=subject.plural, tense=event.tense, modality="", polarity=event.polarity, animate=False
    )
    return f"{wording(subject, rng)} {group.finite}"


def _receiving(event: Event, theme: NP, other: NP, verb: str, adjuncts: str, rng: Random) -> str:
    a, b, t = event.agent.text, other.text, wording(theme, rng)
    past = event.tense == "past"
    was = "was" if past else "will be"
    is_ = ("were" if past else "are") if theme.plural else ("was" if past else "is")
    will_be = is_ if past else "will be"
    done = participle(verb)
    frames = [
        f"{b} {was} on the receiving end when {t} {is_} {done} by {a}{adjuncts}",
        f"{a} {was} on the giving end and {b} on the receiving end when {t} {is_} {done}{adjuncts}",
        f"{t} {will_be} {done}{adjuncts}, going from {a} to {b}",
        f"when {t} {is_} {done} by {a}{adjuncts}, {b} {was} the one on the receiving end",
    ]
    if event.pred.noun:
        frames.append(f"{b} {was} at the receiving end of the {event.pred.noun} of {t} by {a}{adjuncts}")
    return rng.choice(frames)


def _at_hands(event: Event, theme: NP, noun: str, adjuncts: str, rng: Random) -> str:
    t, a = wording(theme, rng), event.agent.text
    if event.tense == "past":
        happened = "happened" if event.polarity else "did not happen"
        effected = "was effected" if event.polarity else "was not effected"
    else:
        happened = "will happen" if event.polarity else "will not happen"
        effected = "will be effected" if event.polarity else "will not be effected"
    frames = [
        f"the {noun} of {t} {happened} at the hands of {a}{adjuncts}",
        f"the {noun} of {t} {effected} by {a}{adjuncts}",
    ]
    if event.polarity:
        is_ = "was" if event.tense == "past" else "is"
        frames.append(f"it {is_} at the hands of {a} that the {noun} of {t} {happened}{adjuncts}")
    if event.polarity and not any(x.role == "condition" for x in event.adjuncts):
        is_ = "was" if event.tense == "past" else "is"
        frames.append(f"the one at whose hands the {noun} of {t} {happened}{adjuncts} {is_} {a}")
    return rng.choice(frames)


def _quantified(event: Event, theme: NP, verb: str, rng: Random) -> str:
    """By how many; the quantifier stands behind the verb and there is no "not" for it to cross."""
    forms = [text for text, _, fails in quantified_forms(event.quantifier, event.agent) if not fails]
    return f"{_finite(event, theme, 'be', verb, rng)} by {rng.choice(forms)}"
