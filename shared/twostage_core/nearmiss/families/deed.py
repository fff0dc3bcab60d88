"""The whole act as a topic or as news: "signing the form is something that Dario must do"."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clause_text import PLAIN_STANCES
from ..clauses import build, quantified_forms, wording
from ..meaning import Both, Event, Meaning, Report
from ..morphology import gerund
from ..syntax import Clause, Part
from ..verbgroup import verb_group

SPLIT = "train"
WEIGHT = 3
_ACTS_LAST = (
    "what {s} {do}{adj} is {v} {rest}",
    "something that {s} {do}{adj} is {v} {rest}",
    "one thing that {s} {do}{adj} is to {v} {rest}",
)
_ACTS_FIRST = (
    "{g} {rest} is something that {s} {do}{adj}",
    "to {v} {rest} is something that {s} {do}{adj}",
    "{g} {rest} is a thing that {s} {do}{adj}",
    "{g} {rest} is among the things that {s} {do}{adj}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A sentence with the act in one piece and "do" where its verb would stand."""
    if isinstance(meaning, Report):
        return _reported(meaning, rng)
    if isinstance(meaning, Both):
        return _two(meaning, rng)
    if not isinstance(meaning, Event) or not _acts(meaning):
        return None
    act = _Act(meaning, rng)
    if meaning.quantifier:
        return rng.choice(_ACTS_FIRST).format(**act.words())
    # "What Dario did is …" is no place for what he did not do.
    unfit = not meaning.polarity or meaning.modality == "need_not"
    # "… if the captain is fit is put on the kit" would be hard to take apart.
    unfit = unfit or any(a.role == "condition" for a in meaning.adjuncts)
    frames = _ACTS_FIRST if unfit or rng.random() < 0.6 else _ACTS_LAST
    text = rng.choice(frames).format(**act.words())
    return text.replace(" is ", " was ", 1) if act.past and frames is _ACTS_LAST else text


class _Act:
    """An act in two pieces: the verb with what belongs to it, and "do" with the rest."""

    def __init__(self, event: Event, rng: Random) -> None:
        plain = replace(event, pred=replace(event.pred, joint=()), quantifier="")
        clause: Clause = build(plain, rng, voice="active")
        self.past = clause.past
        self.verb = clause.verb.base
        # "What Dario did from the depot to the vault" says nothing: a way stays with its verb.
        way = [p for p in clause.adjuncts if p.role in ("source", "goal")]
        self.rest = " ".join(str(p) for p in (*clause.complements, *way))
        self.adjuncts = "".join(f" {p}" for p in clause.adjuncts if p not in way)
        self.subject: Part = clause.subject
        if event.quantifier:
            forms = [form for form in quantified_forms(event.quantifier, event.agent) if not form[2]]
            text, plural, _ = rng.choice(forms)
            self.subject = Part("agent", text, "group", plural=plural)
        self.do = verb_group(
            "do",
            rng,
            plural=self.subject.plural,
            tense=event.tense,
            modality=event.modality,
            polarity=event.polarity,
            animate=True,
        ).finite

    def words(self) -> dict[str, str]:
        """The pieces by the names that the frames have for them."""
        return {
            "s": self.subject.text,
            "do": self.do,
            "adj": self.adjuncts,
            "v": self.verb,
            "g": gerund(self.verb),
            "rest": self.rest,
        }


def _acts(event: Event) -> bool:
    """Whether somebody does something here that "do" can stand for."""
    pred = event.pred
    if event.theme is None or pred.value or pred.symmetric or event.agent.sort not in ("person", "org", "group"):
        return False
    return pred.sense != "trust" and not any(v.startswith(("be ", "have ", "get ")) for v in pred.verbs)


def _reported(report: Report, rng: Random) -> str | None:
    content = report.content
    if not _acts(content) or content.modality or content.quantifier:
        return None
    act = _Act(content, rng).words()
    said = rng.choice(PLAIN_STANCES[report.stance])
    speaker = wording(report.speaker, rng)
    frames = [
        "{g} {rest} is something that {who} {said} {s} {do}{adj}",
        "{g} {rest} is a thing that {who} {said} {s} {do}{adj}",
        "to {v} {rest} is something that {who} {said} {s} {do}{adj}",
    ]
    return rng.choice(frames).format(who=speaker, said=said, **act)


def _two(both: Both, rng: Random) -> str | None:
    """Two acts of two: "cleaning the mask is what Dario did, framing the print what Mina did"."""
    facts = [both.first, both.second]
    rng.shuffle(facts)
    if not all(_acts(f) and f.polarity and not f.quantifier for f in facts):
        return None
    one, two = (_Act(f, rng).words() for f in facts)
    frames = [
        "{g} {rest} is what {s} {do}{adj}; {two}",
        "{g} {rest} is something that {s} {do}{adj}, and {two}",
    ]
    second = "{g} {rest} is something that {s} {do}{adj}".format(**two)
    if rng.random() < 0.5:
        second = second.replace(" is something that ", " is what ")
    return rng.choice(frames).format(two=second, **one)
