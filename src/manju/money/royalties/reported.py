"""A licensee's report as it comes: its sales rows under any usual headers, and what it says it owes for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from manju.money.amounts import BadAmount, parse_signed_minor
from manju.money.documents import read_fraction
from manju.money.errors import InputError
from manju.money.royalties.sales import KNOWN
from manju.money.royalties.terms import Terms
from manju.money.tables import Row, Table, objects_table, open_table, recognise
from manju.words import Words

__all__ = ["CLAIMS", "NAMES", "ROWS_MAX", "Claim", "Report", "completed", "form_report", "parse_rate", "read_report"]

ROWS_MAX: Final = 50_000  # rows of one report; a licensee with more sends them by month
NAMES: Final[dict[str, tuple[str, ...]]] = {  # our name -> what licensees call it
    "date": ("日期", "销售日期", "sale date", "invoice date"),
    "period": ("期间", "周期", "结算期", "reporting period"),
    "sku": (
        "货号",
        "商品编码",
        "款号",
        "产品编号",
        "item",
        "item no",
        "item number",
        "product",
        "product code",
        "style",
    ),
    "category": ("品类", "类别", "商品类别", "product category"),
    "territory": ("地区", "国家", "销售地区", "country", "region"),
    "channel": ("渠道", "销售渠道", "sales channel"),
    "currency": ("币种", "货币", "ccy"),
    "units": ("数量", "销量", "销售数量", "件数", "qty", "quantity", "units sold"),
    "gross": ("销售额", "总销售额", "销售金额", "gross sales", "gross amount", "sales"),
    "returns_units": ("退货数量", "退货件数", "return units", "returned units", "units returned"),
    "returns": ("退货", "退货额", "退货金额", "return amount", "returns amount"),
    "discounts": ("折扣", "折让", "折扣额", "discount", "allowances"),
    "freight": ("运费", "物流费", "shipping"),
    "tax": ("税", "税额", "vat", "sales tax"),
}
CLAIMS: Final[dict[str, tuple[str, ...]]] = {  # what the licensee has worked out itself
    "base": ("net", "net sales", "计费基数", "净销售额", "净额", "royalty base", "分成基数"),
    "rate": ("royalty rate", "费率", "分成比例", "版税率", "提成比例", "rate %"),
    "royalty": ("royalties", "royalty due", "royalty amount", "应付分成", "分成", "版税", "版权金", "应付版权金",
                "提成"),
}  # fmt: skip
TOTALS: Final = frozenset({"total", "grand total", "totals", "sum", "合计", "总计"})
SUBTOTALS: Final = frozenset({"subtotal", "sub-total", "小计"})
assert set(NAMES) == set(KNOWN) - {"contract"}  # noqa: S101 - a licensee's own contract numbers are not ours


@dataclass(frozen=True, slots=True)
class Claim:
    """What a row (or the row of totals) says itself: minor units of its currency, the rate as a fraction."""

    base: int | None = None
    rate: Fraction | None = None
    royalty: int | None = None
    faults: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report's rows as text under our names, ready to be placed, with their claims by line."""

    kind: str
    names: tuple[str, ...]  # our names of the last columns of every row; those before are not sales columns
    rows: tuple[Row, ...]
    claims: dict[int, Claim]
    totals: dict[str, int]  # our name -> what the sheet's own row of totals says
    total_line: int = 0
    unread: tuple[str, ...] = ()  # headers that nobody knows
    before: int = 0  # cells of every row before those of `names`
    in_minor: bool = False
    assumed: tuple[tuple[str, str], ...] = ()  # our name, value: columns that were lacking and can be only one thing

    def table(self) -> Table:
        """The rows as `take_sales` reads them; as often as wanted."""
        named = (f"{n}_minor" if self.in_minor and n in AMOUNTS else n for n in self.names)
        header = (*[""] * self.before, *named)
        return Table("json" if self.in_minor else "csv", header, 0, iter(self.rows))

    def cell(self, row: Row, name: str) -> str:
        """The text of a row under one of our names; blank where there is none."""
        if name not in self.names or row.fault is not None:
            return ""
        at = self.before + self.names.index(name)
        return row.cells[at].strip() if at < len(row.cells) else ""


AMOUNTS: Final = ("gross", "returns", "discounts", "freight", "tax")


def read_report(path: Path, *, currency: str, period: str) -> Report:
    """Read a CSV or XLSX report; without a column for date or period every row is of `period`.

    A title above the header is passed over. A row whose first filled cell says total is the sheet's own total. What
    cannot be read as claim is a fault of the claim, not of the row.

    Raises:
        InputError: no table, no header with the columns that a report needs, `too_many_rows`.
    """
    with open_table(path, is_header=_is_header) as table:
        columns = recognise(table.header, NAMES)
        said = {n: at for n, at in recognise(table.header, CLAIMS).items() if at not in columns.values()}
        if "units" not in columns and "gross" not in columns:
            raise InputError(
                "column_missing",
                Words("没有数量列，也没有销售额列。", "There is neither a column of units nor one of gross sales."),
                Words("用模板填，或把列名改成模板里的。", "Use the template, or its column names."),
            )
        dated = "date" in columns or "period" in columns
        names = (*columns, *(() if dated else ("period",)))
        taken = {*columns.values(), *said.values()}
        rest = [i for i in range(len(table.header)) if i not in columns.values()]
        unread = tuple(name for i, name in enumerate(table.header) if name and i not in taken)
        rows: list[Row] = []
        claims: dict[int, Claim] = {}
        totals: dict[str, int] = {}
        total_line = 0
        currencies: set[str] = set()
        for row in table.rows:
            if len(rows) >= ROWS_MAX:
                raise _too_many()
            if row.fault is None and (first := _first(row.cells)) in TOTALS | SUBTOTALS:
                if first in TOTALS:
                    own = next(iter(currencies)) if len(currencies) == 1 else currency
                    total_line, totals = row.line, _totals(row.cells, {**columns, **said}, own)
                continue
            rows.append(_arranged(row, columns, rest, len(table.header), () if dated else (period,)))
            of = _cell(row.cells, columns.get("currency")).upper() or currency
            currencies.add(of)
            if row.fault is None and (claim := _claim(row.cells, said, of)) is not None:
                claims[row.line] = claim
        return Report(table.kind, names, tuple(rows), claims, totals, total_line, unread, len(rest))


def completed(report: Report, terms: Terms) -> Report:
    """The report with the columns it lacks and that can hold only one thing by the contract: it is a report on it.

    A column that is there is never filled in: a blank cell in it is the licensee's to explain.
    """
    allowed = {
        "category": {rule.category for rule in terms.royalties},
        "territory": {place for rule in terms.royalties for place in rule.territories},
        "channel": {place for rule in terms.royalties for place in rule.channels},
    }
    lacking = [(name, next(iter(values))) for name, values in allowed.items()
               if name not in report.names and len(values) == 1 and "*" not in values]  # fmt: skip
    if not lacking or not report.names:
        return report  # also one that says that nothing was sold
    end = report.before + len(report.names)
    more = tuple(value for _, value in lacking)
    rows = tuple(
        row if row.fault is not None else
        replace(row, cells=(*row.cells[:end], *[""] * (end - len(row.cells)), *more, *row.cells[end:]))
        for row in report.rows
    )  # fmt: skip
    return replace(report, names=(*report.names, *(name for name, _ in lacking)), rows=rows, assumed=tuple(lacking))


def form_report(rows: Sequence[dict[str, Any]], *, period: str) -> Report:
    """A report typed into a form: objects as `manju schema sales` has them (`Any`), all of one period."""
    table = objects_table([{**row, "period": period} for row in rows])
    names = tuple(name.removesuffix("_minor") for name in table.header)
    return Report("form", names, tuple(table.rows), {}, {}, in_minor=True)


@lru_cache(maxsize=4096)
def parse_rate(text: str) -> Fraction | None:
    """A rate as sheets write it: `10%`, `0.1`, `10` (over 1 is per cent); None for what is no rate.

    >>> parse_rate("8.5%"), parse_rate("0.085"), parse_rate("10"), parse_rate("a tenth")
    (Fraction(17, 200), Fraction(17, 200), Fraction(1, 10), None)
    """
    written = text.strip().replace("％", "%").replace(" ", "")
    try:
        rate = Fraction(read_fraction(written.removesuffix("%")))
    except ValueError:
        return None
    return rate / 100 if written.endswith("%") or rate > 1 else rate


def _is_header(cells: Sequence[str]) -> bool:
    return len(recognise(cells, NAMES)) >= 2


def _first(cells: Sequence[str]) -> str:
    """The first filled cell as it is compared with what rows of totals begin with."""
    return next((text for cell in cells if (text := cell.strip())), "").casefold().rstrip(":：")


def _arranged(row: Row, columns: dict[str, int], rest: list[int], width: int, more: tuple[str, ...]) -> Row:
    """The row with its sales columns last, in the order of our names; what is beyond the header stays beyond."""
    if row.fault is not None:
        return row
    cells = [*row.cells, *[""] * (width - len(row.cells))]
    known = [cells[at] for at in columns.values()]
    return Row(row.line, (*(cells[i] for i in rest), *known, *more, *cells[width:]), None)


def _claim(cells: Sequence[str], said: dict[str, int], currency: str) -> Claim | None:
    texts = {name: _cell(cells, at) for name, at in said.items()}
    if not any(texts.values()):
        return None
    faults: list[Words] = []
    amounts: dict[str, int | None] = {"base": None, "royalty": None}
    for name in amounts:
        if text := texts.get(name, ""):
            try:
                amounts[name] = parse_signed_minor(text, currency)
            except BadAmount as why:
                faults.append(why.words)
    rate = None
    if (text := texts.get("rate", "")) and (rate := parse_rate(text)) is None:
        faults.append(Words("“{t}”不是费率", '"{t}" is no rate').fill(t=text[:40]))
    return Claim(amounts["base"], rate, amounts["royalty"], tuple(faults))


def _totals(cells: Sequence[str], columns: dict[str, int], currency: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in (*AMOUNTS, "base", "royalty"):
        if name in columns and (text := _cell(cells, columns[name])):
            try:
                found[name] = parse_signed_minor(text, currency)
            except BadAmount:
                continue
    return found


def _cell(cells: Sequence[str], at: int | None) -> str:
    return cells[at].strip() if at is not None and at < len(cells) else ""


def _too_many() -> InputError:
    return InputError(
        "too_many_rows",
        Words("一份报表最多 {n} 行。", "A report has at most {n} rows.").fill(n=ROWS_MAX),
        Words("按月或按品类分开交。", "Send it by month or by category."),
    )
