"""Owns rewrites of picture captions: other words for the same picture, and another attribute for a near-miss.

Sets of negatives alone measure nothing: next to each edited caption stands the same caption in other words, or
"edited" would be all there is to see. Every rule keeps the meaning or steps aside.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from twostage_core.nearmiss.morphology import participle
from twostage_core.nearmiss.perturber import preserve

Rule = Callable[[str, random.Random], "str | None"]

_SYNONYMS = {
    "a number of": "several", "a single": "just one", "airplane": "plane", "airplanes": "planes", "beneath": "under",
    "beside": "next to", "bicycle": "bike", "bicycles": "bikes", "big": "large", "cell phone": "mobile phone",
    "cellular telephone": "mobile phone", "exactly one": "a single", "female child": "girl", "fireplug": "hydrant",
    "kid": "child", "kids": "children", "laying": "lying", "little": "small", "male child": "boy",
    "motorcycle": "motorbike", "motorcycles": "motorbikes", "near": "close to", "on top of": "atop", "photo": "picture",
    "policeman": "police officer", "refrigerator": "fridge", "sofa": "couch", "television": "tv",
}  # fmt: skip
_SYNONYM = _SYNONYMS | {other: one for one, other in _SYNONYMS.items()}
# Longest first: "next to" before "to", "exactly one" before "one".
_KNOWN = re.compile(r"\b(" + "|".join(sorted(map(re.escape, _SYNONYM), key=len, reverse=True)) + r")\b", re.I)

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_FRAMES = ("In this picture, ", "In the image, ", "As one can see, ", "In this scene, ")
_PLACE = re.compile(
    r"(?P<what>[\w' -]+?) (?P<where>(?:in|on|by|at|behind|under|near) (?:the|this|a|an) [\w' -]+)", re.I
)
_DOING = "sitting|standing|riding|holding|walking|flying|playing|wearing|eating|laying|lying|looking|driving|watching"
_PARTICIPLE = re.compile(
    r"(?P<who>(?P<article>an?|the|one|this|two|three|some|several) (?:\w+ ){1,3}?)" + rf"(?P<rest>(?:{_DOING})\b.*)",
    re.I,
)
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|that|who|which|while)\b", re.I)
_THIRD = re.compile(
    r"(?P<who>(?:An?|The) (?:[a-z-]*[a-rt-z] ){1,3}?)(?P<verb>[a-z]{3,}s) (?P<whom>(?:an?|the) [a-z -]+)"
)
_NOT_VERBS = frozenset({"across", "towards", "afterwards", "besides", "perhaps"})
# Their participles are irregular and not in the table of `morphology`.
_UNSURE = frozenset(
    {"bite", "cling", "shoot", "slide", "sling", "spin", "spit", "stick", "sting", "strike", "swing", "wring"}
)

_COLOURS = ("red", "blue", "green", "yellow", "white", "black", "brown", "pink", "purple")
_OPPOSITES = {
    "small": "large", "large": "small", "little": "big", "big": "little", "tall": "short", "young": "old",
    "old": "young", "clean": "dirty", "dirty": "clean", "wet": "dry", "dry": "wet", "wooden": "metal",
    "metal": "wooden", "long": "short", "bright": "dark", "dark": "bright",
}  # fmt: skip
_ATTRIBUTE = re.compile(r"\b(" + "|".join((*_COLOURS, *_OPPOSITES)) + r")\b(?!-| fashioned)", re.I)


def rewrite(caption: str, rng: random.Random) -> str:
    """Says the same in other words.

    Args:
        caption: An English caption.
        rng: Source of the draw.

    Returns:
        The rewritten caption, in other words or another order and not only in other letters.
    """
    body = caption.strip().rstrip(".").strip()
    stop = "." if caption.rstrip().endswith(".") else ""
    rules: list[Rule] = [_count, _existence, _fronted, _passive, _finite, _synonym]
    rng.shuffle(rules)
    changed = next((found for rule in rules if (found := rule(body, rng)) is not None), None)
    if changed is None or rng.random() < 0.2:
        changed = rng.choice(_FRAMES) + _lower(changed or body)
    same = preserve(changed + stop, rng) if rng.random() < 0.3 else None
    return same.text if same is not None else changed + stop


def other_attribute(caption: str, rng: random.Random) -> str | None:
    """Gives something in the caption another colour, size, age, state or material.

    Args:
        caption: An English caption.
        rng: Source of the draw.

    Returns:
        The changed caption, or ``None`` when it names no such attribute.
    """
    found = list(_ATTRIBUTE.finditer(caption))
    if not found:
        return None
    match = rng.choice(found)
    old = match[1].lower()
    if old in _COLOURS:
        new = rng.choice([c for c in _COLOURS if not re.search(rf"\b{c}\b", caption, re.I)])
    else:
        new = _OPPOSITES[old]
    return _put(caption, match, new)


def _count(body: str, rng: random.Random) -> str | None:
    """Turns "There are exactly 4 people" into "The number of people is four"."""
    match = re.fullmatch(r"There (?:are|is) exactly (\d+) (.+)", body)
    if match is None:
        return None
    number, what = int(match[1]), match[2]
    if number == 0:
        return rng.choice([f"There are no {what}", f"There aren't any {what}"])
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    if number == 1:
        return rng.choice([f"There is just one {what}", f"There is a single {what}", f"One {what} and no more"])
    return rng.choice(
        [
            f"The number of {what} is {word}",
            f"There are {word} {what}, no more and no fewer",
            f"Precisely {word} {what}",
        ]
    )


def _existence(body: str, rng: random.Random) -> str | None:
    """Turns "There are no cars shown" into "No cars are shown"."""
    match = re.fullmatch(r"There (is|are) (?!exactly)(.+?)(?: (shown|visible|pictured))?", body)
    if match is None:
        return None
    verb, what, seen = match.groups()
    no = re.fullmatch(r"no (.+)", what)
    if seen is not None:
        return f"{_upper(what)} {verb} {rng.choice(['visible', 'shown', 'pictured'])}"
    if no is not None:
        return f"There {verb}n't any {no[1]}"
    return f"One can see {what}"


def _fronted(body: str, rng: random.Random) -> str | None:
    """Turns "There are exactly 7 animals by the fence" into "By the fence there are exactly 7 animals"."""
    match = re.fullmatch(r"There (is|are) (.+)", body)
    place = _PLACE.fullmatch(match[2]) if match else None
    if match is None or place is None:
        return None
    return f"{_upper(place['where'])} there {match[1]} {place['what']}"


def _passive(body: str, rng: random.Random) -> str | None:
    """Turns "A tiger chases a cow" into "A cow is chased by a tiger"."""
    match = _THIRD.fullmatch(body)
    if match is None or match["verb"] in _NOT_VERBS:
        return None
    verb = match["verb"].removesuffix("s")
    if verb.endswith("ie"):
        verb = verb[:-2] + "y"
    elif re.search(r"(?:ch|sh|ss|x|o)e$", verb):
        verb = verb[:-1]
    form = participle(verb)
    # One short syllable that was not doubled: the table does not know the verb.
    if verb in _UNSURE or (re.fullmatch(r"[^aeiou]+[aeiou][bdgmnpt]", verb) and form == verb + "ed"):
        return None
    return f"{_upper(match['whom'])} is {form} by {_lower(match['who'].strip())}"


def _finite(body: str, rng: random.Random) -> str | None:
    """Turns "a man riding a horse" into "there is a man who is riding a horse"."""
    match = _PARTICIPLE.fullmatch(body)
    if match is None or _FINITE.search(body):
        return None
    verb = "are" if match["article"].lower() in ("two", "three", "some", "several") else "is"
    who, rest = match["who"].strip(), match["rest"]
    if re.search(r"\b(?:couple|pair|bunch|group|row)\b", who):
        return None
    return rng.choice([f"{who} {verb} {rest}", f"there {verb} {_lower(who)} that {verb} {rest}"])


def _synonym(body: str, rng: random.Random) -> str | None:
    """Turns "a man near a bike" into "a man near a bicycle"."""
    found = list(_KNOWN.finditer(body))
    if not found:
        return None
    match = rng.choice(found)
    return _put(body, match, _SYNONYM[match[1].lower()])


def _put(text: str, match: re.Match[str], word: str) -> str:
    """Puts a word in the place of another and makes the article before it fit."""
    before = text[: match.start()]
    if match.group()[0].isupper():
        word = _upper(word)
    article = re.search(r"\b([Aa])n? $", before)
    if article is not None:
        before = before[: article.start()] + article[1] + ("n " if word[0].lower() in "aeiou" else " ")
    return before + word + text[match.end() :]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
