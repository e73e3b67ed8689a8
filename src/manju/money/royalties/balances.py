"""What a contract carries from one period to the next, read from an opening and printed as a closing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from manju.money.royalties.calendar import Calendar
from manju.money.royalties.netting import CapYear, GoodsKey
from manju.money.royalties.opening import Exact, Opening, split_exact
from manju.money.royalties.sales import LineKey


@dataclass(slots=True)
class Balances:
    """The running state of one contract; the guarantee's balance is kept by its group."""

    year: int
    carry: dict[GoodsKey, Exact] = field(default_factory=dict)  # of net lines, never above zero
    carry_units: dict[GoodsKey, int] = field(default_factory=dict)
    cap_years: dict[GoodsKey, CapYear] = field(default_factory=dict)
    reserves: dict[int, dict[LineKey, Exact]] = field(default_factory=dict)  # held in period -> line -> amount
    step_bases: dict[int, Exact] = field(default_factory=dict)  # rule -> cumulated base
    earned_in_year: int = 0
    costs_left: list[int] = field(default_factory=list)
    rule_of: dict[GoodsKey, int] = field(default_factory=dict)  # the last rule of these goods: where closing prints

    def enter(self, calendar: Calendar, period: int) -> None:
        """Begin a period: what belongs to a contract year starts at zero when a new one begins."""
        if calendar.years[period] == self.year:
            return
        self.year = calendar.years[period]
        self.earned_in_year = 0
        self.cap_years.clear()
        for rule, royalty in enumerate(calendar.terms.royalties):
            if royalty.step_over == "contract_year":
                self.step_bases.pop(rule, None)

    def released(self, calendar: Calendar, period: int) -> dict[LineKey, Exact]:
        """Take out the reserves that are released in a period: after N, at the latest in the last."""
        reserve = deductions.returns_reserve if (deductions := calendar.terms.deductions) is not None else None
        after = reserve.release_after_periods if reserve is not None else 0  # held under terms that had one
        found: dict[LineKey, Exact] = {}
        for held in sorted(self.reserves):
            if held < period and (held + after <= period or period == calendar.last):
                for line, amount in self.reserves.pop(held).items():
                    found[line] = found.get(line, 0) + amount
        return found


def opened(calendar: Calendar, opening: Opening | None) -> Balances:
    """The balances at the beginning of the first open period."""
    terms = calendar.terms
    costs = [cost.amount_minor for cost in terms.costs]
    balances = Balances(calendar.opening_year(), costs_left=costs)
    if opening is None:
        return balances
    if opening.costs_left_minor is not None:
        balances.costs_left = list(opening.costs_left_minor)
    balances.earned_in_year = opening.earned_in_year_minor
    for rule in opening.rules:
        if terms.royalties[rule.rule].steps and terms.royalties[rule.rule].step_over != "period":
            balances.step_bases[rule.rule] = rule.exactly("step_base")
    labels = {period.label: number for number, period in enumerate(calendar.periods)}
    for line in opening.lines:
        goods = (line.sku, line.category, line.territory, line.channel)
        balances.rule_of[goods] = line.rule
        if line.carried_minor or line.carried_exact:
            balances.carry[goods] = balances.carry.get(goods, 0) + line.exactly("carried")
        if line.carried_units:
            balances.carry_units[goods] = balances.carry_units.get(goods, 0) + line.carried_units
        year = balances.cap_years.setdefault(goods, CapYear())
        year.gross += line.exactly("year_gross")
        year.claimed += line.exactly("year_capped")
        year.allowed += line.exactly("year_allowed")
        for held in line.reserves:
            of_line = balances.reserves.setdefault(labels[held.period], {})
            key = (line.rule, *goods)
            of_line[key] = of_line.get(key, 0) + held.exactly("amount")
    return balances


def closed(calendar: Calendar, balances: Balances, *, mg_balance: int, ended: bool) -> dict[str, Any]:
    """The balances after the last statement in the shape of an opening; at the end of the term carries lapse."""
    terms = calendar.terms
    over_year = terms.deductions is not None and terms.deductions.cap_over == "contract_year"
    lines: dict[LineKey, dict[str, Any]] = {}

    def line_of(key: LineKey) -> dict[str, Any]:
        rule, *goods = key
        if key not in lines:
            named = dict(zip(("sku", "category", "territory", "channel"), goods, strict=True))
            none = {f"{name}_minor": 0 for name in ("carried", "year_gross", "year_capped", "year_allowed")}
            lines[key] = {**named, "rule": rule, "carried_units": 0, **none, "reserves": []}
        return lines[key]

    def of_goods(goods: GoodsKey) -> dict[str, Any]:
        return line_of((balances.rule_of[goods], *goods))

    if not ended:
        for goods, carried in balances.carry.items():
            of_goods(goods).update(split_exact("carried", carried))
        for goods, units in balances.carry_units.items():
            of_goods(goods)["carried_units"] = units
        for goods, year in balances.cap_years.items() if over_year else ():
            for name, amount in (("gross", year.gross), ("capped", year.claimed), ("allowed", year.allowed)):
                of_goods(goods).update(split_exact(f"year_{name}", amount))
        for held, of_line in sorted(balances.reserves.items()):
            for key, amount in of_line.items():
                shown = {"period": calendar.periods[held].label, **split_exact("amount", amount)}
                line_of(key)["reserves"].append(shown)
    rules = [
        {"rule": rule, **split_exact("step_base", cumulated)} for rule, cumulated in sorted(balances.step_bases.items())
    ]
    head = {} if terms.id is None else {"id": terms.id}
    return {
        **head,
        "as_of": max(calendar.periods[calendar.stop - 1].last, calendar.as_of or terms.start).isoformat(),
        "mg_balance_minor": mg_balance,
        "earned_in_year_minor": balances.earned_in_year,
        **({"costs_left_minor": balances.costs_left} if terms.costs else {}),
        "rules": rules,
        "lines": [lines[key] for key in sorted(lines)],
    }
