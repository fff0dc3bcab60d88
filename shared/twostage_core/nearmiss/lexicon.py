"""Predicates that every domain can use: transfers, relations, comparisons, space, order, cause, value."""

from __future__ import annotations

from .meaning import Pred

# agent VERB theme to other; the converse has the other party as subject.
TRANSFERS: tuple[Pred, ...] = (
    Pred("lend", ("lend",), "to", ("borrow",), "from", noun="loan", dative=True),
    Pred("lend", ("lend", "lend out"), "to", ("borrow", "take on loan"), "from", noun="loan", dative=True),
    Pred("sell", ("sell",), "to", ("buy", "purchase"), "from", noun="sale", dative=True),
    Pred("rent_out", ("rent out", "rent"), "to", ("rent",), "from", noun="rental"),
    Pred("lease", ("lease", "lease out"), "to", ("lease", "take on lease"), "from", noun="lease"),
    Pred("give", ("give", "hand"), "to", ("receive", "get"), "from", dative=True),
    Pred("hand_over", ("hand over", "pass"), "to", ("take over", "receive"), "from", noun="handover"),
    Pred("send", ("send", "dispatch"), "to", (), "", noun="dispatch", dative=True),
    Pred("return", ("return", "give back", "hand back"), "to", ("get back",), "from", noun="return"),
    Pred("bequeath", ("bequeath", "leave"), "to", ("inherit",), "from", noun="bequest", dative=True),
    Pred("donate", ("donate",), "to", noun="donation"),
    Pred("supply", ("supply",), "to", ("obtain",), "from", noun="supply"),
    Pred("forward", ("forward", "pass on"), "to", (), "", noun="forwarding"),
)

SYMMETRIC: tuple[Pred, ...] = (
    Pred("meet", ("meet", "meet with"), symmetric=True, joint=("meet", "meet each other"), passive=False),
    Pred(
        "cooperate",
        ("cooperate with", "work together with"),
        symmetric=True,
        joint=("cooperate", "work together"),
        passive=False,
    ),
    Pred(
        "be_related",
        ("be related to",),
        symmetric=True,
        joint=("be related", "be related to each other"),
        passive=False,
    ),
    Pred(
        "neighbour",
        ("be a neighbour of", "live next door to"),
        symmetric=True,
        joint=("be neighbours", "live next door to each other"),
        passive=False,
    ),
    Pred(
        "compete",
        ("compete with", "compete against"),
        symmetric=True,
        joint=("compete", "compete with each other"),
        passive=False,
    ),
    Pred(
        "negotiate",
        ("negotiate with", "hold negotiations with"),
        symmetric=True,
        joint=("negotiate", "negotiate with each other"),
        passive=False,
    ),
    Pred(
        "share_office",
        ("share an office with",),
        symmetric=True,
        joint=("share an office", "share the same office"),
        passive=False,
    ),
    Pred(
        "agree",
        ("reach an agreement with", "come to an agreement with"),
        symmetric=True,
        joint=("reach an agreement", "come to an agreement"),
        passive=False,
    ),
    Pred(
        "argue",
        ("argue with", "have an argument with"),
        symmetric=True,
        joint=("argue", "argue with each other"),
        passive=False,
    ),
    Pred(
        "correspond",
        ("correspond with", "be in contact with"),
        symmetric=True,
        joint=("correspond with each other", "be in contact"),
        passive=False,
    ),
)

SOCIAL: tuple[Pred, ...] = (
    Pred("supervise", ("supervise", "oversee"), converse=("work under", "be subordinate to")),
    Pred("employ", ("employ",), converse=("work for", "be in the employ of")),
    Pred("succeed", ("succeed", "take over from"), converse=("be the predecessor of",)),
    Pred("train", ("train", "instruct")),
    Pred("teach", ("teach",), converse=("be taught by", "be a pupil of")),
    Pred("notify", ("notify", "inform")),
    Pred("recommend", ("recommend",)),
    Pred("represent", ("represent", "act for", "act on behalf of")),
    Pred("sue", ("sue", "take legal action against")),
    Pred("advise", ("advise", "give advice to"), converse=("receive advice from",)),
    Pred("visit", ("visit", "pay a visit to")),
    Pred("thank", ("thank",)),
    Pred("warn", ("warn",)),
    Pred("precede", ("precede",), converse=("follow", "come after")),
    Pred("defeat", ("defeat", "beat"), converse=("lose to",)),
    Pred("accuse", ("accuse", "bring an accusation against")),
    Pred("nominate", ("nominate", "propose")),
    Pred("call", ("call", "phone"), converse=("get a phone call from",)),
    Pred("audit", ("audit", "check the accounts of")),
    Pred("assist", ("assist", "help"), converse=("be helped by", "receive help from")),
    Pred("hire", ("hire", "take on")),
    Pred("interview", ("interview",), converse=("be interviewed by", "give an interview to")),
    Pred("outvote", ("outvote",), converse=("be outvoted by",)),
    Pred("guide", ("guide", "show around"), converse=("be guided by",)),
    Pred("trust", ("trust", "have confidence in"), converse=("enjoy the trust of",)),
    Pred("replace", ("replace", "take the place of"), converse=("be replaced by",)),
    Pred("be_parent", ("be a parent of",), converse=("be a child of",), passive=False),
    Pred("be_landlord", ("be the landlord of",), converse=("be a tenant of",), passive=False),
    Pred("owe", ("be in debt to",), converse=("be a creditor of",), passive=False),
)


def _comparison(sense: str, more: tuple[str, ...], less: tuple[str, ...], base: str, weak: str) -> Pred:
    verbs = tuple(f"be {m} than" for m in more)
    converse = (*(f"be {w} than" for w in less), f"be less {base} than", f"be not as {base} as")
    return Pred("more_" + sense, (*verbs, f"be not as {weak} as") if weak else verbs, converse=converse, passive=False)


# Relations that last: no time or place goes with them.
LASTING = frozenset(("supervise", "employ", "represent", "trust", "be_parent", "be_landlord", "owe"))

# sense: (A is more than B, the same degree). "not as light as" is said the way people say it: heavier.
COMPARATIVES: dict[str, tuple[Pred, Pred]] = {}


def _add(sense: str, more: str, less: str, base: str, weak: str = "") -> None:
    equal = Pred(
        "equal_" + sense,
        (f"be as {base} as", f"be exactly as {base} as", f"be just as {base} as"),
        symmetric=True,
        joint=(f"be equally {base}",),
        passive=False,
    )
    COMPARATIVES[sense] = (_comparison(sense, (more,), (less,) if less else (), base, weak), equal)


_add("heavy", "heavier", "lighter", "heavy")
_add("old", "older", "newer", "old")
_add("large", "larger", "smaller", "large")
_add("expensive", "more expensive", "cheaper", "expensive")
_add("tall", "taller", "shorter", "tall")
_add("long", "longer", "shorter", "long")
_add("fragile", "more fragile", "", "fragile")
_add("rare", "rarer", "more common", "rare")
_add("fast", "faster", "slower", "fast")
_add("wide", "wider", "narrower", "wide")
_add("deep", "deeper", "shallower", "deep")
_add("warm", "warmer", "colder", "warm")
_add("bright", "brighter", "darker", "bright")
_add("thick", "thicker", "thinner", "thick")
_add("strong", "stronger", "weaker", "strong")
_add("busy", "busier", "quieter", "busy")
_add("noisy", "noisier", "quieter", "noisy")
_add("popular", "more popular", "", "popular")
_add("reliable", "more reliable", "", "reliable")
_add("difficult", "more difficult", "easier", "difficult")
_add("dangerous", "more dangerous", "safer", "dangerous")
_add("clean", "cleaner", "dirtier", "clean")
_add("full", "fuller", "emptier", "full")
_add("young", "younger", "older", "young")
_add("experienced", "more experienced", "", "experienced")
_add("steep", "steeper", "", "steep")
_add("remote", "more remote", "", "remote")
_add("profitable", "more profitable", "", "profitable")
_add("useful", "more useful", "", "useful")
_add("complicated", "more complicated", "simpler", "complicated")


def _space(sense: str, here: tuple[str, ...], there: tuple[str, ...]) -> Pred:
    return Pred(sense, tuple(f"be {w}" for w in here), converse=tuple(f"be {w}" for w in there), passive=False)


SPATIAL: tuple[Pred, ...] = (
    _space("left", ("to the left of", "on the left of"), ("to the right of", "on the right of")),
    _space("above", ("above", "higher up than"), ("below", "lower down than")),
    _space("north", ("north of", "to the north of"), ("south of", "to the south of")),
    _space("east", ("east of", "to the east of"), ("west of", "to the west of")),
    _space("front", ("in front of",), ("behind",)),
    _space("on", ("on top of", "on"), ("underneath", "under")),
    _space(
        "closer",
        ("nearer to the entrance than", "closer to the entrance than"),
        ("farther from the entrance than", "further from the entrance than"),
    ),
)
SPATIAL_SYMMETRIC: tuple[Pred, ...] = (
    Pred(
        "beside",
        ("be next to", "be beside"),
        symmetric=True,
        joint=("be side by side", "be next to each other"),
        passive=False,
    ),
    Pred(
        "opposite",
        ("be opposite", "face"),
        symmetric=True,
        joint=("face each other", "be opposite each other"),
        passive=False,
    ),
    Pred(
        "near",
        ("be near", "be close to"),
        symmetric=True,
        joint=("be near each other", "be close to each other"),
        passive=False,
    ),
    Pred(
        "touching",
        ("touch", "be in contact with"),
        symmetric=True,
        joint=("touch", "touch each other"),
        passive=False,
    ),
)

ORDER = Pred(
    "precede",
    ("precede", "take place before", "come before", "be held before", "be earlier than"),
    converse=("follow", "take place after", "come after", "be held after", "be later than"),
    passive=False,
)
SAME_TIME = Pred(
    "same_time",
    ("coincide with", "take place at the same time as", "be held at the same time as"),
    symmetric=True,
    joint=("take place at the same time", "coincide", "be held simultaneously"),
    passive=False,
)
CAUSE = Pred(
    "cause",
    ("cause", "lead to", "bring about", "result in", "be the cause of", "be the reason for"),
    converse=("result from", "be caused by", "be due to", "be a consequence of", "be brought about by"),
    passive=False,
)
PREVENT = Pred("prevent", ("prevent", "avert", "stop"), converse=("be prevented by", "be averted by"), passive=False)

AMOUNT = Pred("amount_to", ("be", "amount to", "come to"), passive=False, value=True)
MEASURE = Pred("measure", ("be",), passive=False, value=True)
DATE = Pred("fall_on", ("be on", "fall on"), passive=False, value=True)


def state(adjective: str, contrary: str) -> Pred:
    """The state an adjective names; its contrary is the same predicate denied."""
    return Pred(f"state_{adjective}", (f"be {adjective}",), passive=False, opposite=(f"be {contrary}",))
