"""Both sides by what they are in the deal: "the lender of the mask was Dario and the borrower Mina"."""

from __future__ import annotations

from random import Random

from ..clauses import adjunct_part, wording
from ..meaning import NP, Event, Meaning
from ..morphology import participle
from ..verbgroup import verb_group

SPLIT = "train"
WEIGHT = 2
# Who gives and who gets. Senses that lack such a pair of nouns are left to other families.
_SIDES: dict[str, tuple[str, str]] = {
    "lend": ("lender", "borrower"),
    "sell": ("seller", "buyer"),
    "lease": ("lessor", "lessee"),
    "give": ("giver", "recipient"),
    "send": ("sender", "addressee"),
    "donate": ("donor", "recipient"),
    "supply": ("supplier", "recipient"),
    "pay": ("payer", "payee"),
    "bequeath": ("testator", "heir"),
}
# The same for what ties two persons: the one who does it, the one it is done to.
_TIES: dict[str, tuple[str, str]] = {
    "employ": ("employer", "employee"),
    "teach": ("teacher", "pupil"),
    "supervise": ("supervisor", "subordinate"),
    "train": ("trainer", "trainee"),
    "interview": ("interviewer", "interviewee"),
    "sue": ("plaintiff", "defendant"),
    "accuse": ("accuser", "accused"),
    "nominate": ("nominator", "nominee"),
    "call": ("caller", "person called"),
    "defeat": ("winner", "loser"),
    "be_parent": ("parent", "child"),
    "be_landlord": ("landlord", "tenant"),
    "owe": ("debtor", "creditor"),
}
_TIE_FRAMES = (
    "between {a} and {b}, {a} {is_} the {x} and {b} the {y}",
    "between {b} and {a}, the {y} {is_} {b} and the {x} {a}",
    "{a} and {b} {are} {x} and {y} respectively",
    "the {x} of the two {is_} {a}, the {y} {b}",
    "with {b} and {a}, the roles {are} these: {b} the {y}, {a} the {x}",
)


def write(meaning: Meaning, rng: Random) -> str | None:
    """A sentence that gives each side its role, for transfers and for what ties two persons."""
    if not isinstance(meaning, Event) or not meaning.polarity or meaning.quantifier or meaning.theme is None:
        return None
    if any(a.role == "condition" for a in meaning.adjuncts):
        return None
    if meaning.other is not None:
        return _transfer(meaning, meaning.theme, meaning.other, rng)
    if meaning.theme.sort == "person" and meaning.pred.sense in _TIES and not meaning.modality:
        return _tie(meaning, meaning.theme, rng)
    return None


def _transfer(event: Event, theme: NP, other: NP, rng: Random) -> str | None:
    if event.pred.sense not in _SIDES or event.modality not in ("", "must"):
        return None
    gives, gets = _SIDES[event.pred.sense]
    a, b, t = event.agent.text, other.text, wording(theme, rng)
    adjuncts = "".join(f" {adjunct_part(x, rng)}" for x in event.adjuncts)
    if event.modality or rng.random() < 0.4:
        done = verb_group(
            "be " + participle(event.pred.verbs[0]),
            rng,
            plural=theme.plural,
            tense=event.tense,
            modality=event.modality,
            polarity=True,
            animate=False,
        ).finite
        sides = [f"{a} as the {gives}", f"{b} as the {gets}"]
        rng.shuffle(sides)
        return f"{t} {done}{adjuncts}, with {sides[0]} and {sides[1]}"
    is_ = "will be" if event.tense == "future" else "was"
    lead = f"{adjuncts.strip()}, " if adjuncts else ""
    frames = [
        f"the {gives} of {t} {is_} {a} and the {gets} {b}",
        f"the {gets} of {t} {is_} {b} and the {gives} {a}",
        f"{a} {is_} the {gives} of {t} and {b} the {gets}",
        f"{b} {is_} the {gets} of {t}, the {gives} being {a}",
        f"{a} {is_} the {gives} and {b} the {gets} of {t}",
    ]
    return lead + rng.choice(frames)


def _tie(event: Event, theme: NP, rng: Random) -> str | None:
    present = event.tense == "present"
    if event.tense == "future":
        return None
    x, y = _TIES[event.pred.sense]
    text = rng.choice(_TIE_FRAMES).format(
        a=event.agent.text,
        b=theme.text,
        x=x,
        y=y,
        is_="is" if present else "was",
        are="are" if present else "were",
    )
    lead = " ".join(str(adjunct_part(a, rng)) for a in event.adjuncts)
    return f"{lead}, {text}" if lead else text
