"""Any meaning as one finite clause without capital and full stop, to be embedded or to become a sentence."""

from __future__ import annotations

from random import Random

from .clauses import build, wording
from .meaning import Both, Event, Link, Meaning, Report

STANCES: dict[str, tuple[str, ...]] = {
    "say": ("said", "stated", "reported", "declared", "asserted"),
    "deny": ("denied", "disputed", "rejected the statement"),
    "believe": ("believed", "thought", "was of the opinion", "assumed"),
    "doubt": ("doubted", "was not convinced", "had doubts"),
    "suggest": ("suggested", "hinted", "indicated"),
}
# Those that "what he said was that …" can take apart.
PLAIN_STANCES: dict[str, tuple[str, ...]] = {
    "say": ("said", "stated", "declared"),
    "deny": ("denied", "disputed"),
    "believe": ("believed", "thought", "assumed"),
    "doubt": ("doubted",),
    "suggest": ("suggested", "hinted"),
}
_ACCORDING: dict[str, tuple[str, ...]] = {
    "say": ("according to {s}, {c}", "in the words of {s}, {c}", "{c}, according to {s}", "{c}, {s} said"),
    "believe": ("in the opinion of {s}, {c}", "{c}, {s} believed", "in the view of {s}, {c}"),
}
_PASSIVE: dict[str, tuple[str, ...]] = {
    "say": (
        "it was stated by {s} that {c}",
        "the statement that {c} came from {s}",
        "it was {s} who said that {c}",
    ),
    "deny": ("it was denied by {s} that {c}", "it was {s} who denied that {c}"),
    "believe": ("it was believed by {s} that {c}", "it was {s} who believed that {c}"),
    "doubt": ("it was doubted by {s} whether {c}", "it was {s} who doubted that {c}"),
    "suggest": ("it was suggested by {s} that {c}", "it was {s} who suggested that {c}"),
}


def clause_text(meaning: Meaning, rng: Random, *, simple: bool = False) -> str:
    """A finite clause ("the mask was lent to Mina by Dario").

    Args:
        meaning: What is said.
        rng: Draws the wording.
        simple: Keep to one plain clause (no fronting), for places where commas would confuse.
    """
    if isinstance(meaning, Event):
        clause = build(meaning, rng, perfect=not simple)
        if not simple and rng.random() < 0.25:
            return clause.fronted(rng) or clause.statement()
        return clause.statement()
    if isinstance(meaning, Report):
        return _report(meaning, rng, simple)
    if isinstance(meaning, Both):
        return _both(meaning, rng)
    return _link(meaning, rng)


def _report(report: Report, rng: Random, simple: bool) -> str:
    content = clause_text(report.content, rng, simple=True)
    speaker = wording(report.speaker, rng)
    draw = rng.random()
    # "It is a fact that P, according to X" would leave open who vouches for P.
    if not simple and draw < 0.3 and report.stance in _ACCORDING:
        return rng.choice(_ACCORDING[report.stance]).format(s=speaker, c=content)
    if draw < 0.45:
        return rng.choice(_PASSIVE[report.stance]).format(s=speaker, c=content)
    return f"{speaker} {rng.choice(STANCES[report.stance])} that {content}"


_JOINS = ("{a} and {b}", "{a}, and {b}", "{a}, while {b}", "{a}; {b}", "{a}, whereas {b}", "while {a}, {b}")


def _both(both: Both, rng: Random) -> str:
    events = [both.first, both.second]
    rng.shuffle(events)
    gapped = _respectively(events[0], events[1], rng) if rng.random() < 0.35 else None
    if gapped:
        return gapped
    voice = rng.choice(("active", "passive", ""))
    first, second = (build(e, rng, voice=voice).statement() for e in events)
    return rng.choice(_JOINS).format(a=first, b=second)


def _respectively(one: Event, two: Event, rng: Random) -> str | None:
    """Says "A and B paid 40 and 90 euros respectively"; None unless agent and theme alone differ."""
    if one.pred != two.pred or one.theme is None or two.theme is None or one.other or two.other:
        return None
    if one.pred.symmetric or one.tense != two.tense or one.modality != two.modality or one.adjuncts != two.adjuncts:
        return None
    if not one.polarity or not two.polarity or one.agent == two.agent or one.theme == two.theme:
        return None
    draw = rng.random()
    left = build(one, rng, voice="active")
    if not left.complements:
        return None
    agent, theme = wording(two.agent, rng), wording(two.theme, rng)
    if draw < 0.5:
        return f"{left.statement()} and {agent} {theme}"
    left.subject.text = f"{left.subject.text} and {agent}"
    joint = build(_plural(one), rng, voice="active")
    adjuncts = "".join(f" {a}" for a in joint.adjuncts)
    return f"{left.subject.text} {joint.verb.finite} {left.complements[0]} and {theme} respectively{adjuncts}"


def _plural(event: Event) -> Event:
    from dataclasses import replace

    return replace(event, agent=replace(event.agent, plural=True))


_BEFORE = (
    "{a} before {b}",
    "before {b}, {a}",
    "{b} after {a}",
    "after {a}, {b}",
    "first {a}, then {b}",
    "{a}; afterwards, {b}",
    "{a}, and later {b}",
    "{b}, but {a} first",
    "{b}, and before that {a}",
)
_BECAUSE = (
    "{b} because {a}",
    "because {a}, {b}",
    "{a}, so {b}",
    "since {a}, {b}",
    "{b}, since {a}",
    "{a}, and for this reason {b}",
    "{a}, which is why {b}",
    "the reason why {b} is that {a}",
    "{b}, the reason being that {a}",
    "as {a}, {b}",
)


def _link(link: Link, rng: Random) -> str:
    first = clause_text(link.first, rng, simple=True)
    second = clause_text(link.second, rng, simple=True)
    return rng.choice(_BEFORE if link.kind == "before" else _BECAUSE).format(a=first, b=second)
