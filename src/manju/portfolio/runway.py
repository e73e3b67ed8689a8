"""How long the cash lasts, week by week: pure arithmetic on whole minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

__all__ = ["FAR_WEEKS", "Runway", "runway"]

FAR_WEEKS: Final = 260  # five years: beyond it nobody should believe a forecast


@dataclass(frozen=True, slots=True)
class Runway:
    """After how many weeks the cash is gone; None when it lasts five years or more."""

    weeks: Fraction | None

    @property
    def months_tenths(self) -> int | None:
        """In tenths of a month of 52 / 12 weeks, rounded down: what is said is never longer than what is there."""
        return None if self.weeks is None else int(self.weeks * 120 / 52)

    @property
    def said(self) -> str:
        tenths = self.months_tenths
        return "—" if tenths is None else f"{tenths // 10}.{tenths % 10}"


def runway(
    cash_minor: int,
    *,
    known_in: Sequence[int],
    known_out: Sequence[int],
    spending_minor: Fraction | int,
    income_minor: Fraction | int,
    income_from_week: int,
) -> Runway:
    """Cash after each week = before + known in − known out − spending + income, the last from a week on.

    `known_in` and `known_out` are dues by week, from now; `spending_minor` and `income_minor` are a week's. Within the
    week in which it runs out the cash goes evenly.

    >>> runway(1000, known_in=[0], known_out=[0], spending_minor=250, income_minor=0, income_from_week=0).weeks
    Fraction(4, 1)
    >>> runway(1000, known_in=[], known_out=[], spending_minor=250, income_minor=125, income_from_week=2).said
    '1.3'
    """
    cash = Fraction(cash_minor)
    if cash < 0:
        return Runway(Fraction(0))
    for week in range(FAR_WEEKS):
        coming = known_in[week] if week < len(known_in) else 0
        going = known_out[week] if week < len(known_out) else 0
        change = coming - going - spending_minor + (income_minor if week >= income_from_week else 0)
        if cash + change < 0 or (cash == 0 and change < 0):
            return Runway(week + cash / -change)
        cash += change
    return Runway(None)
