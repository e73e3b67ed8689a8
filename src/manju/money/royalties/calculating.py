"""From terms, sales and an opening to statements and a closing: contract by contract, groups together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from manju.money.amounts import converted, round_minor
from manju.money.documents import as_written
from manju.money.periods import Period
from manju.money.royalties.balances import Balances, closed, opened
from manju.money.royalties.calendar import Calendar
from manju.money.royalties.guarantee import recoup, shortfall
from manju.money.royalties.netting import NO_DEDUCTIONS, Base, CapYear, Sold, gross_base, net_base, units_base
from manju.money.royalties.opening import Exact, Opening
from manju.money.royalties.payment import pay
from manju.money.royalties.rates import effective_rate, line_royalty, uplifted
from manju.money.royalties.sales import Figures, LineKey, SalesBook
from manju.money.royalties.statements import Line, Part, Statement
from manju.money.royalties.terms import Advance, Shortfall, Terms

VERSION: Final = "royalties_v1"  # stored with every statement; a change of any figure is a new version


def calendars_of(
    contracts: Sequence[Terms], openings: Sequence[Opening | None], *, through: Period | None = None
) -> list[Calendar]:
    """The calendar of each contract: what is closed by its opening, and where to stop.

    Raises:
        InputError: `no_period` where `through` is no boundary of a contract's periods.
    """
    return [
        Calendar(terms, as_of=opening.as_of if opening else None, through=through)
        for terms, opening in zip(contracts, openings, strict=True)
    ]


class Run:
    """One calculation: `statements()` once through, then `closing()`."""

    def __init__(self, calendars: Sequence[Calendar], sales: SalesBook, openings: Sequence[Opening | None]) -> None:
        self._calendars, self._sales, self._openings = calendars, sales, openings
        self._closings: dict[int, dict[str, Any]] = {}

    def statements(self) -> Iterator[Statement]:
        """Every statement, contract by contract in their order, periods in order; sums of sales are used up."""
        families: dict[str, list[int]] = {}
        for number, calendar in enumerate(self._calendars):
            families.setdefault(calendar.terms.group or f"\x00{number}", []).append(number)
        waiting: dict[int, list[Statement]] = {}
        for number, calendar in enumerate(self._calendars):
            family = families[calendar.terms.group or f"\x00{number}"]
            if number == family[0]:
                waiting.update(self._family(family))
            yield from waiting.pop(number)

    def closing(self) -> list[dict[str, Any]]:
        """The balances after the last statement of each contract that has begun, in the shape of openings."""
        return [self._closings[number] for number in sorted(self._closings)]

    def _family(self, family: list[int]) -> dict[int, list[Statement]]:
        """The statements of contracts that recoup one balance (or of one alone)."""
        contracts = [_Contract(self._calendars[n], self._sales.lines[n], self._openings[n]) for n in family]
        mg_balance = next((o.mg_balance_minor for n in family if (o := self._openings[n])), 0)
        found: dict[int, list[Statement]] = {n: [] for n in family}
        turns = sorted({period.label for c in contracts for period in c.calendar.periods})  # all of one kind
        for label in turns:
            present = [(n, c) for n, c in zip(family, contracts, strict=True) if c.at == label]
            if not present:
                continue
            earned = [contract.earn() for _, contract in present]
            if any(contract.balance_restarts for _, contract in present):
                mg_balance = 0
            advance = sum(contract.instalments_now for _, contract in present)
            scope_ends = label == turns[-1] or any(contract.scope_ends_now for _, contract in present)
            amounts = [sum(line.royalty_minor for line in lines) if c.recoups else 0
                       for lines, (_, c) in zip(earned, present, strict=True)]  # fmt: skip
            balance = recoup(mg_balance, advance, amounts, scope_ends=scope_ends)
            mg_balance = balance.balance
            for (number, contract), lines, recouped in zip(present, earned, balance.recouped, strict=True):
                mg = (balance.opening, recouped, balance.lost, balance.balance)
                found[number].append(contract.state(lines, mg))
        for number, contract in zip(family, contracts, strict=True):
            if contract.calendar.stop > 0:
                ended = contract.calendar.stop > contract.calendar.last
                self._closings[number] = closed(
                    contract.calendar, contract.balances, mg_balance=mg_balance, ended=ended
                )
            elif (opening := self._openings[number]) is not None:
                self._closings[number] = opening.model_dump(mode="json", exclude_none=True)
        return found


@dataclass(slots=True)
class _Earning:
    """A line whose base is known and whose rate is not yet."""

    key: LineKey
    sold: Sold
    base: Base


class _Contract:
    """One contract on its way through its periods."""

    def __init__(
        self, calendar: Calendar, sales: dict[int, dict[LineKey, dict[str, Figures]]], opening: Opening | None
    ) -> None:
        self.calendar, self.terms, self._sales = calendar, calendar.terms, sales
        self.balances: Balances = opened(calendar, opening)
        self._opening_year = self.balances.year
        self._period = calendar.first_open
        guarantee = self.terms.guarantee
        self._advance = guarantee if isinstance(guarantee, Advance) else None
        self._shortfall = guarantee if isinstance(guarantee, Shortfall) else None
        self._instalments = calendar.due_in(self._advance.instalments) if self._advance else {}
        self._fees = calendar.due_in(self.terms.fees)

    @property
    def at(self) -> str | None:
        """The label of the next period to state; None when there is none."""
        return self.calendar.periods[self._period].label if self._period < self.calendar.stop else None

    @property
    def recoups(self) -> bool:
        return self._advance is not None

    @property
    def balance_restarts(self) -> bool:
        """Whether the guarantee's balance begins anew with this period: that of a new contract year."""
        years, now = self.calendar.years, self._period
        before = years[now - 1] if now > self.calendar.first_open else self._opening_year
        return self._yearly and years[now] != before

    @property
    def instalments_now(self) -> int:
        return self._instalments.get(self._period, 0)

    @property
    def scope_ends_now(self) -> bool:
        return self._yearly and self.calendar.ends_year(self._period)

    @property
    def _yearly(self) -> bool:
        return self._advance is not None and self._advance.scope == "contract_year"

    def earn(self) -> list[Line]:
        """The lines of the period, each with its royalty; balances move on."""
        self.balances.enter(self.calendar, self._period)
        earnings = self._bases()
        totals: dict[int, Exact] = {}
        for earning in earnings:
            totals[earning.key[0]] = totals.get(earning.key[0], 0) + earning.base.base
        rates: dict[int, Fraction] = {}
        for rule, total in totals.items():
            royalty = self.terms.royalties[rule]
            before = self.balances.step_bases.get(rule, 0)
            rates[rule] = effective_rate(royalty, before, total)
            if royalty.steps and royalty.step_over != "period":
                self.balances.step_bases[rule] = before + total
        lines = [self._line(earning, rates[earning.key[0]]) for earning in earnings]
        self.balances.earned_in_year += sum(line.royalty_minor for line in lines)
        return lines

    def state(self, lines: list[Line], mg: tuple[int, int, int, int]) -> Statement:
        """The statement of the period, and on to the next."""
        terms, now, balances = self.terms, self._period, self.balances
        period, year = self.calendar.periods[now], self.calendar.years[now]
        earned = sum(line.royalty_minor for line in lines)
        due = 0
        if self._shortfall and self.calendar.ends_year(now):
            due = shortfall(self._shortfall.amounts_by_year, year, balances.earned_in_year)
        mg_opening, recouped, lost, mg_balance = mg
        payable = earned - recouped + due
        fees = self._fees.get(now, 0)
        paid = pay(terms, payable + fees + self.instalments_now, balances.costs_left)
        balances.costs_left = [left - taken for left, taken in zip(balances.costs_left, paid.costs_taken, strict=True)]
        statement = Statement(
            contract=terms.id, period=period.label, start=period.first, end=period.last, contract_year=year,
            currency=terms.currency, lines=tuple(lines), earned_minor=earned, guarantee_due_minor=due,
            mg_opening_minor=mg_opening, instalments_due_minor=self.instalments_now, recouped_minor=recouped,
            mg_lost_minor=lost, mg_balance_minor=mg_balance, fees_due_minor=fees, payable_minor=payable,
            withholding_tax_minor=paid.tax, net_minor=paid.net,
            costs=tuple(Part(c.name, t) for c, t in zip(terms.costs, paid.costs_taken, strict=True)),
            costs_taken_minor=sum(paid.costs_taken), costs_left_minor=sum(balances.costs_left),
            participants=tuple(Part(p.name, a) for p, a in zip(terms.participants, paid.parts, strict=True)),
        )  # fmt: skip
        self._period += 1
        return statement

    def _bases(self) -> list[_Earning]:
        """Base of every line of the period, in the order of `royalties`, then sku, category, territory, channel."""
        now, balances, deductions = self._period, self.balances, self.terms.deductions or NO_DEDUCTIONS
        is_last = now == self.calendar.last
        sold = {key: self._sum(by_currency) for key, by_currency in self._sales.pop(now, {}).items()}
        released = balances.released(self.calendar, now)
        rests: list[tuple[LineKey, Base]] = []
        found = []
        for key in sorted({**sold, **released}):
            royalty, goods, row = self.terms.royalties[key[0]], key[1:], sold.get(key, NOTHING)
            if royalty.base == "gross":
                base = gross_base(row)
            elif royalty.base == "units":
                base = units_base(row, balances.carry_units.pop(goods, 0))
            else:
                over_year = deductions.cap_of_gross is not None and deductions.cap_over == "contract_year"
                year = balances.cap_years.setdefault(goods, CapYear()) if over_year else None
                carry = balances.carry.pop(goods, 0)
                base = net_base(row, deductions, carry=carry, released=released.get(key, 0), is_last=is_last, year=year)
                if base.held:
                    balances.reserves.setdefault(now, {})[key] = base.held
            if base.rest:
                rests.append((key, base))
            balances.rule_of[goods] = key[0]
            found.append(_Earning(key, row, base))
        for (rule, *_), base, goods in ((key, base, key[1:]) for key, base in rests):
            if self.terms.royalties[rule].base == "units":
                balances.carry_units[goods] = balances.carry_units.get(goods, 0) + int(base.rest)
            else:
                balances.carry[goods] = balances.carry.get(goods, 0) + base.rest
        return found

    def _sum(self, by_currency: dict[str, Figures]) -> Sold:
        """A line's rows in contract currency, at the period's rate, not rounded."""
        of = self.terms.currency
        if list(by_currency) == [of]:
            return Sold(*by_currency[of])
        sums: list[Exact] = [0] * 7
        for currency, figures in by_currency.items():
            rate = self.calendar.rate(currency, self._period) or Fraction(0)  # rows without a rate are set aside
            for i, figure in enumerate(figures):
                sums[i] += figure if i in (0, 2) else converted(figure, currency, of, rate)
        return Sold(*sums)  # type: ignore[arg-type]  # units stay whole

    def _line(self, earning: _Earning, rate: Fraction) -> Line:
        royalty, base, sold = self.terms.royalties[earning.key[0]], earning.base, earning.sold
        rule, sku, category, territory, channel = earning.key
        rate = uplifted(royalty, rate, channel)
        exact, at_minimum = line_royalty(royalty, rate, base.base, sold.units - sold.returns_units)
        in_units = royalty.base == "units"

        def shown(amount: Exact) -> int:
            return round_minor(amount, self.terms.rounding)

        money = [0, 0, 0] if in_units else [shown(x) for x in (base.deducted, base.carry_in, base.rest)]
        pieces = [int(base.carry_in), int(base.rest)] if in_units else [0, 0]
        return Line(
            sku=sku, category=category, territory=territory, channel=channel, rule=rule, units=sold.units,
            returns_units=sold.returns_units, gross_minor=shown(sold.gross), deducted_minor=money[0],
            base_minor=None if in_units else shown(base.base), base_units=int(base.base) if in_units else None,
            rate=f"{rate.numerator}/{rate.denominator}" if royalty.steps else as_written(rate),
            royalty_minor=shown(exact), minimum_applied=at_minimum, carried_in_minor=money[1],
            carried_minor=money[2], carried_in_units=pieces[0], carried_units=pieces[1],
            reserve_held_minor=shown(base.held), reserve_released_minor=shown(base.released),
        )  # fmt: skip


NOTHING: Final = Sold()
