"""Numbers in contracts: in digits and in words, Chinese and English; percentages, money, spans of time, dates.

All functions read *folded* text (`folding.folded`: NFKC, lower case). Everything is exact: int, Fraction, date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

Span = Literal["day", "business_day", "week", "month", "year"]

ZH_DIGITS: Final = dict(
    zip(
        "零〇○一二两三四五六七八九壹贰叁肆伍陆柒捌玖貳參",
        [0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3],
        strict=True,
    )
)
ZH_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
ZH_BIG: Final = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
ZH_NUMBER: Final = "[零〇○一二两三四五六七八九壹贰叁肆伍陆柒捌玖貳參十拾百佰千仟万萬亿億]{1,24}"
EN_SMALL: Final = {
    w: n
    for n, w in enumerate(
        [
            "zero",
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
    )
}
EN_TENS: Final = {
    w: 10 * (n + 2)
    for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
EN_BIG: Final = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_EN_WORD: Final = "(?:" + "|".join(sorted([*EN_SMALL, *EN_TENS, *EN_BIG], key=len, reverse=True)) + ")"
EN_NUMBER: Final = rf"{_EN_WORD}(?:(?:\s+and\s+|\s+|-){_EN_WORD}){{0,12}}"
DIGITS: Final = r"\d{1,3}(?:,\d{3}){1,5}(?:[.·]\d{1,8})?|\d{1,15}(?:[.·]\d{1,8})?"
NUMBER: Final = rf"(?:{DIGITS}|{EN_NUMBER}|{ZH_NUMBER})"


@dataclass(frozen=True, slots=True)
class Amount:
    """Money at a place in a text; `minor` in minor units of `currency` (None when the text names none)."""

    minor: int
    currency: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Percent:
    value: Fraction
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Length:
    """A span of time: `n` of `unit`."""

    n: Fraction
    unit: Span
    start: int
    end: int

    @property
    def years(self) -> Fraction:
        return self.n / {"day": 365, "business_day": 250, "week": 52, "month": 12, "year": 1}[self.unit]

    @property
    def days(self) -> Fraction:
        """Calendar days; five business days are seven."""
        scale = {
            "day": Fraction(1),
            "business_day": Fraction(7, 5),
            "week": Fraction(7),
            "month": Fraction(30),
            "year": Fraction(365),
        }
        if self.unit == "month" and self.n % 12 == 0:
            return self.n / 12 * 365
        return self.n * scale[self.unit]


def number(text: str) -> Fraction | None:
    """The value of a number in digits, Chinese or English words; None for anything else.

    >>> [str(number(t)) for t in ("1,200.5", "三十六", "伍拾万", "3.5万", "two hundred and fifty", "二〇二六")]
    ['2401/2', '36', '500000', '35000', '250', '2026']
    """
    text = text.strip()
    if re.fullmatch(DIGITS, text):
        return Fraction(_plain(text))
    mixed = re.fullmatch(rf"({DIGITS})\s*([万萬亿億千百]+)", text)
    if mixed:
        return Fraction(_plain(mixed.group(1))) * _scale(mixed.group(2))
    if re.fullmatch(ZH_NUMBER, text):
        return Fraction(_chinese(text))
    if re.fullmatch(EN_NUMBER, text):
        return Fraction(_english(text))
    return None


PERCENT: Final = re.compile(
    rf"(?:百分之\s*({ZH_NUMBER}|{DIGITS})(?:点({ZH_NUMBER}))?|(千分之|万分之)\s*({ZH_NUMBER}|{DIGITS})"
    rf"|({DIGITS})\s*(?:%|‰|per\s?cent(?:um)?\b|per\s?mille\b|个百分点)"
    rf"|({EN_NUMBER})(?:\s+and\s+(a|one)[\s-]half)?\s*(?:\(\s*({DIGITS})\s*%?\s*\)\s*)?(?:per\s?cent(?:um)?\b|per\s?mille\b|percent\b|%))"
)


def percents(text: str) -> list[Percent]:
    """Percentages in reading order, one for `eight percent (8%)`.

    >>> [str(p.value) for p in percents("百分之八点五, eight percent (8%) and 万分之五")]
    ['17/200', '2/25', '1/2000']
    """
    out: list[Percent] = []
    for found in PERCENT.finditer(text):
        zh, point, small, small_n, digits, words, half, inside = found.groups()
        value: Fraction | None
        if zh:
            value = number(zh)
            if value is not None and point:
                value += Fraction(
                    int("".join(str(ZH_DIGITS[c]) for c in point if c in ZH_DIGITS) or "0"), 10 ** len(point)
                )
            scale = 100
        elif small:
            value, scale = number(small_n), 1000 if small == "千分之" else 10_000
        elif digits:
            value, scale = number(digits), 1000 if "‰" in found.group() or "mille" in found.group() else 100
        else:
            value, scale = number(inside or words), 1000 if "mille" in found.group() else 100
            if value is not None and half and not inside:
                value += Fraction(1, 2)
        if value is None:
            continue
        share = value / scale
        if out and out[-1].value == share and re.fullmatch(r"[\s(（,即]*", text[out[-1].end : found.start()]):
            continue
        out.append(Percent(share, found.start(), found.end()))
    return sorted([*out, *_fractions(text)], key=lambda p: p.start)


NTH: Final = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12, "fifteenth": 15, "twentieth": 20}  # fmt: skip
FRACTION: Final = re.compile(
    rf"\b(one|two|three)[- ]({'|'.join(NTH)})s?\b(?= (?:of|part|share)\b|[,.;)]|$)|(?<!百)(?<!千)(?<!万)([一二三四五六七八九十]{{1,3}})分之([一二三四五六七八九十]{{1,3}})"
)


def _fractions(text: str) -> list[Percent]:
    """Shares said as fractions: one-twelfth of, 十二分之一."""
    out: list[Percent] = []
    for found in FRACTION.finditer(text):
        word, nth, below, above = found.groups()
        top, bottom = (number(word), Fraction(NTH[nth])) if word else (number(above), number(below))
        if top is not None and bottom:
            out.append(Percent(top / bottom, found.start(), found.end()))
    return out


CURRENCIES: Final = {
    "人民币": "CNY", "rmb": "CNY", "cny": "CNY", "¥": "CNY", "yuan": "CNY", "美元": "USD", "美金": "USD", "usd": "USD", "us$": "USD", "$": "USD",
    "u.s. dollars": "USD", "us dollars": "USD", "dollars": "USD", "澳元": "AUD", "aud": "AUD", "a$": "AUD", "australian dollars": "AUD", "加元": "CAD", "cad": "CAD", "c$": "CAD", "canadian dollars": "CAD", "新西兰元": "NZD", "nzd": "NZD", "thb": "THB", "泰铢": "THB", "baht": "THB", "myr": "MYR", "令吉": "MYR", "瑞士法郎": "CHF", "chf": "CHF", "hong kong dollars": "HKD", "singapore dollars": "SGD", "港币": "HKD", "港元": "HKD", "hkd": "HKD", "hk$": "HKD", "日元": "JPY",
    "jpy": "JPY", "yen": "JPY", "欧元": "EUR", "eur": "EUR", "€": "EUR", "euros": "EUR", "euro": "EUR", "英镑": "GBP", "gbp": "GBP", "£": "GBP",
    "pounds": "GBP", "sgd": "SGD", "s$": "SGD", "新加坡元": "SGD", "krw": "KRW", "韩元": "KRW", "新台币": "TWD", "twd": "TWD", "nt$": "TWD",
    "renminbi": "CNY", "united states dollars": "USD", "元": "CNY",
}  # fmt: skip
WITHOUT_CENTS: Final = frozenset({"JPY", "KRW"})
_BEFORE: Final = "|".join(re.escape(c) for c in sorted((k for k in CURRENCIES if k != "元"), key=len, reverse=True))
_AFTER: Final = "|".join(
    re.escape(c)
    for c in sorted(
        (k for k in CURRENCIES if k not in ("$", "¥", "€", "£", "us$", "hk$", "s$", "nt$", "a$", "c$")),
        key=len,
        reverse=True,
    )
)
MONEY: Final = re.compile(
    rf"(?P<pre>{_BEFORE})?[\s(:]{{0,4}}(?:\((?P<pre2>{_BEFORE})\)\s*)?(?P<n>(?<!\d)(?:{DIGITS})(?:\s*[万萬亿億]|(?:\s*(?:k|m|million|thousand|billion))\b)?|{ZH_NUMBER}|{EN_NUMBER})"
    rf"\s*(?P<post>圆整|元整|圆|{_AFTER})?(?:整)?"
)


def amounts(text: str) -> list[Amount]:
    """Sums of money in reading order; the same sum in words and digits is read once.

    >>> [(a.minor, a.currency) for a in amounts("人民币伍拾万元整(¥500,000.00), then us$30,000 and 3.5万元")]
    [(50000000, 'CNY'), (3000000, 'USD'), (3500000, 'CNY')]
    """
    out: list[Amount] = []
    for found in MONEY.finditer(text):
        pre, post = found["pre"] or found["pre2"], found["post"]
        if not pre and not post:
            continue
        written = found["n"].strip()
        short = re.fullmatch(rf"({DIGITS})\s*(k|m|million|thousand|billion)", written)
        scale = {"k": 1000, "m": 1_000_000, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
        value = (
            number(short.group(1))
            if short
            else number(re.sub(r"\s", "", written) if written[-1] in "万萬亿億" else written)
        )
        if value is None:
            continue
        if short:
            value *= scale[short.group(2)]
        if post in ("圆", "圆整", "元整"):
            post = "元"
        currency = CURRENCIES.get(pre or "") or CURRENCIES.get(post or "")
        if pre and post == "元":
            currency = CURRENCIES[pre]
        minor = value * (1 if currency in WITHOUT_CENTS else 100)
        exact = int(minor) if minor.denominator == 1 else round(minor)
        if out and out[-1].minor == exact and found.start() - out[-1].end <= 14:
            last = out[-1]
            out[-1] = Amount(exact, last.currency or currency, last.start, found.end())
            continue
        out.append(Amount(exact, currency, found.start(), found.end()))
    return out


_UNIT: Final[list[tuple[str, Span]]] = [
    (r"个?工作日|(?:business|working)\s+days?|交易日", "business_day"), (r"个?自然日|个?日历日|(?:calendar\s+)?days?\b|天|日(?!期|常|元|本|起|内?产)", "day"),
    (r"weeks?\b|个?星期|周(?!边|年|期|知)", "week"), (r"(?:calendar\s+)?months?\b|个月", "month"),
    (r"(?:calendar\s+|contract\s+|licen[cs]e\s+)?years?\b|周年|个?合同年度?|年(?!度|月|代|龄|报|费|检|会|终|底|初|轻)", "year"),
]  # fmt: skip
LENGTH: Final = re.compile(
    rf"(?P<half>半个?(?=年|月))?(?P<n>(?<!\d){NUMBER})?\s*(?:\(\s*(?P<n2>{NUMBER})\s*\))?\s*-?(?P<unit>{'|'.join(u for u, _ in _UNIT)})(?P<plus>半)?"
    r"|(?P<hours>(?<!\d)\d{1,4}|二十四|四十八|七十二|twenty-four|forty-eight|seventy-two)\s*(?:\(\s*\d+\s*\))?\s*(?:个?小时|hours?\b)"
)


def lengths(text: str) -> list[Length]:
    """Spans of time in reading order. Calendar dates (`2026年`) are not spans.

    >>> [(str(s.n), s.unit) for s in lengths("叁(3)年, eighteen (18) months, 5个工作日, 一年半, 48小时")]
    [('3', 'year'), ('18', 'month'), ('5', 'business_day'), ('3/2', 'year'), ('2', 'day')]
    """
    out: list[Length] = []
    for found in LENGTH.finditer(text):
        if found["hours"]:
            hours = number(found["hours"])
            if hours is not None:
                out.append(Length(hours / 24, "day", found.start(), found.end()))
            continue
        unit = next(u for pattern, u in _UNIT if re.fullmatch(pattern, found["unit"]))
        written = found["n2"] or found["n"]
        value = Fraction(1, 2) if found["half"] and not written else number(written) if written else None
        if value is None or (unit == "year" and value > 200) or (unit in ("day", "month") and _is_date(text, found)):
            continue
        out.append(Length(value + (Fraction(1, 2) if found["plus"] else 0), unit, found.start(), found.end()))
    return out


def _plain(text: str) -> str:
    """Digits as Fraction reads them; folded text writes the decimal point as a raised one."""
    return text.replace(",", "").replace("·", ".")


def _is_date(text: str, found: re.Match[str]) -> bool:
    """`1月` of a date is no span: a year, or a month, stands right before the number."""
    before = text[: found.start("n") if found["n"] else found.start()]
    if found["unit"] == "日" and re.search(r"[\d一二三四五六七八九十元]月\s*$", before):
        return True
    return bool(
        re.search(
            r"(\d{4}|[零〇一二三四五六七八九]{4})\s*年\s*(\d{1,2}月)?\s*$",
            text[: found.start("n") if found["n"] else found.start()],
        )
    )


def _scale(units: str) -> int:
    scale = 1
    for c in units:
        scale *= ZH_BIG.get(c, 0) or ZH_UNITS[c]
    return scale


def _chinese(text: str) -> int:
    if all(c in ZH_DIGITS for c in text):
        return int("".join(str(ZH_DIGITS[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in ZH_DIGITS:
            digit = ZH_DIGITS[c]
        elif c in ZH_UNITS:
            section += (digit or 1) * ZH_UNITS[c]
            digit = 0
        else:
            total = (
                (total + section + digit) * ZH_BIG[c]
                if ZH_BIG[c] > 10_000
                else total + (section + digit or 1) * ZH_BIG[c]
            )
            section = digit = 0
    return total + section + digit


def _english(text: str) -> int:
    total = part = 0
    for word in re.split(r"[\s-]+", text):
        if word in EN_SMALL:
            part += EN_SMALL[word]
        elif word in EN_TENS:
            part += EN_TENS[word]
        elif word == "hundred":
            part = (part or 1) * 100
        elif word in EN_BIG:
            total += (part or 1) * EN_BIG[word]
            part = 0
    return total + part
