"""The fact as an infinitive behind its subject: "Dario is known to have lent the mask to Mina"."""

from __future__ import annotations

from random import Random

from ..clause_text import STANCES, clause_text
from ..clauses import build, wording
from ..meaning import Both, Event, Link, Meaning, Report
from ..morphology import participle

SPLIT = "train"
WEIGHT = 2
_FRAMES = (
    "{is} known {to} {v}",
    "{is} well known {to} {v}",
    "can safely be said {to} {v}",
    "{is} rightly said {to} {v}",
    "{is} now known {to} {v}",
    "{is} generally known {to} {v}",
)
# "No guard is known to have" would no longer deny that one has.
_STEADY = ("", "all", "at_least")


def write(meaning: Meaning, rng: Random) -> str | None:
    """Subject, verb of knowing, infinitive; None for rules, for the future and for scope that would change."""
    if isinstance(meaning, Event):
        return _raised(meaning, rng)
    if isinstance(meaning, Report):
        content = clause_text(meaning.content, rng, simple=True)
        spoken = rng.choice([s for s in STANCES[meaning.stance] if not s.startswith("was ")])
        return _framed(wording(meaning.speaker, rng), f"have {spoken} that {content}", rng)
    if isinstance(meaning, Both):
        facts = [meaning.first, meaning.second]
        rng.shuffle(facts)
        first, second = (_raised(f, rng) for f in facts)
        return f"{first}, and {second}" if first and second else None
    return _ordered(meaning, rng)


def _ordered(link: Link, rng: Random) -> str | None:
    # "Is known to have … because" might say why it is known.
    if link.kind != "before":
        return None
    if rng.random() < 0.5:
        first = _raised(link.first, rng)
        return f"{first} before {clause_text(link.second, rng, simple=True)}" if first else None
    second = _raised(link.second, rng)
    return f"{second} after {clause_text(link.first, rng, simple=True)}" if second else None


def _raised(event: Event, rng: Random) -> str | None:
    kind = event.quantifier.partition(":")[0]
    if event.modality or event.tense == "future" or kind not in _STEADY:
        return None
    clause = build(event, rng)
    if clause.verb.base.startswith(("be not ", "fail to ")):
        return None
    # A state may have been worded by its contrary: what counts is whether this clause is negated.
    negation = "not " if "not" in clause.verb.finite.split() else ""
    verb = f"have {participle(clause.verb.base)}" if event.tense == "past" else clause.verb.base
    tail = "".join(f" {p}" for p in (*clause.complements, *clause.adjuncts))
    return _framed(clause.subject.text, f"{verb}{tail}", rng, plural=clause.subject.plural, negation=negation)


def _framed(subject: str, verb: str, rng: Random, *, plural: bool = False, negation: str = "") -> str:
    words = {"is": "are" if plural else "is", "to": f"{negation}to", "v": verb}
    return f"{subject} {rng.choice(_FRAMES).format(**words)}"
