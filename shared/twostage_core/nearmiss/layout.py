"""Layouts: what stands around the sentences of a passage and says nothing about its facts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from random import Random

from .meaning import Meaning, phrases
from .morphology import capitalise

# Of all passages, those laid out in some way.
_SHARE = 0.45
_HEADINGS = (
    "{N}\n",
    "# {N}\n",
    "== {N} ==\n",
    "Re: {n}\n",
    "Topic: {n}\n",
    "Topics: {n}, {m}\n",
    "{N} / {m}\n",
    "Subject: {n}. ",
    "Subject: {n} and other matters. ",
    "Memo ({n}). ",
    "[{N}] ",
    "Notes, {n}. ",
    "Key words: {n}; {m}. ",
    "On {n} and other things. ",
)
_OPENINGS = (
    "This notice replaces nothing. ",
    "Please read to the end. ",
    "Please keep this sheet. ",
    "The points below are in no particular order. ",
    "Copies have gone to everybody concerned. ",
    "Page 3. ",
    "Continued from the previous page. ",
    "The reader is asked for patience. ",
    "What follows has been put together for the files. ",
    "Several things have been collected here. ",
    "No reply is needed. ",
    "Summary of the week. ",
)
_CLOSINGS = (
    " Thank you for reading.",
    " A copy is kept in the office.",
    " Copies have gone to everybody concerned.",
    " End of the notice.",
    " No reply is needed.",
    " Continued on the next page.",
    " Signed by the office.",
    " There is nothing else to add here.",
    " Further pages follow.",
    " Please pass this sheet on.",
)
_CONNECTIVES = (
    "besides, ",
    "in addition, ",
    "also, ",
    "moreover, ",
    "furthermore, ",
    "what is more, ",
    "apart from that, ",
    "aside from this, ",
    "on another note, ",
    "beyond that, ",
    "to go on, ",
)
_BULLETS = ("- ", "* ", "• ", "– ")
_NUMBERS = ("{n}. ", "{n}) ", "({n}) ", "No. {n}: ", "Point {n}: ")
# First words that are written small inside a sentence; any other may be a name.
_OPENERS = (
    "A All An At Before By Each Every If In It Neither No Nobody None Not On Once Only Provided Since Some That The "
    "There Unless When While"
)
_SMALL = frozenset(_OPENERS.split())
# No plain single sentence: another one inside, a question, the marks of a form or a list.
_MARKED = re.compile(r"[.?!] |[?:;|/=<>{}\[\]•–]|^(?:No|That|In addition|On another note),")


class Layout:
    """How one passage is laid out; drawn before the passage, so that two passages can share it."""

    def __init__(self, rng: Random) -> None:
        self._rng = Random(rng.getrandbits(48))
        self._plain = self._rng.random() >= _SHARE

    def apply(self, texts: Sequence[str], meanings: Sequence[Meaning], fixed: Collection[str]) -> str:
        """The texts as one passage.

        Args:
            texts: Its sentences in their order.
            meanings: What they speak of.
            fixed: Those of the texts that may not be joined to another: what takes a sentence back says so of "this
                sentence".
        """
        if self._plain:
            return " ".join(texts)
        rng = self._rng
        heading = self._heading(meanings) if rng.random() < 0.4 else ""
        opening = rng.choice(_OPENINGS) if rng.random() < 0.2 else ""
        closing = rng.choice(_CLOSINGS) if rng.random() < 0.25 else ""
        draw = rng.random()
        names = {p.text for m in meanings for p in phrases(m) if p.text[:1].isupper()}
        if draw < 0.35:
            body = self._list(texts)
        elif draw < 0.85:
            body = " ".join(self._linked(texts, names, fixed))
        else:
            body = " ".join(texts)
        return heading + opening + body + closing

    def _heading(self, meanings: Sequence[Meaning]) -> str:
        """One or two of the things and persons spoken of, whatever is said of them."""
        found = {p.text for m in meanings for p in phrases(m) if p.sort in ("thing", "person", "org", "event")}
        # In the order of the alphabet, for the order of the sentence would tell who does it to whom.
        nouns = sorted(n for n in found if not n[:1].isdigit())
        frame = self._rng.choice(_HEADINGS)
        first, second = self._rng.random(), self._rng.random()
        if len(nouns) < 2:
            return ""
        one = nouns.pop(int(first * len(nouns)))
        two = nouns[int(second * len(nouns))]
        one, two = sorted((one, two)) if "{m}" in frame else (one, two)
        return frame.format(n=one, N=capitalise(one), m=two)

    def _list(self, texts: Sequence[str]) -> str:
        rng = self._rng
        if not all(text[0].isalpha() for text in texts):
            return " ".join(texts)
        bullet, number, end = rng.choice(_BULLETS), rng.choice(_NUMBERS), rng.choice(("\n", "\n", " "))
        if rng.random() < 0.5 and end == "\n":
            marks = [bullet] * len(texts)
        else:
            marks = [number.format(n=i) for i in range(1, len(texts) + 1)]
        return end.join(mark + text for mark, text in zip(marks, texts, strict=True))

    def _linked(self, texts: Sequence[str], names: set[str], fixed: Collection[str]) -> list[str]:
        rng = self._rng
        found: list[str] = []
        joinable = False
        for text in texts:
            draw, connective = rng.random(), rng.choice(_CONNECTIVES)
            small = _inside(text, names) if found else None
            if small and draw < 0.3 and joinable and text not in fixed:
                found[-1] = f"{found[-1][:-1]}; {small}"
                joinable = False
                continue
            joinable = text not in fixed and text.endswith(".") and not _MARKED.search(text)
            found.append(capitalise(connective + small) if small and draw < 0.7 else text)
        return found


def _inside(text: str, names: set[str]) -> str | None:
    """The text as it stands inside a sentence, None where it is no plain sentence or its capital is in doubt."""
    if _MARKED.search(text.split(". ")[0] + "."):
        return None
    if text.split(" ")[0] in _SMALL:
        return text[0].lower() + text[1:]
    return text if any(text.startswith(name + " ") for name in names) else None
