"""When things of a contract count: its periods and contract years, what is closed, what falls due, exchange rates."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from manju.money.errors import InputError
from manju.money.periods import MONTHS, Period, contract_year, parse_period, periods_of_term
from manju.money.royalties.terms import Due, Terms
from manju.words import Words


class Calendar:
    """The periods of a contract, counted from 0; before `first_open` they are closed, from `stop` on not asked for."""

    def __init__(self, terms: Terms, *, as_of: date | None = None, through: Period | None = None) -> None:
        self.terms = terms
        self.as_of = as_of
        self.periods = periods_of_term(terms.period, terms.start, terms.end)
        self._firsts = [period.first for period in self.periods]
        self.years = [contract_year(terms.start, period.last) for period in self.periods]
        self.first_open = 0 if as_of is None else sum(period.last <= as_of for period in self.periods)
        self.stop = len(self.periods)
        if through is not None:
            if MONTHS[through.kind] % MONTHS[terms.period]:
                raise through_refused(through.label, terms.period)
            self.stop = max(self.first_open, sum(period.last <= through.last for period in self.periods))
        self._rates: dict[str, list[tuple[date, Fraction]]] = {}
        for rate in sorted(terms.fx, key=lambda rate: rate.date):
            if rate.to == terms.currency:
                self._rates.setdefault(rate.of, []).append((rate.date, rate.rate))
        self._known: dict[tuple[str, int], Fraction | None] = {}

    @property
    def last(self) -> int:
        """The term's last period."""
        return len(self.periods) - 1

    def index(self, day: date) -> int | None:
        """The period that holds a day; None outside the term."""
        if not self.terms.start <= day <= self.terms.end:
            return None
        return bisect_right(self._firsts, day) - 1

    def ends_year(self, period: int) -> bool:
        """Whether this is the last period of its contract year."""
        return period == self.last or self.years[period + 1] != self.years[period]

    def opening_year(self) -> int:
        """The contract year that an opening's yearly amounts belong to: that of the period which holds its day."""
        if self.as_of is None or self.as_of < self.terms.start:
            return self.years[0]
        found = self.index(self.as_of)
        return self.years[self.last if found is None else found]

    def due_in(self, dues: Iterable[Due]) -> dict[int, int]:
        """What falls due in each period: before the start in the first, after the end in the last, the past in none."""
        found: dict[int, int] = {}
        for due in dues:
            if self.as_of is not None and due.due <= self.as_of:
                continue
            period = self.index(min(max(due.due, self.terms.start), self.terms.end)) or 0
            found[period] = found.get(period, 0) + due.amount_minor
        return found

    def rate(self, currency: str, period: int) -> Fraction | None:
        """Major units of the contract's currency for one of another: the latest on or before the period's last day."""
        if currency == self.terms.currency:
            return Fraction(1)
        key = (currency, period)
        if key not in self._known:
            dated = self._rates.get(currency, [])
            place = bisect_right(dated, self.periods[period].last, key=lambda rate: rate[0])
            self._known[key] = dated[place - 1][1] if place else None
        return self._known[key]


def parse_through(label: str | None) -> Period | None:
    """The period that `--through` names.

    Raises:
        InputError: `no_period`.
    """
    if label is None:
        return None
    found = parse_period(label)
    if found is None:
        raise through_refused(label, "quarter")
    return found


def through_refused(label: str, kind: str) -> InputError:
    example = {"month": "2026-03", "quarter": "2026Q1", "half": "2026H1", "year": "2026"}[kind]
    return InputError(
        "no_period",
        Words("--through {l} 不是这份合同的期间。", "--through {l} is no period of this contract.").fill(l=label),
        Words("例如 {e}。", "For example {e}.").fill(e=example),
    )
