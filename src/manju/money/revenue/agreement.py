"""The agreement with a channel: dated rules of the share, fees in order, buy-outs, and how late a payment may be."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, Literal

from pydantic import Field, StrictInt, model_validator

from manju.money.documents import Currency, Day, Document, Minor, Name, Published, Rate
from manju.words import Words

Fee = Literal["platform_fee", "taxes"]
FEES: Final[tuple[Fee, ...]] = ("platform_fee", "taxes")


class Band(Document):
    """A step of the share: this rate for the part of the base from `from_minor` on."""

    from_minor: Minor
    share: Rate


class ShareRule(Document):
    """What share of what is ours on the days from `valid_from` to `valid_to`, both inclusive; null is for ever."""

    valid_from: Day | None = None
    valid_to: Day | None = None
    share: Rate | None = None
    of: Literal["gross", "net", "net_paid"] = "net_paid"
    steps: tuple[Band, ...] | None = None
    step_mode: Literal["marginal", "whole"] = "marginal"
    step_over: Literal["month", "year"] = "month"
    minimum_minor: Minor | None = Field(default=None, description="floor of the share of a calendar month")

    @model_validator(mode="before")
    @classmethod
    def _lists_are_steps(cls, plain: Any) -> Any:  # JSON has lists where the document keeps tuples
        if isinstance(plain, dict) and isinstance(plain.get("steps"), list):
            plain = {**plain, "steps": tuple(plain["steps"])}
        return plain

    @model_validator(mode="after")
    def _one_kind_of_share(self) -> ShareRule:
        if (self.share is None) == (self.steps is None):
            raise ValueError("a rule has either a share or steps")
        for band in self.bands:
            if not 0 <= band.share <= 1:
                raise ValueError("a share is between 0 and 1")
        starts = [band.from_minor for band in self.bands]
        if not starts or starts[0] != 0 or any(a >= b for a, b in pairwise(starts)):
            raise ValueError("steps begin at from_minor 0 and rise strictly")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self

    @property
    def bands(self) -> tuple[Band, ...]:
        """The steps; a plain share is one step."""
        return self.steps if self.steps is not None else (Band(from_minor=0, share=self.share or Fraction(0)),)

    @property
    def identity(self) -> str:
        """What stays the same when an agreement is amended: all it says but how long it holds."""
        return _digest(self.model_dump(mode="json", exclude={"valid_to"}))[:16]

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def step_period(self, day: date) -> str:
        """The label of the month or year that steps run over."""
        return f"{day.year:04d}" if self.step_over == "year" else f"{day.year:04d}-{day.month:02d}"


class Buyout(Document):
    """A price per finished minute, up to a sum per title."""

    rate_minor_per_minute: StrictInt = Field(ge=0, lt=10**9)
    cap_minor_per_title: Minor | None = None


class Agreement(Document):
    """How a channel shares its revenue with the studio; the first rule whose dates hold a row's date counts."""

    channel: Name
    currency: Currency
    rules: tuple[ShareRule, ...]
    platform_fee: Rate = Fraction(0)
    taxes: Rate = Fraction(0)
    fee_order: tuple[Fee, ...] = FEES
    buyout: Buyout | None = None
    settlement_days: int | None = Field(default=None, ge=0, le=3660)
    recoverable_traffic: bool = Field(
        default=False, description="paid traffic of title, channel and day comes off before the share"
    )

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, plain: Any) -> Any:  # JSON has lists where the document keeps tuples
        if isinstance(plain, dict):
            plain = {
                k: tuple(v) if k in ("rules", "fee_order") and isinstance(v, list) else v for k, v in plain.items()
            }
        return plain

    @model_validator(mode="after")
    def _adds_up(self) -> Agreement:
        if not self.rules and self.buyout is None:
            raise ValueError("there is neither a rule nor a buyout")
        if len(set(self.fee_order)) != len(self.fee_order):
            raise ValueError("fee_order names a fee twice")
        if not (0 <= self.platform_fee <= 1 and 0 <= self.taxes <= 1):
            raise ValueError("fees are between 0 and 1")
        return self

    @property
    def kept_after_fees(self) -> Fraction:
        """What is left of net after the fees, each taken from what the one before left.

        >>> Agreement(channel="netshort", currency="USD", rules=(ShareRule(share=Fraction(1)),),
        ...           platform_fee=Fraction(1, 20), taxes=Fraction(3, 50)).kept_after_fees
        Fraction(893, 1000)
        """
        left = Fraction(1)
        for fee in (*self.fee_order, *(f for f in FEES if f not in self.fee_order)):
            left *= 1 - (self.platform_fee if fee == "platform_fee" else self.taxes)
        return left

    def rule_of(self, day: date) -> int | None:
        """The place of the first rule that holds a day; None when none does."""
        return next((n for n, rule in enumerate(self.rules) if rule.holds(day)), None)

    @property
    def digest(self) -> str:
        """SHA-256 of what it says: one version of it has one."""
        return _digest(self.model_dump(mode="json"))

    @property
    def unread(self) -> frozenset[str]:
        """Columns of a statement that this agreement has no use for, whatever stands in them."""
        return frozenset(
            name for name, used in (("minutes", self.buyout), ("paid_on", self.settlement_days)) if used is None
        )

    def rule_identities(self) -> list[str]:
        """An identity for each rule; rules that say the same are told apart by their order."""
        found: list[str] = []
        for rule in self.rules:
            same = sum(name.startswith(rule.identity) for name in found)
            found.append(f"{rule.identity}#{same}" if same else rule.identity)
        return found


def _digest(plain: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


AGREEMENT: Final = Published(
    Agreement,
    Words("平台分账协议", "Platform revenue share agreement"),
    {
        "channel": "netshort",
        "currency": "USD",
        "rules": [
            {"valid_from": "2026-01-01", "valid_to": "2026-03-31", "share": "0.90", "of": "net_paid"},
            {
                "valid_from": "2026-04-01", "valid_to": None, "of": "net_paid",
                "steps": [{"from_minor": 0, "share": "0.70"}, {"from_minor": 5000000, "share": "0.95"}],
                "step_mode": "marginal", "step_over": "month",
            },
        ],
        "platform_fee": "0.05",
        "taxes": "0.06",
        "fee_order": ["platform_fee", "taxes"],
        "buyout": {"rate_minor_per_minute": 500000, "cap_minor_per_title": 75000000},
        "settlement_days": 45,
    },
)  # fmt: skip
