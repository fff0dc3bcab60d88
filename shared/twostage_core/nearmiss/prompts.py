"""Frames and question words of the loose questions that `frames` asks."""

from __future__ import annotations

DOING: dict[str, tuple[str, ...]] = {
    "past": (
        "what did {s} do",
        "what was done by {o}",
        "what was it that {s} did",
        "{s} did what",
    ),
    "future": (
        "what will {s} do",
        "what {is} {s} going to do",
        "what will be done by {o}",
        "what is it that {s} will do",
        "{s} will do what",
    ),
    "must": (
        "what must {s} do",
        "what {does} {s} have to do",
        "what {is} {s} required to do",
        "what {is} {s} supposed to do",
        "what is expected of {o}",
        "what {does} {s} need to do",
        "what {is} {s} obliged to do",
        "what is it that {s} must do",
    ),
    "may": (
        "what may {s} do",
        "what can {s} do",
        "what {is} {s} allowed to do",
        "what {is} {s} permitted to do",
        "what {is} {s} free to do",
        "what is it that {s} may do",
        "what {does} {s} have permission to do",
    ),
    "must_not": (
        "what must {s} not do",
        "what {is} {s} not allowed to do",
        "what {is} {s} forbidden to do",
        "what {is} {s} prohibited from doing",
        "what {is} {s} barred from doing",
        "what is off limits for {o}",
        "what is it that {s} must not do",
    ),
    "need_not": (
        "what {does} {s} not have to do",
        "what {is} {s} not required to do",
        "what {is} {s} not obliged to do",
        "what {does} {s} not need to do",
        "what is it that {s} need not do",
        "what {is} {s} excused from doing",
    ),
}
OUTCOME: tuple[str, ...] = (
    "what happens {c}",
    "what applies {c}",
    "what is the rule {c}",
    "what does it say for the case that {clause}",
    "what then {c}",
    "how do things stand {c}",
    "what holds {c}",
    "what is laid down {c}",
    "what do the papers say for the case that {clause}",
    "suppose {clause}, what applies then",
    "say {clause}, what happens then",
    "{clause}: what then",
)
COMING_FIRST: dict[str, tuple[str, ...]] = {
    "past": ("which came first", "which took place first", "which was earlier"),
    "present": ("which comes first", "which is earlier"),
    "future": ("which will come first", "which will take place first", "which will be earlier"),
}
ALLOWED: dict[str, tuple[str, ...]] = {
    "period": (
        "how much time {does} {s} have to {v}",
        "how long {is} {s} given to {v}",
        "how soon must {s} {v}",
        "how much time is there for {o} to {v}",
        "what time limit is set for {o} to {v}",
    ),
    "deadline": (
        "what is the deadline for {o} to {v}",
        "until when {does} {s} have time to {v}",
        "how soon must {s} {v}",
        "what is the last day on which {s} can {v}",
        "what is the latest date for {o} to {v}",
        "what is the latest {s} can {v}",
        "how late can {s} {v} at most",
        "by what day at the very latest must {s} {v}",
        "what is the cut-off date for {o} to {v}",
        "{s} must {v} by when",
    ),
}
# What the agent of a rule is asked with, as the staff ask who must see to it.
BOUND: dict[str, tuple[str, ...]] = {
    "must": (
        "whose job is it to {v}",
        "whose task is it to {v}",
        "whose duty is it to {v}",
        "who is supposed to {v}",
        "who is it that has to {v}",
        "who is obliged to {v}",
    ),
    "may": (
        "who has permission to {v}",
        "who is free to {v}",
        "who is it that may {v}",
        "who is entitled to {v}",
        "who has the right to {v}",
        "who do the rules allow to {v}",
    ),
    "must_not": (
        "who is barred from {g}",
        "who is banned from {g}",
        "who is it that must not {v}",
        "who do the rules forbid to {v}",
        "for whom is it forbidden to {v}",
    ),
    "need_not": (
        "who is excused from {g}",
        "who is exempt from {g}",
        "who is it that need not {v}",
        "who does not have to {v}",
        "who is under no duty to {v}",
        "who gets out of {g}",
    ),
}
# What a value is asked with.
WORTH: dict[str, tuple[str, ...]] = {
    "amount_to": (
        "what {does} {s} add up to",
        "how high {is} {s}",
        "how much money {is} {s}",
        "what sum do the papers give for {s}",
        "what amount do I put down for {s}",
        "what figure is there for {s}",
        "{s}: how much",
        "what does it say about {s}, how much {is} that",
    ),
    "measure": (
        "what figure do the papers give for {s}",
        "what do I put down for {s}",
        "what {is} the figure for {s}",
        "what number do I enter for {s}",
        "{s}: what figure",
    ),
    "fall_on": (
        "what day {is} {s}",
        "which date has been set for {s}",
        "what date do I put down for {s}",
        "when do I have to reckon with {s}",
        "what day {does} {s} fall on",
        "{s}: on which date",
    ),
}
OWED: tuple[str, ...] = (
    "how much {does} {s} owe {creditor}",
    "what {does} {s} owe {creditor}",
    "how much {is} {creditor_s} owed by {o}",
    "what sum {does} {s} have to pay {creditor}",
    "how much {is} {s} supposed to pay {creditor}",
    "how much {is} {creditor_s} to get from {o}",
    "what is due from {o} to {creditor}",
    "how much must be paid by {o} to {creditor}",
)
PLACES: tuple[str, ...] = (
    "in what place",
    "whereabouts",
    "at what location",
    "at which place",
    "where exactly",
    "in which spot",
)
CONDITIONS: tuple[str, ...] = ("under what circumstances", "in which case", "in what case", "under which circumstances")
DEADLINES: tuple[str, ...] = (
    "by which day",
    "by what day",
    "by when at the latest",
    "by what date at the latest",
)
PERIODS: tuple[str, ...] = (
    "in how much time",
    "within what time limit",
    "in what time at most",
    "within what time span",
)
