"""An agreement told by an example: what a gross amount becomes, step by step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from manju.money.amounts import round_minor
from manju.money.revenue.agreement import FEES, Agreement
from manju.money.revenue.calculation import Calculator
from manju.money.revenue.rows import StatementRow
from manju.words import Words

FEE_WORDS = {"platform_fee": Words("平台费", "platform fee"), "taxes": Words("税费", "taxes")}


@dataclass(frozen=True, slots=True)
class Step:
    """What is left after one step, minor units; `rate` is the fee or share of this step."""

    words: Words
    rate: Fraction
    minor: int


@dataclass(frozen=True, slots=True)
class Example:
    """The steps of one gross amount on one day, and what comes out."""

    gross_minor: int
    day: dt.date
    steps: tuple[Step, ...]
    share_minor: int


def worked(terms: Agreement, gross_minor: int, day: dt.date) -> Example | None:
    """What a month with this gross amount alone brings on that day; None where no rule holds the day.

    >>> rules = ({"share": "0.70"},)
    >>> plain = {"channel": "hongguo", "currency": "CNY", "platform_fee": "0.05", "taxes": "0.06", "rules": rules}
    >>> made = worked(Agreement.model_validate(plain), 100000, dt.date(2026, 7, 1))
    >>> [(s.words.en, s.minor) for s in made.steps], made.share_minor
    ([('platform fee', 95000), ('taxes', 89300), ('share', 62510)], 62510)
    """
    place = terms.rule_of(day)
    if place is None:
        return None
    rule = terms.rules[place]
    steps = []
    left = Fraction(gross_minor)
    if rule.of == "net_paid":
        for fee in (*terms.fee_order, *(f for f in FEES if f not in terms.fee_order)):
            rate = terms.platform_fee if fee == "platform_fee" else terms.taxes
            if rate:
                left *= 1 - rate
                steps.append(Step(FEE_WORDS[fee], rate, round_minor(left)))
    calculator = Calculator(Agreement.model_validate({**dict(terms), "buyout": None, "recoverable_traffic": False}))
    calculator.hold(StatementRow(1, day, "x", gross=gross_minor), place)
    [share] = calculator.all_at_once()
    added = sum(minimum.added_minor for minimum in calculator.minimums())
    steps.append(Step(Words("分成", "share"), Fraction(share, 1) / left if left else Fraction(0), share))
    if added:
        steps.append(Step(Words("当月保底补足", "raised to the month's minimum"), Fraction(0), share + added))
    return Example(gross_minor, day, tuple(steps), share + added)
