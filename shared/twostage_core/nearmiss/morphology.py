"""English word forms: verb inflection, articles, number words, ordinals and list joining."""

from __future__ import annotations

from functools import lru_cache

# base: (past, participle); third person and gerund follow the regular rules.
_IRREGULAR: dict[str, tuple[str, str]] = {
    "bear": ("bore", "borne"), "beat": ("beat", "beaten"), "bid": ("bid", "bid"), "cast": ("cast", "cast"), "begin": ("began", "begun"), "bend": ("bent", "bent"),
    "bind": ("bound", "bound"), "blow": ("blew", "blown"), "break": ("broke", "broken"), "bring": ("brought", "brought"),
    "build": ("built", "built"), "buy": ("bought", "bought"), "catch": ("caught", "caught"),
    "choose": ("chose", "chosen"), "come": ("came", "come"), "cost": ("cost", "cost"), "cut": ("cut", "cut"),
    "deal": ("dealt", "dealt"), "dig": ("dug", "dug"), "do": ("did", "done"), "draw": ("drew", "drawn"),
    "drive": ("drove", "driven"), "eat": ("ate", "eaten"), "fall": ("fell", "fallen"), "feed": ("fed", "fed"),
    "feel": ("felt", "felt"), "fight": ("fought", "fought"), "find": ("found", "found"), "fly": ("flew", "flown"),
    "forbid": ("forbade", "forbidden"), "forget": ("forgot", "forgotten"), "freeze": ("froze", "frozen"),
    "get": ("got", "got"), "give": ("gave", "given"), "go": ("went", "gone"), "grind": ("ground", "ground"),
    "grow": ("grew", "grown"), "hang": ("hung", "hung"), "have": ("had", "had"), "hear": ("heard", "heard"),
    "hide": ("hid", "hidden"), "hit": ("hit", "hit"), "hold": ("held", "held"), "keep": ("kept", "kept"),
    "know": ("knew", "known"), "lay": ("laid", "laid"), "lead": ("led", "led"), "leave": ("left", "left"),
    "lend": ("lent", "lent"), "let": ("let", "let"), "lie": ("lay", "lain"), "light": ("lit", "lit"),
    "lose": ("lost", "lost"), "make": ("made", "made"), "mean": ("meant", "meant"), "meet": ("met", "met"),
    "mow": ("mowed", "mown"), "overdo": ("overdid", "overdone"), "oversee": ("oversaw", "overseen"),
    "overtake": ("overtook", "overtaken"), "pay": ("paid", "paid"), "put": ("put", "put"), "read": ("read", "read"),
    "rebuild": ("rebuilt", "rebuilt"), "reset": ("reset", "reset"), "ride": ("rode", "ridden"), "ring": ("rang", "rung"),
    "rise": ("rose", "risen"), "run": ("ran", "run"), "say": ("said", "said"), "see": ("saw", "seen"),
    "seek": ("sought", "sought"), "sell": ("sold", "sold"), "send": ("sent", "sent"), "set": ("set", "set"),
    "sew": ("sewed", "sewn"), "shake": ("shook", "shaken"), "show": ("showed", "shown"), "shut": ("shut", "shut"),
    "sing": ("sang", "sung"), "sit": ("sat", "sat"), "sow": ("sowed", "sown"), "speak": ("spoke", "spoken"),
    "spend": ("spent", "spent"), "split": ("split", "split"), "spread": ("spread", "spread"),
    "stand": ("stood", "stood"), "steal": ("stole", "stolen"), "sublet": ("sublet", "sublet"),
    "sweep": ("swept", "swept"), "swim": ("swam", "swum"), "take": ("took", "taken"), "teach": ("taught", "taught"),
    "tear": ("tore", "torn"), "tell": ("told", "told"), "think": ("thought", "thought"), "throw": ("threw", "thrown"),
    "undo": ("undid", "undone"), "wear": ("wore", "worn"), "weave": ("wove", "woven"), "wind": ("wound", "wound"),
    "win": ("won", "won"), "withdraw": ("withdrew", "withdrawn"), "withhold": ("withheld", "withheld"),
    "write": ("wrote", "written"), "rewrite": ("rewrote", "rewritten"), "outbid": ("outbid", "outbid"),
    "sink": ("sank", "sunk"), "shear": ("sheared", "shorn"), "overthrow": ("overthrew", "overthrown"),
    "outrun": ("outran", "outrun"), "deep-freeze": ("deep-froze", "deep-frozen"), "mislead": ("misled", "misled"),
    "outshine": ("outshone", "outshone"), "rebind": ("rebound", "rebound"), "repay": ("repaid", "repaid"),
    "wake": ("woke", "woken"), "unfreeze": ("unfroze", "unfrozen"), "strip": ("stripped", "stripped"),
}  # fmt: skip
_DOUBLING = frozenset(
    "ship stop plan drop ban tag log scrub trim pot submit transfer refer permit admit commit swap skip scan pin mop "
    "hem wrap strip equip fit rub dim tap jam slip plug unplug map crop brag beg whip unzip zip pat stir prefer defer "
    "chop clip flag grab patrol label cancel signal travel fuel model tunnel total level hug lag flip unpin snip dip "
    "crib distil enrol expel net refuel scrap thin mug rig tip stun sag tug jog knit cap wed".split()
)


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
    irregular_double = "beat" != head and head in (
        "begin bid cut dig forbid forget get hit let outbid put reset run set shut sit split sublet swim win outrun"
    ).split()  # fmt: skip
    if head in _DOUBLING or irregular_double:
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


_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
             "twelve": "twelfth"}  # fmt: skip


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
