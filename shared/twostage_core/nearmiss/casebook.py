"""The casebook: passages and their near-miss twins, written with slots, and what people ask of either.

The grammar words a meaning in many ways, but never as loosely as somebody does who has not read the passage. The files
of `cases/` hold blocks of lines, separated by blank ones:

    # title | category
    + a passage, once or in several wordings
    - its twin, likewise
    +? a question that the passage answers and the twin does not | in other words | and again
    -? the other way round
    +! a claim that the passage entails and the twin does not | in other words
    -! the other way round
    =? a question that both answer | in other words
    0? a question that neither answers | in other words

Where nothing is asked, the `+` lines, statements or questions, say one thing in several wordings, the `-` lines
another.

A slot has one value in all of its case: `{org1}`, `{person1}`, `{place1}`, `{money1}`, `{date1}`, `{day1}`, `{month1}`,
and `{n1:3-30}` for a number in a range.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from . import names, values
from .morphology import number_words
from .record import CATEGORIES, Record, Relation, Split

_FOLDER = Path(__file__).parent / "cases"
_SIDES: dict[int, Split] = {3: "test", 7: "dev"}
"""Of every sixteen cases in a file, which are held out."""
_HEADER = re.compile(r"# (.+?) \| (\w+)")
_LINE = re.compile(r"([+-][?!]?|[=0]\?) (\S.*)")
_SLOT = re.compile(r"\{(?:(org|person|place|money|date|day|month)(\d)|n(\d):(\d+)-(\d+))\}")
_FIGURE = re.compile(r"\d+")
_KINDS = ("Group", "Company", "Partners", "Services", "Trading", "Associates", "Union", "Trust", "Agency", "Brothers")
_CURRENCIES = (
    ("EUR {n}", "€{n}", "{n} euros"),
    ("USD {n}", "${n}", "{n} dollars"),
    ("GBP {n}", "£{n}", "{n} pounds"),
    ("CHF {n}", "{n} francs", "{n} Swiss francs"),
)

Wordings = tuple[str, ...]
"""The same in other words."""


@dataclass(frozen=True, slots=True)
class Twin:
    """One side of a case.

    Attributes:
        passages: Wordings of the passage.
        questions: What this side answers and the other does not.
        claims: What this side entails and the other does not.
    """

    passages: Wordings
    questions: tuple[Wordings, ...]
    claims: tuple[Wordings, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Two passages that look alike, and what is asked of them.

    Attributes:
        title: What it is about.
        category: What tells the twins apart, one of `CATEGORIES`.
        twins: Both sides.
        shared: Questions that both sides answer, not always alike.
        unanswered: Questions that neither side answers.
    """

    title: str
    category: str
    twins: tuple[Twin, Twin]
    shared: tuple[Wordings, ...]
    unanswered: tuple[Wordings, ...]

    def filled(self, rng: Random, split: Split) -> Case:
        """The case with a value in every slot; each use of a slot words it anew."""
        written: dict[str, Callable[[], str]] = {}
        taken: set[str] = set()
        currency = rng.choice(_CURRENCIES)

        def value(match: re.Match[str]) -> str:
            name = f"{match[1] or 'n'}{match[2] or match[3]}"
            while name not in written:
                sense, words = _drawn(match, rng, split, currency)
                if sense not in taken:
                    taken.add(sense)
                    written[name] = words
            return written[name]()

        def said(wordings: Wordings) -> Wordings:
            return tuple(_SLOT.sub(value, text) for text in wordings)

        def side(twin: Twin) -> Twin:
            return Twin(said(twin.passages), tuple(map(said, twin.questions)), tuple(map(said, twin.claims)))

        first, second = self.twins
        shared, unanswered = (tuple(map(said, lines)) for lines in (self.shared, self.unanswered))
        return Case(self.title, self.category, (side(first), side(second)), shared, unanswered)


@cache
def cases(split: Split) -> dict[str, tuple[Case, ...]]:
    """The cases of a split, by the field of life they are from."""
    found = {}
    for path in sorted(_FOLDER.glob("*.txt")):
        read = read_cases(path.read_text(encoding="utf-8"), path.name)
        found[path.stem] = tuple(case for i, case in enumerate(read) if _SIDES.get(i % 16, "train") == split)
    return found


def case_records(*, relation: Relation, seed: int, split: Split) -> Iterator[Record]:
    """Yields labelled pairs of every case of a split, once through.

    Args:
        relation: "support": questions and claims against both twins, forms "fact" and "near_miss", and against one of
            them what both answer, "fact", and what neither answers, "topic_only". "identity": two wordings of a passage
            or a question, beside those of the twin's.
        seed: Of the wordings and of what fills the slots.
        split: One of `SPLITS`; they share no case and no name.
    """
    number = 0
    for field, of in cases(split).items():
        for case in of:
            rng = Random(f"{seed}/{relation}/{field}/{case.title}")
            filled = case.filled(rng, split)
            pairs = _asked(filled, rng) if relation == "support" else _said_twice(filled, rng)
            for a, b, label, form in pairs:
                yield Record(relation, a, b, label, case.category, form, number, split)
            number += 1


def _asked(case: Case, rng: Random) -> Iterator[tuple[str, str, int, str]]:
    told = [rng.choice(twin.passages) for twin in case.twins]
    for i, twin in enumerate(case.twins):
        for wordings in (*twin.questions, *twin.claims):
            query = rng.choice(wordings)
            yield query, told[i], 1, "fact"
            yield query, told[1 - i], 0, "near_miss"
    for wordings in case.shared:
        yield rng.choice(wordings), rng.choice(told), 1, "fact"
    for wordings in case.unanswered:
        yield rng.choice(wordings), rng.choice(told), 0, "topic_only"


def _said_twice(case: Case, rng: Random) -> Iterator[tuple[str, str, int, str]]:
    for twin, other in (case.twins, case.twins[::-1]):
        both = [(twin.passages, other.passages, "statement")]
        both += [(one, another, "question") for one, another in zip(twin.questions[:1], other.questions, strict=False)]
        for own, its, form in both:
            if said := reworded(own, rng):
                yield *said, 1, form
                yield said[0], rng.choice(its), 0, form


def reworded(wordings: Wordings, rng: Random) -> tuple[str, str] | None:
    """Two wordings that say the same; None if there is but one, or if they name other figures as examples."""
    if len(wordings) < 2:
        return None
    one, again = rng.sample(wordings, 2)
    return (one, again) if set(_FIGURE.findall(one)) == set(_FIGURE.findall(again)) else None


def read_cases(text: str, name: str) -> tuple[Case, ...]:
    """Reads the notation of `cases/`.

    Args:
        text: Blocks of lines.
        name: Of the file, for messages.

    Raises:
        ValueError: a line is none of the notation, a category is unknown, a side has no passage, or only one is
            asked of.
    """
    found = []
    block: list[str] = []
    for number, line in enumerate((*text.splitlines(), ""), 1):
        if line.strip():
            block.append(line)
        elif block:
            found.append(_case(block, name, number - len(block)))
            block = []
    return tuple(found)


def _case(lines: list[str], name: str, first: int) -> Case:
    header = _HEADER.fullmatch(lines[0])
    if header is None or header[2] not in CATEGORIES:
        raise ValueError(f'{name}:{first}: expected "# title | category" with one of {CATEGORIES}, got {lines[0]!r}')
    items: dict[str, list[Wordings]] = {}
    for number, line in enumerate(lines[1:], first + 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(
                f'{name}:{number}: expected "+", "-", "+?", "-?", "+!", "-!", "=?" or "0?", got {line[:60]!r}'
            )
        items.setdefault(match[1], []).append(tuple(w.strip() for w in match[2].split("|")))
    needed = ("+", "-", "+?", "-?") if any(len(mark) > 1 for mark in items) else ("+", "-")
    if missing := [mark for mark in needed if mark not in items]:
        raise ValueError(f"{name}:{first}: the case has no line with {missing}; add one")

    def twin(mark: str) -> Twin:
        passages = tuple(w for wordings in items[mark] for w in wordings)
        return Twin(passages, tuple(items.get(f"{mark}?", ())), tuple(items.get(f"{mark}!", ())))

    return Case(header[1], header[2], (twin("+"), twin("-")), tuple(items.get("=?", ())), tuple(items.get("0?", ())))


def _drawn(match: re.Match[str], rng: Random, split: Split, currency: Wordings) -> tuple[str, Callable[[], str]]:
    """A value for a slot: its sense, and what words it."""
    kind = match[1]
    if kind is None:
        number = rng.randint(int(match[4]), int(match[5]))
        return f"n {number}", lambda: number_words(number) if rng.random() < 0.15 else f"{number:,}"
    if kind == "money":
        amount = rng.randint(2, 99) * rng.choice((1, 5, 10, 100))
        return f"money {amount}", lambda: rng.choice(currency).format(n=f"{amount:,}")
    if kind == "date":
        words = values.draw_date(rng)
        return f"date {words[0]}", lambda: rng.choice(words)
    draw: Callable[[], str] = {
        "org": lambda: names.organisation(rng, split, _KINDS).text,
        "person": lambda: names.person(rng, split).text,
        "place": lambda: names.town(rng, split),
        "day": lambda: rng.choice(values.DAYS),
        "month": lambda: rng.choice(values.MONTHS),
    }[kind]
    text = draw()
    return f"{kind} {text}", lambda: text
