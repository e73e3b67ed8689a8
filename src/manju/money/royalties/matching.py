"""Which contract, period and rule a sale belongs to: the first rule that matches takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from manju.money.periods import MONTHS, Period
from manju.money.royalties.calendar import Calendar
from manju.words import Words

Goods = tuple[str, str, str]  # category, territory, channel


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sale belongs; `code` says why nowhere. `rule` is None where no rule takes it."""

    contract: int
    period: int = -1
    rule: int | None = None
    code: str = ""
    reason: Words | None = None


class Matching:
    """Finds the first contract with a rule for a sale, remembering which rules fit which kind of goods."""

    def __init__(self, calendars: Sequence[Calendar]) -> None:
        self._calendars = calendars
        self._by_id = {c.terms.id: i for i, c in enumerate(calendars) if c.terms.id is not None}
        self._fitting: dict[tuple[str, Goods], list[tuple[int, list[int]]]] = {}

    def find(self, contract: str, goods: Goods, day: date | None, period: Period | None) -> Place:
        """The place of a sale of such goods, dated by its day or by its period.

        Without a contract's name it goes to the first in the list with a rule for it; where none has one, the first
        whose term holds it says why not.
        """
        if contract and self._by_id and contract not in self._by_id:
            return Place(0, code="no_contract", reason=Words("没有这份合同", "no contract of this name"))
        unruled: Place | None = None  # the first contract whose term holds the day though no rule of it does
        refused: Place | None = None
        for number, rules in self._candidates(contract, goods):
            terms = self._calendars[number].terms
            place = self._dated(number, day, period)
            if place.code:
                refused = place if refused is None or place.code == "period_too_long" else refused
                continue
            on = day if period is None else min(period.last, terms.end)
            for rule in rules:
                if on is not None and terms.royalties[rule].holds_on(on):
                    return Place(number, place.period, rule)
            unruled = unruled or place
        if refused is not None and refused.code == "period_too_long":
            return refused
        return unruled or refused or self._elsewhere(contract, day, period)

    def _elsewhere(self, contract: str, day: date | None, period: Period | None) -> Place:
        """The place of a sale of goods that no contract asked has a rule for."""
        numbers = [self._by_id[contract]] if contract in self._by_id else range(len(self._calendars))
        places = [self._dated(number, day, period) for number in numbers]
        return next((place for place in places if not place.code), places[0])

    def _dated(self, number: int, day: date | None, period: Period | None) -> Place:
        """The period of a contract that a sale falls into."""
        calendar = self._calendars[number]
        if period is not None:
            if MONTHS[period.kind] > MONTHS[calendar.terms.period]:
                return Place(number, code="period_too_long", reason=TOO_LONG)
            if period.first > calendar.terms.end or period.last < calendar.terms.start:
                return Place(number, code="outside_term", reason=OUTSIDE)
            day = min(period.last, calendar.terms.end)
        found = calendar.index(day) if day is not None else None
        return Place(number, code="outside_term", reason=OUTSIDE) if found is None else Place(number, found)

    def _candidates(self, contract: str, goods: Goods) -> list[tuple[int, list[int]]]:
        """Contracts with the rules that fit these goods, whatever the date."""
        key = (contract if self._by_id else "", goods)
        if key not in self._fitting:
            numbers = [self._by_id[key[0]]] if key[0] else range(len(self._calendars))
            fitting = []
            for number in numbers:
                royalties = self._calendars[number].terms.royalties
                if rules := [i for i, rule in enumerate(royalties) if rule.takes(*goods)]:
                    fitting.append((number, rules))
            self._fitting[key] = fitting
        return self._fitting[key]


OUTSIDE = Words("日期在合同期外", "dated outside the term")
TOO_LONG = Words("期间比结算期长", "its period is longer than the statement's")
