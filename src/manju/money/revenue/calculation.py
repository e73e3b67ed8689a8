"""What a channel owes by its agreement, row by row, exactly: flat shares, steps, minimums, buy-outs, traffic.

All arithmetic is in whole numbers: the base of a rule in parts of the minor unit (`_Rule.unit`), its royalty in parts
of that, rounded once per row, half-even. Source of the rules: INPUTS, "agreement".
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from manju.money.amounts import half_even, round_minor
from manju.money.revenue.agreement import Agreement, ShareRule
from manju.money.revenue.rows import StatementRow, title_key

Traffic = dict[str, list[tuple[dt.date, int]]]  # title key -> recoverable spending by day, minor units


@dataclass(slots=True)
class Carry:
    """What earlier statements of an agreement leave to later ones: steps reached, months' shares, caps used."""

    bases: dict[tuple[int, str], Fraction] = field(default_factory=dict)  # rule, step period -> cumulated base
    shares: dict[tuple[int, str], int] = field(default_factory=dict)  # rule, month -> share with what was added
    buyouts: dict[str, Fraction] = field(default_factory=dict)  # title key -> bought out so far
    traffic: dict[str, int] = field(default_factory=dict)  # title key -> recovered so far

    def as_json(self) -> dict[str, dict[str, str]]:
        return {
            "bases": {f"{r}|{p}": str(v) for (r, p), v in self.bases.items()},
            "shares": {f"{r}|{p}": str(v) for (r, p), v in self.shares.items()},
            "buyouts": {t: str(v) for t, v in self.buyouts.items()},
            "traffic": {t: str(v) for t, v in self.traffic.items()},
        }

    @classmethod
    def joined(cls, plain: Iterable[dict[str, dict[str, str]]]) -> Carry:
        """The sum of what several statements left."""
        found = cls()
        for one in plain:
            for key, text in one.get("bases", {}).items():
                rule, _, period = key.partition("|")
                found.bases[int(rule), period] = found.bases.get((int(rule), period), Fraction(0)) + Fraction(text)
            for key, text in one.get("shares", {}).items():
                rule, _, period = key.partition("|")
                found.shares[int(rule), period] = found.shares.get((int(rule), period), 0) + int(text)
            for key, text in one.get("buyouts", {}).items():
                found.buyouts[key] = found.buyouts.get(key, Fraction(0)) + Fraction(text)
            for key, text in one.get("traffic", {}).items():
                found.traffic[key] = found.traffic.get(key, 0) + int(text)
        return found


@dataclass(frozen=True, slots=True)
class Minimum:
    """A month whose share by one rule lies under its floor: what is added."""

    rule: int
    month: str
    share_minor: int
    minimum_minor: int
    added_minor: int


class _Rule:
    """A rule in whole numbers: `unit` parts of a minor unit in the base, `parts` parts of that in the share."""

    def __init__(self, rule: ShareRule, kept: Fraction) -> None:
        self.rule = rule
        self.factor = kept if rule.of == "net_paid" else Fraction(1)
        self.unit = self.factor.denominator
        self.parts = lcm(*(band.share.denominator for band in rule.bands))
        self.bands = [
            (band.from_minor * self.unit, band.share.numerator * (self.parts // band.share.denominator))
            for band in rule.bands
        ]
        self.flat = len(self.bands) == 1
        self.whole = rule.step_mode == "whole"
        self.divisor = self.unit * self.parts

    def base(self, row: StatementRow) -> int:
        """The row's base in parts of a minor unit."""
        of = row.own_gross if self.rule.of == "gross" else row.own_net
        return of * self.factor.numerator

    def rate_at(self, cumulated: int) -> int:
        """The share (in parts) of the band that a cumulated base has reached."""
        return next((rate for start, rate in reversed(self.bands) if cumulated >= start), self.bands[0][1])

    def earned(self, cumulated: int) -> int:
        """The marginal share of a cumulated base; under zero, at the first band's rate."""
        if cumulated < 0:
            return cumulated * self.bands[0][1]
        total = 0
        for n, (start, rate) in enumerate(self.bands):
            if cumulated <= start:
                break
            end = self.bands[n + 1][0] if n + 1 < len(self.bands) else cumulated
            total += (min(cumulated, end) - start) * rate
        return total


class Calculator:
    """Expected amounts of the matched rows of one statement. Give it all rows first where `needs_all`.

    >>> terms = Agreement.model_validate({"channel": "c", "currency": "USD", "rules": ({"share": "0.5", "of": "net"},)})
    >>> Calculator(terms).at_once(StatementRow(2, dt.date(2026, 1, 5), "A", gross=1001), 0)
    500
    """

    def __init__(self, agreement: Agreement, *, carry: Carry | None = None, traffic: Traffic | None = None) -> None:
        self.agreement = agreement
        self.carry = carry or Carry()
        self.traffic = traffic if agreement.recoverable_traffic and traffic else {}
        self.rules = [_Rule(rule, agreement.kept_after_fees) for rule in agreement.rules]
        self.needs_all = agreement.buyout is not None or bool(self.traffic) or not all(r.flat for r in self.rules)
        self.left = Carry()
        self._shares: dict[tuple[int, str], int] = defaultdict(int)
        self._rows: list[tuple[int, int, int | None, int, Fraction | None, str]] = []

    def at_once(self, row: StatementRow, rule: int | None) -> int:
        """The expected amount of a row that no other row changes; minor units."""
        expected = 0
        if rule is not None:
            of = self.rules[rule]
            expected = half_even(of.base(row) * of.bands[0][1], of.divisor)
            self._shares[rule, row.date.isoformat()[:7]] += expected
        return expected

    def hold(self, row: StatementRow, rule: int | None) -> None:
        """Keep what the calculation needs of a row, in the order of the file."""
        base = self.rules[rule].base(row) if rule is not None else 0
        minutes = row.minutes if self.agreement.buyout is not None else None
        title = title_key(row.title) if minutes is not None or self.traffic else ""
        self._rows.append((row.date.toordinal(), row.line, rule, base, minutes, title))

    def all_at_once(self) -> list[int]:
        """The expected amounts of all rows held, in the order in which they were held."""
        rows = self._rows
        order = sorted(range(len(rows)), key=lambda n: rows[n][:2])
        bases = self._bases(order)
        rates = self._whole_rates(order, bases)
        cumulated: dict[tuple[int, str], int] = {}
        expected = [0] * len(rows)
        for n in order:
            day, _, rule, _, minutes, title = rows[n]
            exact = Fraction(0)
            if rule is not None:
                of, base = self.rules[rule], bases[n]
                date = dt.date.fromordinal(day)
                key = (rule, of.rule.step_period(date))
                if of.whole or of.flat:
                    share = base * (rates[key] if of.whole else of.bands[0][1])
                else:
                    before = cumulated[key] if key in cumulated else self._before(key)
                    cumulated[key] = before + base
                    share = of.earned(before + base) - of.earned(before)
                exact = Fraction(share, of.divisor)
            if minutes is not None:
                exact += self._bought(title, minutes)
            expected[n] = round_minor(exact)
            if rule is not None:
                self._shares[rule, date.isoformat()[:7]] += expected[n]
        self._leave(order, bases)
        return expected

    def minimums(self) -> list[Minimum]:
        """The months whose share lies under the rule's floor, and what is added; call it when all rows are through."""
        found = []
        for (rule, month), share in sorted(self._shares.items()):
            floor = self.agreement.rules[rule].minimum_minor
            before = self.carry.shares.get((rule, month), 0)
            added = max(0, (floor or 0) - before - share)
            if floor is not None and added:
                found.append(Minimum(rule, month, before + share, floor, added))
            if floor is not None:
                self.left.shares[rule, month] = share + added
        return found

    def _bases(self, order: list[int]) -> list[int]:
        """Bases after recoverable traffic: what was spent on a title up to a row's day comes off, never under zero."""
        bases = [row[3] for row in self._rows]
        if not self.traffic:
            return bases
        for n in order:
            day, _, rule, base, _, title = self._rows[n]
            if rule is None or base <= 0:
                continue
            unit = self.rules[rule].unit
            spent = sum(minor for on, minor in self.traffic.get(title, ()) if on.toordinal() <= day)
            used = self.carry.traffic.get(title, 0) + self.left.traffic.get(title, 0)
            taken = min(max(0, spent - used), base // unit)
            if taken:
                self.left.traffic[title] = self.left.traffic.get(title, 0) + taken
                bases[n] = base - taken * unit
        return bases

    def _whole_rates(self, order: list[int], bases: list[int]) -> dict[tuple[int, str], int]:
        totals: dict[tuple[int, str], int] = {}
        for n in order:
            day, _, rule, *_ = self._rows[n]
            if rule is not None and self.rules[rule].whole:
                key = (rule, self.rules[rule].rule.step_period(dt.date.fromordinal(day)))
                totals[key] = (totals[key] if key in totals else self._before(key)) + bases[n]
        return {key: self.rules[key[0]].rate_at(total) for key, total in totals.items()}

    def _before(self, key: tuple[int, str]) -> int:
        return int(self.carry.bases.get(key, Fraction(0)) * self.rules[key[0]].unit)

    def _bought(self, title: str, minutes: Fraction) -> Fraction:
        buyout = self.agreement.buyout
        if buyout is None:
            return Fraction(0)
        price = buyout.rate_minor_per_minute * minutes
        so_far = self.carry.buyouts.get(title, Fraction(0)) + self.left.buyouts.get(title, Fraction(0))
        if buyout.cap_minor_per_title is not None:
            price = max(Fraction(0), min(price, buyout.cap_minor_per_title - so_far))
        self.left.buyouts[title] = self.left.buyouts.get(title, Fraction(0)) + price
        return price

    def _leave(self, order: list[int], bases: list[int]) -> None:
        for n in order:
            day, _, rule, *_ = self._rows[n]
            if rule is not None and not self.rules[rule].flat:
                of = self.rules[rule]
                key = (rule, of.rule.step_period(dt.date.fromordinal(day)))
                self.left.bases[key] = self.left.bases.get(key, Fraction(0)) + Fraction(bases[n], of.unit)
