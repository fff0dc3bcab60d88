"""Owns the rule-based perturber: small edits of a natural sentence whose effect on meaning is known.

Every rule either names what it did or steps aside. A rule that is not sure (a symmetric list, a number
inside a name, a negated question) refuses, because a wrong label teaches worse than none.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .values import DAYS, MONTHS

Rule = Callable[[str, random.Random], "str | None"]


@dataclass(frozen=True, slots=True)
class Perturbation:
    """A changed sentence.

    Attributes:
        text: The sentence after the edit.
        category: A near-miss category, or ``"same"`` when the meaning is kept.
    """

    text: str
    category: str


_OPPOSITES = {
    "comparison": """
        more/less larger/smaller largest/smallest higher/lower highest/lowest longer/shorter longest/shortest
        oldest/youngest older/younger most/fewest greater/smaller maximum/minimum increase/decrease increased/decreased
        increases/decreases rose/fell best/worst better/worse stronger/weaker faster/slower
        fastest/slowest earliest/latest majority/minority top/bottom wide/narrow deep/shallow heavy/light rich/poor
        hot/cold early/late strong/weak expensive/cheap""",
    "temporal": "before/after first/last until/since earlier/later previous/next began/ended start/end opened/closed",
    "spatial": """
        above/below north/south east/west northern/southern eastern/western left/right inside/outside
        upper/lower front/back""",
    "state_change": """
        enable/disable enabled/disabled allow/forbid allowed/forbidden accepted/rejected accept/reject granted/revoked
        included/excluded includes/excludes gained/lost won/lost import/export public/private internal/external
        permanent/temporary mandatory/optional legal/illegal success/failure active/inactive""",
    "quantifier": "all/some every/no always/never both/neither everyone/nobody everything/nothing only/also",
    "direction": "buy/sell bought/sold lend/borrow arrives/departs arrival/departure sender/recipient import/export",
    "condition": "if/unless",
}
_OPPOSITE: dict[str, tuple[str, str]] = {}
for _category, _pairs in _OPPOSITES.items():
    for _pair in _pairs.split():
        _one, _other = _pair.split("/")
        _OPPOSITE.setdefault(_one, (_other, _category))
        _OPPOSITE.setdefault(_other, (_one, _category))

_NUMBER_WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_AUXILIARY = re.compile(r"\b(is|are|was|were|can|could|must|should|will|would|may|has|have|had)\b(?! not\b|n't)", re.I)
_NAME = re.compile(r"(?<![.?!] )(?<!^)\b[A-Z][\w'’-]+(?: (?:of |the |de )?[A-Z][\w'’-]+)*")


def perturb(text: str, rng: random.Random, *, names: Sequence[str] = (), question: bool = False) -> Perturbation | None:
    """Makes a near-miss of a sentence.

    Args:
        text: An English sentence or question.
        rng: Source of the draw.
        names: Names to put in place of one in the text; without them no name is replaced.
        question: Whether the text is a question, whose polarity is then left alone (a yes/no question
            is answered by a "no").

    Returns:
        The near-miss and its category, or ``None`` when no rule is sure.
    """
    rules: list[tuple[str | None, Rule]] = [
        ("quantity", _change_number),
        ("temporal", _change_date),
        ("role_swap", _swap_names),
        (None, _opposite),
    ]
    if not question:
        rules.append(("negation", _negate))
    if names:
        rules.append(("entity", lambda t, r: _replace_name(t, r, names)))
    rng.shuffle(rules)
    for category, rule in rules:
        changed = rule(text, rng)
        if changed is None or changed.lower() == text.lower():
            continue
        if category is None:
            changed, category = changed.split("\0")
        return Perturbation(changed, category)
    return None


def preserve(text: str, rng: random.Random) -> Perturbation | None:
    """Changes how a sentence looks, and not what it says.

    Args:
        text: An English sentence or question.
        rng: Source of the draw.

    Returns:
        The rewritten sentence, category ``"same"``, or ``None`` when no rule applies.
    """
    rules: list[Rule] = [_contract, _respell_number, _swap_conjuncts, _move_time, _recase]
    rng.shuffle(rules)
    changed = text
    for rule in rules[: rng.randint(1, 3)]:
        changed = rule(changed, rng) or changed
    return None if changed == text else Perturbation(changed, "same")


def _substitute(text: str, match: re.Match[str], replacement: str) -> str:
    if match.group()[0].isupper():
        replacement = replacement[0].upper() + replacement[1:]
    return text[: match.start()] + replacement + text[match.end() :]


def _change_number(text: str, rng: random.Random) -> str | None:
    words = list(re.finditer(r"\b(?:" + "|".join(_NUMBER_WORDS) + r")\b", text, re.I))
    # Not inside a name or code: no letter or hyphen may touch the digits.
    digits = list(re.finditer(r"(?<![\w.,-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w-]|[.,]\d)", text))
    found = words + digits
    if not found:
        return None
    match = rng.choice(found)
    old = match.group()
    if old[0].isdigit():
        new = "".join(str(rng.randint(1, 9)) if c.isdigit() else c for c in old)
    else:
        new = rng.choice([w for w in _NUMBER_WORDS if w != old.lower()])
    return _substitute(text, match, new)


def _change_date(text: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"\b(?:" + "|".join((*MONTHS, *DAYS)) + r"|1[0-9]\d\d|20\d\d)\b", text))
    if not found:
        return None
    match = rng.choice(found)
    old = match.group()
    if old.isdigit():
        new = str(int(old) + rng.choice([-1, 1]) * rng.randint(1, 40))
    else:
        names = MONTHS if old in MONTHS else DAYS
        new = rng.choice([n for n in names if n != old])
    return _substitute(text, match, new)


def _swap_names(text: str, rng: random.Random) -> str | None:
    found = list(_NAME.finditer(text))
    if len(found) < 2:
        return None
    at = rng.randrange(len(found) - 1)
    first, second = found[at], found[at + 1]
    between = text[first.end() : second.start()]
    # Two names of one list, or "X (Y)", may be swapped without changing anything.
    if re.search(r"\b(?:and|or)\b|[,;()/]|^\W*$", between) or first.group() == second.group():
        return None
    return text[: first.start()] + second.group() + between + first.group() + text[second.end() :]


def _replace_name(text: str, rng: random.Random, names: Sequence[str]) -> str | None:
    found = [m for m in _NAME.finditer(text) if m.group() not in (*MONTHS, *DAYS)]
    if not found:
        return None
    match = rng.choice(found)
    fitting = [n for n in names if n.count(" ") == match.group().count(" ") and n != match.group()]
    return _substitute(text, match, rng.choice(fitting)) if fitting else None


def _opposite(text: str, rng: random.Random) -> str | None:
    found = [m for m in re.finditer(r"[A-Za-z]+", text) if m.group().lower() in _OPPOSITE]
    if not found:
        return None
    match = rng.choice(found)
    other, category = _OPPOSITE[match.group().lower()]
    return _substitute(text, match, other) + "\0" + category


def _negate(text: str, rng: random.Random) -> str | None:
    if (match := re.search(r"\b(is|are|was|were|can|must|should|will|may|has|had) not ", text)) is not None:
        return text[: match.end(1)] + " " + text[match.end() :]
    found = list(_AUXILIARY.finditer(text))
    # One auxiliary only: in a sentence of several clauses the scope of the change is not plain.
    if len(found) != 1 or re.search(r"\b(not|no|never|n't|neither|nor|none)\b", text):
        return None
    return text[: found[0].end()] + " not" + text[found[0].end() :]


_CONTRACTIONS = {
    "is not": "isn't", "are not": "aren't", "was not": "wasn't", "were not": "weren't", "do not": "don't",
    "does not": "doesn't", "did not": "didn't", "cannot": "can't", "will not": "won't", "has not": "hasn't",
    "have not": "haven't", "had not": "hadn't", "would not": "wouldn't", "could not": "couldn't", "it is": "it's",
    "I am": "I'm", "that is": "that's", "what is": "what's", "who is": "who's",
}  # fmt: skip


def _contract(text: str, rng: random.Random) -> str | None:
    for long, short in _CONTRACTIONS.items():
        for old, new in ((long, short), (short, long)):
            if (match := re.search(rf"\b{re.escape(old)}\b", text, re.I)) is not None:
                return _substitute(text, match, new)
    return None


def _respell_number(text: str, rng: random.Random) -> str | None:
    if (match := re.search(r"\b(?:" + "|".join(_NUMBER_WORDS) + r")\b", text, re.I)) is not None:
        return text[: match.start()] + str(_NUMBER_WORDS.index(match.group().lower()) + 2) + text[match.end() :]
    match = re.search(r"(?<![\w.,$-])([2-9]|1[0-2])(?![\w%-]|[.,]\d)", text)
    # "June 7" is not "June seven".
    if match is not None and not text[: match.start()].rstrip().endswith(tuple(MONTHS)):
        return text[: match.start()] + _NUMBER_WORDS[int(match.group()) - 2] + text[match.end() :]
    if (match := re.search(r"(\d) ?%|(\d) percent\b", text)) is not None:
        return text[: match.start()] + (f"{match[1]} percent" if match[1] else f"{match[2]}%") + text[match.end() :]
    return None


def _swap_conjuncts(text: str, rng: random.Random) -> str | None:
    name = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*"
    # With a comma before it, the pair is the end of a longer list.
    match = re.search(rf"(, )?\b({name}) (and|or) ({name})(?! (?:and|or)\b)", text)
    if match is None or match[1] or match.start() == 0 or "respectively" in text:
        return None
    return text[: match.start()] + f"{match[4]} {match[3]} {match[2]}" + text[match.end() :]


_TIME = rf"(?:{'|'.join(MONTHS)})? ?(?:\d{{1,2}},? )?(?:1[0-9]\d\d|20\d\d)"
_TIME_FIRST = re.compile(rf"(In|On|During|Since|By|Until) ((?:the year )?{_TIME}),? (?=[a-zA-Z])([^,;:?]+)\.")
_TIME_LAST = re.compile(rf"([A-Z][^,;:?]+) (in|on|during|since|by|until) ((?:the year )?{_TIME})\.")
# What opens a clause and keeps its capital only there; any other first word may be a name.
_OPENERS = re.compile(
    r"(?:The|A|An|He|She|It|They|We|This|That|These|Those|His|Her|Its|Their|There|Some|Many|Most|All|Both|Two|Three)\b"
)


def _move_time(text: str, rng: random.Random) -> str | None:
    """Takes a year or date from the front of a simple sentence to its end, or the other way round."""
    if (match := _TIME_FIRST.fullmatch(text)) is not None:
        return f"{match[3][0].upper()}{match[3][1:]} {match[1].lower()} {match[2]}."
    match = _TIME_LAST.fullmatch(text)
    # With a second clause before it, the time may belong to either.
    if match is None or re.search(r"\b(?:who|which|that|when|and|but|until|before|after|from|between)\b", match[1]):
        return None
    rest = match[1][0].lower() + match[1][1:] if _OPENERS.match(match[1]) else match[1]
    return f"{match[2].capitalize()} {match[3]}, {rest}."


def _recase(text: str, rng: random.Random) -> str | None:
    return rng.choice([text.lower(), text.rstrip(".?! "), text + ("" if text[-1:] in ".?!" else ".")])


def names_of(texts: Iterable[str]) -> list[str]:
    """The distinct names that stand in the texts, sorted: what `perturb` may put in place of another."""
    return sorted({m.group() for text in texts for m in _NAME.finditer(text)} - {*MONTHS, *DAYS})
