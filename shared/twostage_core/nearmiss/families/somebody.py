"""A party left open and then identified: "there is somebody who must sign the form: Dario"."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clause_text import PLAIN_STANCES, clause_text
from ..clauses import build, wording
from ..meaning import NP, Event, Meaning, Report
from ..morphology import article, past
from ..syntax import Part

SPLIT = "train"
WEIGHT = 3
_PEOPLE = ("person", "org", "group")
_WHO = (
    "there {there} {some} {who} {vp}: {a}",
    "there {there} {some} {who} {vp}, and {that} {is_} {a}",
    "{some} {vp}, and {that} {is_} {a}",
    "{some} {vp}, namely {a}",
    "{some} {vp}; {this} {is_} {a}",
)
_SPEAKERS = (
    "somebody {v} that {c}, and that somebody was {s}",
    "there was somebody who {v} that {c}, and that was {s}",
    "{s} {v} something, namely that {c}",
    "there was something that {s} {v}, namely that {c}",
    "somebody {v} something: the person was {s}, and what {s} {v} was that {c}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A sentence with "somebody" or "something" and who or what that is."""
    if isinstance(meaning, Report):
        content = clause_text(meaning.content, rng, simple=True)
        frame = rng.choice(_SPEAKERS)
        return frame.format(s=wording(meaning.speaker, rng), v=rng.choice(PLAIN_STANCES[meaning.stance]), c=content)
    if not isinstance(meaning, Event) or meaning.pred.sense.startswith("state_"):
        return None
    if meaning.quantifier:
        return _quantified(meaning, rng)
    if meaning.pred.value:
        return _value(meaning, rng)
    # The order of subject and object is free where nothing is told by it; here the subject is to stay.
    event = replace(meaning, pred=replace(meaning.pred, joint=()))
    positive = meaning.polarity and meaning.modality in ("", "must", "may")
    positive = positive and not any(a.role == "condition" for a in meaning.adjuncts)
    draw = rng.random()
    if meaning.other is not None and meaning.polarity and not meaning.modality and draw < 0.35:
        return _two_sides(event, meaning.other, rng)
    if positive and meaning.theme is not None and not meaning.pred.symmetric and draw < 0.6:
        return _object(event, meaning.theme, rng)
    return _subject(event, rng)


def _subject(event: Event, rng: Random) -> str:
    """The doer left open; "somebody did not" is said of this one, so that "not" stays behind him."""
    agent = event.agent
    if event.pred.symmetric and event.theme is not None and rng.random() < 0.5:
        event = replace(event, agent=event.theme, theme=event.agent)
        agent = event.agent
    # A symmetric predicate may swap its sides when it is built: put them by hand.
    plain = replace(event, pred=replace(event.pred, symmetric=False))
    clause = build(plain, rng, voice="active")
    vp = clause.statement(without=clause.subject)
    are = ("were" if clause.past else "are") if agent.plural else ("was" if clause.past else "is")
    if agent.sort == "group":
        some, who, this = "certain people", "who", "these people"
    elif agent.sort == "org":
        some, who, this = "an organisation", "that", "this organisation"
    elif agent.sort == "person":
        some, who, this = rng.choice(("somebody", "someone")), "who", "this person"
    elif agent.plural:
        some, who, this = "certain things", "that", "these things"
    else:
        some, who, this = "something", "that", "this event" if agent.sort == "event" else "this thing"
    # Behind a condition, "and that is …" would look like a part of it.
    frame = _WHO[0] if any(a.role == "condition" for a in event.adjuncts) else rng.choice(_WHO)
    that = "those" if agent.plural else "that"
    return frame.format(there=are, some=some, who=who, vp=vp, that=that, is_=are, this=this, a=wording(agent, rng))


def _object(event: Event, theme: NP, rng: Random) -> str | None:
    if theme.sort == "money":
        if not theme.text[0].isdigit():
            return None
        blank = NP("a certain sum", "money")
    elif theme.sort in _PEOPLE:
        blank = NP("somebody", "person")
    else:
        blank = NP("something", theme.sort)
    clause = build(replace(event, theme=blank), rng)
    name = wording(theme, rng)
    if clause.subject.role == "theme" and rng.random() < 0.3:
        is_ = "was" if clause.past else "is"
        return f"{clause.statement()}, and that {is_} {name}"
    ties = [", namely ", ", to wit ", ": "]
    if blank.text == "something":
        ties.append(", that something being ")
    return clause.statement() + rng.choice(ties) + name


def _two_sides(event: Event, other: NP, rng: Random) -> str:
    """Giver and receiver both left open; who is on which side is said behind."""
    blank = replace(event, agent=NP("one party", "org"), other=NP("another", "org"))
    clause = build(replace(blank, pred=replace(blank.pred, dative=False, converse=())), rng, voice="active")
    was = "was" if clause.past else "will be"
    a, b = event.agent.text, other.text
    frames = [
        f"the giving side {was} {a}, the receiving side {b}",
        f"the receiving party {was} {b} and the giving party {a}",
        f"the former {was} {a}, the latter {b}",
        f"on the giving end {was} {a}, on the receiving end {b}",
    ]
    return f"{clause.statement()}; {rng.choice(frames)}"


def _value(event: Event, rng: Random) -> str | None:
    theme = event.theme
    if theme is None or not theme.text[0].isdigit() or event.tense == "future":
        return None
    subject, value, was = event.agent.text, wording(theme, rng), event.tense == "past"
    if theme.sort == "money":
        verb = rng.choice(("came to", "amounted to") if was else ("comes to", "amounts to"))
        return f"{subject} {verb} a certain sum{rng.choice((', namely ', ': '))}{value}"
    if theme.sort == "date":
        verb = rng.choice(("was on", "fell on") if was else ("is on", "falls on"))
        return f"{subject} {verb} a certain date{rng.choice((', namely ', ': '))}{value}"
    there = "was" if was else "is"
    return f"there {there} a figure for {subject}{rng.choice((', namely ', ': '))}{value}"


def _quantified(event: Event, rng: Random) -> str | None:
    """Of how many it can be said: "there was no courier who did not wear gloves"."""
    if event.theme is None or event.tense != "past" or event.modality or not event.polarity:
        return None
    kind, _, detail = event.quantifier.partition(":")
    one, many = event.agent.forms[0], event.agent.text
    verb = rng.choice(event.pred.verbs)
    tail = [wording(event.theme, rng), *(str(Part(a.role, a.forms[0])) for a in event.adjuncts)]
    did = " ".join((past(verb), *tail))
    did_not = " ".join((f"did not {verb}", *tail))
    frames: dict[str, tuple[str, ...]] = {
        "all": (f"there was no {one} who {did_not}", f"there was not one {one} who {did_not}"),
        "none": (f"there was no {one} who {did}", f"there was not a single {one} who {did}"),
        "some": (f"there were {many} who {did}", f"there were some {many} who {did}"),
        "not_all": (f"there were {many} who {did_not}", f"there were some {many} who {did_not}"),
        "only": (f"there was nobody who {did} without being {article(one)}",),
        "except": (f"there was just one {one} who {did_not}, namely {detail}",),
        "at_least": (f"there were at least {detail} {many} who {did}", f"there were {detail} or more {many} who {did}"),
        "at_most": (f"there were at most {detail} {many} who {did}", f"there were {detail} or fewer {many} who {did}"),
    }
    return rng.choice(frames[kind])
