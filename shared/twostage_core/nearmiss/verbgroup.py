"""Verb groups: one verb with tense, modality and polarity, ready for statements and for questions."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .morphology import gerund, past, third


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A finite verb.

    Attributes:
        finite: As it follows a subject ("did not repair").
        aux: What a question puts before the subject ("did").
        rest: What a question leaves behind the subject ("not repair").
        base: The bare verb ("repair").
    """

    finite: str
    aux: str
    rest: str
    base: str


# (after the subject, question auxiliary, what stays); {v} the bare verb, {g} its gerund; {is}, {has}, {does}
# agree with the subject.
_Pattern = tuple[str, str, str]
_MODAL: dict[str, tuple[_Pattern, ...]] = {
    "must": (
        ("must {v}", "must", "{v}"),
        ("must {v}", "must", "{v}"),
        ("{has} to {v}", "{does}", "have to {v}"),
        ("{is} required to {v}", "{is}", "required to {v}"),
        ("{is} obliged to {v}", "{is}", "obliged to {v}"),
        ("shall {v}", "must", "{v}"),
        ("needs to {v}", "does", "need to {v}"),
    ),
    "may": (
        ("may {v}", "may", "{v}"),
        ("can {v}", "can", "{v}"),
        ("{is} allowed to {v}", "{is}", "allowed to {v}"),
        ("{is} permitted to {v}", "{is}", "permitted to {v}"),
        ("{is} free to {v}", "{is}", "free to {v}"),
    ),
    "must_not": (
        ("must not {v}", "must", "not {v}"),
        ("may not {v}", "{is}", "forbidden to {v}"),
        ("{is} not allowed to {v}", "{is}", "forbidden to {v}"),
        ("{is} not permitted to {v}", "{is}", "prohibited from {g}"),
        ("{is} forbidden to {v}", "{is}", "forbidden to {v}"),
        ("{is} prohibited from {g}", "{is}", "prohibited from {g}"),
        ("shall not {v}", "must", "not {v}"),
    ),
    "need_not": (
        ("need not {v}", "{does}", "not have to {v}"),
        ("{does} not have to {v}", "{does}", "not have to {v}"),
        ("{is} not required to {v}", "{is}", "not required to {v}"),
        ("{is} not obliged to {v}", "{is}", "not obliged to {v}"),
        ("{is} under no obligation to {v}", "{is}", "under no obligation to {v}"),
    ),
}
_MODAL_THING: dict[str, tuple[_Pattern, ...]] = {
    "must": (
        ("must {v}", "must", "{v}"),
        ("{has} to {v}", "{does}", "have to {v}"),
        ("{is} to {v}", "must", "{v}"),
        ("shall {v}", "must", "{v}"),
    ),
    "may": (
        ("may {v}", "may", "{v}"),
        ("can {v}", "can", "{v}"),
        ("{is} allowed to {v}", "{is}", "allowed to {v}"),
    ),
    "must_not": (
        ("must not {v}", "must", "not {v}"),
        ("may not {v}", "must", "not {v}"),
        ("{is} not to {v}", "must", "not {v}"),
        ("{is} not allowed to {v}", "must", "not {v}"),
        ("shall not {v}", "must", "not {v}"),
    ),
    "need_not": (
        ("need not {v}", "{does}", "not have to {v}"),
        ("{does} not have to {v}", "{does}", "not have to {v}"),
        ("{does} not need to {v}", "{does}", "not need to {v}"),
    ),
}


def verb_group(
    verb: str,
    rng: Random,
    *,
    plural: bool,
    tense: str,
    modality: str,
    polarity: bool,
    animate: bool,
) -> VerbGroup:
    """Conjugates `verb` (base form).

    Args:
        verb: Base form, more words allowed ("be lent").
        rng: Chooses among equivalent modal expressions.
        plural: Whether the subject is plural.
        tense: "past", "present" or "future"; ignored with a modality.
        modality: "", "must", "must_not", "may" or "need_not".
        polarity: False negates; ignored with a modality.
        animate: Whether the subject can be obliged or allowed.
    """
    if modality:
        finite, aux, rest = rng.choice((_MODAL if animate else _MODAL_THING)[modality])
        words = {
            "v": verb,
            "g": gerund(verb),
            "is": "are" if plural else "is",
            "has": "have" if plural else "has",
            "does": "do" if plural else "does",
        }
        if plural:
            finite = finite.replace("needs to", "need to")
            aux = "do" if aux == "does" else aux
        return VerbGroup(finite.format(**words), aux.format(**words), rest.format(**words), verb)
    negation = "" if polarity else "not "
    head, _, tail = verb.partition(" ")
    if tense == "future":
        return VerbGroup(f"will {negation}{verb}", "will", f"{negation}{verb}", verb)
    if head == "be":
        is_ = ("were" if plural else "was") if tense == "past" else ("are" if plural else "is")
        return VerbGroup(f"{is_} {negation}{tail}".rstrip(), is_, f"{negation}{tail}".rstrip(), verb)
    does = "did" if tense == "past" else ("do" if plural else "does")
    if not polarity:
        return VerbGroup(f"{does} not {verb}", does, f"not {verb}", verb)
    if tense == "past":
        return VerbGroup(past(verb), does, verb, verb)
    return VerbGroup(verb if plural else third(verb), does, verb, verb)
