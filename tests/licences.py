"""Rows of the licensing room for tests, each carrying the name of the studio in scope."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories import make_property, mark
from manju.catalogue.models import Property
from manju.licensing.models import (
    Approval,
    ApprovalPicture,
    Contract,
    ContractDocument,
    Grant,
    Holdback,
    KeptDocument,
    Option,
    RightsIn,
    TermsVersion,
    TerritoryGroup,
)

_number = itertools.count(1)
TERMS: dict[str, Any] = {
    "currency": "CNY", "period": "quarter", "start": "2026-01-01", "end": "2028-12-31",
    "royalties": [{"category": "toys", "base": "net", "rate": "0.10"}],
    "guarantee": {"style": "advance", "instalments": [{"due": "2026-02-01", "amount_minor": 5000000}]},
}  # fmt: skip
DEAL: dict[str, Any] = {
    "exclusivity": "exclusive", "categories": ["toys"], "territories": ["CN"], "start": "2026-01-01",
    "end": "2028-12-31", "sell_off_days": 90, "report_days": 15, "approval_days": 5, "approval_silence": "approved",
}  # fmt: skip
RECORD: dict[str, Any] = {
    "findings": [
        {
            "rule": "ai_training",
            "severity": "dangerous",
            "clause": "7.1",
            "clause_text": "7.1 may train",
            "title": {"zh": "AI 训练", "en": "AI training"},
            "advice": {"zh": "删去。", "en": "Strike it."},
            "law": {"zh": "办法第七条", "en": "art. 7"},
        },
    ],
    "terms": {
        "exclusivity": "exclusive",
        "categories": ["toys"],
        "territory": ["CN"],
        "start": "2026-03-01",
        "term_years": 2,
        "royalty_rates": [{"category": "*", "rate": "0.085"}],
        "royalty_base": "net",
        "minimum_guarantee_minor": 100000,
        "currency": "CNY",
        "report_months": 6,
        "payment_days": 20,
        "sell_off_days": 60,
    },
    "unread": [
        {"page": 3, "where": {"zh": "第 3 页", "en": "page 3"}, "reason": {"zh": "只有图片。", "en": "A picture."}}
    ],
    "readable": True,
}


def make_contract(of_property: Property | None = None, **fields: Any) -> Contract:
    usual = {"partner": f"Bluejay {mark()}", "title": f"Toys licence {mark()} {next(_number)}"}
    made: Contract = Contract.objects.create(of_property=of_property or make_property(), **{**usual, **fields})
    return made


def make_agreed(of_property: Property | None = None, **fields: Any) -> Contract:
    """A contract whose terms are confirmed."""
    made = make_contract(of_property, terms=TERMS, **fields)
    TermsVersion.objects.create(contract=made, number=1, deal=DEAL, terms=TERMS, why=f"by {mark()}")
    return made


def make_grant(of_property: Property | None = None, **fields: Any) -> Grant:
    today = timezone.localdate()
    usual = {
        "partner": f"Bluejay {mark()}", "exclusivity": "exclusive", "categories": ["toys"], "clause": "2.1",
        "start": today - timedelta(days=30), "end": today + timedelta(days=30), "sell_off_days": 30,
    }  # fmt: skip
    made: Grant = Grant.objects.create(of_property=of_property or make_property(), **{**usual, **fields})
    return made


def make_option(of_property: Property | None = None, **fields: Any) -> Option:
    today = timezone.localdate()
    usual = {
        "kind": "rofn", "partner": f"Bluejay {mark()}", "answer_days": 10, "start": today,
        "end": today + timedelta(days=20), "categories": ["games"],
    }  # fmt: skip
    made: Option = Option.objects.create(of_property=of_property or make_property(), **{**usual, **fields})
    return made


def make_document(**fields: Any) -> KeptDocument:
    n = next(_number)
    usual = {
        "sha256": f"{n:064x}",
        "file": f"documents/{n}.docx",
        "original_name": f"{mark()} {n}.docx",
        "size_bytes": 9,
    }
    made: KeptDocument = KeptDocument.objects.create(**{**usual, **fields})
    return made


def make_contract_document(contract: Contract | None = None, **fields: Any) -> ContractDocument:
    usual = {"state": "checked", "record": RECORD, "checked_at": timezone.now()}
    made: ContractDocument = ContractDocument.objects.create(
        contract=contract or make_contract(), document=make_document(), **{**usual, **fields}
    )
    return made


def make_approval(contract: Contract | None = None, **fields: Any) -> Approval:
    today = timezone.localdate()
    usual = {
        "product": f"Figure {mark()}", "stage": "concept", "received_on": today - timedelta(days=3),
        "due_on": today + timedelta(days=2), "silence": "approved",
    }  # fmt: skip
    made: Approval = Approval.objects.create(contract=contract or make_agreed(), **{**usual, **fields})
    return made


def make_approval_picture(**fields: Any) -> ApprovalPicture:
    n = next(_number)
    usual = {"file": f"approvals/{n}.jpg", "original_name": f"{mark()} {n}.jpg", "sha256": f"{n:064x}",
             "width": 300, "height": 400}  # fmt: skip
    made: ApprovalPicture = ApprovalPicture.objects.create(approval=make_approval(), **{**usual, **fields})
    return made


def live_licensing() -> None:
    """One property with everything a page of licensing can show."""
    owner, today = make_property(), timezone.localdate()
    contract = make_agreed(owner, signed_on=today)
    make_grant(owner, contract=contract)
    make_grant(owner, exclusivity="non_exclusive", categories=["apparel"], territories=["CN"])
    make_option(owner, contract=contract, asked_on=today)
    Holdback.objects.create(of_property=owner, categories=["food"], start=today, end=None)
    RightsIn.objects.create(of_property=owner, source=f"made by {mark()}", document=make_document(), start=today)
    TerritoryGroup.objects.create(name="SEA", members=["SG", "MY"])
    make_contract_document(contract)
    make_contract_document(
        contract,
        state="refused",
        record={
            "refused": {
                "code": "x",
                "message": {"zh": "读不了。", "en": "Not read."},
                "hint": {"zh": "另存。", "en": "Save anew."},
            },
        },
    )
    make_contract_document(contract, state="waiting", record={})
    make_approval(contract)
    make_approval(contract, product=f"Mug {mark()}", decision="refused", reason="The face", decided_at=timezone.now())
    make_agreed(owner)
    make_contract(owner)
