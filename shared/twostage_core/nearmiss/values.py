"""Dates, clock times, amounts and durations, each in several equivalent wordings."""

from __future__ import annotations

from random import Random

from .meaning import NP, Adjunct
from .morphology import number_words, ordinal_digits, ordinal_words

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONEY = (
    ("euros", "€{n}", "EUR {n}"),
    ("dollars", "${n}", "USD {n}"),
    ("pounds", "£{n}", "GBP {n}"),
    ("kroner", "DKK {n}", "{n} Danish kroner"),
    ("francs", "CHF {n}", "{n} Swiss francs"),
)
# plural: (singular, abbreviation or "", units it is easily mistaken for)
_UNITS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "minutes": ("minute", "min", ("hours", "seconds", "days")),
    "seconds": ("second", "s", ("minutes", "hours")),
    "hours": ("hour", "h", ("minutes", "days")),
    "days": ("day", "", ("weeks", "hours", "months", "working days")),
    "working days": ("working day", "", ("days", "weeks")),
    "weeks": ("week", "", ("days", "months")),
    "months": ("month", "", ("weeks", "years", "days")),
    "years": ("year", "", ("months", "weeks")),
    "metres": ("metre", "m", ("kilometres", "feet", "centimetres")),
    "centimetres": ("centimetre", "cm", ("metres", "inches")),
    "inches": ("inch", "in", ("centimetres", "feet")),
    "feet": ("foot", "ft", ("metres", "inches")),
    "kilometres": ("kilometre", "km", ("miles", "metres")),
    "miles": ("mile", "", ("kilometres",)),
    "kilograms": ("kilogram", "kg", ("pounds", "grams", "tonnes")),
    "pounds": ("pound", "lb", ("kilograms", "ounces")),
    "ounces": ("ounce", "oz", ("pounds", "grams")),
    "grams": ("gram", "g", ("milligrams", "kilograms", "ounces")),
    "milligrams": ("milligram", "mg", ("grams", "micrograms")),
    "micrograms": ("microgram", "mcg", ("milligrams", "grams")),
    "tonnes": ("tonne", "t", ("kilograms",)),
    "litres": ("litre", "l", ("gallons", "millilitres", "cubic metres")),
    "gallons": ("gallon", "gal", ("litres",)),
    "cubic metres": ("cubic metre", "", ("litres",)),
    "decilitres": ("decilitre", "dl", ("litres", "millilitres")),
    "millilitres": ("millilitre", "ml", ("litres", "decilitres")),
    "percent": ("percent", "%", ()),
    "degrees Celsius": ("degree Celsius", "°C", ("degrees Fahrenheit",)),
    "degrees Fahrenheit": ("degree Fahrenheit", "°F", ("degrees Celsius",)),
}
_DURATIONS = ("seconds", "minutes", "hours", "days", "working days", "weeks", "months", "years")


def date_words(day: int, month: int) -> tuple[str, ...]:
    """Equivalent wordings of a date."""
    m = MONTHS[month]
    return (
        f"{day} {m}",
        f"{m} {day}",
        f"{ordinal_digits(day)} {m}",
        f"the {ordinal_words(day)} of {m}",
        f"the {ordinal_digits(day)} of {m}",
        f"{m} {ordinal_digits(day)}",
    )


def draw_date(rng: Random, old: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Wordings of a date that is none of `old`; half the time close to it (same month)."""
    while True:
        month = rng.randrange(12)
        if old and rng.random() < 0.5:
            month = next((i for i, m in enumerate(MONTHS) if m in old[0]), month)
        words = date_words(rng.randint(1, 28), month)
        if words != old:
            return words


def on_date(words: tuple[str, ...]) -> Adjunct:
    """The adjunct "on 3 May"."""
    return Adjunct("time", words[0], tuple(f"on {w}" for w in words))


def by_date(words: tuple[str, ...]) -> Adjunct:
    """The adjunct "by 3 May"."""
    leads = ("by", "no later than", "on or before", "not later than")
    return Adjunct("deadline", "by " + words[0], tuple(f"{lead} {w}" for lead in leads for w in words))


def clock_words(hour: int, minute: int) -> tuple[str, ...]:
    """Equivalent wordings of a time of day."""
    half = "in the morning" if hour < 12 else ("in the afternoon" if hour < 18 else "in the evening")
    twelve = hour % 12 or 12
    suffix = "am" if hour < 12 else "pm"
    forms = [f"{hour:02d}:{minute:02d}", f"{twelve}:{minute:02d} {suffix}", f"{twelve}.{minute:02d} {suffix}"]
    if minute == 0:
        forms += [f"{twelve} {suffix}", f"{number_words(twelve)} o'clock {half}"]
    elif minute == 30:
        forms.append(f"half past {number_words(twelve)} {half}")
    elif minute in (15, 45):
        to = minute == 45
        spoken = twelve % 12 + 1 if to else twelve
        forms.append(f"a quarter {'to' if to else 'past'} {number_words(spoken)} {half}")
    return tuple(forms)


def draw_time(rng: Random, old: str = "") -> Adjunct:
    """When something happened: a date, a weekday or a time of day, never `old`'s sense."""
    while True:
        draw = rng.random()
        if draw < 0.5:
            found = on_date(draw_date(rng))
        elif draw < 0.75:
            day = rng.choice(DAYS)
            part = rng.choice(("", " morning", " afternoon", " evening"))
            found = Adjunct("time", day + part, (f"on {day}{part}",))
        else:
            words = clock_words(rng.randint(8, 20), rng.choice((0, 0, 15, 30, 45, 10, 20)))
            found = Adjunct("time", words[0], tuple(f"at {w}" for w in words))
        if found.sense != old:
            return found


def alter_time(rng: Random, old: Adjunct) -> Adjunct:
    """Another time of the same kind (a date for a date, a weekday for a weekday)."""
    while True:
        new = draw_time(rng, old.sense)
        lead = old.forms[0].split()
        if new.forms[0].split()[0] == lead[0] and (lead[1] in DAYS) == (new.forms[0].split()[1] in DAYS):
            return new


def draw_deadline(rng: Random) -> Adjunct:
    """By when something must happen."""
    return by_date(draw_date(rng))


def money(n: int, currency: int) -> NP:
    """An amount of money."""
    name, sign, code = _MONEY[currency]
    digits = f"{n:,}"
    forms = [f"{digits} {name}", sign.format(n=digits), code.format(n=digits)]
    if n <= 100 or n % 100 == 0:
        forms.append(f"{number_words(n)} {name}")
    return NP(forms[0], "money", forms=tuple(forms))


def draw_money(rng: Random) -> NP:
    """A round or odd amount in some currency."""
    scale = rng.choice((1, 5, 10, 50, 100))
    return money(scale * rng.randint(3, 95), rng.randrange(len(_MONEY)))


def alter_money(rng: Random, old: NP) -> NP:
    """Another amount: another number in the same currency or, less often, the same number in another."""
    number, currency = old.forms[0].split(" ", 1)
    n = int(number.replace(",", ""))
    index = next(i for i, row in enumerate(_MONEY) if row[0] == currency)
    if rng.random() < 0.25:
        return money(n, (index + rng.randint(1, len(_MONEY) - 1)) % len(_MONEY))
    return money(alter_number(rng, n), index)


def alter_number(rng: Random, n: int) -> int:
    """Another number of similar size: near, double, half, digits swapped or freely drawn."""
    for _ in range(20):
        draw = rng.random()
        digits = str(n)
        if draw < 0.3:
            step = 10 ** (len(digits) - 1) if digits.endswith("0") and n >= 10 else 1
            new = n + rng.choice((-2, -1, 1, 2, 3)) * step
        elif draw < 0.45:
            new = n * 2 if rng.random() < 0.5 else n // 2
        elif draw < 0.6:
            new = int(digits[::-1])
        else:
            new = rng.randint(max(2, n // 4), n * 3 + 3)
        if new != n and new >= 2:
            return new
    return n + 1


def quantity(n: int, unit: str) -> NP:
    """A number with a unit, named in the plural."""
    one, short, _ = _UNITS[unit]
    name = one if n == 1 else unit
    forms = [f"{n} {name}"]
    if n <= 120:
        forms.append(f"{number_words(n)} {name}")
    if short:
        forms.append(f"{n}{short}" if short in ("%", "°C", "°F") else f"{n} {short}")
    return NP(forms[0], "duration" if unit in _DURATIONS else "amount", forms=tuple(forms))


def alter_quantity(rng: Random, old: NP) -> NP:
    """Another number with the same unit or, a third of the time, the same number with another unit."""
    number, name = old.text.split(" ", 1)
    n = int(number)
    unit = next(u for u, row in _UNITS.items() if name in (u, row[0]))
    others = _UNITS[unit][2]
    if others and rng.random() < 0.33:
        return quantity(n, rng.choice(others))
    return quantity(alter_number(rng, n), unit)


def within(n: int, unit: str) -> Adjunct:
    """The adjunct "within 14 days"."""
    amount = quantity(n, unit)
    leads = ("within {}", "in no more than {}", "within no more than {}")
    return Adjunct("period", f"within {amount.text}", tuple(lead.format(f) for lead in leads for f in amount.forms))


def draw_period(rng: Random) -> Adjunct:
    """A period within which something must happen."""
    return within(rng.randint(2, 30), rng.choice(("days", "days", "weeks", "hours", "months", "working days")))


def alter_period(rng: Random, old: Adjunct) -> Adjunct:
    """Another number or another unit."""
    number, _, unit = old.sense.removeprefix("within ").partition(" ")
    new = alter_quantity(rng, quantity(int(number), unit))
    digits, _, name = new.text.partition(" ")
    return within(int(digits), next(u for u, row in _UNITS.items() if name in (u, row[0])))


def counted(n: int, noun: str, plural: str) -> NP:
    """A number of things: "twelve crates"."""
    name = noun if n == 1 else plural
    return NP(f"{n} {name}", "thing", plural=n != 1, forms=(f"{n} {name}", f"{number_words(n)} {name}"))


def counted_noun(phrase: NP) -> str:
    """The plural of what a phrase of `counted` counts ("crates"), "" for any other phrase."""
    number, _, noun = phrase.text.partition(" ")
    return noun if phrase.sort == "thing" and phrase.plural and number.isdigit() else ""


def bounded(direction: str, amount: NP) -> NP:
    """The amount as a bound: "at least 40 euros" / "at most 40 euros"."""
    leads = {
        "at_least": ("at least {}", "no less than {}", "not less than {}", "a minimum of {}", "{} or more"),
        "at_most": (
            "at most {}",
            "no more than {}",
            "not more than {}",
            "a maximum of {}",
            "{} or less",
            "up to {}",
        ),
    }[direction]
    forms = tuple(lead.format(form) for lead in leads for form in amount.forms)
    return NP(forms[0], amount.sort, forms=forms)
