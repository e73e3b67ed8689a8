"""Rows of the royalties room for tests, each carrying the name of the studio in scope."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from factories import make_property, make_user, mark
from manju.licensing.models import Contract
from manju.royalties.models import Instalment, Payable, Payee, PortalLink, ReportRow, SalesReport
from manju.royalties.models import Statement as RoyaltyStatement

_number = itertools.count(1)
LICENCE: dict[str, Any] = {
    "currency": "CNY", "period": "quarter", "start": "2026-01-01", "end": "2027-12-31",
    "royalties": [{"category": "toys", "base": "gross", "rate": "0.10"}],
    "guarantee": {"style": "advance", "instalments": [{"due": "2026-01-15", "amount_minor": 100_000}]},
    "participants": [{"name": "studio", "share": "0.7"}, {"name": "Writer", "share": "0.3"}],
}  # fmt: skip


def make_licence(**fields: Any) -> Contract:
    """A licence contract with terms that can be settled."""
    usual = {
        "of_property": make_property,
        "partner": f"Toys {mark()}",
        "title": f"Plush {mark()}",
        "signed_on": date(2026, 1, 1),
        "terms": LICENCE,
    }
    given = {**usual, **fields}
    of = given.pop("of_property")
    made: Contract = Contract.objects.create(of_property=of() if callable(of) else of, **given)
    return made


def make_sales_report(contract: Contract | None = None, **fields: Any) -> SalesReport:
    """A report that waits for review, of the first quarter: one row that counts, one that does not."""
    n = next(_number)
    found = {
        "code": "wrong_rate",
        "severity": "error",
        "lines": [2],
        "cost_minor": 500,
        "zh": "写的是 8%",
        "en": "it says 8%",
    }
    line = {
        "sku": f"SKU {mark()}", "category": "toys", "territory": "CN", "channel": "online", "rule": 0, "lines": [2],
        "units": 10, "gross_minor": 25_000, "base_minor": 25_000, "base_units": None, "rate": "0.10",
        "royalty_minor": 2500, "their_base_minor": None, "their_rates": ["8%"], "their_royalty_minor": 2000,
    }  # fmt: skip
    usual = {
        "period": "2026Q1", "start": date(2026, 1, 1), "end": date(2026, 3, 31), "sha256": f"{n:064x}",
        "currency": "CNY",
        "original_name": f"report {mark()}.csv", "received_on": date(2026, 4, 20), "reported": "2000", "earned": "2500",
        "rows": 2, "taken": 1, "findings": [found], "compared": [line], "review_version": "review_v1",
        "rules_version": "royalties_v1", "contract": contract or make_licence(),
    }  # fmt: skip
    made: SalesReport = SalesReport.objects.create(**{**usual, **fields})
    ReportRow.objects.create(report=made, line=2, state="taken", date="2026-02-01", sku=f"SKU {mark()}",
                             category="toys", currency="CNY", units=10, gross=25_000, rule=0)  # fmt: skip
    ReportRow.objects.create(report=made, line=3, state="rejected", code="bad_amount", reason_zh="金额是负数",
                             reason_en="the amount is negative", cells=["2026-02-01", f"SKU {mark()}", "-1"],
                             )  # fmt: skip
    return made


def make_royalty_statement(**fields: Any) -> RoyaltyStatement:
    """A settled report; nothing of it is posted."""
    report = fields.pop("report", None) or make_sales_report(state="accepted")
    line = {
        "sku": f"SKU {mark()}", "category": "toys", "territory": "CN", "channel": "online", "rule": 0, "units": 10,
        "returns_units": 0, "gross_minor": 25_000, "deducted_minor": 0, "base_minor": 25_000, "base_units": None,
        "rate": "0.10", "royalty_minor": 2500, "minimum_applied": False, "carried_in_minor": 0, "carried_minor": 0,
        "carried_in_units": 0, "carried_units": 0, "reserve_held_minor": 0, "reserve_released_minor": 0,
    }  # fmt: skip
    amounts = dict.fromkeys(
        ("guarantee_due_minor", "mg_opening_minor", "instalments_due_minor", "recouped_minor", "mg_lost_minor",
         "mg_balance_minor", "fees_due_minor", "withholding_tax_minor", "costs_taken_minor", "costs_left_minor"),
        0,
    )  # fmt: skip
    document = {
        **amounts, "contract": str(report.contract_id), "period": "2026Q1", "start": "2026-01-01", "end": "2026-03-31",
        "contract_year": 1, "currency": "CNY", "lines": [line], "earned_minor": 2500, "payable_minor": 2500,
        "net_minor": 2500, "costs": [], "participants": [{"name": "Writer", "amount_minor": 750}],
    }  # fmt: skip
    usual = {
        "contract": report.contract, "report": report, "number": f"RS {mark()} {report.pk}", "period": "2026Q1",
        "start": report.start, "end": report.end, "currency": "CNY", "document": document,
        "terms": report.contract.terms,
        "closing": {"id": str(report.contract_id), "as_of": "2026-03-31"}, "rules_version": "royalties_v1",
        "receivable_minor": 2500, "due_on": date(2026, 5, 15), "posted_on": date(2026, 3, 31),
    }  # fmt: skip
    made: RoyaltyStatement = RoyaltyStatement.objects.create(**{**usual, **fields})
    return made


def make_payable(**fields: Any) -> Payable:
    usual = {"payee": make_payee, "statement": make_royalty_statement, "amount_minor": 750, "currency": "CNY"}
    given = {name: value() if callable(value) else value for name, value in {**usual, **fields}.items()}
    made: Payable = Payable.objects.create(**given)
    return made


def make_payee(**fields: Any) -> Payee:
    made: Payee = Payee.objects.create(**{"name": f"Writer {mark()} {next(_number)}", **fields})
    return made


def make_instalment(**fields: Any) -> Instalment:
    usual = {"contract": make_licence, "kind": "advance", "place": 0, "due_on": date(2026, 1, 15),
             "amount_minor": 100_000,
             "currency": "CNY"}  # fmt: skip
    given = {name: value() if callable(value) else value for name, value in {**usual, **fields}.items()}
    made: Instalment = Instalment.objects.create(**given)
    return made


def make_portal_link(**fields: Any) -> PortalLink:
    from manju.royalties.linking import make

    return make(fields.get("contract") or make_licence(), by=make_user())[0]


def make_portal_secret() -> str:
    from manju.royalties.linking import make

    return make(make_licence(), by=make_user())[1]
