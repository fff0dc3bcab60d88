"""Finishing touches on a text: contractions, capital, full stop or question mark."""

from __future__ import annotations

import re

from .morphology import capitalise

_CONTRACTIONS = {
    "did not": "didn't",
    "does not": "doesn't",
    "do not": "don't",
    "was not": "wasn't",
    "were not": "weren't",
    "is not": "isn't",
    "are not": "aren't",
    "has not": "hasn't",
    "have not": "haven't",
    "will not": "won't",
    "must not": "mustn't",
    "need not": "needn't",
    "cannot": "can't",
    "it is": "it's",
}
_PATTERN = re.compile(r"\b(" + "|".join(_CONTRACTIONS) + r")\b")


def contract(text: str) -> str:
    """Replaces "did not" by "didn't" and so on."""
    return _PATTERN.sub(lambda m: _CONTRACTIONS[m.group(1)], text)


_WH_IS = re.compile(r"\b(what|who|where|when) is\b(?! it\b)")


def casual(text: str) -> str:
    """Replaces "what is" by "what's" and so on, in a question that does not end there."""
    return _WH_IS.sub(r"\1's", text)


def sentence(text: str, end: str = ".") -> str:
    """Capital and end mark."""
    return capitalise(text) + ("" if text.endswith((".", "?", "!")) else end)
