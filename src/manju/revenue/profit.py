"""Profit per property across the tiers, from the totals of the books; and its chart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from manju.books.kinds import EXPENSES, INCOME
from manju.books.reading import balances
from manju.catalogue.models import Property, Work
from manju.revenue.norms import gate
from manju.words import Words

NOBODYS = Words("不属于哪个 IP", "Of no property")


@dataclass(slots=True)
class Line:
    """What one property brought and cost, in one currency, minor units."""

    currency: str
    of_property: Property | None
    tiers: dict[int, int] = field(default_factory=lambda: {1: 0, 2: 0, 3: 0})
    other: int = 0
    spent: int = 0

    @property
    def name(self) -> Words:
        return self.of_property.name if self.of_property is not None else NOBODYS

    @property
    def property_id(self) -> int:
        return self.of_property.pk if self.of_property is not None else 0

    @property
    def income(self) -> int:
        return sum(self.tiers.values()) + self.other

    @property
    def profit(self) -> int:
        return self.income - self.spent

    @property
    def return_percent(self) -> int | None:
        """Income for every hundred spent; None where nothing was."""
        return self.income * 100 // self.spent if self.spent else None


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A title's revenue share in the gate's currency, and in others."""

    work: Work
    earned_minor: int
    elsewhere: dict[str, int]

    @property
    def percent(self) -> int:
        """Of the gate, at most 100."""
        return max(0, min(100, self.earned_minor * 100 // gate().minor))

    @property
    def passed(self) -> bool:
        return self.earned_minor > gate().minor


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart, in units of its picture."""

    line: Line
    y: int
    income: int
    spent: int
    height: int


def profit_lines() -> list[Line]:
    """A line for every property and currency that has money, the largest income first, currencies apart."""
    lines: dict[tuple[str, int | None], Line] = {}
    names = Property.objects.in_bulk()
    sums = balances("of_property", "tier", "kind", kind__in=[*INCOME, *EXPENSES])
    for (currency, property_id, tier, kind), minor in sums.items():
        key = (currency, property_id)
        line = lines.setdefault(key, Line(currency, names.get(property_id) if property_id else None))
        if kind in EXPENSES:
            line.spent += minor
        elif tier in line.tiers:
            line.tiers[tier] += minor
        else:
            line.other += minor
    return sorted(lines.values(), key=lambda n: (n.currency, -n.income, n.property_id))


def title_lines(*, most: int = 200) -> list[TitleLine]:
    """Revenue share of every title that has any, the nearest to the gate first."""
    wall = gate()
    sums = balances("work", tier=1, kind__in=list(INCOME))
    own: dict[int, dict[str, int]] = defaultdict(dict)
    for (currency, work_id), minor in sums.items():
        if work_id is not None and minor:
            own[work_id][currency] = minor
    works = Work.objects.in_bulk(own)
    lines = [TitleLine(works[pk], found.pop(wall.currency, 0), found) for pk, found in own.items()]
    return sorted(lines, key=lambda n: (-n.earned_minor, n.work.pk))[:most]


def bars(lines: list[Line], *, width: int = 560, step: int = 44) -> list[Bar]:
    """The chart of one currency: income over spending for each property, to one scale."""
    most = max((max(n.income, n.spent) for n in lines), default=0)
    if most <= 0:
        return []
    return [
        Bar(
            line,
            n * step,
            max(0, line.income) * width // most,
            max(0, line.spent) * width // most,
            min(12, len(lines)) * step,
        )
        for n, line in enumerate(lines[:12])
    ]


def by_currency(lines: list[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.currency].append(line)
    return dict(found)
