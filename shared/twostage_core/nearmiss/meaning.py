"""Meanings: what a text says before it is worded. `key()` is equal exactly for equal meanings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class NP:
    """A noun phrase with a fixed sense.

    Attributes:
        text: The sense and default wording, article included ("the bronze mask").
        sort: "person", "org", "thing", "event", "group", "amount", "money", "duration" or "date".
        plural: Whether a verb agrees in the plural.
        forms: Equivalent wordings, `text` among them; empty means only `text`.
    """

    text: str
    sort: str
    plural: bool = False
    forms: tuple[str, ...] = ()


# The speaker of a query, as a party of what is asked.
WE = NP("we", "org", plural=True)


@dataclass(frozen=True, slots=True)
class Adjunct:
    """A phrase that says when, where, by when, with what or on which condition.

    Attributes:
        role: "time", "place", "deadline", "instrument", "condition", "source", "goal" or "amount".
        sense: What it means; equal senses are equal meanings.
        forms: Equivalent wordings, preposition included.
    """

    role: str
    sense: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pred:
    """A predicate with everything that can express it.

    A verb is a base form, possibly with more words ("hand over", "be older than").

    Attributes:
        sense: Name of the predicate; equal senses are equal predicates.
        verbs: agent VERB theme (prep other).
        prep: Preposition of the third party.
        converse: Verbs that take the other side as subject (the third party if there is one, else the theme).
        converse_prep: Preposition before the agent then, where there is a third party.
        noun: Nominalisation ("repair": the repair of X by Y); empty if none sounds right.
        symmetric: Whether agent and theme can change places.
        joint: Verbs for "A and B VERB" of a symmetric predicate ("meet", "work together").
        passive: Whether a passive is natural.
        dative: Whether "VERB other theme" works ("lend Mina the mask").
        value: Whether it ascribes a value (fee, weight, date) to its subject.
        opposite: Verbs that say the exact contrary ("be closed" for "be open").
    """

    sense: str
    verbs: tuple[str, ...]
    prep: str = ""
    converse: tuple[str, ...] = ()
    converse_prep: str = ""
    noun: str = ""
    symmetric: bool = False
    joint: tuple[str, ...] = ()
    passive: bool = True
    dative: bool = False
    value: bool = False
    opposite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One fact: a predicate with its roles.

    Attributes:
        modality: "", "must", "must_not", "may" or "need_not".
        quantifier: "" or a quantifier over the agent, a group ("all", "some", "none", "not_all", "only",
            "at_least:3", "at_most:3", "except:<name>").
    """

    pred: Pred
    agent: NP
    theme: NP | None = None
    other: NP | None = None
    adjuncts: tuple[Adjunct, ...] = ()
    tense: str = "past"
    modality: str = ""
    polarity: bool = True
    quantifier: str = ""


@dataclass(frozen=True, slots=True)
class Both:
    """Two facts side by side; their order means nothing."""

    first: Event
    second: Event


@dataclass(frozen=True, slots=True)
class Link:
    """Two facts in a relation: `kind` "before" (first, then second) or "because" (first is why second)."""

    kind: str
    first: Event
    second: Event


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody said, denied or believed.

    Attributes:
        stance: "say", "deny", "believe" or "doubt".
    """

    stance: str
    speaker: NP
    content: Event


Meaning: TypeAlias = Event | Both | Link | Report
Key: TypeAlias = tuple[object, ...]


def key(meaning: Meaning, *, without: str = "") -> Key:
    """A value that is equal exactly for equal meanings.

    Args:
        meaning: Any meaning.
        without: A role to leave out ("agent", "theme", "other", "speaker" or an adjunct's role; "first" or
            "second" for a side of a `Link`; "deed" for all that somebody does, "outcome" for all but the
            condition, "choice" for which of two it is): two questions that ask for this role are the same
            question exactly if these keys are equal.
    """
    if isinstance(meaning, Both):
        parts = sorted((key(meaning.first, without=without), key(meaning.second, without=without)), key=repr)
        return ("both", *parts)
    if isinstance(meaning, Link):
        if without in ("first", "second"):
            kept = meaning.second if without == "first" else meaning.first
            return (meaning.kind, without, key(kept))
        return (meaning.kind, key(meaning.first, without=without), key(meaning.second, without=without))
    if isinstance(meaning, Report):
        speaker = "?" if without == "speaker" else meaning.speaker.text
        inner = "" if without == "speaker" else without
        return ("report", meaning.stance, speaker, key(meaning.content, without=inner))
    roles = {
        "agent": meaning.agent.text,
        "theme": meaning.theme.text if meaning.theme else "",
        "other": meaning.other.text if meaning.other else "",
    }
    if without in roles:
        roles[without] = "?"
    if without == "outcome":
        return ("outcome", *sorted(a.sense for a in meaning.adjuncts if a.role == "condition"))
    if without == "choice":
        return ("choice", meaning.pred.sense, *sorted((roles["agent"], roles["theme"])))
    sides: tuple[str, ...] = (roles["agent"], roles["theme"])
    if meaning.pred.symmetric:
        sides = tuple(sorted(sides))
    adjuncts = tuple(sorted((a.role, a.sense) for a in meaning.adjuncts if a.role != without))
    if without == "deed":
        return ("deed", roles["agent"], adjuncts, meaning.modality, meaning.polarity, meaning.quantifier)
    # "must not" is a negated permission; keeping it apart from polarity keeps one meaning to one key.
    return (
        meaning.pred.sense,
        *sides,
        roles["other"],
        adjuncts,
        meaning.modality,
        meaning.polarity,
        meaning.quantifier,
    )


def substitute(meaning: Meaning, old: NP, new: NP) -> Meaning:
    """The same meaning about another entity: every `old` becomes `new`."""
    if isinstance(meaning, Both):
        return Both(substitute_event(meaning.first, old, new), substitute_event(meaning.second, old, new))
    if isinstance(meaning, Link):
        return Link(
            meaning.kind,
            substitute_event(meaning.first, old, new),
            substitute_event(meaning.second, old, new),
        )
    if isinstance(meaning, Report):
        speaker = new if meaning.speaker == old else meaning.speaker
        return Report(meaning.stance, speaker, substitute_event(meaning.content, old, new))
    return substitute_event(meaning, old, new)


def substitute_event(event: Event, old: NP, new: NP) -> Event:
    """`substitute` for a single event."""
    return replace(
        event,
        agent=new if event.agent == old else event.agent,
        theme=new if event.theme == old else event.theme,
        other=new if event.other == old else event.other,
    )


def phrases(meaning: Meaning) -> list[NP]:
    """The noun phrases of a meaning, adjuncts left out."""
    if isinstance(meaning, Both | Link):
        return [*phrases(meaning.first), *phrases(meaning.second)]
    if isinstance(meaning, Report):
        return [meaning.speaker, *phrases(meaning.content)]
    return [p for p in (meaning.agent, meaning.theme, meaning.other) if p is not None]


def theme_of(event: Event) -> NP:
    """The event's theme.

    Raises:
        ValueError: it has none.
    """
    if event.theme is None:
        raise ValueError(f"an event with a theme expected, got {event.pred.sense!r} without one; draw another")
    return event.theme


def deniable(event: Event) -> bool:
    """Whether denying the event's contrary says the event and nothing else.

    With a quantifier, a rule, a value, a condition or a deadline it stays open which part a denial is about.
    """
    settings = all(a.role in ("time", "place", "source", "goal") for a in event.adjuncts)
    return settings and not event.quantifier and not event.modality and not event.pred.value


def coherent(meaning: Meaning) -> bool:
    """Whether nobody in the meaning acts upon himself, as a substitution may bring about."""
    if isinstance(meaning, Event):
        return meaning.agent not in (meaning.theme, meaning.other) and (
            meaning.theme is None or meaning.theme != meaning.other
        )
    if isinstance(meaning, Report):
        return coherent(meaning.content) and meaning.speaker not in (
            meaning.content.agent,
            meaning.content.theme,
        )
    return coherent(meaning.first) and coherent(meaning.second)
