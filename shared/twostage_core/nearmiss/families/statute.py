"""Numbered sections under a heading: "Section 4.2 – Gloves. The couriers shall refrain from …"."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..clause_text import clause_text
from ..clauses import build
from ..meaning import NP, Event, Meaning
from ..morphology import capitalise, gerund
from ..style import sentence

SPLIT = "train"
WEIGHT = 2

_SHALL: dict[str, tuple[str, ...]] = {
    "must": (
        "{s} shall {v}",
        "{s} shall be bound to {v}",
        "it shall be incumbent upon {s} to {v}",
        "{s} shall be under a duty to {v}",
        "it shall fall to {s}, as a duty, to {v}",
    ),
    "may": (
        "{s} shall be at liberty to {v}",
        "it shall be open to {s} to {v}",
        "{s} shall have permission to {v}",
        "{s} shall be permitted to {v}",
    ),
    "must_not": (
        "{s} shall refrain from {g}",
        "{s} shall be barred from {g}",
        "it shall not be open to {s} to {v}",
        "{s} shall have no permission to {v}",
    ),
    "need_not": (
        "{s} shall be under no duty to {v}",
        "{s} shall not be bound to {v}",
        "nothing herein shall oblige {s} to {v}",
        "it shall not be incumbent upon {s} to {v}",
    ),
}
_HEADINGS: dict[str, tuple[str, ...]] = {
    "must": ("Duties", "Obligations"),
    "may": ("Permissions", "What is allowed"),
    "must_not": ("Prohibitions", "What is forbidden"),
    "need_not": ("No obligation", "What is not required"),
    "": ("Statement of facts", "Facts", "Particulars", "Recitals"),
}
_NUMBERS = ("Section {a}.{b}", "§ {a}.{b}", "Clause {a}.{b}", "{a}.{b}", "Article {a}", "Art. {a}", "Paragraph {a}")


def write(meaning: Meaning, rng: Random) -> str | None:
    """A numbered heading and its sentence; for rules the sentence has "shall"."""
    number = rng.choice(_NUMBERS).format(a=rng.randint(1, 19), b=rng.randint(1, 9))
    if not isinstance(meaning, Event):
        return f"{number}{rng.choice((' – ', ': '))}{_body(clause_text(meaning, rng, simple=True))}"
    event = meaning
    heading = rng.choice(_HEADINGS[event.modality])
    theme = event.theme
    if theme is not None and theme.text.startswith("the ") and " and " not in theme.text and rng.random() < 0.5:
        heading = capitalise(theme.text.removeprefix("the "))
        if rng.random() < 0.5:
            said = rng.choice(("the said ", "the aforesaid ", "the aforementioned "))
            event = replace(event, theme=NP(said + theme.text.removeprefix("the "), theme.sort, theme.plural))
    frame = rng.choice(("{n} – {h}. {b}", "{n} {h}: {b}", "{n}, under the heading {h}: {b}", "{n} [{h}] {b}"))
    if rng.random() < 0.15:
        frame = "{n} – {b}"
    return frame.format(n=number, h=heading, b=_body(_shall(event, rng)))


def _body(clause: str) -> str:
    return sentence(clause)


def _shall(event: Event, rng: Random) -> str:
    """A rule with "shall", a fact as it is; a condition may come first."""
    # "No duty to … only if": what "only" is of is best left to the plain clause.
    only = any(a.sense.startswith("only") for a in event.adjuncts)
    if not event.modality or only:
        return clause_text(event, rng, simple=True)
    if event.agent.sort not in ("person", "org", "group") or event.theme is None:
        return clause_text(event, rng, simple=True)
    clause = build(event, rng, voice="active")
    verb = clause.verb.base
    conditions = [p for p in clause.adjuncts if p.role == "condition"]
    lead = str(rng.choice(conditions)) if conditions and rng.random() < 0.5 else ""
    tail = "".join(f" {p}" for p in (*clause.complements, *clause.adjuncts) if str(p) != lead)
    text = rng.choice(_SHALL[event.modality]).format(s=clause.subject.text, v=verb, g=gerund(verb)) + tail
    return f"{lead}, {text}" if lead else text
