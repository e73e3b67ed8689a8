"""Inputs from a studio's own figures, shrunk to the article's: chances by beta, amounts by gamma pseudo-counts."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from manju.market.slate.inputs import Inputs
from manju.money.amounts import round_minor
from manju.money.documents import read_document
from manju.words import Words

__all__ = ["Estimate", "Own", "estimated", "shrunk", "source"]


@dataclass(frozen=True, slots=True)
class Own:
    """What a studio's own rows say; nothing known is an empty tuple, zero or None."""

    cash_minor: int | None = None
    tests_decided: int = 0
    tests_passed: int = 0
    title_revenue_minor: tuple[int, ...] = ()  # of finished titles
    made_minor: int = 0  # what finished minutes cost
    minutes: Fraction = Fraction(0)
    payment_days: tuple[int, ...] = ()  # from the end of the month earned to the money
    licensing_quarters: int = 0
    deal_minor: tuple[int, ...] = ()
    merchandise_minor: tuple[int, ...] = ()  # of each month
    followers: int = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """One input: what it came out as, and how much of it is the studio's own."""

    key: str  # as in the document, with points
    name: Words
    value: Any  # plain JSON, as in the document
    own: str  # the studio's own figure, empty where it has none
    own_weight: Fraction
    prior: str
    prior_weight: int

    @property
    def own_percent(self) -> int:
        """How much of the value is the studio's own."""
        every = self.own_weight + self.prior_weight
        return round(100 * self.own_weight / every) if every else 0

    def as_json(self) -> dict[str, Any]:
        weight = self.own_weight
        return {
            "key": self.key, "value": self.value, "own": self.own or None, "prior": self.prior or None,
            "own_weight": int(weight) if weight == int(weight) else float(round(weight, 2)),
            "prior_weight": self.prior_weight,
        }  # fmt: skip


def shrunk(own_sum: Fraction | int, own_count: Fraction | int, *, prior: Fraction | int, weight: int) -> Fraction:
    """The mean of so many own observations and `weight` more of the prior's.

    >>> shrunk(6, 8, prior=Fraction(1, 4), weight=8)  # 6 of 8 tests passed: half-way from 1/4 to 3/4
    Fraction(1, 2)
    """
    return (Fraction(own_sum) + Fraction(prior) * weight) / (Fraction(own_count) + weight)


def source() -> Words:
    """Where the article's figures and their weights come from."""
    return Words(_priors()["source_zh"], _priors()["source_en"])


def estimated(own: Own, *, prior: Inputs | None = None) -> tuple[Inputs, list[Estimate]]:
    """Inputs for a studio, and where each comes from; without a figure of its own they are the article's.

    >>> inputs, found = estimated(Own(tests_decided=8, tests_passed=6))
    >>> str(inputs.p_pass_test), [one.own_percent for one in found if one.key == "p_pass_test"]
    ('1/2', [50])
    """
    of = prior or Inputs()
    weight, title = _priors()["weight"], of.per_title_revenue_minor
    tops = [minor for minor in own.title_revenue_minor if minor >= title.top[0]]
    rest = [minor for minor in own.title_revenue_minor if minor < title.top[0]]
    per_minute = shrunk(own.made_minor, own.minutes, prior=of.cost_per_minute_minor, weight=weight["minutes"])
    paid = own.payment_days
    found = [
        Estimate("cash_minor", Words("现金", "Cash"),
                 of.cash_minor if own.cash_minor is None else max(0, own.cash_minor),
                 _yuan(own.cash_minor) if own.cash_minor is not None else "", Fraction(own.cash_minor is not None),
                 _yuan(of.cash_minor), int(own.cash_minor is None)),
        _chance("p_pass_test", Words("试投通过的概率", "Chance that a test passes"),
                (own.tests_passed, own.tests_decided), of.p_pass_test, weight["tests"]),
        _chance("per_title_revenue_minor.p_top",
                Words("做完的作品成为爆款的概率", "Chance that a finished title is a hit"),
                (len(tops), len(own.title_revenue_minor)), title.p_top, weight["titles"]),
        _range("per_title_revenue_minor.top", Words("爆款一部的分账", "What a hit earns"), tops, title.top,
               weight["top_titles"]),
        _range("per_title_revenue_minor.mid", Words("其他作品一部的分账", "What another title earns"), rest, title.mid,
               weight["mid_titles"]),
        Estimate("cost_per_minute_minor", Words("每分钟成本", "Cost of a minute"), round_minor(per_minute),
                 _yuan(round_minor(own.made_minor / own.minutes)) if own.minutes else "", own.minutes,
                 _yuan(of.cost_per_minute_minor), weight["minutes"]),
        Estimate("settlement_days", Words("多少天后到账", "Days until the money comes"),
                 max(0, round(shrunk(sum(paid), len(paid), prior=of.settlement_days, weight=weight["payments"]))),
                 str(round(Fraction(sum(paid), len(paid)))) if paid else "", Fraction(len(paid)),
                 str(of.settlement_days), weight["payments"]),
    ]  # fmt: skip
    if of.licensing is not None:
        over = sum(1 for minor in own.title_revenue_minor if minor > of.licensing.needs_works_over_minor)
        deals = min(len(own.deal_minor), own.licensing_quarters)
        found += [
            _chance("licensing.p_deal_per_quarter",
                    Words("每季度谈成一笔授权的概率", "Chance of a licence in a quarter"),
                    (deals, own.licensing_quarters), of.licensing.p_deal_per_quarter, weight["quarters"]),
            _range("licensing.deal_minor", Words("一笔授权的金额", "What a licence brings"), own.deal_minor,
                   of.licensing.deal_minor, weight["deals"]),
            Estimate("works_over", Words("已经过线的作品", "Titles over the line already"), over, str(over),
                     Fraction(1), "", 0),
        ]  # fmt: skip
    if of.merchandise is not None:
        found += [
            _range("merchandise.monthly_minor", Words("周边每月收入", "Merchandise in a month"), own.merchandise_minor,
                   of.merchandise.monthly_minor, weight["months"]),
            Estimate("followers", Words("私域粉丝", "Followers in the private domain"), own.followers,
                     str(own.followers), Fraction(1), "", 0),
        ]  # fmt: skip
    document = of.model_dump(mode="json")
    for one in found:
        _put(document, one.key, one.value)
    inputs: Inputs = read_document(Inputs, document)
    return inputs, found


def _chance(key: str, name: Words, own: tuple[int, int], prior: Fraction, weight: int) -> Estimate:
    """A chance; `own`: how often it happened, of how often it was tried."""
    happened, tried = own
    value = shrunk(happened, tried, prior=prior, weight=weight)
    own_said = f"{happened}/{tried}" if tried else ""
    return Estimate(key, name, _decimal(value), own_said, Fraction(tried), _decimal(prior), weight)


def _range(key: str, name: Words, own: Sequence[int], prior: list[int], weight: int) -> Estimate:
    """A range moved so that its middle is the shrunk mean; whole yuan."""
    middle = Fraction(sum(prior), 2)
    by = shrunk(sum(own), len(own), prior=middle, weight=weight) / middle if middle else Fraction(1)
    value = [max(0, round_minor(end * by / 100) * 100) for end in prior]
    mean = _yuan(round_minor(Fraction(sum(own), len(own)))) if own else ""
    return Estimate(key, name, value if own else list(prior), mean, Fraction(len(own)),
                    f"{_yuan(prior[0])}–{_yuan(prior[1])}", weight)  # fmt: skip


def _put(document: dict[str, Any], key: str, value: Any) -> None:  # Any: plain JSON
    *path, last = key.split(".")
    for part in path:
        document = document[part]
    document[last] = value


def _decimal(value: Fraction) -> str:
    return f"{float(round(value, 4)):.4f}".rstrip("0").rstrip(".")


def _yuan(minor: int) -> str:
    return f"{minor // 100:,}"


@cache
def _priors() -> dict[str, Any]:  # TOML's own types
    return tomllib.loads(resources.files("manju.market.slate").joinpath("priors.toml").read_text(encoding="utf-8"))
