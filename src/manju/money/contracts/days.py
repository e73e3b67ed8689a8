"""Calendar dates in contracts, in digits and in Chinese numerals, in English and Chinese order."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from manju.money.contracts.quantities import ZH_DIGITS, number

MONTHS: Final = {
    m: n + 1
    for n, m in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ]
    )
}
_MONTH: Final = "|".join([*MONTHS, *(rf"{m[:3]}\.?" for m in MONTHS), r"sept\.?"])
DATE: Final = re.compile(
    r"(?P<y>\d{4})\s*(?:年|-|/|[.·])\s*(?P<m>\d{1,2})\s*(?:月|-|/|[.·])\s*(?P<d>\d{1,2})(?!\d)\s*日?"
    r"|(?P<zy>[二两贰貳][零〇○][一二三四五六七八九零〇○壹贰貳叁肆伍陆柒捌玖]{2})年(?P<zm>[一二三四五六七八九十元]{1,2})月(?P<zd>[一二三四五六七八九十]{1,3})日"
    rf"|(?P<em>{_MONTH})\s+(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<ey>\d{{4}})"
    r"|(?<![\d.·])(?P<nd>\d{1,2})\s?[.·]\s?(?P<nm>\d{1,2}|i{1,3}|iv|vi{0,3}|ix|xi{0,2})\s?[.·]\s?(?P<ny>\d{4})(?!\d)"
    rf"|(?P<bd>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:day\s+of\s+)?(?P<bm>{_MONTH})\s*,?\s+(?P<by>\d{{4}})"
)


ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def dates(text: str) -> list[tuple[date, int, int]]:
    """Calendar dates with their place.

    >>> [str(d) for d, _, _ in dates("2026年1月1日, 1 march 2027, june 30, 2028, 2.xi.2026, 二〇二六年十二月三十一日")]
    ['2026-01-01', '2027-03-01', '2028-06-30', '2026-11-02', '2026-12-31']
    """
    out: list[tuple[date, int, int]] = []
    for found in DATE.finditer(text):
        g = found.groupdict()
        if g["y"]:
            parts = (int(g["y"]), int(g["m"]), int(g["d"]))
        elif g["zy"]:
            year = int("".join(str(ZH_DIGITS[c]) for c in g["zy"]))
            parts = (year, _counted(g["zm"].replace("元", "一")), _counted(g["zd"]))
        elif g["ny"]:
            month_of = g["nm"]
            parts = (int(g["ny"]), int(month_of) if month_of.isdigit() else ROMAN.index(month_of) + 1, int(g["nd"]))
        else:
            month, day, year_text = (g["em"], g["ed"], g["ey"]) if g["em"] else (g["bm"], g["bd"], g["by"])
            parts = (int(year_text), next(n for name, n in MONTHS.items() if name[:3] == month[:3]), int(day))
        try:
            out.append((date(*parts), found.start(), found.end()))
        except ValueError:
            continue
    return _with_years(text, out)


DAY_EN: Final = re.compile(
    rf"(?:(?P<m>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?|(?P<bd>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<bm>{_MONTH}))\s*(?:to|until|till|through|and|-|~)\s*$"
)
DAY_ZH: Final = re.compile(r"^\s*起?\s*(?:至|到|-|~)\s*(?P<m>\d{1,2})月(?P<d>\d{1,2})日")


def _with_years(text: str, full: list[tuple[date, int, int]]) -> list[tuple[date, int, int]]:
    """A span that names its year once has two dates: `april 1 to june 15, 2027`, `2026年3月1日至12月31日`."""
    out: list[tuple[date, int, int]] = []
    for day, start, end in full:
        before, after = DAY_EN.search(text[max(0, start - 30) : start]), DAY_ZH.match(text[end : end + 16])
        out.append((day, start, end))
        try:
            if before and not (out[:-1] and out[-2][2] > start - 12):
                month = before["m"] or before["bm"]
                number_of = next(n for name, n in MONTHS.items() if name[:3] == month[:3])
                out.insert(
                    -1,
                    (date(day.year, number_of, int(before["d"] or before["bd"])), start - len(before.group()), start),
                )
            if after:
                out.append((date(day.year, int(after["m"]), int(after["d"])), end, end + after.end()))
        except ValueError:
            continue
    return out


def _counted(chinese: str) -> int:
    value = number(chinese)
    return int(value) if value is not None else 0
