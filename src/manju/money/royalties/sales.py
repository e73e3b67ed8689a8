"""Rows of a sales report: read strictly, each taken by one rule of one contract or set aside with its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from manju.money.amounts import BadAmount, is_currency, parse_count, parse_minor, parse_minor_units, shown
from manju.money.documents import TEXT_MAX, Day, Document, Minor, Published
from manju.money.errors import InputError
from manju.money.periods import Period, parse_day, parse_period
from manju.money.royalties.calendar import Calendar
from manju.money.royalties.matching import Matching
from manju.money.tables import Table, joined, recognise
from manju.words import Words

List = Literal["outside_grant", "set_aside", "rejected", "later"]
LISTS: Final[tuple[List, ...]] = ("outside_grant", "set_aside", "rejected", "later")
AMOUNTS: Final = ("gross", "returns", "discounts", "freight", "tax")
FIGURES: Final = ("units", "gross", "returns_units", *AMOUNTS[1:])  # the order of netting.Sold
KNOWN: Final[dict[str, tuple[str, ...]]] = {  # our name -> further names a header may have
    "contract": ("合同",), "date": ("日期",), "period": ("期间", "周期"), "sku": ("货号",), "category": ("品类",),
    "territory": ("地区",), "channel": ("渠道",), "currency": ("币种",), "units": ("数量", "销量"),
    "gross": ("销售额",), "returns_units": ("退货数量",), "returns": ("退货", "退货额"), "discounts": ("折扣",),
    "freight": ("运费",), "tax": ("税", "税额"),
}  # fmt: skip

LineKey = tuple[int, str, str, str, str]  # rule, sku, category, territory, channel
Figures = list[int]  # in the order of FIGURES


@dataclass(frozen=True, slots=True)
class Listed:
    """A row that is not in a statement: its line and why."""

    line: int
    code: str
    reason: Words


@dataclass(frozen=True, slots=True)
class Placed:
    """A row that is in a statement: where it was put, and its figures in minor units of its own currency."""

    line: int
    contract: int
    period: int
    key: LineKey
    currency: str
    figures: tuple[int, ...]


@dataclass(slots=True)
class SalesBook:
    """All sales of a file, summed by contract, period, line and currency, and the rows that are not in it."""

    lines: list[dict[int, dict[LineKey, dict[str, Figures]]]]  # contract -> period -> line -> currency -> sums
    listed: dict[List, list[Listed]] = field(default_factory=lambda: {name: [] for name in LISTS})
    rows: int = 0
    placed: list[Placed] | None = None  # every row, where it was asked to keep them

    def add(self, contract: int, period: int, line: LineKey, currency: str, figures: Figures) -> None:
        """Add a row to the line it belongs to."""
        sums = self.lines[contract].setdefault(period, {}).setdefault(line, {})
        if (found := sums.get(currency)) is None:
            sums[currency] = figures
        else:
            for i, figure in enumerate(figures):
                found[i] += figure


def take_sales(table: Table, calendars: Sequence[Calendar], *, keep_rows: bool = False) -> SalesBook:
    """Read an open table of sales for these contracts; `keep_rows` also keeps each row that was placed.

    Raises:
        InputError: `unknown_key` for a column nobody knows, `column_missing` without date and period.
    """
    reading = _Reading(_columns(table), table.kind == "json", Matching(calendars), calendars)
    reading.book.placed = [] if keep_rows else None
    seen: set[bytes] = set()
    for row in table.rows:
        reading.book.rows += 1
        if row.fault is not None:
            reading.book.listed["rejected"].append(Listed(row.line, "unreadable", row.fault))
            continue
        cells = [text.strip() for text in row.cells]
        while cells and not cells[-1]:
            cells.pop()
        mark = blake2b(joined(cells), digest_size=16).digest()
        if mark in seen:
            reading.book.listed["rejected"].append(Listed(row.line, "duplicate", DUPLICATE))
            continue
        seen.add(mark)
        reading.take(row.line, cells)
    return reading.book


class _Refused(Exception):
    """A row that is not in a statement: where it is listed instead."""

    def __init__(self, where: List, code: str, reason: Words) -> None:
        super().__init__(code)
        self.where, self.code, self.reason = where, code, reason


class _Reading:
    """The columns of one file and the contracts that its rows are for."""

    def __init__(
        self, columns: dict[str, int], in_minor: bool, matching: Matching, calendars: Sequence[Calendar]
    ) -> None:
        self._in_minor, self._matching, self._calendars = in_minor, matching, calendars
        self._width = max(columns.values(), default=-1) + 1
        self._at = {name: columns.get(name, self._width) for name in KNOWN}  # the cell after the last one is blank
        self._amounts = [(place, columns[name], name) for place, name in enumerate(FIGURES) if name in columns]
        self.book = SalesBook([{} for _ in calendars])

    def take(self, line: int, cells: list[str]) -> None:
        """Put a row into the book or on one of its lists; cells are stripped, blank ones at the end left out."""
        try:
            self._take(line, [*cells, *[""] * (self._width + 1 - len(cells))])
        except _Refused as why:
            self.book.listed[why.where].append(Listed(line, why.code, why.reason))
        except BadAmount as why:
            self.book.listed["rejected"].append(Listed(line, "bad_amount", why.words))

    def _take(self, number: int, cells: list[str]) -> None:
        at = self._at
        if any(len(text) > TEXT_MAX for text in cells):
            raise _Refused("rejected", "too_long", Words("单元格文字过长", "a cell's text is too long"))
        if any(cells[self._width :]):
            raise _Refused("rejected", "too_many_cells", Words("比表头多出单元格", "more cells than the header has"))
        day, period = self._when(cells[at["date"]], cells[at["period"]])
        stated = cells[at["currency"]].upper()
        if stated and not is_currency(stated):
            raise _Refused("rejected", "bad_currency", Words("币种不是三个字母：“{t}”",
                           'the currency is not three letters: "{t}"').fill(t=shown(stated)))  # fmt: skip
        goods = (cells[at["category"]], cells[at["territory"]], cells[at["channel"]])
        found = self._matching.find(cells[at["contract"]], goods, day, period)
        calendar = self._calendars[found.contract]
        currency = stated or calendar.terms.currency
        figures = self._figures(cells, currency)
        if found.reason is not None:
            where: List = "rejected" if found.code == "period_too_long" else "outside_grant"
            raise _Refused(where, found.code, found.reason)
        if found.period < calendar.first_open:
            raise _Refused("rejected", "closed", Words("{p} 已结账", "the period {p} is closed").fill(
                p=calendar.periods[found.period].label))  # fmt: skip
        if found.rule is None:
            raise _Refused("outside_grant", "no_rule", Words("没有一条授权包含它", "no royalty rule takes it"))
        if found.period >= calendar.stop:
            raise _Refused("later", "later", Words("在要求的期间之后", "after the period asked for"))
        if calendar.rate(currency, found.period) is None:
            raise _Refused("set_aside", "no_rate", Words(
                "{p} 没有 {a} 到 {b} 的汇率", "no exchange rate from {a} to {b} for {p}").fill(
                    a=currency, b=calendar.terms.currency, p=calendar.periods[found.period].label))  # fmt: skip
        line = (found.rule, cells[at["sku"]], *goods)
        if self.book.placed is not None:
            self.book.placed.append(Placed(number, found.contract, found.period, line, currency, tuple(figures)))
        self.book.add(found.contract, found.period, line, currency, figures)

    def _when(self, written: str, named: str) -> tuple[date | None, Period | None]:
        period = parse_period(named) if named else None
        if named and period is None:
            raise _Refused("rejected", "bad_period", Words("不是期间：“{t}”", 'no period: "{t}"').fill(t=shown(named)))
        if not written and period is not None:
            return None, period
        day = parse_day(written)
        if day is None:
            raise _Refused("rejected", "bad_date", Words("日期不对：“{t}”", 'bad date: "{t}"').fill(t=shown(written)))
        if period is not None and not period.first <= day <= period.last:
            raise _Refused("rejected", "bad_date", Words("日期不在期间内", "the date is not in the period"))
        return day, None

    def _figures(self, cells: list[str], currency: str) -> Figures:
        figures = [0] * len(FIGURES)
        for place, column, name in self._amounts:
            if not (text := cells[column]):
                continue
            if name in ("units", "returns_units"):
                figures[place] = parse_count(text)
            else:
                figures[place] = parse_minor_units(text) if self._in_minor else parse_minor(text, currency)
        return figures


def _columns(table: Table) -> dict[str, int]:
    known: dict[str, tuple[str, ...]] = KNOWN
    if table.kind == "json":
        known = {(f"{name}_minor" if name in AMOUNTS else name): () for name in KNOWN}
    found = recognise(table.header, known)
    places = list(found.values())
    for column, name in enumerate(table.header):
        if name and column not in places:
            raise InputError(
                "unknown_key",
                Words("不认识的列：{k}", "Unknown column: {k}").fill(k=shown(name)),
                Words("列名见 manju schema sales。", "The columns: manju schema sales"),
            )
    columns = {name.removesuffix("_minor"): place for name, place in found.items()}
    if "date" not in columns and "period" not in columns and table.header:
        raise InputError(
            "column_missing",
            Words("缺少 date 或 period 列。", "There is no column date or period."),
            Words("列名见 manju schema sales。", "The columns: manju schema sales"),
        )
    return columns


DUPLICATE: Final = Words("与前面一行完全相同", "duplicate: equal in every cell to an earlier row")


class Sale(Document):
    """A row of a JSON list of sales; CSV and XLSX have the same columns, amounts in major units without `_minor`."""

    contract: str | None = None
    date: Day | None = None
    period: Annotated[str, Field(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])|Q[1-4]|H[12])?$")] | None = None
    sku: str | None = None
    category: str | None = None
    territory: str | None = None
    channel: str | None = None
    currency: str | None = None
    units: Minor | None = None
    gross_minor: Minor | None = None
    returns_units: Minor | None = None
    returns_minor: Minor | None = None
    discounts_minor: Minor | None = None
    freight_minor: Minor | None = None
    tax_minor: Minor | None = None


EXAMPLE: Final[list[dict[str, Any]]] = [
    {"date": "2026-02-11", "sku": "BEAR-01", "category": "toys", "territory": "CN", "channel": "online",
     "currency": "CNY", "units": 1200, "gross_minor": 9480000, "returns_units": 12, "returns_minor": 94800,
     "discounts_minor": 200000, "freight_minor": 150000, "tax_minor": 0},
    {"period": "2026Q1", "sku": "TEE-02", "category": "apparel", "territory": "US", "channel": "online",
     "currency": "USD", "units": 300, "gross_minor": 750000},
]  # fmt: skip
SALES: Final = Published(list[Sale], Words("销售报表的行", "Rows of a sales report"), EXAMPLE)
