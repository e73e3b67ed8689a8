"""The sample studio's licences: who has which right in its first property, what is agreed, what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from manju.catalogue.models import Property
from manju.licensing import actions
from manju.licensing.approving import business_days_after, take_in
from manju.licensing.contracting import bring_document, confirm_terms, sign
from manju.licensing.models import Contract
from manju.money.contracts.drafting import drafted
from manju.money.contracts.structured import EXAMPLE, ContractTerms
from manju.money.contracts.writing import written
from manju.money.documents import read_document
from manju.people.models import User

CNY: Final = "CNY"
JPEG: Final = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class SampleLicence:
    """A signed licence: days are relative to today; `rate` of the net, `guarantee` in whole yuan."""

    partner: str
    title: str
    categories: tuple[str, ...]
    exclusivity: str
    begins: int
    ends: int
    rate: str
    sell_off_days: int = 0
    guarantee: tuple[int, ...] = ()
    languages: tuple[str, ...] = ("*",)
    approval: dict[str, Any] = field(default_factory=dict)  # Any: keys of Deal


LICENCES: Final = (
    SampleLicence("鲸跃互娱", "长夜灯手机游戏授权合同", ("games/mobile",), "exclusive", -118, 790, "0.10", 120, (300_000, 200_000),
                  approval={"approval_days": 5, "approval_silence": "approved"}),
    SampleLicence("云锦坊", "长夜灯服饰授权合同", ("apparel", "accessories"), "non_exclusive", -210, 340, "0.08"),
    SampleLicence("半盏茶", "长夜灯茶饮联名合同", ("food/tea",), "exclusive", -280, 84, "0.05", 90, (80_000,)),
    SampleLicence("南窗文艺", "长夜灯简体中文出版合同", ("publishing",), "exclusive", -300, 880, "0.09", 180, (60_000,), ("zh-Hans",)),
    SampleLicence("听潮有声", "长夜灯有声剧授权合同", ("audio",), "non_exclusive", -90, 500, "0.30"),
)  # fmt: skip


def add_licences(of_property: Property, *, by: User, art: Path, today: date) -> None:
    """Grants with their contracts, options, a promise, one draft to be checked, one thing to be approved."""
    began = today - timedelta(days=400)
    actions.name_territories("东南亚", ["SG", "MY", "TH", "VN", "ID", "PH"], by=by)
    actions.hold_right(of_property, by=by, kind="own", source="工作室原创，署名林知夏、顾青", start=began, end=None)
    made = {licence.partner: _signed(of_property, licence, by=by, today=today) for licence in LICENCES}
    actions.give_option(
        of_property, by=by, kind="rofn", partner="鲸跃互娱", answer_days=15, contract=made["鲸跃互娱"], clause="9.2",
        categories=["games/mini"], territories=["CN"], start=today - timedelta(days=118), end=today + timedelta(days=62),
    )  # fmt: skip
    actions.give_option(
        of_property, by=by, kind="sequel", partner="青鸟影业", answer_days=30, clause="11", categories=["remake"],
        start=today - timedelta(days=60), end=today + timedelta(days=300),
    )  # fmt: skip
    actions.hold_back(
        of_property, by=by, clause="5.3", categories=["collectibles"], start=today, end=today + timedelta(days=200)
    )
    _draft(of_property, by=by, today=today)
    drawn = art.read_bytes() if art.is_file() else b""
    picture = SimpleUploadedFile("concept.jpg", drawn, "image/jpeg") if drawn[:3] == JPEG else None
    sent = today - timedelta(days=4)
    while business_days_after(sent, 5) <= today:
        sent += timedelta(days=1)
    take_in(
        made["鲸跃互娱"],
        by=by,
        product="沈知微立绘",
        stage="concept",
        received_on=sent,
        pictures=[picture] if picture else [],
    )


def sample_art(name: str) -> Path:
    """The key art of a property of the sample."""
    return Path(settings.MEDIA_ROOT) / "sample" / f"art-{name}.jpg"


def _signed(of_property: Property, licence: SampleLicence, *, by: User, today: date) -> Contract:
    start, end = today + timedelta(days=licence.begins), today + timedelta(days=licence.ends)
    contract = actions.add_contract(of_property, by=by, partner=licence.partner, title=licence.title)
    deal = {
        "categories": list(licence.categories), "territories": ["CN"], "languages": list(licence.languages),
        "start": start.isoformat(), "end": end.isoformat(), "exclusivity": licence.exclusivity, "clause": "2.1",
        "sell_off_days": licence.sell_off_days, "report_days": 15, "payment_days": 30, **licence.approval,
    }  # fmt: skip
    terms: dict[str, Any] = {
        "currency": CNY, "period": "quarter", "start": start.isoformat(), "end": end.isoformat(),
        "royalties": [{"category": c, "territories": ["CN"], "base": "net", "rate": licence.rate} for c in licence.categories],
        "deductions": {"allowed": ["returns", "discounts"], "cap_of_gross": "0.10"},
        "participants": [{"name": "工作室", "share": "0.75"}, {"name": "林知夏", "share": "0.15"},
                         {"name": "顾青", "share": "0.10"}],
    }  # fmt: skip
    if licence.guarantee:
        dues = [{"due": (start + timedelta(days=20 + 180 * n)).isoformat(), "amount_minor": 100 * amount}
                for n, amount in enumerate(licence.guarantee)]  # fmt: skip
        terms["guarantee"] = {"style": "advance", "scope": "term", "instalments": dues}
    confirm_terms(contract, by=by, deal=deal, terms=terms)
    return sign(contract, by=by, on=start - timedelta(days=7))


def _draft(of_property: Property, *, by: User, today: date) -> Contract:
    """A contract as the other side sent it: it may train AI with the characters, and its deductions have no ceiling."""
    contract = actions.add_contract(of_property, by=by, partner="木白玩具", title="长夜灯手办授权合同（对方草稿）")
    terms = {
        **EXAMPLE, "property": of_property.name_zh, "characters": ["沈知微"], "exclusivity": "exclusive",
        "parties": {"licensor": {"name": "青灯工作室"}, "licensee": {"name": "木白玩具有限公司"}},
        "start": (today + timedelta(days=30)).isoformat(), "end": (today + timedelta(days=30 + 729)).isoformat(),
        "minimum_guarantee": {"instalments": [{"due": (today + timedelta(days=45)).isoformat(), "amount_minor": 20000000}],
                              "recoupable": True},
        "deductions": {"kinds": ["returns", "discounts", "freight"], "cap_of_gross": None}, "ai_training": "allowed",
        "sequels": None, "credit": "© 青灯工作室",
    }  # fmt: skip
    document: ContractTerms = read_document(ContractTerms, terms)
    file = SimpleUploadedFile("木白玩具-手办授权-对方草稿.docx", written(drafted(document, "zh"), "zh"))
    bring_document(contract, file, by=by)
    return contract
