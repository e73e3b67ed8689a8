"""Dates as hit lists write them: a column has the format that reads its cells and does not precede publication."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

SHANGHAI: Final = timezone(timedelta(hours=8))  # Asia/Shanghai has had no summer time since 1991
MISSING: Final = frozenset({"", "-", "--", "—", "/", "n/a", "null", "none", "nan", "无", "暂无", "未知"})
MONTHS: Final = {
    name: month
    for month, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}  # by the first three letters

_CLOCK = (
    r"(?:[t\s日]*\s*(?:上午|下午|凌晨|晚上)?\s*\d{1,2}[:时点]\d{1,2}.*|\s+\d{1,2}点.*"
    r"|\s*[\(（]?(?:周|星期)[一二三四五六日天][\)）]?)?"
)
_THREE = re.compile(rf"(\d{{1,4}})\s*[-/.年\s]\s*(\d{{1,2}})\s*[-/.月\s]\s*(\d{{1,4}})\s*日?号?{_CLOCK}")
_TWO = re.compile(rf"(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?号?{_CLOCK}")
_MONTH = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*月?")
_WEEK = re.compile(r"((?:19|20)\d\d)\s*-?\s*(?:w|第)\s*(\d{1,2})\s*周?")
_DIGITS = re.compile(r"\d+")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_EPOCH = re.compile(r"(\d{10})(?:\.\d+)?|(\d{13})(?:\.0*)?|(\d{16})(?:\.0*)?")
_NAMED = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?|([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?),?[\s-]+(\d{4})\b.*"
)  # one pattern
_RANGE = re.compile(r"(.*\d[日号]?)\s*(?:~|～|至|到|—|–|\s-\s|_)\s*(\d.*)")

Triple = tuple[int, int, int]  # year, month, day
Order = Callable[[Triple], Triple]
ORDERS: Final[Mapping[str, Order]] = {
    "YMD": lambda t: t,
    "YDM": lambda t: (t[0], t[2], t[1]),
    "DMY": lambda t: (t[2], t[1], t[0]),
    "MDY": lambda t: (t[2], t[0], t[1]),
}
PREFERRED: Final = {"year_first": ("YMD", "YDM"), "year_last": ("DMY", "MDY"), "short": ("YMD", "DMY", "MDY", "YDM")}


@dataclass(frozen=True, slots=True)
class Written:
    """One way a date stands in a cell: a date, or numbers whose order the column tells, or month and day alone."""

    day: date | None = None
    kind: str = ""  # "", "year_first", "year_last", "short", "no_year"
    parts: Triple = (0, 0, 0)


def read_dates(
    cells: Sequence[str], *, not_before: Sequence[date | None] = (), about: date | None = None
) -> list[date | None]:
    """The dates of a column of distinct cells; what is no date is nothing.

    `not_before`: what the rows of each cell say of publication (the latest), against which an order of day and month
    is chosen; one day is let pass for time zones. `about`: a day to which dates without a year are nearest, not after.

    >>> read_dates(["18.01.11"], not_before=[date(2018, 10, 29)])
    [datetime.date(2018, 11, 1)]
    >>> read_dates(["06-03", "12-30"], about=date(2027, 1, 2))
    [datetime.date(2026, 6, 3), datetime.date(2026, 12, 30)]
    >>> [str(d) for d in read_dates(["2026/6/3", "46176", "1780416000", "2026年6月3日", "soon"])]
    ['2026-06-03', '2026-06-03', '2026-06-03', '2026-06-03', 'None']
    """
    floor = list(not_before) or [None] * len(cells)
    written = [as_written(cell) for cell in cells]
    found: list[date | None] = [w.day if w else None for w in written]
    for kind, orders in PREFERRED.items():
        places = [i for i, w in enumerate(written) if w is not None and w.kind == kind]
        if places:
            parts = [written[i].parts for i in places]  # type: ignore[union-attr]  # chosen above
            order = _order_of(parts, [floor[i] for i in places], orders)
            for i, part in zip(places, parts, strict=True):
                found[i] = _day(ORDERS[order](part))
    known = [day for day in found if day is not None]
    near = about or (max(known) if known else None)
    places = [i for i, w in enumerate(written) if w is not None and w.kind == "no_year"]
    if places:
        swapped = any(written[i].parts[1] > 12 for i in places)  # type: ignore[union-attr]  # chosen above
        for i in places:
            _, first, second = written[i].parts  # type: ignore[union-attr]  # chosen above
            found[i] = _with_year(*((second, first) if swapped else (first, second)), floor=floor[i], near=near)
    return found


@lru_cache(maxsize=4096)
def as_written(cell: str) -> Written | None:  # noqa: PLR0911 - returns as soon as a way of writing fits
    """How a date stands in a cell; nothing where there is none.

    >>> as_written("2026-06-01~2026-06-07") == as_written("2026-6-7"), as_written("20260603").parts
    (True, (2026, 6, 3))
    >>> as_written("3 Jun 2026").day, as_written("2026-W23").day, as_written("0.5")
    (datetime.date(2026, 6, 3), datetime.date(2026, 6, 7), None)
    """
    text = unicodedata.normalize("NFKC", cell).strip().casefold()
    if _DIGITS.fullmatch(text) or _SERIAL.fullmatch(text) or _EPOCH.fullmatch(text):
        return _of_digits(text)
    if found := _THREE.fullmatch(text):
        a, b, c = (int(part) for part in found.groups())
        if len(found[1]) == 4 and len(found[3]) <= 2:
            return Written(kind="year_first", parts=(a, b, c))
        if len(found[3]) == 4 and len(found[1]) <= 2:
            return Written(kind="year_last", parts=(a, b, c))
        return Written(kind="short", parts=(a, b, c)) if len(found[1]) <= 2 and len(found[3]) <= 2 else None
    if found := _MONTH.fullmatch(text):
        return _known(_day((int(found[1]), int(found[2]), 1)))
    if found := _TWO.fullmatch(text):
        pair = sorted((int(found[1]), int(found[2])))
        return (
            Written(kind="no_year", parts=(0, int(found[1]), int(found[2])))
            if 1 <= pair[0] <= 12 and pair[1] <= 31
            else None
        )
    if found := _WEEK.fullmatch(text):
        return _of_week(int(found[1]), int(found[2]))
    if (found := _NAMED.fullmatch(text)) and (month := MONTHS.get((found[2] or found[3])[:3])):
        return _known(_day((int(found[5]), month, int(found[1] or found[4]))))
    if found := _RANGE.fullmatch(text):
        first, last = as_written(found[1]), as_written(found[2])
        if first and last and last.kind == "no_year" and first.kind == "year_first":
            return Written(kind="year_first", parts=(first.parts[0], *last.parts[1:]))
        return last if first else None
    return None


def in_name(name: str) -> str:
    """The part of a file name that is a date, or nothing; of several the last.

    >>> in_name("抖音热榜_2026-06-01_2026-06-07.csv"), in_name("20260603红果.xlsx"), in_name("18.01.11_CA_videos.csv")
    ('2026-06-07', '20260603', '18.01.11')
    >>> in_name("榜单(6月3日).csv"), in_name("list-v2.csv"), in_name("hot_06-03.csv")
    ('6月3日', '', '06-03')
    """
    stem = unicodedata.normalize("NFKC", name).rsplit(".", 1)[0] if "." in name else name
    for pattern in (
        r"(?<!\d)20\d\d[-_./年]\d{1,2}[-_./月]\d{1,2}(?!\d)日?",
        r"(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)",
        r"(?<!\d)\d{1,2}[-_.]\d{1,2}[-_.]\d{2}(?:\d\d)?(?!\d)",
        r"(?<!\d)\d{1,2}月\d{1,2}[日号]?",
        r"(?<![\d.])(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)",
    ):
        if found := re.findall(pattern, stem):
            return str(found[-1]).replace("_", "-")
    return ""


def _of_digits(text: str) -> Written | None:
    whole = text.split(".", maxsplit=1)[0]
    if len(whole) == 8:
        return Written(kind="year_first", parts=(int(whole[:4]), int(whole[4:6]), int(whole[6:])))
    if len(whole) == 6 and "." not in text:
        return Written(kind="short", parts=(int(whole[:2]), int(whole[2:4]), int(whole[4:])))
    if len(whole) == 5 and 30_000 <= int(whole) <= 65_000:  # 1982 to 2077 as a sheet counts days
        return Written(day=date(1899, 12, 30) + timedelta(days=int(whole)))
    if len(whole) in (10, 13, 16) and whole[0] != "0":
        seconds = int(whole) / 10 ** (len(whole) - 10)
        return Written(day=datetime.fromtimestamp(seconds, tz=UTC).astimezone(SHANGHAI).date())
    return None


def _of_week(year: int, week: int) -> Written | None:
    try:
        return Written(day=date.fromisocalendar(year, week, 7))
    except ValueError:
        return None


def _known(day: date | None) -> Written | None:
    return None if day is None else Written(day=day)


def _day(parts: Triple) -> date | None:
    year, month, day = parts
    year += 2000 if year < 100 else 0
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


def _order_of(parts: Sequence[Triple], floor: Sequence[date | None], orders: Sequence[str]) -> str:
    """The order that reads most cells, then precedes publication least, then spans least, then the usual one.

    After a year of four digits the month follows unless most cells say otherwise: a single impossible day is an error.
    """

    def cost(order: str) -> tuple[int, bool, int, int]:
        days = [_day(ORDERS[order](part)) for part in parts]
        read = [day for day in days if day is not None]
        early = [d < low - timedelta(days=1) for d, low in zip(days, floor, strict=True) if d and low]
        span = (max(read) - min(read)).days if read else 0
        unread = len(days) - len(read)
        return (
            unread * 2 > len(days) if orders[0] == "YMD" and len(orders) == 2 else unread,
            sum(early) * 2 > len(early),
            0 if len(orders) == 2 and orders[0] == "YMD" else span,
            orders.index(order),
        )

    return min(orders, key=cost)


def _with_year(month: int, day: int, *, floor: date | None, near: date | None) -> date | None:
    """A day without a year: the first not before publication, else the last not after what is known."""
    if floor is not None:
        years = [_day((floor.year + n, month, day)) for n in range(-1, 5)]
        return next((d for d in years if d and d >= floor - timedelta(days=1)), None)
    if near is None:
        return None
    years = [_day((near.year - n, month, day)) for n in range(-1, 5)]
    return next((d for d in years if d and d <= near + timedelta(days=1)), None)
