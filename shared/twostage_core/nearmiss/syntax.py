"""Clauses as ordered parts (`Clause`) and how to say them: statement, inversion, question, cleft."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from .verbgroup import VerbGroup


@dataclass(slots=True)
class Part:
    """One phrase of a clause with the role it plays."""

    role: str
    text: str
    sort: str = ""
    prep: str = ""
    plural: bool = False

    def __str__(self) -> str:
        """The phrase as it stands behind a verb or a preposition."""
        text = "us" if self.text == "we" else self.text
        return f"{self.prep} {text}" if self.prep else text


@dataclass(slots=True)
class Clause:
    """Subject, verb, complements and adjuncts, not yet in an order.

    Attributes:
        past: Whether a cleft around it says "was".
        frontable: Whether an adjunct may come first without changing what is said.
    """

    subject: Part
    verb: VerbGroup
    complements: list[Part] = field(default_factory=list)
    adjuncts: list[Part] = field(default_factory=list)
    past: bool = True
    frontable: bool = True

    def parts(self) -> list[Part]:
        """Subject, complements and adjuncts in their order."""
        return [self.subject, *self.complements, *self.adjuncts]

    def statement(self, *, without: Part | None = None) -> str:
        """The clause in its normal order, no capital, no full stop; `without` leaves one part out."""
        words = [] if self.subject is without else [self.subject.text]
        words.append(self.verb.finite)
        words += [str(p) for p in (*self.complements, *self.adjuncts) if p is not without]
        return _join(words)

    def fronted(self, rng: Random) -> str | None:
        """An adjunct first; None if there is none that can move."""
        movable = [p for p in self.adjuncts if p.role not in ("source", "goal", "amount")]
        if not movable or not self.frontable:
            return None
        first = rng.choice(movable)
        return f"{first}, {self.statement(without=first)}"

    def inverted(self) -> str:
        """The yes/no order without question mark: "did Dario repair the crane"."""
        words = [self.verb.aux, self.subject.text, self.verb.rest]
        return _join(words + [str(p) for p in (*self.complements, *self.adjuncts)])

    def question(self, part: Part, rng: Random, *, embedded: bool = False, word: str = "") -> str:
        """The wh-question for `part`, no capital, no question mark.

        Args:
            part: One of `parts()`.
            rng: Chooses the question word and whether a preposition stays behind.
            embedded: The order after "I wonder" ("when Dario repaired the crane").
            word: What to ask with, in place of the usual word ("at what point").
        """
        word = word or question_word(part, rng)
        if part is self.subject:
            return _join([word, self.statement(without=part)])
        tail = [str(p) for p in (*self.complements, *self.adjuncts) if p is not part]
        stranded = ""
        if part.prep:
            if rng.random() < 0.5 and not self.adjuncts:
                stranded = part.prep
            else:
                word = f"{part.prep} {'whom' if word == 'who' else word}"
        finite, rest = self.verb.finite, self.verb.rest
        if part.sort == "date":
            # "When is the ball" asks for what it is on.
            finite, rest = (" ".join(verb.split()[:-1]) if verb.endswith("on") else verb for verb in (finite, rest))
        if embedded:
            order = [word, self.subject.text, finite, *tail, stranded]
        else:
            order = [word, self.verb.aux, self.subject.text, rest, *tail, stranded]
        return _join(order)

    def askable(self, part: Part) -> bool:
        """Whether a question for the part sounds right ("what did he carry out the repair of" does not)."""
        if part is self.subject:
            return not part.plural
        return not (part.role == "theme" and self.verb.base.startswith("carry out"))

    def cleft(self, part: Part, rng: Random) -> str:
        """The it-cleft on `part`: "it was Dario who repaired the crane"."""
        is_ = "was" if self.past else "is"
        relative = rng.choice(("who", "that")) if part.sort == "person" and not part.prep else "that"
        return f"it {is_} {part} {relative} {self.statement(without=part)}"


_WORDS: dict[str, tuple[str, ...]] = {
    "time": ("when",),
    "place": ("where",),
    "period": ("within what time", "within what period"),
    "deadline": ("by when", "by what date"),
    "source": ("from where",),
    "goal": ("to where",),
    "condition": ("under which condition", "under what condition", "on what condition"),
    "instrument": ("with what",),
}
_SORTS: dict[str, tuple[str, ...]] = {
    "person": ("who",),
    "org": ("which organisation", "who"),
    "money": ("how much",),
    "duration": ("how long",),
    "date": ("when",),
    "event": ("what", "which event"),
    "group": ("who",),
}


def question_word(part: Part, rng: Random) -> str:
    """The question word that asks for `part`."""
    words = _WORDS.get(part.role) or _SORTS.get(part.sort, ("what",))
    return rng.choice(words)


def _join(words: list[str]) -> str:
    return " ".join(w for w in words if w)
