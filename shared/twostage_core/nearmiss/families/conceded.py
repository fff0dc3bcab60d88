"""Assertion by double negation or rhetorical question: "it escaped nobody that …", "who would deny that …?"."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..clauses import build
from ..meaning import Event, Link, Meaning

SPLIT = "train"
WEIGHT = 2
_NEGATIVE = (
    "there is no denying that {p}",
    "nobody can deny that {p}",
    "it escaped nobody that {p}",
    "it did not escape anyone that {p}",
    "it did not go unnoticed that {p}",
    "there is no getting round the fact that {p}",
    "one cannot overlook the fact that {p}",
    "let nobody forget that {p}",
)
_RHETORICAL = (
    "who would deny that {p}?",
    "who could overlook the fact that {p}?",
    "who does not know that {p}?",
    "how could anyone forget that {p}?",
    "need I remind you that {p}?",
)
# "Nobody can deny that … because …" might say why nobody can.
_LINK: dict[str, tuple[str, ...]] = {
    "before": ("first {a} and then {b}", "{a} and afterwards {b}", "{a}, and later on {b}"),
    "because": ("{a} and for this reason {b}", "{a}, and that as a result {b}", "the reason why {b} is that {a}"),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """A clause under a negated verb of denying or missing, or under a question that expects no answer."""
    content = _content(meaning, rng)
    if content is None:
        return None
    question = isinstance(meaning, Event) and rng.random() < 0.35
    return rng.choice(_RHETORICAL if question else _NEGATIVE).format(p=content)


def _content(meaning: Meaning, rng: Random) -> str | None:
    if isinstance(meaning, Link):
        first, second = (clause_text(e, rng, simple=True) for e in (meaning.first, meaning.second))
        return rng.choice(_LINK[meaning.kind]).format(a=first, b=second)
    if isinstance(meaning, Event) and any(a.role == "condition" for a in meaning.adjuncts):
        return _conditional(meaning, rng)
    return clause_text(meaning, rng, simple=True)


def _conditional(event: Event, rng: Random) -> str | None:
    """The condition first, where it cannot be taken for one of the denial."""
    clause = build(event, rng)
    condition = next(p for p in clause.adjuncts if p.role == "condition")
    # "That provided that" stumbles; what is left of the forms reads well behind "that".
    if not condition.text.startswith(("if ", "unless ", "in the event ", "as long as ")):
        return None
    return f"{condition}, {clause.statement(without=condition)}"
