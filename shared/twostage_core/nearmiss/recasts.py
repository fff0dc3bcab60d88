"""Recasts: the same wh-question in another build – echoed, split or cut short to a noun."""

from __future__ import annotations

from random import Random

from .clauses import adjunct_part, wording
from .meaning import WE, Event, phrases
from .syntax import Clause, Part, question_word

# "The replacement of the guard by Dario" leaves open who came and who went.
TWO_SIDED = ("replacement", "exchange", "substitution")


def echo(clause: Clause, part: Part, rng: Random, *, word: str = "") -> str | None:
    """The question word in the place of the answer: "Dario lent the mask to whom"; None for a subject."""
    if part is clause.subject:
        return None
    asked = _asked(part, rng, word)
    finite = clause.verb.finite
    if part.sort == "date" and finite.endswith(" on"):
        finite = finite.removesuffix(" on")
    rest = [asked if p is part else str(p) for p in (*clause.complements, *clause.adjuncts)]
    return " ".join([clause.subject.text, finite, *rest])


def split_question(clause: Clause, part: Part, rng: Random, *, word: str = "") -> str | None:
    """The question as a cleft: "who was it that lent the mask"; None where that sounds wrong."""
    if part.sort in ("date", "money", "duration", "amount") or word.startswith("how "):
        return None
    is_ = "was" if clause.past else "is"
    return f"{_asked(part, rng, word)} {is_} it that {clause.statement(without=part)}"


def _asked(part: Part, rng: Random, word: str) -> str:
    asked = word or question_word(part, rng)
    return f"{part.prep} {'whom' if asked == 'who' else asked}" if part.prep else asked


def telegram(event: Event, role: str, rng: Random) -> str | None:
    """The question as a noun and a question word: "loan of the mask by Dario: to whom"."""
    noun, theme, other = event.pred.noun, event.theme, event.other
    if not noun or noun in TWO_SIDED or theme is None or event.modality or event.quantifier or not event.polarity:
        return None
    if WE in phrases(event):
        return None
    to = event.pred.prep
    words = {"agent": "by whom", "theme": "of what", "time": "when", "place": "where", "other": f"{to} whom"}
    if role not in words or (other is not None and not to):
        return None
    topic = [noun]
    topic += [f"of {wording(theme, rng)}"] if role != "theme" else []
    topic += [f"by {wording(event.agent, rng)}"] if role != "agent" else []
    topic += [f"{to} {wording(other, rng)}"] if other is not None and role != "other" else []
    topic += [str(adjunct_part(a, rng)) for a in event.adjuncts if a.role != role]
    return rng.choice(("{t}: {w}", "{t} – {w}", "{t}, {w}", "{w}: {t}")).format(t=" ".join(topic), w=words[role])
