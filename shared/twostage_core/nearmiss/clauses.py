"""From one `Event` to a `Clause`: choice of verb, voice, converse, joint subject, quantifier and order."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from .meaning import NP, WE, Adjunct, Event
from .morphology import number_words, participle
from .syntax import Clause, Part
from .verbgroup import VerbGroup, verb_group


def build(event: Event, rng: Random, *, voice: str = "", perfect: bool = False, straight: bool = False) -> Clause:
    """Words an event as a clause, drawing among its equivalent forms.

    Args:
        event: What is said.
        rng: Draws the wording.
        voice: "" draws; "active" or "passive" asks for one (a passive that is not natural stays active).
        perfect: Whether a past event may be said in the present perfect (not beside another past event).
        straight: Whether to avoid wordings that deny the contrary ("not open" for "closed"): in a yes/no
            question they would leave open what "yes" means.
    """
    if straight:
        pred = event.pred
        pred = replace(pred, verbs=_unnegated(pred.verbs), converse=_unnegated(pred.converse), opposite=())
        event = replace(event, pred=pred)
    clause = _build(event, rng, voice)
    if perfect and not any(a.role == "time" for a in event.adjuncts) and rng.random() < 0.2:
        return _perfect(clause, event)
    return clause


def _build(event: Event, rng: Random, voice: str) -> Clause:
    pred = event.pred
    if event.quantifier:
        return _quantified(event, rng)
    if pred.opposite and not event.modality and rng.random() < 0.4:
        contrary = replace(pred, verbs=pred.opposite, opposite=())
        event = replace(event, pred=contrary, polarity=not event.polarity)
        pred = contrary
    agent = _part("agent", event.agent, rng)
    theme = _part("theme", event.theme, rng) if event.theme else None
    other = _part("other", event.other, rng) if event.other else None
    draw = rng.random()
    if pred.symmetric and theme:
        if pred.joint and draw < 0.3 and WE not in (event.agent, event.theme):
            pair = [agent.text, theme.text]
            rng.shuffle(pair)
            subject = Part("both", " and ".join(pair), agent.sort, plural=True)
            return _clause(event, subject, rng.choice(pred.joint), [], rng)
        if draw < 0.65:
            agent, theme = theme, agent
        return _clause(event, agent, rng.choice(pred.verbs), [theme], rng)
    if theme is None:
        return _clause(event, agent, rng.choice(pred.verbs), [], rng)
    if not event.polarity and any(v.startswith("be not ") for v in (*pred.verbs, *pred.converse)):
        pred = replace(pred, verbs=_unnegated(pred.verbs), converse=_unnegated(pred.converse))
        event = replace(event, pred=pred)
    passives = [v for v in pred.verbs if natural_passive(v)] if pred.passive else []
    passive = bool(passives) and (voice == "passive" or (not voice and draw < 0.4))
    # Whoever must pay is bound, whoever is to be paid is not: rules have no converse.
    if pred.converse and not event.modality and rng.random() < 0.45 and voice != "active":
        return _converse(event, rng, agent, theme, other, passive)
    if pred.noun and other is None and not passive and not voice and rng.random() < 0.12:
        return _clause(event, agent, f"carry out the {pred.noun} of", [theme], rng)
    if pred.noun and passive and other is None and not voice and rng.random() < 0.2:
        subject = Part("theme", f"the {pred.noun} of {theme.text}", "event")
        return _clause(event, subject, "be carried out", [_by(agent)], rng, askable=False)
    if not passive:
        verb = rng.choice(pred.verbs)
        if other is None:
            return _clause(event, agent, verb, [theme], rng)
        if pred.dative and " " not in verb and rng.random() < 0.35:
            return _clause(event, agent, verb, [other, theme], rng)
        other.prep = pred.prep
        return _clause(event, agent, verb, [theme, other], rng)
    verb = rng.choice(passives)
    done = "be " + participle(verb)
    tail = [_by(agent)]
    if other is not None:
        if pred.dative and " " not in verb and rng.random() < 0.2:
            return _clause(event, other, done, [theme, *tail], rng)
        other.prep = pred.prep
        tail.insert(rng.randrange(2), other)
    return _clause(event, theme, done, tail, rng)


def _converse(event: Event, rng: Random, agent: Part, theme: Part, other: Part | None, passive: bool) -> Clause:
    pred = event.pred
    verb = rng.choice(pred.converse)
    if other is None:
        return _clause(event, theme, verb, [agent], rng)
    agent.prep = pred.converse_prep
    if not passive or not natural_passive(verb) or " " in verb:
        return _clause(event, other, verb, [theme, agent], rng)
    tail = [agent, _by(other)]
    return _clause(event, theme, "be " + participle(verb), tail, rng)


def _clause(
    event: Event, subject: Part, verb: str, complements: list[Part], rng: Random, *, askable: bool = True
) -> Clause:
    group = verb_group(
        verb,
        rng,
        plural=subject.plural,
        tense=event.tense,
        modality=event.modality,
        polarity=event.polarity,
        animate=subject.sort in ("person", "org", "group"),
    )
    adjuncts = [adjunct_part(a, rng) for a in event.adjuncts]
    if len(adjuncts) > 1 and rng.random() < 0.4:
        rng.shuffle(adjuncts)
    adjuncts.sort(key=lambda p: p.role == "condition")
    past = event.tense == "past" and not event.modality
    clause = Clause(subject, group, complements, adjuncts, past=past)
    if not askable:
        subject.role = "nominal"
    return clause


def _perfect(clause: Clause, event: Event) -> Clause:
    """The clause in the present perfect, where its verb is an act in the past."""
    verb = clause.verb.base
    passive = verb.startswith("be ") and clause.complements and clause.complements[-1].prep == "by"
    if (
        event.tense != "past"
        or event.modality
        or event.agent.sort not in ("person", "org", "group")
        or (verb.startswith("be") and not passive)
    ):
        return clause
    have = "have" if clause.subject.plural else "has"
    done = participle(verb) if event.polarity else f"not {participle(verb)}"
    clause.verb = VerbGroup(f"{have} {done}", have, done, verb)
    return clause


def _part(role: str, phrase: NP, rng: Random) -> Part:
    return Part(role, wording(phrase, rng), phrase.sort, plural=phrase.plural)


def wording(phrase: NP, rng: Random) -> str:
    """One of the equivalent wordings of a noun phrase."""
    return rng.choice(phrase.forms) if phrase.forms else phrase.text


def adjunct_part(adjunct: Adjunct, rng: Random) -> Part:
    """An adjunct in one of its wordings."""
    return Part(adjunct.role, rng.choice(adjunct.forms), "adjunct")


def _by(agent: Part) -> Part:
    agent.prep = "by"
    return agent


def _quantified(event: Event, rng: Random) -> Clause:
    """A clause whose subject is a quantified group; always active, for a passive would blur the scope."""
    text, plural, flip = rng.choice(quantified_forms(event.quantifier, event.agent))
    subject = Part("agent", text, "group", plural=plural)
    theme = [_part("theme", event.theme, rng)] if event.theme else []
    verb = rng.choice(event.pred.verbs)
    if flip:
        verb = "fail to " + verb
    return _clause(event, subject, verb, theme, rng)


def quantified_forms(quantifier: str, group: NP) -> list[tuple[str, bool, bool]]:
    """Equivalent subjects of a quantifier over a group.

    Returns:
        (subject, whether plural, whether the verb must become "fail to …"). `group.text` is the plural noun,
        `group.forms[0]` the singular.
    """
    many, one = group.text, group.forms[0]
    kind, _, detail = quantifier.partition(":")
    if kind == "all":
        return [
            (f"all {many}", True, False),
            (f"all of the {many}", True, False),
            (f"every {one}", False, False),
            (f"each {one}", False, False),
            (f"every one of the {many}", False, False),
            (f"no {one}", False, True),
            (f"not a single {one}", False, True),
            (f"none of the {many}", True, True),
        ]
    if kind == "none":
        return [
            (f"no {one}", False, False),
            (f"none of the {many}", True, False),
            (f"not a single {one}", False, False),
            (f"not one of the {many}", False, False),
            (f"all of the {many}", True, True),
            (f"every {one}", False, True),
            (f"all {many}", True, True),
        ]
    if kind == "some":
        return [
            (f"some {many}", True, False),
            (f"some of the {many}", True, False),
            (f"at least some of the {many}", True, False),
            (f"at least some {many}", True, False),
            (f"not all of the {many}", True, True),
            (f"not every {one}", False, True),
        ]
    if kind == "not_all":
        return [
            (f"not all {many}", True, False),
            (f"not all of the {many}", True, False),
            (f"not every {one}", False, False),
            (f"some of the {many}", True, True),
            (f"some {many}", True, True),
            (f"at least some of the {many}", True, True),
        ]
    if kind == "only":
        return [
            (f"only {many}", True, False),
            (f"only the {many}", True, False),
            (f"nobody but the {many}", False, False),
            (f"no one other than the {many}", False, False),
            (f"the {many} alone", True, False),
            (f"nobody except the {many}", False, False),
        ]
    if kind == "except":
        return [
            (f"all {many} except {detail}", True, False),
            (f"all of the {many} apart from {detail}", True, False),
            (f"every {one} but {detail}", False, False),
            (f"every {one} with the exception of {detail}", False, False),
            (f"all {many} other than {detail}", True, False),
        ]
    count = number_words(int(detail))
    if kind == "at_least":
        return [
            (f"at least {count} {many}", True, False),
            (f"at least {detail} {many}", True, False),
            (f"no fewer than {count} {many}", True, False),
            (f"not fewer than {detail} {many}", True, False),
            (f"{count} {many} or more", True, False),
            (f"a minimum of {detail} {many}", True, False),
        ]
    return [
        (f"at most {count} {many}", True, False),
        (f"at most {detail} {many}", True, False),
        (f"no more than {count} {many}", True, False),
        (f"not more than {detail} {many}", True, False),
        (f"{count} {many} or fewer", True, False),
        (f"a maximum of {detail} {many}", True, False),
    ]


def _unnegated(verbs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(v for v in verbs if not v.startswith("be not "))


_PARTICLES = frozenset(["out", "up", "over", "off", "on", "down", "in", "back", "away", "aside"])


def natural_passive(verb: str) -> bool:
    """Whether the verb stands well in the passive: one word, or one word and a particle."""
    head, _, rest = verb.partition(" ")
    return head not in ("be", "have", "get") and (not rest or rest in _PARTICLES)
