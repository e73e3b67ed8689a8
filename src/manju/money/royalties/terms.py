"""The structured terms of a licence contract: what `manju schema terms` publishes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from manju.money.amounts import Rounding
from manju.money.documents import Currency, Day, Document, Minor, Name, Published, Rate, load_json, read_document
from manju.money.errors import InputError
from manju.money.periods import PeriodKind
from manju.words import Words

Kind = Literal["returns", "discounts", "freight", "tax"]
KINDS: Final[tuple[Kind, ...]] = ("returns", "discounts", "freight", "tax")
Positive = Annotated[Rate, Field(ge=0)]
Share = Annotated[Rate, Field(ge=0, le=1)]


class Step(Document):
    """From this cumulated base on (units where the base is units) the rate holds."""

    from_minor: Minor
    rate: Positive


class Royalty(Document):
    """One rule: which sales it takes and what they earn."""

    category: Name
    territories: list[Name] = Field(default=["*"], min_length=1)
    channels: list[Name] = Field(default=["*"], min_length=1)
    base: Literal["gross", "net", "units"]
    rate: Positive | None = None
    steps: list[Step] | None = Field(default=None, min_length=1)
    step_mode: Literal["marginal", "whole"] = "marginal"
    step_over: Literal["period", "contract_year", "term"] = "period"
    per_unit_minimum_minor: Minor | None = None
    fob_uplift: Positive | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _rate_or_steps(self) -> Royalty:
        if (self.rate is None) == (self.steps is None):
            raise ValueError("needs either rate or steps")
        starts = [step.from_minor for step in self.steps or []]
        if starts and (starts[0] != 0 or any(a >= b for a, b in pairwise(starts))):
            raise ValueError("steps: the first from_minor is 0, the others rise strictly")
        return self

    def takes(self, category: str, territory: str, channel: str) -> bool:
        """Whether a sale of this category, territory and channel falls under the rule; a blank matches only `*`."""
        return (
            (self.category in ("*", category) or category.startswith(self.category + "/"))
            and ("*" in self.territories or (territory != "" and territory in self.territories))
            and ("*" in self.channels or (channel != "" and channel in self.channels))
        )

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on a day of the term."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Reserve(Document):
    """Share of a net line's base held back against returns, released so many periods later."""

    share: Share
    release_after_periods: Annotated[int, Field(ge=1, le=1200)]


class Deductions(Document):
    """What may be taken off gross for a net base, and up to what."""

    allowed: list[Kind] = []
    cap_of_gross: Positive | None = None
    cap_applies_to: list[Kind] | None = None
    cap_over: Literal["line", "period", "contract_year"] = "period"
    returns_reserve: Reserve | None = None

    @cached_property
    def capped(self) -> tuple[Kind, ...]:
        """The allowed kinds under the cap; none without one."""
        if self.cap_of_gross is None:
            return ()
        wanted = self.allowed if self.cap_applies_to is None else self.cap_applies_to
        return tuple(kind for kind in KINDS if kind in wanted and kind in self.allowed)

    @cached_property
    def uncapped(self) -> tuple[Kind, ...]:
        """The allowed kinds that no cap limits."""
        return tuple(kind for kind in KINDS if kind in self.allowed and kind not in self.capped)


class Due(Document):
    """An amount that falls due on a day."""

    due: Day
    amount_minor: Minor


class Advance(Document):
    """A guarantee paid up front and recouped from royalties."""

    style: Literal["advance"]
    scope: Literal["term", "contract_year"] = "term"
    instalments: list[Due] = []
    group: Name | None = None


class Shortfall(Document):
    """A minimum per contract year; what royalties do not reach is added at its end."""

    style: Literal["shortfall"]
    amounts_by_year: list[Minor]
    scope: Literal["term", "contract_year"] | None = None  # not used
    group: None = None


class Fee(Due):
    """A flat fee; a guarantee that is not recoupable is one too."""

    kind: Literal["flat"]


class ExchangeRate(Document):
    """Major units of `to` for one major unit of `from`, from this day on."""

    date: Day
    of: Currency = Field(alias="from")
    to: Currency
    rate: Annotated[Rate, Field(gt=0)]


class Participant(Document):
    """Who gets which share of what is left after tax and costs."""

    name: Name
    share: Share


class Cost(Document):
    """What is taken from the net before participants, once; what it does not suffice for is carried."""

    name: Name
    amount_minor: Minor


class Terms(Document):
    """A contract as far as it is arithmetic."""

    id: Name | None = None
    currency: Currency
    period: PeriodKind
    start: Day
    end: Day
    rounding: Rounding = "half_even"
    royalties: list[Royalty]
    deductions: Deductions | None = None
    guarantee: Annotated[Advance | Shortfall, Field(discriminator="style")] | None = None
    fees: list[Fee] = []
    withholding_tax: Share = Fraction(0)
    fx: list[ExchangeRate] = []
    participants: list[Participant] = []
    costs: list[Cost] = []

    @model_validator(mode="after")
    def _makes_sense(self) -> Terms:
        if self.start > self.end:
            raise ValueError("start is after end")
        pairs = [(rate.date, rate.of, rate.to) for rate in self.fx]
        if len(set(pairs)) < len(pairs):
            raise ValueError("fx: two rates of one pair on one day")
        return self

    @property
    def group(self) -> str | None:
        """The common balance it recoups, where it shares one."""
        return self.guarantee.group if self.guarantee else None


def load_terms(path: Path) -> tuple[list[Terms], bool]:
    """The contracts of a terms file, and whether it is a list.

    Raises:
        InputError: an unreadable file or a key that is wrong, `shares_not_one`, `ids_not_distinct`, `group_mixed`.
    """
    return read_terms(load_json(path))


def read_terms(plain: Any) -> tuple[list[Terms], bool]:
    """`load_terms` from plain JSON values (`Any`).

    Raises:
        InputError: as `load_terms`.
    """
    is_list = isinstance(plain, list)
    contracts: list[Terms] = read_document(list[Terms], plain) if is_list else [read_document(Terms, plain)]
    for terms in contracts:
        if terms.participants and sum(p.share for p in terms.participants) != 1:
            raise InputError(
                "shares_not_one",
                Words("参与方的分成加起来不等于 1。", "participants: the shares do not sum to exactly 1."),
                Words("改正 participants 里的 share。", "Correct the shares in participants."),
            )
    if is_list:
        _check_list(contracts)
    return contracts, is_list


def _check_list(contracts: list[Terms]) -> None:
    if not contracts:
        raise InputError(
            "no_contract",
            Words("列表里没有合同。", "The list holds no contract."),
            Words("写上至少一份条款；格式见 manju schema terms。", "Give at least one; the shape: manju schema terms"),
        )
    ids = [terms.id for terms in contracts]
    if None in ids or len(set(ids)) < len(ids):
        raise InputError(
            "ids_not_distinct",
            Words("列表里每份合同要有不同的 id。", "Each contract of a list needs an id of its own."),
            Words("给每份合同写上 id。", "Give every contract an id."),
        )
    firsts: dict[str, Terms] = {}
    for terms in contracts:
        if terms.group is None:
            continue
        first = firsts.setdefault(terms.group, terms)
        scope = terms.guarantee.scope if terms.guarantee else None
        if (terms.currency, terms.period) != (first.currency, first.period) or scope != "term":
            raise InputError(
                "group_mixed",
                Words("组“{g}”里的合同币种、周期或保底方式不同。",
                      "The contracts of group {g} differ in currency or period, or their scope is not the term.",
                      ).fill(g=terms.group),
                Words("同组合同要同币种、同周期，advance 且 scope 为 term。",
                      "A group has one currency and period, style advance, scope term."),
            )  # fmt: skip


EXAMPLE: Final[dict[str, Any]] = {  # Any: plain JSON
    "currency": "CNY", "period": "quarter", "start": "2026-01-01", "end": "2028-12-31",
    "royalties": [
        {"category": "toys", "territories": ["CN"], "channels": ["*"], "base": "net", "rate": "0.10"},
        {"category": "apparel", "territories": ["*"], "channels": ["online"], "base": "gross",
         "steps": [{"from_minor": 0, "rate": "0.08"}, {"from_minor": 100000000, "rate": "0.12"}],
         "step_mode": "marginal", "step_over": "contract_year", "per_unit_minimum_minor": 150},
        {"category": "toys", "territories": ["US"], "channels": ["fob"], "base": "net", "rate": "0.10",
         "fob_uplift": "0.03", "valid_from": "2026-07-01", "valid_to": "2028-12-31"},
    ],
    "deductions": {"allowed": ["returns", "discounts", "freight"], "cap_of_gross": "0.10",
                   "cap_applies_to": ["discounts", "freight"], "cap_over": "period",
                   "returns_reserve": {"share": "0.15", "release_after_periods": 2}},
    "guarantee": {"style": "advance", "scope": "term", "group": None,
                  "instalments": [{"due": "2026-01-15", "amount_minor": 50000000}]},
    "fees": [{"kind": "flat", "due": "2026-02-01", "amount_minor": 3000000}],
    "withholding_tax": "0.06",
    "fx": [{"date": "2026-03-31", "from": "USD", "to": "CNY", "rate": "7.10"}],
    "participants": [{"name": "studio", "share": "0.70"}, {"name": "writer", "share": "0.20"},
                     {"name": "broker", "share": "0.10"}],
}  # fmt: skip
TERMS: Final = Published(Terms | list[Terms], Words("许可合同的条款", "Terms of a licence contract"), EXAMPLE)
