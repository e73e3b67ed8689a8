"""Individual income tax that a studio withholds from writers and artists, by the dated table beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from manju.money.amounts import round_minor
from manju.money.documents import read_fraction
from manju.money.errors import InputError
from manju.words import Words

__all__ = ["CURRENCY", "KINDS", "Kind", "Rule", "Withheld", "rule_on", "withhold"]

Kind = Literal["services", "manuscript", "royalty"]
KINDS: Final[tuple[Kind, ...]] = ("services", "manuscript", "royalty")
CURRENCY: Final = "CNY"


@dataclass(frozen=True, slots=True)
class Band:
    """Over so much taxable income (minor units) the rate, less a quick deduction."""

    over_minor: int
    rate: Fraction
    quick_minor: int


@dataclass(frozen=True, slots=True)
class Rule:
    """The table in force from a day on, with where it stands."""

    version: str
    valid_from: date
    source: Words
    deduct_up_to_minor: int
    deduct_minor: int
    deduct_share: Fraction
    counted: dict[str, Fraction]
    resident: dict[str, tuple[Band, ...]]
    nonresident: tuple[Band, ...]

    def taxable(self, kind: Kind, income_minor: int, *, resident: bool) -> Fraction:
        """What of an income is taxed: less 800 yuan (up to 4,000) or 20 %, manuscripts at 70 % of it.

        >>> int(rule_on(date(2026, 5, 1)).taxable("manuscript", 300_000, resident=True))
        154000
        """
        small = resident and income_minor <= self.deduct_up_to_minor
        deducted: Fraction | int = self.deduct_minor if small else self.deduct_share * income_minor
        return max(Fraction(0), income_minor - deducted) * self.counted[kind]

    def bands(self, kind: Kind, *, resident: bool) -> tuple[Band, ...]:
        return self.resident[kind] if resident else self.nonresident


@dataclass(frozen=True, slots=True)
class Withheld:
    """The tax of one payment, what is left of it, and how it was worked out."""

    tax_minor: int
    net_minor: int
    taxable_minor: int
    rate: Fraction
    quick_minor: int
    version: str


def rule_on(day: date) -> Rule:
    """The table in force on a day.

    Raises:
        InputError: `no_rule`: the day is before the first table.
    """
    fitting = [rule for rule in _rules() if rule.valid_from <= day]
    if not fitting:
        raise InputError(
            "no_rule",
            Words("{d} 没有个税预扣的规则。", "There is no rule of withholding for {d}.").fill(d=day),
            Words("规则从 2019-01-01 起。", "The rules begin on 2019-01-01."),
        )
    return max(fitting, key=lambda rule: rule.valid_from)


def withhold(
    kind: Kind, income_minor: int, *, on: date, resident: bool = True, earlier_minor: int = 0, withheld_minor: int = 0
) -> Withheld:
    """The tax to withhold from a payment in fen, rounded half-up.

    Continuous income of one kind counts by the month: `earlier_minor` was paid in the same month before, and
    `withheld_minor` withheld from it (Regulations, art. 14).

    >>> withhold("services", 3_000_000, on=date(2026, 5, 1)).tax_minor  # 24,000 x 30 % - 2,000 = 5,200 yuan
    520000
    >>> withhold("manuscript", 1_000_000, on=date(2026, 5, 1)).tax_minor  # 8,000 x 70 % x 20 %
    112000
    >>> withhold("royalty", 300_000, on=date(2026, 5, 1)).tax_minor  # (3,000 - 800) x 20 %
    44000

    Raises:
        InputError: `no_rule`.
    """
    rule = rule_on(on)
    taxable = rule.taxable(kind, earlier_minor + income_minor, resident=resident)
    band = [b for b in rule.bands(kind, resident=resident) if taxable > b.over_minor or b.over_minor == 0][-1]
    whole = round_minor(max(Fraction(0), taxable * band.rate - band.quick_minor), "half_up")
    tax = min(income_minor, max(0, whole - withheld_minor))
    return Withheld(tax, income_minor - tax, round_minor(taxable, "half_up"), band.rate, band.quick_minor, rule.version)


@cache
def _rules() -> tuple[Rule, ...]:
    plain = tomllib.loads(files("manju.money").joinpath("income_tax.toml").read_text(encoding="utf-8"))
    return tuple(_rule(one) for one in plain["rules"])


def _rule(plain: dict[str, Any]) -> Rule:
    """`Any`: values of TOML."""
    deduction = plain["deduction"]
    return Rule(
        version=plain["version"], valid_from=date.fromisoformat(plain["valid_from"]),
        source=Words(plain["source"], plain["source_en"]), deduct_up_to_minor=deduction["up_to_minor"],
        deduct_minor=deduction["amount_minor"], deduct_share=read_fraction(deduction["share"]),
        counted={kind: read_fraction(plain["counted"][kind]) for kind in KINDS},
        resident={kind: _bands(plain["resident"][kind]) for kind in KINDS}, nonresident=_bands(plain["nonresident"]),
    )  # fmt: skip


def _bands(plain: list[dict[str, Any]]) -> tuple[Band, ...]:
    return tuple(Band(b["over_minor"], read_fraction(b["rate"]), b["quick_minor"]) for b in plain)
