"""The base of a line: gross, net of allowed and capped deductions, reserve and carry, or units."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction  # noqa: F401 - the example
from typing import Final

from manju.money.royalties.opening import Exact
from manju.money.royalties.terms import KINDS, Deductions

GoodsKey = tuple[str, str, str, str]  # sku, category, territory, channel


@dataclass(frozen=True, slots=True)
class Sold:
    """The sums of a line's rows in contract currency, minor units, exact."""

    units: int = 0
    gross: Exact = 0
    returns_units: int = 0
    returns: Exact = 0
    discounts: Exact = 0
    freight: Exact = 0
    tax: Exact = 0


@dataclass(slots=True)
class CapYear:
    """Gross, claimed and allowed capped deductions of a line's goods so far in the contract year."""

    gross: Exact = 0
    claimed: Exact = 0
    allowed: Exact = 0


@dataclass(frozen=True, slots=True)
class Base:
    """What a line's rate applies to, and what became of the rest; `rest` is never above zero."""

    base: Exact
    deducted: Exact = 0
    carry_in: Exact = 0
    held: Exact = 0
    released: Exact = 0
    rest: Exact = 0


def gross_base(sold: Sold) -> Base:
    """Gross; every deduction is ignored, returns too."""
    return Base(sold.gross)


def units_base(sold: Sold, carry: int) -> Base:
    """Units less returned units and what earlier periods returned too much.

    >>> units_base(Sold(units=3, returns_units=5), 0)
    Base(base=0, deducted=5, carry_in=0, held=0, released=0, rest=-2)
    """
    own = sold.units - sold.returns_units + carry
    return Base(max(own, 0), deducted=sold.returns_units, carry_in=carry, rest=min(own, 0))


def net_base(
    sold: Sold, rules: Deductions, *, carry: Exact, released: Exact, is_last: bool, year: CapYear | None
) -> Base:
    """Gross less uncapped and capped deductions plus carry; of a positive rest a reserve is held, an old one released.

    `year` is there where the cap runs over the contract year, and is moved on. Source: INPUTS, "Base".

    >>> rules = Deductions(allowed=["returns", "freight"], cap_of_gross=Fraction(1, 10), cap_applies_to=["freight"])
    >>> net_base(Sold(gross=1000, returns=100, freight=150), rules, carry=0, released=0, is_last=False, year=None).base
    Fraction(800, 1)
    """
    uncapped = sum((getattr(sold, kind) for kind in rules.uncapped), 0)
    allowed = _capped(sold, rules, year)
    own = sold.gross - uncapped - allowed + carry
    reserve = rules.returns_reserve
    held = reserve.share * own if reserve is not None and own > 0 and not is_last else 0
    base = own - held + released
    return Base(max(base, 0), uncapped + allowed, carry, held, released, min(base, 0))


def _capped(sold: Sold, rules: Deductions, year: CapYear | None) -> Exact:
    """How much of the capped kinds may be taken off now."""
    claimed: Exact = sum((getattr(sold, kind) for kind in KINDS if kind in rules.capped), 0)
    if rules.cap_of_gross is None:
        return claimed
    if year is None:
        return min(claimed, rules.cap_of_gross * sold.gross)
    year.gross += sold.gross
    year.claimed += claimed
    allowed: Exact = min(year.claimed, rules.cap_of_gross * year.gross) - year.allowed
    year.allowed += allowed
    return allowed


NO_DEDUCTIONS: Final = Deductions()
