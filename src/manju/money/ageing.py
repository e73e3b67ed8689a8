"""How old what is open is, and how much of it hangs on one partner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from manju.money.amounts import round_minor
from manju.words import Words

__all__ = ["BUCKETS", "AgeingLine", "Concentration", "ageing", "bucket_of", "concentration"]

BUCKETS: Final[dict[str, Words]] = {
    "ahead": Words("未到期", "Not yet due"),
    "30": Words("逾期 0–30 天", "0–30 days over"),
    "60": Words("31–60 天", "31–60"),
    "90": Words("61–90 天", "61–90"),
    "more": Words("90 天以上", "Over 90"),
}
# U.S. Department of Justice and Federal Trade Commission, Merger Guidelines of 18 December 2023, guideline 1
MODERATE: Final = 1000
HIGH: Final = 1800
LEVELS: Final[dict[str, Words]] = {
    "low": Words("分散", "spread widely"),
    "moderate": Words("比较集中", "fairly concentrated"),
    "high": Words("高度集中", "highly concentrated"),
}


@dataclass(slots=True)
class AgeingLine:
    """What is open with one partner, by how long it has been over due, minor units."""

    partner: str
    buckets: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BUCKETS, 0))

    @property
    def total(self) -> int:
        return sum(self.buckets.values())

    @property
    def over(self) -> int:
        """What should have been paid by now."""
        return self.total - self.buckets["ahead"]


@dataclass(frozen=True, slots=True)
class Concentration:
    """Shares of a whole, the largest first; `index` is Herfindahl and Hirschman's, 0 to 10,000."""

    shares: tuple[tuple[str, int, Fraction], ...]  # name, amount, share
    index: int

    @property
    def level(self) -> str:
        return "high" if self.index > HIGH else "moderate" if self.index > MODERATE else "low"

    @property
    def words(self) -> Words:
        return LEVELS[self.level]

    @property
    def first_percent(self) -> int:
        """The largest share in whole percent; 0 where there is none."""
        return round_minor(self.shares[0][2] * 100, "half_up") if self.shares else 0


def bucket_of(days_over: int) -> str:
    """The bucket of a due that is so many days over; on its day it is not yet over.

    >>> [bucket_of(n) for n in (-5, 0, 1, 30, 31, 60, 61, 90, 91)]
    ['ahead', 'ahead', '30', '30', '60', '60', '90', '90', 'more']
    """
    if days_over <= 0:
        return "ahead"
    return next((name for name in ("30", "60", "90") if days_over <= int(name)), "more")


def ageing(dues: Iterable[tuple[str, int, int]]) -> list[AgeingLine]:
    """A line for each partner from (partner, open amount, days over), the most that is over first.

    >>> [(n.partner, n.total, n.over) for n in ageing([("a", 5, -1), ("b", 3, 40), ("a", 2, 2)])]
    [('b', 3, 3), ('a', 7, 2)]
    """
    lines: dict[str, AgeingLine] = {}
    for partner, amount, days in dues:
        lines.setdefault(partner, AgeingLine(partner)).buckets[bucket_of(days)] += amount
    return sorted(lines.values(), key=lambda line: (-line.over, -line.total, line.partner))


def concentration(amounts: Mapping[str, int]) -> Concentration:
    """How much of a whole hangs on its largest parts; what is not more than zero does not count.

    Index: the sum of the squared shares in percent, after Herfindahl and Hirschman.

    >>> found = concentration({"a": 60, "b": 30, "c": 10})
    >>> found.first_percent, found.index, found.level
    (60, 4600, 'high')
    """
    sums: dict[str, int] = defaultdict(int)
    for name, amount in amounts.items():
        sums[name] += max(0, amount)
    whole = sum(sums.values())
    if not whole:
        return Concentration((), 0)
    shares = sorted(((n, a, Fraction(a, whole)) for n, a in sums.items() if a), key=lambda s: (-s[1], s[0]))
    return Concentration(tuple(shares), round_minor(sum(share**2 for _, _, share in shares) * 10_000))
