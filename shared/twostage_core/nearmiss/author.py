"""Owns pairs that a language model writes from the user's own texts: drafted, checked by rule, and confirmed blindly.

A model that is asked for a near-miss often hands in a paraphrase, or a match that is none, and a wrong label teaches
worse than none. So it edits a text by naming the words to replace, which keeps the edit small and checkable, and is
then asked of every pair, without the label, whether it matches. What it does not confirm is refused.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from twostage_core.errors import InputError
from twostage_core.text import normalise

from .record import CATEGORIES, Relation

Ask = Callable[[list[str]], Sequence[str]]
"""Prompts in, as many answers out, in their order. With LangChain ``(model | StrOutputParser()).batch``, with
LlamaIndex ``lambda prompts: [llm.complete(prompt).text for prompt in prompts]``."""

_MEANINGS = {
    "negation": "what is so is not so, or the other way round",
    "role_swap": "who does something and to whom it is done change places",
    "binding": "two things exchange their attributes: amounts, dates, colours, owners",
    "spatial": "a place or a direction is another one",
    "temporal": "a time is another one, or before and after change places",
    "quantity": "a number, an amount or a unit is another one",
    "comparison": "a comparison or a property is turned into its opposite",
    "entity": "a person, a company, a place or a thing is another one of its kind",
    "modality": "must, may, need not and must not are exchanged",
    "quantifier": "all, some, none, only and not all are exchanged",
    "condition": "a condition or an exception is turned: if, unless, except",
    "attribution": "somebody else said it, or it is denied or believed instead of said",
    "causation": "cause and effect change places, or the cause is another one",
    "direction": "what goes from one to another goes the other way: buy and sell, lend and borrow",
    "state_change": "a change of state is turned into the opposite one: enable and disable, grant and revoke",
}
_WRITE: dict[Relation, tuple[str, str]] = {
    "support": (
        "Ask one question that the text below answers. Word it as somebody would who looks for the answer and has "
        "never seen the text, in words of your own.",
        "so that the text no longer answers the question. Edit what the question takes for granted, or the case that "
        "it asks about, and never the answer itself: a text that gives another answer, a no included, still answers.",
    ),
    "identity": (
        "Say in other words, and in another order where you can, all that the text below says and no more.",
        "so that it no longer says the same.",
    ),
}
_CONFIRM: dict[Relation, str] = {
    "support": "Does the text say what the question asks for? A text from which a clear no follows says it, too.",
    "identity": "Do both texts say the same, or ask the same, with nothing added, left out or changed?",
}
_ASKING: dict[Relation, str] = {"support": "Question", "identity": "First text"}
_MOST_EDITED = 0.5
"""Share of a text's words beyond which an edit makes another text, not a near-miss."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A pair as a language model wrote it, kept or refused.

    Attributes:
        relation: "support" or "identity".
        query: What the model wrote: a question for the text, or the text in other words; empty if nothing was read.
        text: The user's text, or an edit of it.
        label: 1 for the text as it is, 0 for an edit.
        category: What was edited, one of `CATEGORIES`; "same" for the text as it is.
        refused: Why the pair is not to be used; empty if it is good.
    """

    relation: Relation
    query: str
    text: str
    label: int
    category: str
    refused: str = ""


def write_pairs(
    texts: Iterable[str],
    ask: Ask,
    *,
    relation: Relation = "support",
    categories: Sequence[str] = CATEGORIES,
    each: int = 3,
    confirm: Ask | None = None,
    seed: int = 0,
    together: int = 8,
    before: Iterable[Draft] = (),
) -> Iterator[list[Draft]]:
    """Lets a language model write what matches texts, and near-misses of them.

    What is written for a text (a question that it answers, or the same in other words) is the query of all its pairs:
    one with the text itself, and one with each edit of it. Nothing distinguishes them but the edit. Another answer to
    a question is an answer too, so for "support" an edit has to change what the question is about.

    Args:
        texts: Passages as recall brings them for "support"; sentences or questions for "identity". Read as needed.
        ask: Whom to ask.
        relation: "support" or "identity".
        categories: What may be edited.
        each: Most edits of a text, of as many categories, drawn for it. The model may leave out what does not fit.
        confirm: Whom to ask whether a pair matches, without the label; the same by default. Another model is better:
            it does not share the first one's errors.
        seed: Of the draw of categories.
        together: Texts whose prompts are handed over at once.
        before: What an earlier run wrote, which this one is not to contradict.

    Yields:
        For each text, in order, its drafts, good and refused: the match, then its near-misses. When `ask` or `confirm`
        fails, all texts before the `together` that it was asked about have come out, and none of these: to go on,
        leave out as many texts as there were lists.

    Raises:
        InputError: If an argument is none of those above, before anybody is asked; or if `ask` or `confirm` does not
            give an answer, a string, for each prompt.
    """
    if relation not in _WRITE:
        raise InputError(f"relation must be one of {', '.join(map(repr, _WRITE))}, but got {relation!r}")
    if not categories or (unknown := [c for c in categories if c not in _MEANINGS]):
        raise InputError(f"categories must be of {', '.join(CATEGORIES)}, but got {unknown if categories else 'none'}")
    if not callable(ask) or not callable(confirm or ask):
        raise InputError(f"ask and confirm must be functions from prompts to answers, but got {ask!r} and {confirm!r}")
    if each < 1 or together < 1:
        raise InputError(f"each and together must be at least 1, but got {each} and {together}")
    kept: dict[tuple[str, ...], int] = {}
    for draft in before:
        _consistent(draft, kept)
    return _written(texts, ask, relation, categories, each, confirm or ask, seed, together, kept)


def _written(
    texts: Iterable[str],
    ask: Ask,
    relation: Relation,
    categories: Sequence[str],
    each: int,
    confirm: Ask,
    seed: int,
    together: int,
    kept: dict[tuple[str, ...], int],
) -> Iterator[list[Draft]]:
    remaining = iter(texts)
    while batch := list(islice(remaining, together)):
        # By the text, not by its place: a run that goes on later asks what it would have asked.
        most = min(each, len(categories))
        drawn = {text: random.Random(f"{seed}/{text}").sample(list(categories), most) for text in batch}
        answers = iter(_asked(ask, [_writing(text, relation, drawn[text]) for text in batch if text.strip()]))
        drafts = [
            _drafts(text, relation, next(answers), drawn[text])
            if text.strip()
            else [Draft(relation, "", text, 1, "same", "the text is blank")]
            for text in batch
        ]
        asked = [draft for own in drafts for draft in own if not draft.refused]
        said = iter(_asked(confirm, [_confirming(draft) for draft in asked]))
        for own in drafts:
            judged = [draft if draft.refused else _judged(draft, next(said)) for draft in own]
            yield _beside_their_match([_consistent(draft, kept) for draft in judged])


def _writing(text: str, relation: Relation, categories: Sequence[str]) -> str:
    first, then = _WRITE[relation]
    kinds = "\n".join(f"- {name}: {_MEANINGS[name]}" for name in categories)
    return (
        f"{first}\n\n"
        f"Then, for each kind of edit listed here that fits the text, replace as few of its words as you can {then} "
        "The edited text must read well and be as plausible as the one before.\n"
        f"{kinds}\n\n"
        'Answer with one JSON object and nothing else: {"query": "what you wrote first", "edits": [{"kind": "one of '
        'those listed", "old": "words that stand in the text once, letter by letter", "new": "what replaces '
        'them"}]}\n\n'
        f"<text>\n{text}\n</text>"
    )


def _confirming(draft: Draft) -> str:
    asking = _ASKING[draft.relation]
    return (
        f"{_CONFIRM[draft.relation]} Answer with yes or no alone.\n\n"
        f"{asking}:\n<text>\n{draft.query}\n</text>\n\nText:\n<text>\n{draft.text}\n</text>"
    )


def _asked(ask: Ask, prompts: list[str]) -> list[str]:
    given: Any = ask(prompts) if prompts else []
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InputError(f"expected a list of answers, but got {type(given).__name__}")
    answers = list(given)
    if len(answers) != len(prompts):
        raise InputError(f"expected an answer for each of {len(prompts)} prompts, but got {len(answers)}")
    for answer in answers:
        if not isinstance(answer, str):
            raise InputError(
                f"expected answers as strings, but got {type(answer).__name__}; with LangChain, ask by "
                "(model | StrOutputParser()).batch"
            )
    # What a reasoning model thinks aloud is no answer.
    return [answer.rpartition("</think>")[2] for answer in answers]


def _drafts(text: str, relation: Relation, answer: str, categories: Sequence[str]) -> list[Draft]:
    """Reads an answer: the match, then an edit each; what breaks a rule is refused."""
    match = Draft(relation, "", text, 1, "same")
    found = _first_object(answer)
    query = found.get("query")
    if not isinstance(query, str) or not query.strip():
        return [replace(match, refused="no query in the answer")]
    match = replace(match, query=query.strip())
    if _words(match.query) == _words(text):
        return [replace(match, refused="the query is the text itself")]
    edits = found.get("edits")
    drafts = [match]
    seen = {"": "nothing is left", _plain(text): "nothing is edited", _plain(query): "the edit is the query itself"}
    for edit in edits[: len(categories)] if isinstance(edits, list) else []:
        draft = _edited(match, edit, categories)
        drafts.append(replace(draft, refused=draft.refused or seen.get(_plain(draft.text), "")))
        seen.setdefault(_plain(draft.text), "another edit says it already")
    return drafts


def _edited(match: Draft, edit: Any, categories: Sequence[str]) -> Draft:
    draft = replace(match, label=0, category="")
    kind, old, new = (edit.get(name) if isinstance(edit, Mapping) else None for name in ("kind", "old", "new"))
    if not isinstance(kind, str) or kind not in categories:
        return replace(draft, refused="no kind of edit that was asked for")
    draft = replace(draft, category=kind)
    if not isinstance(old, str) or not isinstance(new, str) or (text := _replaced(match.text, old, new)) is None:
        return replace(draft, refused="what is to be replaced does not stand in the text once")
    words = len(_words(match.text))
    if max(len(_words(old)), len(_words(new))) > min(max(0, words - 1), max(2, _MOST_EDITED * words)):
        return replace(draft, refused="too much is edited")
    return replace(draft, text=text)


def _replaced(text: str, old: str, new: str) -> str | None:
    """The text with one stretch of whole words replaced; ``None`` unless it stands there once."""
    start, end = (r"\b" if old[at : at + 1].isalnum() else "" for at in (0, len(old) - 1))
    found = list(re.finditer(start + re.escape(old) + end, text)) if old else []
    if len(found) != 1:
        return None
    before, after = text[: found[0].start()], text[found[0].end() :]
    if not new.strip() and not before[-1:].strip():
        # Words that are taken out leave one blank.
        return before + after.lstrip(" ")
    return before + new + after


def _beside_their_match(drafts: Sequence[Draft]) -> list[Draft]:
    match, *edits = drafts
    if match.refused:
        # An edit of what never matched is no near-miss.
        edits = [replace(edit, refused=edit.refused or "its match is refused") for edit in edits]
    return [match, *edits]


def _consistent(draft: Draft, kept: dict[tuple[str, ...], int]) -> Draft:
    """Refuses what contradicts a pair that was kept before: an edit of one text may be another one of the texts."""
    sides = (_plain(draft.query), _plain(draft.text))
    # Identity has no first and second text.
    key = tuple(sorted(sides)) if draft.relation == "identity" else sides
    if draft.refused or kept.setdefault(key, draft.label) == draft.label:
        return draft
    return replace(draft, refused="an earlier pair says otherwise")


def _judged(draft: Draft, answer: str) -> Draft:
    said = re.match(r"\W*(yes|no)\b", answer, re.IGNORECASE)
    if said is None:
        return replace(draft, refused="neither confirmed nor denied")
    matches = said[1].lower() == "yes"
    if matches == bool(draft.label):
        return draft
    return replace(
        draft, refused="a match that was denied" if draft.label else "a near-miss that was taken for a match"
    )


def _first_object(answer: str) -> dict[str, Any]:
    """The first JSON object with a query in a text, whatever stands around it; empty if there is none."""
    # Models put line breaks into strings as they are.
    decoder = json.JSONDecoder(strict=False)
    for brace in re.finditer(r"\{", answer):
        try:
            found, _ = decoder.raw_decode(answer, brace.start())
        except (ValueError, RecursionError):
            # No JSON, or brackets and digits without end.
            continue
        if "query" in found:
            return dict(found)
    return {}


def _plain(text: str) -> str:
    """A text as far as its reader will tell it from others."""
    return " ".join(normalise(text).text.casefold().split())


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.lower()))
