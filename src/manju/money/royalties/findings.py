"""What a finding is, and the scene that the checks of a report look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from manju.money.amounts import BadAmount, as_major, converted, parse_count, parse_minor, parse_minor_units
from manju.money.avails.shapes import Grant
from manju.money.periods import Period
from manju.money.royalties.calendar import Calendar
from manju.money.royalties.reported import Report
from manju.money.royalties.sales import Placed, SalesBook
from manju.money.royalties.statements import Statement
from manju.money.royalties.terms import Royalty, Terms
from manju.money.tables import Row
from manju.words import Words

__all__ = ["CODES", "ORDER", "SEVERITIES", "Finding", "Scene", "Severity"]

Severity = Literal["error", "question", "hint"]
ORDER: Final[dict[Severity, int]] = {"error": 0, "question": 1, "hint": 2}
SEVERITIES: Final[dict[Severity, Words]] = {
    "error": Words("要更正", "to be corrected"),
    "question": Words("要说明", "to be explained"),
    "hint": Words("供参考", "for information"),
}
CODES: Final[dict[str, Words]] = {
    "wrong_rate": Words("费率不对", "Wrong rate"),
    "deduction_not_allowed": Words("扣了合同不许扣的", "Deductions that are not allowed"),
    "deductions_over_cap": Words("扣除超过上限", "Deductions over the cap"),
    "wrong_base": Words("计费基数不对", "Wrong base"),
    "unit_minimum": Words("没有按每件最低价算", "Under the minimum for each unit"),
    "royalty_differs": Words("分成算得不对", "Royalty differs"),
    "total_differs": Words("合计应付不对", "The total owed differs"),
    "outside_territory": Words("卖到授权地区之外", "Sold outside the territory"),
    "outside_category": Words("卖了没授权的品类", "Goods that are not licensed"),
    "outside_channel": Words("走了没授权的渠道", "A channel that is not licensed"),
    "outside_dates": Words("不在费率的有效期内", "No rate in force on that day"),
    "before_term": Words("合同开始之前卖的", "Sold before the term"),
    "after_term": Words("合同到期之后卖的", "Sold after the term"),
    "sell_off": Words("清货期内卖的", "Sold in the sell-off"),
    "outside_grant": Words("超出授权登记的范围", "Outside the grants on record"),
    "missing_sku": Words("少报了货号", "A product is missing"),
    "late": Words("交晚了", "Late"),
    "negative": Words("出现负数", "A negative figure"),
    "unreadable": Words("这一行读不出来", "A row that cannot be read"),
    "returns_exceed_sales": Words("退的比卖的多", "More returned than ever sold"),
    "price_out_of_band": Words("单价和以前差太多", "A price far from earlier ones"),
    "round_numbers": Words("数量都是整百", "Round numbers of units"),
    "other_currency": Words("不是合同币种", "Not the contract's currency"),
    "no_exchange_rate": Words("没有汇率", "No exchange rate"),
    "duplicate": Words("重复的行", "A row reported twice"),
    "arithmetic": Words("表里的乘法不对", "The sheet multiplies wrongly"),
    "net_arithmetic": Words("表里的净额减得不对", "The sheet's net does not add up"),
    "sum_wrong": Words("表里的合计加得不对", "The sheet's total does not add up"),
    "other_period": Words("不是这一期的销售", "Sales of another period"),
    "assumed": Words("没有的列按合同补上", "A missing column was filled in"),
    "unknown_column": Words("不认识的列", "A column nobody knows"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not right: in which lines, what it costs the studio (minor units), in words.

    The cost is what the studio loses if nobody corrects it; below zero it is what the licensee would lose. Where it
    is an estimate the words say so and the severity is not `error`.
    """

    code: str
    severity: Severity
    lines: tuple[int, ...]
    cost_minor: int
    said: Words

    @property
    def name(self) -> Words:
        return CODES[self.code]


@dataclass(slots=True)
class Scene:
    """Report, terms, period, statement and the book of rows: what every check needs."""

    report: Report
    terms: Terms
    calendar: Calendar
    number: int  # of the period
    period: Period
    statement: Statement
    book: SalesBook
    grants: tuple[Grant, ...] = ()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _rows: dict[int, Row] = field(default_factory=dict)

    @property
    def placed(self) -> list[Placed]:
        """The rows that were taken into this period."""
        return [row for row in self.book.placed or [] if row.period == self.number]

    def row(self, line: int) -> Row:
        if not self._rows:
            self._rows = {row.line: row for row in self.report.rows}
        return self._rows[line]

    def cell(self, line: int, name: str) -> str:
        return self.report.cell(self.row(line), name)

    def currency_of(self, line: int) -> str:
        return self.cell(line, "currency").upper() or self.terms.currency

    def in_contract_currency(self, minor: int | Fraction, currency: str) -> int | Fraction:
        """An amount at the period's rate, exact; zero where there is none (its row is set aside)."""
        if currency == self.terms.currency:
            return minor
        rate = self.calendar.rate(currency, self.number)
        return Fraction(0) if rate is None else converted(minor, currency, self.terms.currency, rate)

    def claimed(self, line: int, minor: int) -> int | Fraction:
        """What a row claims, in the contract's currency."""
        return self.in_contract_currency(minor, self.currency_of(line))

    def figure(self, line: int, name: str) -> int:
        """An amount (minor units) or count of a row; zero where it is blank or cannot be read."""
        text = self.cell(line, name)
        try:
            if name.endswith("units"):
                return parse_count(text)
            return parse_minor_units(text) if self.report.in_minor else parse_minor(text, self.currency_of(line))
        except BadAmount:
            return 0

    def would_earn(self, line: int, royalty: Royalty) -> Fraction:
        """What a row that no rule took would have earned by a rule, roughly: its gross or units at the first rate."""
        rate = royalty.rate if royalty.rate is not None else (royalty.steps or [])[0].rate
        if royalty.base == "units":
            return self.figure(line, "units") * rate
        return self.in_contract_currency(self.figure(line, "gross"), self.currency_of(line)) * rate

    def money(self, minor: int) -> str:
        return f"{as_major(minor, self.terms.currency)} {self.terms.currency}"
