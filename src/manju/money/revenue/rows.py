"""One row of a platform's statement as numbers, or what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from manju.money.amounts import (
    BadAmount,
    exponent,
    parse_minor,
    parse_minor_units,
    parse_signed_minor,
    round_minor,
    shown,
)
from manju.money.periods import parse_period
from manju.money.revenue.columns import AMOUNTS, Columns, currency_of
from manju.money.tables import Row
from manju.words import Words

__all__ = ["Fault", "StatementRow", "parsed", "read_date", "title_and_episode", "title_key"]

EARLIEST_YEAR: Final = 1900

TOTALS: Final = frozenset({"total", "grand total", "合计", "总计"})
_PLAIN: Final = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|(?=\.))(?:\.[0-9]+)?")
_MINUTES: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_CLOCK: Final = re.compile(r"([0-9]{1,5}):([0-5]?[0-9])(?::([0-5]?[0-9]))?")
_YMD: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[T\s].*)?")
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH: Final = re.compile(r"([0-9]{4})[-/.年]?([0-9]{2}|[0-9](?=月|$))月?")
_ENGLISH: Final = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y")


class Fault(NamedTuple):
    """Why a row is rejected or waits: a stable code, and a sentence."""

    code: str
    words: Words


class StatementRow(NamedTuple):
    """What a statement says in one row; amounts in minor units of `currency`, None where a cell is blank."""

    line: int
    date: dt.date = dt.date.min
    title: str = ""
    episode: str = ""
    gross: int | None = None
    refunds: int = 0
    net: int | None = None
    paid: int = 0
    currency: str = ""
    minutes: Fraction | None = None
    paid_on: dt.date | None = None
    kind: str = ""
    fault: Fault | None = None

    @property
    def own_net(self) -> int:
        """gross − refunds; the net column where gross is blank.

        >>> StatementRow(2, gross=1000, refunds=1200).own_net, StatementRow(2, net=700).own_net
        (-200, 700)
        """
        if self.gross is not None:
            return self.gross - self.refunds
        return self.net or 0

    @property
    def own_gross(self) -> int:
        """The gross column; net and refunds together where it is blank."""
        return self.gross if self.gross is not None else (self.net or 0) + self.refunds

    @property
    def disagrees(self) -> bool:
        """Whether the statement's net is not what its gross and refunds make."""
        return self.gross is not None and self.net is not None and self.net != self.gross - self.refunds


def parsed(row: Row, columns: Columns, *, currency: str, day: dt.date | None = None) -> StatementRow | None:
    """The row as numbers; None for a row of totals. `currency` and `day` stand where the row says nothing."""
    line, cells = row.line, row.cells
    if cells and cells[0].strip().lower() in TOTALS:
        return None
    if row.fault is not None:
        return StatementRow(line, fault=Fault("unreadable", row.fault))
    size = len(cells)
    filled = {name: cells[place].strip() for name, place in columns.places.items() if place < size}
    cell = filled.get
    written = cell("date", "")
    date = read_date(written) if written else day
    if date is not None and date.year < EARLIEST_YEAR:
        date = None  # 0001-01-01 and 1899-12-30 are how programs write that they know no date
    title, episode, of = (
        cell("title", ""),
        cell("episode", ""),
        currency_of(cell("currency", ""), columns.currency_of_header),
    )
    of = of or currency
    if date is None:
        bad = _bad_date(written)
        return StatementRow(line, title=title, episode=episode, currency=of, kind=cell("kind", ""), fault=bad)
    known = StatementRow(line, date, title, episode, currency=of, kind=cell("kind", ""))
    try:
        gross, refunds, net, paid = (_amount(name, cell(name, ""), of, columns) for name in AMOUNTS)
    except BadAmount as error:
        code = "negative_amount" if "negative" in error.words.en else "bad_amount"
        return known._replace(fault=Fault(code, error.words))
    minutes: Fraction | None = None
    paid_on: dt.date | None = None
    fault: Fault | None = None
    if (text := cell("minutes", "")) and (minutes := read_minutes(text)) is None:
        words = Words("时长读不懂：“{t}”", 'the minutes cannot be read: "{t}"').fill(t=shown(text))
        fault = Fault("bad_minutes", words)
    if (text := cell("paid_on", "")) and (paid_on := read_date(text)) is None:
        fault = fault or _bad_date(text)
    if fault is not None:
        return known._replace(fault=fault)
    return StatementRow(
        line, date, title, episode, gross, refunds or 0, net, paid or 0, of, minutes, paid_on, known.kind
    )


@lru_cache(maxsize=1 << 16)
def read_date(text: str) -> dt.date | None:
    """The day a cell names, its last where it names a month, quarter, half or year; None when that is not plain.

    >>> [str(read_date(t)) for t in ("2026/1/5 12:30", "20260105", "2026年1月5日", "2026-02", "Jan 5, 2026")]
    ['2026-01-05', '2026-01-05', '2026-01-05', '2026-02-28', '2026-01-05']
    >>> read_date("05/01/2026") is None
    True
    """
    written = unicodedata.normalize("NFKC", text).strip()
    if found := _YMD.fullmatch(written) or _COMPACT.fullmatch(written):
        try:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
    if period := parse_period(written):
        return period.last
    if found := _MONTH.fullmatch(written):
        month = parse_period(f"{found[1]}-{int(found[2]):02d}")
        return month.last if month else None
    for form in _ENGLISH:
        try:
            return dt.datetime.strptime(written, form).date()  # noqa: DTZ007  # a day, no moment
        except ValueError:
            continue
    return None


def read_minutes(text: str) -> Fraction | None:
    """Minutes as a decimal, or as a clock: `1:30` is a minute and a half, `1:02:00` sixty-two minutes.

    >>> read_minutes("2.5"), read_minutes("1:30"), read_minutes("-1")
    (Fraction(5, 2), Fraction(3, 2), None)
    """
    if _MINUTES.fullmatch(text):
        return Fraction(text)
    if found := _CLOCK.fullmatch(text):
        if found[3] is None:
            return Fraction(int(found[1])) + Fraction(int(found[2]), 60)
        return Fraction(60 * int(found[1]) + int(found[2])) + Fraction(int(found[3]), 60)
    return None


@lru_cache(maxsize=1 << 14)
def title_key(title: str) -> str:
    """A title as it is compared: letters and digits of any script, one width, no case.

    >>> title_key("《长夜灯》 ") == title_key("长夜灯"), title_key("Night  Lamp")
    (True, 'nightlamp')
    """
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if c.isalnum())


@lru_cache(maxsize=1 << 14)
def title_and_episode(title: str) -> tuple[str, int | None]:
    """A title that ends in an episode's number, taken apart.

    >>> title_and_episode("长夜灯 第3集"), title_and_episode("Night Lamp EP07"), title_and_episode("重生1998")
    (('长夜灯', 3), ('Night Lamp', 7), ('重生1998', None))
    """
    found = _EPISODE_AT_END.fullmatch(unicodedata.normalize("NFKC", title).strip())
    if found is None or not found[1].strip():
        return title.strip(), None
    return found[1].strip(" 　-–—_:：·|"), int(found[2] or found[3])


def episode_number(text: str) -> int | None:
    """The number in an episode cell: `3`, `第3集`, `EP03`, `3.0`.

    >>> episode_number("第3集"), episode_number("EP03"), episode_number("全集")
    (3, 3, None)
    """
    found = _EPISODE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) if found else None


_EPISODE_AT_END: Final = re.compile(
    r"(.*?)[\s\-–—_:：·|]*(?:第\s*([0-9]{1,4})\s*[集话章]|(?:(?<![A-Za-z])(?:ep|episode|e)[\s.]*)([0-9]{1,4}))",
    re.IGNORECASE,
)
_EPISODE: Final = re.compile(r"(?:第|ep|episode|e)?[\s.]*([0-9]{1,6})(?:\.0+)?\s*[集话章]?", re.IGNORECASE)


def _amount(name: str, text: str, currency: str, columns: Columns) -> int | None:
    if not text:
        return None
    whole, _, decimals = text.partition(".")
    if whole.isdecimal() and decimals.isdecimal() and text.isascii() and len(whole) < 15 and not columns.minor:
        places = exponent(currency)  # the usual cell, quickly
        if len(decimals) == places:
            return int(whole + decimals)
    if name in columns.minor:
        return parse_minor_units(text)
    if columns.estimated:
        return finer_minor(text, currency)
    read: Callable[[str, str], int] = parse_signed_minor if name in ("net", "paid") else parse_minor
    return read(text, currency)


def finer_minor(text: str, currency: str) -> int:
    """Minor units of an amount that may be finer than they are (YouTube Studio, DSR), rounded half-even.

    >>> finer_minor("12.345", "USD"), finer_minor("0.005", "USD")
    (1234, 0)

    Raises:
        BadAmount: no plain decimal number, or 10^18 minor units or more.
    """
    written = text.strip()
    if not _PLAIN.fullmatch(written) or len(written) > 60:
        raise BadAmount(Words("“{t}”不是普通的十进制数", '"{t}" is not a plain decimal number').fill(t=shown(text)))
    minor = round_minor(Fraction(written.replace(",", "")) * 10 ** exponent(currency))
    if abs(minor) >= 10**18:
        raise BadAmount(Words("“{t}”太大（10^18 或更多）", '"{t}" is too large (10^18 or more)').fill(t=shown(text)))
    return minor


def _bad_date(text: str) -> Fault:
    if not text:
        return Fault("bad_date", Words("没有日期", "there is no date"))
    return Fault("bad_date", Words("日期读不懂：“{t}”", 'the date cannot be read: "{t}"').fill(t=shown(text)))
