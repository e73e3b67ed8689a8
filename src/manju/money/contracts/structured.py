"""Structured terms of a licence contract (`manju schema contract`): what the clause library writes and the check reads.

A field left out or null is a topic the contract is silent on.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, StrictInt, model_validator

from manju.money.documents import Currency, Day, Document, Minor, Name, Published, Rate
from manju.words import Words

Days = Annotated[StrictInt, Field(ge=1, le=3650)]


class Side(Document):
    """A party: its name, its address."""

    name: Name
    address: Name | None = None


class Sides(Document):
    licensor: Side
    licensee: Side


class Royalty(Document):
    """A rate for one category of `categories`, or `*` for all."""

    category: Name = "*"
    rate: Rate


class Deductions(Document):
    """What net sales leave out, and the ceiling as a share of gross; no ceiling is a danger."""

    kinds: list[Name] = Field(min_length=1)
    cap_of_gross: Rate | None = None


class Instalment(Document):
    due: Day
    amount_minor: Minor


class Guarantee(Document):
    """A minimum guarantee; `recoupable` null: not said."""

    instalments: list[Instalment] = Field(min_length=1)
    recoupable: bool | None = None
    refundable: bool = False


class Audit(Document):
    per_year: Annotated[StrictInt, Field(ge=1, le=12)] = 1
    notice_days: Days = 10
    cost_shift_above: Rate | None = None


class Approval(Document):
    """Stages to approve; what silence means after so many business days."""

    stages: list[Name] = Field(min_length=1)
    answer_days: Days | None = None
    silence: Literal["refused", "approved"] | None = None


class ContractTerms(Document):
    """The terms of one licence."""

    parties: Sides
    property: Name
    characters: list[Name] = []
    rights: list[Name] = Field(min_length=1)
    exclusivity: Literal["exclusive", "sole", "non_exclusive"] | None = None
    categories: list[Name] = Field(min_length=1)
    scope: Literal["closed", "everything"] = "closed"
    territory: list[Name] | None = None
    languages: list[Name] | None = None
    start: Day | None = None
    end: Day | None = None
    perpetual: bool = False
    renewal: Literal["none", "automatic_once", "automatic_endless"] | None = None
    sublicensing: Literal["forbidden", "consent", "free"] | None = None
    currency: Currency = "CNY"
    flat_fee_minor: Minor | None = None
    royalties: list[Royalty] = []
    royalty_base: Literal["gross", "net"] | None = None
    deductions: Deductions | None = None
    minimum_guarantee: Guarantee | None = None
    report_months: Literal[1, 3, 6, 12] | None = None
    report_days: Days = 15
    payment_days: Days | None = None
    late_interest_per_day: Rate | None = None
    tax: Literal["included", "excluded"] | None = None
    audit: Audit | Literal["denied"] | None = None
    sell_off_days: Days | None = None
    approval: Approval | Literal["none"] | None = None
    quality: Name | None = None
    sequels: Literal["licensor", "first_negotiation", "licensee"] | None = None
    sequel_days: Days = 30
    competing_works: Literal["forbidden", "free"] | None = None
    derivatives: Literal["licensor", "licensee", "joint"] | None = None
    integrity: Literal["protected", "free"] | None = None
    credit: Name | None = None
    warranty: Literal["given"] | None = None
    indemnity: Literal["capped", "unlimited"] | None = None
    ai_training: Literal["forbidden", "consent", "allowed"] | None = None
    ai_generated: Literal["labelled", "free"] | None = None
    confidentiality: bool = False
    cure_days: Days | None = None
    termination: Literal["licensee_only"] | None = None
    breach: Literal["damages", "licensee_free"] | None = None
    liquidated_damages_minor: Minor | None = None
    governing_law: Name | None = None
    arbitration: Name | None = None
    court: Name | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> ContractTerms:
        if self.start and self.end and self.end < self.start:
            raise ValueError("end is before start")
        if (self.end is None) != (self.start is None):
            raise ValueError("start and end are given together")
        if self.perpetual and self.end:
            raise ValueError("perpetual and end exclude each other")
        return self


EXAMPLE: Final[dict[str, Any]] = {
    "parties": {"licensor": {"name": "杭州晨星漫剧有限公司"}, "licensee": {"name": "义乌好玩玩具有限公司"}},
    "property": "剑起尘埃", "characters": ["沈砚", "阿棠"], "rights": ["reproduction", "manufacture", "distribution"], "exclusivity": "non_exclusive",
    "categories": ["toys/figures", "toys"], "territory": ["CN"], "languages": ["zh-Hans"], "start": "2026-03-01", "end": "2028-02-29", "renewal": "none",
    "sublicensing": "consent", "currency": "CNY", "royalties": [{"category": "*", "rate": "0.10"}], "royalty_base": "net",
    "deductions": {"kinds": ["returns", "discounts"], "cap_of_gross": "0.10"},
    "minimum_guarantee": {"instalments": [{"due": "2026-03-15", "amount_minor": 15000000}, {"due": "2027-03-15", "amount_minor": 15000000}], "recoupable": True},
    "report_months": 3, "report_days": 15, "payment_days": 20, "late_interest_per_day": "0.0005", "tax": "included",
    "audit": {"per_year": 1, "notice_days": 10, "cost_shift_above": "0.05"}, "sell_off_days": 90,
    "approval": {"stages": ["concept", "prototype", "sample", "packaging"], "answer_days": 10, "silence": "refused"},
    "quality": "国家强制性标准", "sequels": "first_negotiation", "sequel_days": 30, "competing_works": "forbidden", "derivatives": "licensor",
    "integrity": "protected", "credit": "© 晨星漫剧", "warranty": "given", "indemnity": "capped", "ai_training": "forbidden", "ai_generated": "labelled",
    "confidentiality": True, "cure_days": 15, "breach": "damages", "liquidated_damages_minor": 5000000, "governing_law": "CN", "arbitration": "上海仲裁委员会",
}  # fmt: skip

PUBLISHED: Final = Published(
    ContractTerms, Words("授权合同的结构化条款", "Structured terms of a licence contract"), EXAMPLE
)
