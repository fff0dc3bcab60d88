"""Price lists, data sheets and receipts: "fee for the crane ..... 40 euros", "receipt for a loan. Lender: Dario. …"."""

from __future__ import annotations

from random import Random

from ..clauses import adjunct_part, wording
from ..meaning import Both, Event, Meaning
from ..morphology import capitalise
from ..style import sentence
from .role_line import bare

SPLIT = "train"
WEIGHT = 3

# Noun and the two sides of what changes hands.
_PAPERS: dict[str, tuple[str, str, str]] = {
    "lend": ("loan", "lender", "borrower"),
    "sell": ("sale", "seller", "buyer"),
    "lease": ("lease", "lessor", "lessee"),
    "pay": ("payment", "payer", "payee"),
    "send": ("dispatch", "sender", "recipient"),
    "donate": ("donation", "donor", "recipient"),
    "supply": ("supply", "supplier", "recipient"),
    "forward": ("forwarding", "forwarded by", "forwarded to"),
    "return": ("return", "returned by", "returned to"),
    "hand_over": ("handover", "handed over by", "handed over to"),
    "rent_out": ("rental", "rented out by", "rented out to"),
    "bequeath": ("bequest", "bequeathed by", "bequeathed to"),
}
_PAST = (
    "{N} on record – {t}: {x} {a} → {y} {o}{n}",
    "{N} recorded; {i}: {t}; {x}: {a}; {y}: {o}{m}",
    "receipt for a {N}{n}. {X}: {a}. {Y}: {o}. {I}: {t}",
    "{x} {a} >> {y} {o} >> {t} >> {N} made{n}",
    "{t} – {N} made{n} – {x} {a} – {y} {o}",
    "{N} effected{n}: {t}, {x} {a}, {y} {o}",
)
_FUTURE = (
    "forthcoming {N} – {t}: {x} {a} → {y} {o}{n}",
    "{N} still to come{n}: {t}; {x}: {a}; {y}: {o}",
    "upcoming {N}{n}. {X}: {a}. {Y}: {o}. {I}: {t}",
)
_DUE = (
    "{N} due{n}: {t}; {x}: {a}; {y}: {o}",
    "invoice – sum to be paid: {t}; {x}: {a}; {y}: {o}{m}",
    "open item: {t}, to be paid{n}. {X}: {a}. {Y}: {o}",
)
_UNMADE = ("no {N} made{n}: {t}; {x}: {a}; {y}: {o}", "{N} not made{n}. {I}: {t}. {X}: {a}. {Y}: {o}")
_VALUES = (
    "{v} ..... {t}",
    "{v} ........ {t}",
    "{h}: {v}; {k}: {t}",
    "{h} – {v} – {k} – {t}",
    "[{v}] {t}",
)
# The value first: only where no "was" belongs to it.
_VALUES_FIRST = ("{t} = {v}", "{k}: {t}. {H}: {v}", "{t} – {v}", "{t} >> {v}")
# Heading of an entry and of its value.
_COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "money": (("item", "amount"), ("charge", "sum"), ("position", "price")),
    "date": (("occasion", "date"), ("event", "day")),
    "": (("quantity", "reading"), ("property", "value"), ("parameter", "figure")),
}


def write(meaning: Meaning, rng: Random) -> str | None:
    """A value's entry, a receipt or a sum due; two of them as two entries."""
    if isinstance(meaning, Event):
        return _entry(meaning, rng)
    if not isinstance(meaning, Both):
        return None
    first, second = _entry(meaning.first, rng), _entry(meaning.second, rng)
    if first is None or second is None:
        return None
    entries = [first, second]
    rng.shuffle(entries)
    return " ".join(sentence(entry) for entry in entries)


def _entry(event: Event, rng: Random) -> str | None:
    if event.quantifier or event.theme is None:
        return None
    if event.pred.value:
        return _value(event, rng)
    if event.other is None or event.pred.sense not in _PAPERS:
        return None
    return _paper(event, rng)


def _value(event: Event, rng: Random) -> str | None:
    if event.theme is None or not event.polarity or event.modality or event.adjuncts:
        return None
    heading, key = rng.choice(_COLUMNS.get(event.theme.sort, _COLUMNS[""]))
    text = wording(event.theme, rng)
    frames: tuple[str, ...] = (*_VALUES, *_VALUES_FIRST)
    if event.tense == "past":
        # What a price was is not what it is.
        frames, text = _VALUES, f"{'were' if event.agent.plural else 'was'} {text}"
    return rng.choice(frames).format(v=bare(wording(event.agent, rng)), t=text, h=heading, H=capitalise(heading), k=key)


def _paper(event: Event, rng: Random) -> str | None:
    """What changes hands, with the two sides by their names in the trade."""
    if event.theme is None or event.other is None or event.modality not in ("", "must"):
        return None
    noun, giver, receiver = _PAPERS[event.pred.sense]
    if event.modality:
        if event.pred.sense != "pay":
            return None
        frames: tuple[str, ...] = _DUE
    elif event.tense == "past":
        frames = _PAST if event.polarity else _UNMADE
    elif event.tense == "future" and event.polarity:
        frames = _FUTURE
    else:
        return None
    if event.tense == "future" or not event.polarity:
        # Nothing is "returned by" anybody that is not or not yet returned.
        giver, receiver = "from", "to"
    notes = "".join(f" {adjunct_part(a, rng)}" for a in event.adjuncts)
    item = "sum" if event.theme.sort == "money" else "item"
    return rng.choice(frames).format(
        N=noun,
        i=item,
        I=capitalise(item),
        t=bare(wording(event.theme, rng)),
        x=giver,
        X=capitalise(giver),
        a=bare(wording(event.agent, rng)),
        y=receiver,
        Y=capitalise(receiver),
        o=bare(wording(event.other, rng)),
        n=notes,
        m=f"; {notes.strip()}" if notes else "",
    )
