"""English word forms: verb inflection, articles, number words, ordinals and list joining."""

from __future__ import annotations

from functools import lru_cache

# base:past:participle; third person and gerund follow the regular rules.
_IRREGULAR_VERBS = """
    bear:bore:borne beat:beat:beaten begin:began:begun bend:bent:bent bid:bid:bid bind:bound:bound
    blow:blew:blown break:broke:broken bring:brought:brought build:built:built buy:bought:bought
    cast:cast:cast catch:caught:caught choose:chose:chosen come:came:come cost:cost:cost cut:cut:cut
    deal:dealt:dealt deep-freeze:deep-froze:deep-frozen dig:dug:dug do:did:done draw:drew:drawn
    drive:drove:driven eat:ate:eaten fall:fell:fallen feed:fed:fed feel:felt:felt fight:fought:fought
    find:found:found fly:flew:flown forbid:forbade:forbidden forecast:forecast:forecast
    forget:forgot:forgotten freeze:froze:frozen get:got:got give:gave:given go:went:gone
    grind:ground:ground grow:grew:grown hang:hung:hung have:had:had hear:heard:heard hide:hid:hidden
    hit:hit:hit hold:held:held keep:kept:kept know:knew:known lay:laid:laid lead:led:led leave:left:left
    lend:lent:lent let:let:let lie:lay:lain light:lit:lit lose:lost:lost make:made:made mean:meant:meant
    meet:met:met mislead:misled:misled mow:mowed:mown outbid:outbid:outbid outrun:outran:outrun
    outshine:outshone:outshone overdo:overdid:overdone oversee:oversaw:overseen
    overtake:overtook:overtaken overthrow:overthrew:overthrown pay:paid:paid put:put:put read:read:read
    rebind:rebound:rebound rebuild:rebuilt:rebuilt repay:repaid:repaid reset:reset:reset
    rewrite:rewrote:rewritten ride:rode:ridden ring:rang:rung rise:rose:risen run:ran:run say:said:said
    see:saw:seen seek:sought:sought sell:sold:sold send:sent:sent set:set:set sew:sewed:sewn
    shake:shook:shaken shear:sheared:shorn show:showed:shown shut:shut:shut sing:sang:sung
    sink:sank:sunk sit:sat:sat sow:sowed:sown speak:spoke:spoken spend:spent:spent split:split:split
    spread:spread:spread stand:stood:stood steal:stole:stolen strip:stripped:stripped
    sublet:sublet:sublet sweep:swept:swept swim:swam:swum take:took:taken teach:taught:taught
    tear:tore:torn tell:told:told think:thought:thought throw:threw:thrown undo:undid:undone
    unfreeze:unfroze:unfrozen wake:woke:woken wear:wore:worn weave:wove:woven win:won:won
    wind:wound:wound withdraw:withdrew:withdrawn withhold:withheld:withheld write:wrote:written
"""
# Verbs that double their last letter before a vowel.
_DOUBLING_VERBS = """
    admit ban beg brag cancel cap chop clip commit crib crop defer dim dip distil drop enrol equip expel
    fit flag flip fuel grab hem hug jam jog knit label lag level log map model mop mug net pat patrol
    permit pin plan plug pot prefer prop refer refuel rig rub sag scan scrap scrub ship signal skip slip snip
    spot stir stop strip stun submit swap tag tap thin tip total transfer travel trim tug tunnel unpin unplug
    unwrap unzip wed whip wrap zip
"""
# Irregular verbs that double it in the gerund alone ("cutting").
_GERUND_VERBS = """
    begin bid cut dig forbid forget get hit let outbid outrun put reset run set shut sit split sublet swim win
"""
_IRREGULAR: dict[str, tuple[str, str]] = {}
for _entry in _IRREGULAR_VERBS.split():
    _base, _past, _participle = _entry.split(":")
    _IRREGULAR[_base] = (_past, _participle)
_DOUBLING = frozenset(_DOUBLING_VERBS.split())
_DOUBLING_GERUND = frozenset(_GERUND_VERBS.split())


@lru_cache(maxsize=8192)
def third(verb: str) -> str:
    """Third person singular present: "carry out" → "carries out"."""
    head, rest = _split(verb)
    if head == "be":
        return "is" + rest
    if head == "have":
        return "has" + rest
    if head.endswith(("s", "sh", "ch", "x", "z", "o")):
        return head + "es" + rest
    if head.endswith("y") and head[-2] not in "aeiou":
        return head[:-1] + "ies" + rest
    return head + "s" + rest


@lru_cache(maxsize=8192)
def past(verb: str) -> str:
    """Simple past (for "be" the singular): "lend" → "lent"."""
    head, rest = _split(verb)
    if head == "be":
        return "was" + rest
    return (_IRREGULAR[head][0] if head in _IRREGULAR else _regular(head)) + rest


@lru_cache(maxsize=8192)
def participle(verb: str) -> str:
    """Past participle: "give back" → "given back"."""
    head, rest = _split(verb)
    if head == "be":
        return "been" + rest
    return (_IRREGULAR[head][1] if head in _IRREGULAR else _regular(head)) + rest


@lru_cache(maxsize=8192)
def gerund(verb: str) -> str:
    """Gerund: "hand over" → "handing over"."""
    head, rest = _split(verb)
    if head in ("be", "see", "oversee", "free", "flee", "dye"):
        return head + "ing" + rest
    if head.endswith("ie"):
        return head[:-2] + "ying" + rest
    if head.endswith("e"):
        return head[:-1] + "ing" + rest
    if head in _DOUBLING or head in _DOUBLING_GERUND:
        return head + head[-1] + "ing" + rest
    return head + "ing" + rest


def _split(verb: str) -> tuple[str, str]:
    head, _, rest = verb.partition(" ")
    return head, (" " + rest if rest else "")


def _regular(head: str) -> str:
    if head in _DOUBLING:
        return head + head[-1] + "ed"
    if head.endswith("e"):
        return head + "d"
    if head.endswith("y") and head[-2] not in "aeiou":
        return head[:-1] + "ied"
    return head + "ed"


_NUMBERS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
"""
_ONES = tuple(_NUMBERS.split())
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


@lru_cache(maxsize=4096)
def number_words(n: int) -> str:
    """A number below 10,000 in words: 142 → "one hundred and forty-two"."""
    if n < 20:
        return _ONES[n]
    if n < 100:
        return _TENS[n // 10] + ("-" + _ONES[n % 10] if n % 10 else "")
    if n < 1000:
        return _ONES[n // 100] + " hundred" + (" and " + number_words(n % 100) if n % 100 else "")
    rest = n % 1000
    tail = "" if not rest else (" and " if rest < 100 else " ") + number_words(rest)
    return number_words(n // 1000) + " thousand" + tail


def ordinal_words(n: int) -> str:
    """An ordinal below 100 in words: 21 → "twenty-first"."""
    words = number_words(n)
    stem, dash, last = words.rpartition("-")
    if last in _ORDINALS:
        last = _ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return stem + dash + last


def ordinal_digits(n: int) -> str:
    """An ordinal in digits: 22 → "22nd"."""
    suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def article(noun: str) -> str:
    """The noun with "a" or "an": "hourly check" → "an hourly check"."""
    word = noun.lower()
    silent_h = word.startswith(("hour", "honest", "honour", "heir"))
    long_u = word.startswith(("uni", "use", "usu", "eu", "one", "ukul", "uti")) and not word.startswith("unim")
    vowel = word[0] in "aeiou" and not (long_u and not word.startswith(("unin", "unid")))
    return ("an " if vowel or silent_h else "a ") + noun


def plural(noun: str) -> str:
    """Regular plural of a noun phrase's last word: "loan box" → "loan boxes"."""
    if noun.endswith(("s", "sh", "ch", "x", "z")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith("man"):
        return noun[:-3] + "men"
    return noun + "s"


def capitalise(text: str) -> str:
    """Upper-case the first letter and leave the rest alone."""
    return text[:1].upper() + text[1:]
