"""Small numbers in words: Chinese (`二十六`, `十七八`) and English (`thirty-nine`), as the range they may mean."""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "DIGITS_ZH",
    "ENDLESS",
    "LOOSE_EN",
    "LOOSE_ZH",
    "NUMBER_EN",
    "NUMBER_ZH",
    "ORDINAL_EN",
    "bounded",
    "read_en",
    "read_ordinal_en",
    "read_zh",
]

Range = tuple[int, int]
ENDLESS: Final = 10_000
DIGITS_ZH: Final = {"〇": 0, "零": 0, **{digit: n for n, digit in enumerate("一二三四五六七八九", start=1)}, "两": 2}


def read_zh(text: str) -> Range | None:
    """The number a Chinese numeral up to 199 means, lowest and highest.

    >>> read_zh("二十六"), read_zh("廿六"), read_zh("十七八"), read_zh("两三"), read_zh("三四十"), read_zh("39")
    ((26, 26), (26, 26), (17, 18), (2, 3), (30, 40), (39, 39))
    >>> read_zh("一百零三"), read_zh("十十")
    ((103, 103), None)
    """
    if text.isascii():
        return (int(text), int(text)) if text.isdigit() else None
    text = text.replace("廿", "二十").replace("卅", "三十").replace("卌", "四十").replace("十有", "十")
    found = _ZH.fullmatch(text)
    if found is None:
        return None
    base = 100 if found["hundred"] else 0
    if found["tens"] is not None:
        tens = [DIGITS_ZH[digit] for digit in found["many"] or "一"]
        ones = [DIGITS_ZH[digit] for digit in found["ones"] or "零"]
        return base + tens[0] * 10 + ones[0], base + tens[-1] * 10 + ones[-1]
    ones = [DIGITS_ZH[digit] for digit in found["only"] or ("零" if base else "")]
    return (base + ones[0], base + ones[-1]) if ones else None


def read_en(text: str) -> Range | None:
    """The number English words or digits mean.

    >>> read_en("thirty-nine"), read_en("forty"), read_en("12"), read_en("a hundred and three"), read_en("umpteen")
    ((39, 39), (40, 40), (12, 12), (103, 103), None)
    """
    if text.isdigit() and text.isascii():
        return int(text), int(text)
    total = 0
    for word in re.split(r"[\s-]+", text):
        if word in _EN:
            total += _EN[word]
        elif word == "hundred":
            total = 100 * (total or 1)
        elif word not in ("and", "a", "one"):
            return None
    return (total, total) if total else None


def read_ordinal_en(text: str) -> Range | None:
    """The number of an English ordinal up to ninety-ninth.

    >>> read_ordinal_en("fortieth"), read_ordinal_en("thirty-ninth"), read_ordinal_en("21st"), read_ordinal_en("last")
    ((40, 40), (39, 39), (21, 21), None)
    """
    if text[:1].isdigit():
        return read_en(text[:-2])
    head, _, last = text.replace(" ", "-").rpartition("-")
    plain = _ORDINALS.get(last)
    if plain is None:
        return None
    return read_en(f"{head}-{plain}" if head else plain)


def bounded(age: Range, word: str) -> Range:
    """What an age may be with a word that loosens it: at least, at most, not yet, nearly, about.

    >>> bounded((120, 120), "少说"), bounded((40, 40), "not yet"), bounded((40, 40), "nearly"), bounded((26, 26), "")
    ((120, 10120), (0, 40), (35, 40), (26, 26))
    """
    low, high = age
    if word in _AT_LEAST:
        return low, low + ENDLESS
    if word in _AT_MOST:
        return 0, high
    if word in _NEARLY:
        return low - 5, high
    return (low - 5, high + 5) if word else age


_AT_LEAST: Final = frozenset(
    {
        "少说",
        "少说也",
        "少说也有",
        "至少",
        "起码",
        "最少",
        "不下",
        "不止",
        "at least",
        "over",
        "past",
        "well over",
        "more than",
        "easily",
    }
)
_AT_MOST: Final = frozenset(
    {
        "顶多",
        "至多",
        "最多",
        "撑死",
        "不到",
        "未满",
        "不满",
        "没到",
        "还没到",
        "还不到",
        "at most",
        "under",
        "not yet",
        "not even",
        "less than",
    }
)
_NEARLY: Final = frozenset({"快", "快要", "将近", "近", "都快", "almost", "nearly", "close to", "going on", "pushing"})
LOOSE_ZH: Final = r"少说也有|少说也|少说|至少|起码|最少|不下|不止|顶多|至多|最多|撑死|还没到|还不到|不到|未满|不满|没到|都快|快要|快|将近|大概|大约|约莫|约"
LOOSE_EN: Final = r"at least|well over|over|past|more than|easily|at most|under|not yet|not even|less than|almost|nearly|close to|going on|pushing|about|around|roughly|some"
_D: Final = "[一二三四五六七八九]"
_ZH: Final = re.compile(
    rf"(?P<hundred>一?百零?)?(?:(?P<tens>(?P<many>{_D}{{1,2}})?十(?P<ones>{_D}{{1,2}})?)|(?P<only>两?{_D}{{1,2}}|两))?"
)
_TEENS: Final = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_EN: Final = {
    **{word: n for n, word in enumerate(_TEENS, start=1)},
    **{word: n * 10 for n, word in enumerate(_TENS, start=2)},
    "fourty": 40,
}
_ORDINALS: Final = {
    **{word + "th": word for word in (*_TEENS, *_TENS)},
    **{word[:-1] + "ieth": word for word in _TENS},
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine", "twelfth": "twelve",
}  # fmt: skip
ORDINAL_EN: Final = (
    r"(?:[0-9]{1,3}(?:st|nd|rd|th)|[a-z]+(?:[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))?)"
)
NUMBER_ZH: Final = r"(?:[0-9]{1,3}|[〇零一二三四五六七八九十百廿卅卌两有]+)"
NUMBER_EN: Final = (
    rf"(?:[0-9]{{1,3}}|(?:(?:a|one) hundred(?: and)?[ -])?(?:(?:{'|'.join(_TENS)}|fourty)(?:[ -](?:{'|'.join(_TEENS[:9])}))?"
    rf"|{'|'.join(sorted(_TEENS, key=len, reverse=True))})|(?:a|one) hundred)"
)
