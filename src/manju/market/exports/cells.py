"""Numbers, rates, lengths of time and dates as platforms write them in a cell."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

__all__ = ["DateReader", "Unreadable", "count", "is_missing", "number", "percent_column", "rate", "seconds", "text"]

MISSING: Final = frozenset(
    {"", "-", "--", "---", "—", "——", "–", "/", "\\", "n/a", "na", "#n/a", "nan", "null", "none", "undefined", "nil",
     "暂无", "暂无数据", "无", "不适用"}
)  # fmt: skip
SCALES: Final = {
    "": 1, "十": 10, "百": 100, "千": 1000, "k": 1000, "万": 10_000, "萬": 10_000, "w": 10_000, "十万": 100_000,
    "百万": 1_000_000, "m": 1_000_000, "千万": 10_000_000, "亿": 100_000_000, "億": 100_000_000, "b": 1_000_000_000,
}  # fmt: skip
COUNT_MAX: Final = 10**15  # no counter of any platform is larger; a number that is has slipped from another column
RATE_MAX: Final = 1000  # loops make some views of 300 %, none of 100,000 %
LENGTH_MAX: Final = 10**12  # seconds of a watch time
EPOCHS_IN: Final = ZoneInfo("Asia/Shanghai")
FIRST_DAY: Final = dt.date(2000, 1, 1)
SHEET_DAY_0: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no zone

_NUMBER: Final = re.compile(
    r"([+-]?)([0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}|[0-9]+)?(\.[0-9]+)?(e[+-]?[0-9]{1,3})?"
    r"(十万|百万|千万|[十百千万萬亿億kwmb])?\+?(次|人|个|條|条|赞|播放|次播放|views?)?"
)
_CLOCK: Final = re.compile(r"([0-9]+):([0-9]{1,2})(?::([0-9]{1,2}(?:\.[0-9]+)?))?")
_PARTS: Final = re.compile(
    r"(?:([0-9]+(?:\.[0-9]+)?)(?:小时|小時|时|hours?|hrs?|h)[:,]?)?"
    r"(?:([0-9]+(?:\.[0-9]+)?)(?:分钟|分鐘|分|minutes?|mins?|m)[:,]?)?"
    r"(?:([0-9]+(?:\.[0-9]+)?)(?:秒钟|秒鐘|秒|seconds?|secs?|s))?"
)
_PLAIN: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_TIME: Final = (
    r"(?:[T\s日,]*(?:at)?\s*([0-9]{1,2})[:时點点](?:([0-9]{1,2})(?:[:分]([0-9]{1,2})(?:\.[0-9]+)?)?[秒分]?)?"
    r"\s*([ap]\.?m\.?)?\s*(z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_YMD: Final = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})日?" + _TIME, re.IGNORECASE)
_COMPACT: Final = re.compile(
    r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?:[ T_]?([0-2][0-9]):?([0-5][0-9]):?([0-5][0-9])?)?"
)
_XXY: Final = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})" + _TIME, re.IGNORECASE)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME: Final = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_MDY: Final = re.compile(_NAME + r"\s+([0-9]{1,2})(?:st|nd|rd|th)?(?:,?\s+([0-9]{4}))?" + _TIME, re.IGNORECASE)
_DMY: Final = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[\s-]+" + _NAME + r"(?:,?[\s-]+([0-9]{4}))?" + _TIME, re.IGNORECASE
)


class Unreadable(ValueError):
    """The cell holds something, and it is not what the column holds."""


def text(cell: str) -> str:
    """A cell in one width, without marks nobody sees and without the blanks around it.

    >>> text("\\ufeff １，２３４ ")
    '1,234'
    """
    if cell.isascii():
        return cell.strip()
    plain = unicodedata.normalize("NFKC", cell)
    return "".join(c for c in plain if unicodedata.category(c) != "Cf").strip()


def is_missing(cell: str) -> bool:
    return text(cell).casefold() in MISSING


def number(cell: str) -> Fraction | None:
    """A number as people write it; None where the cell is blank.

    >>> [int(number(t)) for t in ("313.3万", "1.2亿", "16.9w", "10万+", "1,234", "１２３", "1.2K", "1.5E+05")]
    [3133000, 120000000, 169000, 100000, 1234, 123, 1200, 150000]

    Raises:
        Unreadable: it is no number.
    """
    plain = text(cell).casefold()
    if plain in MISSING:
        return None
    if plain.isascii() and plain.isdigit():
        return Fraction(int(plain))
    plain = re.sub(r"(?<=[0-9])[\s\u202f_'’](?=[0-9]{3})", "", plain).replace(" ", "").lstrip("'’")
    found = _NUMBER.fullmatch(plain)
    if found is None or (found[2] is None and found[3] is None):
        raise Unreadable(cell)
    sign, whole, fraction, power, scale, _unit = found.groups()
    value = Fraction(f"{sign}{(whole or '0').replace(',', '')}{fraction or ''}{power or ''}")
    return value * SCALES[scale or ""]


def count(cell: str, *, may_fall: bool = False, scale: int = 1) -> int | None:
    """A counter: a whole number, not below zero unless it `may_fall`; a bare number counts `scale` (万 in the header).

    >>> count("1234.0"), count("--"), count("1.2", scale=10_000)
    (1234, None, 12000)

    Raises:
        Unreadable: it is no whole number.
    """
    value = number(cell)
    if value is None:
        return None
    if scale > 1 and _PLAIN.fullmatch(text(cell).replace(",", "")):
        value *= scale
    if value.denominator != 1 or (value < 0 and not may_fall) or abs(value) > COUNT_MAX:
        raise Unreadable(cell)
    return int(value)


def percent_column(header: str, cells: Iterable[str]) -> bool:
    """Whether a column holds percent: `%` in its header or any cell; else unless most values are at most 1.

    >>> percent_column("完播率", ["0.0189", "0.41"]), percent_column("完播率", ["32.5", "41"])
    (False, True)
    """
    if "%" in text(header):
        return True
    values: list[Fraction] = []
    for cell in cells:
        plain = text(cell)
        if "%" in plain:
            return True
        try:
            value = number(plain)
        except Unreadable:
            continue
        if value is not None:
            values.append(value)
    return bool(values) and 2 * sum(v <= 1 for v in values) <= len(values)


def rate(cell: str, *, percent: bool) -> Fraction | None:
    """A rate as a fraction of one.

    >>> rate("32.5%", percent=True), rate("0.0189", percent=False), rate("-", percent=True)
    (Fraction(13, 40), Fraction(189, 10000), None)

    Raises:
        Unreadable: it is no number, or below zero.
    """
    plain = text(cell).replace("%", "").strip()
    value = None if plain.endswith("星") else number(plain)  # Bilibili gives stars where it gives no rate
    if value is None:
        return None
    found = value / 100 if percent else value
    if not 0 <= found <= RATE_MAX:
        raise Unreadable(cell)
    return found


def seconds(cell: str, *, unit: int = 1) -> float | None:
    """A length of time in seconds; `unit` is what a bare number counts (3600 where the header says hours).

    >>> [seconds(t) for t in ("0:04:34", "00:35", "35s", "35秒", "1分20秒", "12.3", "0h:3m:13s")]
    [274.0, 35.0, 35.0, 35.0, 80.0, 12.3, 193.0]

    Raises:
        Unreadable: it is no length of time.
    """
    plain = text(cell).casefold().replace(" ", "")
    if plain in MISSING:
        return None
    if clock := _CLOCK.fullmatch(plain):
        first, second, third = clock.groups()
        if third is None:
            return _length(cell, Fraction(int(first) * 60 + int(second)))
        return _length(cell, int(first) * 3600 + int(second) * 60 + Fraction(third))
    if _PLAIN.fullmatch(plain.replace(",", "")):
        return _length(cell, Fraction(plain.replace(",", "")) * unit)
    parts = _PARTS.fullmatch(plain)
    if parts is None or not any(parts.groups()):
        return _length(cell, (number(plain) or Fraction(0)) * unit)  # 1.2万 seconds, or no length at all
    hours, minutes, rest = (Fraction(p) if p else Fraction(0) for p in parts.groups())
    return _length(cell, hours * 3600 + minutes * 60 + rest)


def _length(cell: str, value: Fraction) -> float:
    if not 0 <= value <= LENGTH_MAX:
        raise Unreadable(cell)
    return float(value)


class DateReader:
    """Reads the dates of one column: what `3/6/2026` means is told by the cells of the whole column.

    Args:
        cells: all cells of the column.
        today: the date of the export: dates without a year are the latest ones not after it.

    >>> read = DateReader(["2026/6/3 12:00", "Jun 3, 2026", "46176", "1780459200"], today=dt.date(2026, 6, 30))
    >>> [str(read(t)) for t in ("2026/6/3 12:00", "2026年06月03日15时30分", "Jun 3, 2026", "46176")]
    ['2026-06-03 12:00:00', '2026-06-03 15:30:00', '2026-06-03', '2026-06-03']
    """

    def __init__(self, cells: Iterable[str], *, today: dt.date) -> None:
        self._today = today
        pairs = [(int(m[1]), int(m[2])) for c in cells if (m := _XXY.fullmatch(text(c)))]
        self._day_first = any(a > 12 for a, _ in pairs) and not any(b > 12 for _, b in pairs)

    def __call__(self, cell: str) -> dt.date | dt.datetime | None:
        """The date, with the time of day where the cell has one; None where it is blank.

        Raises:
            Unreadable: it is no date.
        """
        plain = text(cell)
        if plain.casefold() in MISSING:
            return None
        try:
            found = self._read(plain)
        except (ValueError, OverflowError) as error:
            raise Unreadable(cell) from error
        if found is None or (found.date() if isinstance(found, dt.datetime) else found) < FIRST_DAY:
            raise Unreadable(cell)
        return found

    def _read(self, plain: str) -> dt.date | dt.datetime | None:
        readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], dt.date | dt.datetime]], ...] = (
            (_YMD, lambda m: _at(int(m[1]), int(m[2]), int(m[3]), m.groups()[3:])),
            (_COMPACT, lambda m: _at(int(m[1]), int(m[2]), int(m[3]), (*m.groups()[3:], None, None))),
            (_XXY, self._x_y),
            (_MDY, lambda m: self._named(m[1], m[2], m[3], m.groups()[3:])),
            (_DMY, lambda m: self._named(m[2], m[1], m[3], m.groups()[3:])),
        )
        for pattern, made in readers:
            if match := pattern.fullmatch(plain):
                return made(match)
        return _counted(plain)

    def _x_y(self, match: re.Match[str]) -> dt.date | dt.datetime:
        a, b = int(match[1]), int(match[2])
        day, month = (a, b) if self._day_first or a > 12 else (b, a)
        return _at(int(match[3]), month, day, match.groups()[3:])

    def _named(self, month: str, day: str, year: str | None, time: tuple[str | None, ...]) -> dt.date | dt.datetime:
        number_of_month = _MONTHS.index(month[:3].casefold()) + 1
        if year is not None:
            return _at(int(year), number_of_month, int(day), time)
        this = _at(self._today.year, number_of_month, int(day), time)
        late = (this.date() if isinstance(this, dt.datetime) else this) > self._today
        return _at(self._today.year - 1, number_of_month, int(day), time) if late else this


def _at(year: int, month: int, day: int, time: tuple[str | None, ...]) -> dt.date | dt.datetime:
    hour, minute, second, half, zone = time
    if hour is None:
        return dt.date(year, month, day)
    h = int(hour)
    if half:
        h = h % 12 + (12 if half.casefold().startswith("p") else 0)
    if h == 24:  # some write midnight so
        return dt.datetime(year, month, day, 0, int(minute or 0)) + dt.timedelta(days=1)  # noqa: DTZ001
    at = dt.datetime(year, month, day, h, int(minute or 0), int(second or 0))  # noqa: DTZ001 - the platform's own clock
    return at.replace(tzinfo=_zone(zone)) if zone else at


def _zone(written: str) -> dt.timezone:
    if written.casefold() in {"z", "utc", "gmt"}:
        return dt.UTC
    minutes = int(written[1:3]) * 60 + int(written[-2:])
    return dt.timezone(dt.timedelta(minutes=-minutes if written[0] == "-" else minutes))


def _counted(plain: str) -> dt.date | dt.datetime | None:
    """Days of a sheet, seconds or milliseconds since 1970."""
    if not _PLAIN.fullmatch(plain):
        return None
    value = Fraction(plain)
    if 30_000 <= value < 80_000:  # 1982 to 2119
        at = SHEET_DAY_0 + dt.timedelta(seconds=round(value * 86_400))
        return at.date() if value.denominator == 1 else at
    for scale in (1, 1000):
        if 900_000_000 * scale <= value < 5_000_000_000 * scale:
            return dt.datetime.fromtimestamp(float(value / scale), EPOCHS_IN).replace(tzinfo=None, microsecond=0)
    return None
