"""What families that word rules share: two rules side by side, and a condition in front of a rule or behind it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .meaning import Both, Event, Meaning
from .syntax import Clause

_JOINS = ("{a}, and {b}", "{a}; {b}", "{a}, while {b}", "{a}, whereas {b}")
_FRONT = ("if ", "provided ", "in the event ", "unless ", "on condition ")


def one_or_two(meaning: Meaning, rng: Random, rule: Callable[[Event, Random], str | None]) -> str | None:
    """Words a rule, or two of a `Both`; None for everything else, or where `rule` cannot word one of them."""
    if isinstance(meaning, Both):
        events = [meaning.first, meaning.second]
        rng.shuffle(events)
        first, second = (rule(event, rng) for event in events)
        return rng.choice(_JOINS).format(a=first, b=second) if first and second else None
    return rule(meaning, rng) if isinstance(meaning, Event) else None


def binds_somebody(event: Event) -> bool:
    """Whether it is a rule for a person, an organisation or a group about doing something to something."""
    if not event.modality or event.quantifier or event.pred.value or event.theme is None:
        return False
    return event.agent.sort in ("person", "org", "group")


def conditioned(rule: str, clause: Clause, rng: Random) -> str:
    """The rule with the clause's condition; between act and holder it would leave open which of them it limits."""
    conditions = [str(p) for p in clause.adjuncts if p.role == "condition"]
    if not conditions:
        return rule
    if conditions[0].startswith(_FRONT) and rng.random() < 0.65:
        return f"{conditions[0]}, {rule}"
    return f"{rule} {conditions[0]}"


def unconditioned(clause: Clause) -> str:
    """What stands behind the clause's verb, conditions left out, each phrase after a space."""
    adjuncts = [p for p in clause.adjuncts if p.role != "condition"]
    return "".join(f" {p}" for p in (*clause.complements, *adjuncts))
