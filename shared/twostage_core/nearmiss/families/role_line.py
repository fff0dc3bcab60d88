"""Fields named after their roles: "lender = Dario; item = bronze mask; borrower = Mina; status = done"."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..clauses import adjunct_part, wording
from ..lexicon import LASTING
from ..meaning import Adjunct, Event, Link, Meaning, Report
from ..style import sentence

SPLIT = "train"
WEIGHT = 3

Field = tuple[str, str]
# What the two sides of a transfer are called.
_SIDES: dict[str, tuple[str, str]] = {
    "lend": ("lender", "borrower"),
    "sell": ("seller", "buyer"),
    "lease": ("lessor", "lessee"),
    "send": ("sender", "recipient"),
    "forward": ("sender", "recipient"),
    "donate": ("donor", "recipient"),
    "supply": ("supplier", "recipient"),
    "pay": ("payer", "payee"),
}
_STATUS: dict[str, tuple[str, ...]] = {
    "must": ("mandatory", "compulsory", "required", "obligatory"),
    "may": ("allowed", "permitted"),
    "must_not": ("forbidden", "prohibited", "not allowed", "not permitted"),
    "need_not": ("not required", "not compulsory", "not mandatory"),
    "past": ("done", "carried out"),
    "not past": ("not done", "not carried out"),
    "future": ("still to come", "will be done", "will be carried out"),
    "not future": ("will not be done", "will not be carried out"),
}
_KEYS: dict[str, tuple[str, ...]] = {
    "time": ("when", "time"),
    "place": ("where", "place"),
    "deadline": ("due", "deadline"),
    "period": ("time limit", "time allowed"),
    "condition": ("applies", "valid"),
    "source": ("starting point", "taken from"),
    "goal": ("destination", "taken to"),
}
_STANCES = {"say": "stated", "deny": "denied", "believe": "believed", "doubt": "doubted", "suggest": "hinted"}


def write(meaning: Meaning, rng: Random) -> str | None:
    """One line of fields for each event."""
    if isinstance(meaning, Event):
        return _line(meaning, rng)
    if isinstance(meaning, Report):
        speaker = f"{rng.choice(('speaker', 'person speaking', 'voice'))} = {wording(meaning.speaker, rng)}"
        stance = f"{rng.choice(('stance', 'attitude', 'position'))} = {_STANCES[meaning.stance]}"
        content = f"{rng.choice(('content', 'matter', 'substance'))} = {clause_text(meaning.content, rng, simple=True)}"
        return rng.choice(("; ", " / ")).join((speaker, stance, content))
    first, second = _line(meaning.first, rng), _line(meaning.second, rng)
    if first is None or second is None:
        return None
    if isinstance(meaning, Link):
        heads = ("cause", "effect") if meaning.kind == "because" else ("earlier", "later")
        return f"{sentence(f'{heads[0]}: {first}')} {sentence(f'{heads[1]}: {second}')}"
    lines = [first, second]
    rng.shuffle(lines)
    return " ".join(sentence(line) for line in lines)


def _line(event: Event, rng: Random) -> str | None:
    found = fields(event, rng)
    if found is None:
        return None
    equals = rng.choice((" = ", " = ", ": "))
    rng.shuffle(found)
    return rng.choice(("; ", " / ", ", ") if equals == " = " else ("; ", " / ")).join(
        f"{key}{equals}{value}" for key, value in found
    )


def fields(event: Event, rng: Random) -> list[Field] | None:
    """An act's roles, settings and status as named fields; None for anything but acts."""
    if not is_act(event) or event.theme is None:
        return None
    giver, receiver = rng.choice(("doer", "by", "actor")), ""
    if event.other is not None:
        giver, receiver = _SIDES.get(event.pred.sense, rng.choice((("giver", "receiver"), ("given by", "given to"))))
    thing = "sum" if event.theme.sort == "money" else rng.choice(("item", "object", "what"))
    act = event.pred.noun if event.pred.noun and rng.random() < 0.3 else rng.choice(event.pred.verbs)
    found = [
        (giver, bare(wording(event.agent, rng))),
        (thing, bare(wording(event.theme, rng))),
        (rng.choice(("act", "action", "deed")), act),
        (rng.choice(("status", "state")), status(event, rng)),
    ]
    if event.other is not None:
        found.append((receiver, bare(wording(event.other, rng))))
    return found + [setting(a, rng) for a in event.adjuncts]


def is_act(event: Event) -> bool:
    """Whether the event is something that somebody does to something, so that it can be done, due or allowed."""
    pred = event.pred
    return (
        event.theme is not None
        and event.agent.sort in ("person", "org", "group")
        and event.theme.sort != "person"
        and not (event.quantifier or pred.symmetric or pred.value)
        and not pred.verbs[0].startswith(("be ", "have "))
        and pred.sense not in LASTING
        and (bool(event.modality) or event.tense != "present")
        and all(a.role in _KEYS for a in event.adjuncts)
    )


def status(event: Event, rng: Random) -> str:
    """What is the case with an act: done, not done, to come, or what a rule makes of it."""
    name = event.modality or (event.tense if event.polarity else f"not {event.tense}")
    words = _STATUS[name]
    if name == "future" and any(a.role == "condition" for a in event.adjuncts):
        words = words[1:]
    return rng.choice(words)


def setting(adjunct: Adjunct, rng: Random) -> Field:
    """An adjunct as a field."""
    text = str(adjunct_part(adjunct, rng))
    if adjunct.role in ("source", "goal"):
        text = text.partition(" ")[2]
    elif adjunct.role in ("time", "deadline") and rng.random() < 0.5:
        text = text.removeprefix("on " if adjunct.role == "time" else "by ")
    return rng.choice(_KEYS[adjunct.role]), text


def bare(text: str) -> str:
    """A phrase as an entry: without its article, unless it names two things."""
    return text if " and " in text else text.removeprefix("the ")
