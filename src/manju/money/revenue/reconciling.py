"""A statement against its agreement: every row matched, waiting or rejected, what was expected and what was paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from manju.money.revenue.agreement import Agreement
from manju.money.revenue.calculation import Calculator, Carry, Minimum, Traffic
from manju.money.revenue.reasons import REASONS, is_late, why
from manju.money.revenue.rows import StatementRow
from manju.words import Words

State = Literal["matched", "suspended", "rejected"]
Rows = Callable[[], AbstractContextManager[Iterator[StatementRow]]]
Knows = Callable[[str], bool]


class Judged(NamedTuple):
    """A row with what became of it; `reason` is a code of `reasons.REASONS`, empty where all is as agreed."""

    row: StatementRow
    state: State
    reason: str = ""
    words: Words | None = None
    rule: int | None = None
    expected: int = 0


class Difference(NamedTuple):
    """A matched row that is not as agreed; `line` is None for what a minimum adds to a month."""

    line: int | None
    expected_minor: int
    paid_minor: int
    reason: str
    message: Words


class Waiting(NamedTuple):
    """Money that waits until somebody says whose it is."""

    line: int
    currency: str
    paid_minor: int
    reason: str


class Rejected(NamedTuple):
    """A row that cannot be read as money."""

    line: int
    reason: str
    message: Words


@dataclass(slots=True)
class Reconciliation:
    """The sums of a statement and the rows that need a look."""

    agreement: Agreement
    matched: int = 0
    expected_minor: int = 0
    paid_minor: int = 0
    suspense_minor: int = 0
    differences: list[Difference] = field(default_factory=list)
    suspense: list[Waiting] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    minimums: list[Minimum] = field(default_factory=list)
    late: int = 0

    @property
    def rows(self) -> int:
        return self.matched + len(self.suspense) + len(self.rejected)

    def count(self, one: Judged) -> None:
        """Add one judged row."""
        row = one.row
        if one.state == "matched":
            self.matched += 1
            self.expected_minor += one.expected
            self.paid_minor += row.paid
            self.late += is_late(row, self.agreement)
            if one.reason:
                said = REASONS[one.reason]
                self.differences.append(Difference(row.line, one.expected, row.paid, one.reason, said))
        elif one.state == "suspended":
            self.suspense.append(Waiting(row.line, row.currency, row.paid, one.reason))
            self.suspense_minor += row.paid if row.currency == self.agreement.currency else 0
        else:
            self.rejected.append(Rejected(row.line, one.reason, one.words or REASONS[one.reason]))

    def add_minimums(self, minimums: list[Minimum]) -> None:
        """What minimums add to the months of this statement."""
        self.minimums = minimums
        for one in minimums:
            self.expected_minor += one.added_minor
            reason = "minimum" if one.added_minor > 0 else "minimum_reached"
            self.differences.append(Difference(None, one.added_minor, 0, reason, REASONS[reason]))

    def as_json(self) -> dict[str, Any]:
        """The contract of `manju revenue import` (CLI.md, INPUTS)."""
        return {
            "rows": self.rows,
            "matched": self.matched,
            "suspense_minor": self.suspense_minor,
            "expected_minor": self.expected_minor,
            "paid_minor": self.paid_minor,
            "differences": [{**d._asdict(), "message": str(d.message)} for d in self.differences],
            "suspense": [{**w._asdict(), "message": str(REASONS[w.reason])} for w in self.suspense],
            "rejected": [{**r._asdict(), "message": str(r.message)} for r in self.rejected],
            "minimums": [
                {
                    "rule": m.rule, "month": m.month, "share_minor": m.share_minor, "minimum_minor": m.minimum_minor,
                    "added_minor": m.added_minor,
                }
                for m in self.minimums
            ],
            "currency": self.agreement.currency,
            "channel": self.agreement.channel,
        }  # fmt: skip


class Reconciler:
    """Judges the rows of one statement in the order of the file, in bounded memory.

    `rows` opens the statement anew each time it is called: where steps, caps or traffic need all rows, it is read
    twice. `knows` says whether a title is known (None: the home holds no titles yet); `closed_through` is the last
    closed day of the books.
    """

    def __init__(
        self, rows: Rows, agreement: Agreement, *, knows: Knows | None = None, closed_through: dt.date | None = None,
        carry: Carry | None = None, traffic: Traffic | None = None,
    ) -> None:  # fmt: skip
        self.agreement = agreement
        self.found = Reconciliation(agreement)
        self.calculator = Calculator(agreement, carry=carry, traffic=traffic)
        self._rows, self._knows, self._closed = rows, knows, closed_through
        self._rules: dict[dt.date, int | None] = {}

    def judged(self) -> Iterator[Judged]:
        """Every row with what became of it; `found` is complete when the last one has been taken."""
        if self.calculator.needs_all:
            yield from self._after_all()
        else:
            yield from self._one_by_one()
        self.found.add_minimums(self.calculator.minimums())

    def all(self) -> Reconciliation:
        """Go through all rows for the sums alone."""
        for _ in self.judged():
            pass
        return self.found

    def _one_by_one(self) -> Iterator[Judged]:
        with self._rows() as rows:
            for row in rows:
                one = self._judge(row)
                if one.state == "matched":
                    one = self._expecting(one, self.calculator.at_once(row, one.rule))
                self.found.count(one)
                yield one

    def _after_all(self) -> Iterator[Judged]:
        with self._rows() as rows:
            for row in rows:
                one = self._judge(row)
                if one.state == "matched":
                    self.calculator.hold(row, one.rule)
        expected = iter(self.calculator.all_at_once())
        with self._rows() as rows:
            for row in rows:
                one = self._judge(row)
                if one.state == "matched":
                    one = self._expecting(one, next(expected))
                self.found.count(one)
                yield one

    def _expecting(self, one: Judged, expected: int) -> Judged:
        row = one.row
        if row.paid == expected and row.paid_on is None and row.net is None:
            return Judged(row, "matched", "", None, one.rule, expected)  # the usual row, quickly
        return Judged(row, "matched", why(row, expected, self.agreement, one.rule), None, one.rule, expected)

    def _judge(self, row: StatementRow) -> Judged:
        if row.fault is not None:
            return Judged(row, "rejected", row.fault.code, row.fault.words)
        rule = self._rule_of(row.date)
        reason = self._waits(row, rule)
        return Judged(row, "suspended" if reason else "matched", reason, None, rule)

    def _waits(self, row: StatementRow, rule: int | None) -> str:
        """Why a row waits in suspense; empty when it is matched."""
        reason = ""
        if row.currency != self.agreement.currency:
            reason = "wrong_currency"
        elif rule is None and not (self.agreement.buyout and not self.agreement.rules and row.minutes is not None):
            reason = "no_rule"
        elif not row.title:
            reason = "no_title"
        elif self._knows is not None and not self._knows(row.title):
            reason = "unknown_title"
        elif self._closed is not None and row.date <= self._closed:
            reason = "closed_period"
        return reason

    def _rule_of(self, day: dt.date) -> int | None:
        if day not in self._rules:
            self._rules[day] = self.agreement.rule_of(day)
        return self._rules[day]
