"""The fact as a clause in subject position: "that Dario lent the mask to Mina is undisputed"."""

from __future__ import annotations

from random import Random

from ..clause_text import clause_text
from ..meaning import Both, Link, Meaning

SPLIT = "train"
WEIGHT = 3
_VERDICTS = (
    "is undisputed",
    "is beyond dispute",
    "is certain",
    "is a settled matter",
    "is common knowledge",
    "is disputed by nobody",
    "is not open to doubt",
    "needs no further proof",
    "is no secret",
    "can be taken as given",
)
_BOTH = (
    "that {a} {v}, and so it is with the fact that {b}",
    "that {a} {v}, and the same is true of the fact that {b}",
    "that {a} {v}; that {b}, likewise",
    "two things are beyond dispute: that {a}, and that {b}",
)
_LINK: dict[str, tuple[str, ...]] = {
    "before": ("{a} before {b}", "{b} after {a}"),
    "because": ("{b} because {a}", "{b} for the reason that {a}"),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """A that-clause and what is known of it; two side by side get one each."""
    verdict = rng.choice(_VERDICTS)
    if isinstance(meaning, Both):
        facts = [meaning.first, meaning.second]
        rng.shuffle(facts)
        first, second = (clause_text(f, rng, simple=True) for f in facts)
        return rng.choice(_BOTH).format(a=first, b=second, v=verdict)
    return f"that {_content(meaning, rng)} {verdict}"


def _content(meaning: Meaning, rng: Random) -> str:
    # Of the ways to join two events only those without a comma stand well between "that" and a verdict.
    if not isinstance(meaning, Link):
        return clause_text(meaning, rng, simple=True)
    first, second = (clause_text(e, rng, simple=True) for e in (meaning.first, meaning.second))
    return rng.choice(_LINK[meaning.kind]).format(a=first, b=second)
