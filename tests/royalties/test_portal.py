"""The licensee's page: its own contract and nothing else, read at once, counted, withdrawn, hostile files refused."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from manju.licensing.models import Contract
from manju.people.models import AuditLine, User
from manju.royalties.issuing import issue
from manju.royalties.linking import LASTS, SENDS, find, make, visited, withdraw
from manju.royalties.models import PortalLink, PortalVisit, SalesReport, Statement
from manju.royalties.receiving import receive

pytestmark = [pytest.mark.db, pytest.mark.django_db]

GOOD = b"date,sku,category,territory,units,gross\n2026-02-01,BEAR,toys,CN,10,20000.00\n2026-02-01,BEAR,toys,US,1,5.00\n"


@pytest.fixture
def secret(contract: Contract, by: User) -> str:
    return make(contract, by=by)[1]


def send(secret: str, data: bytes | None = GOOD, name: str = "r.csv", **fields: Any) -> Any:
    form = {"period": "2026Q1", **fields}
    if data is not None:
        form["file"] = SimpleUploadedFile(name, data)
    return Client(enforce_csrf_checks=True).post(f"/r/{secret}/?language=en", form, headers={"Origin": "null"})


def test_only_a_hash_of_the_secret_is_kept(secret: str) -> None:
    link = PortalLink.objects.get()
    assert secret not in str(vars(link))
    assert find(secret) == link
    assert find(secret + "x") is None


def test_a_report_is_read_line_by_line_at_once(secret: str, contract: Contract) -> None:
    seen = Client().get(f"/r/{secret}/?language=en")
    assert seen.status_code == 200
    page = seen.content.decode()
    assert "2026Q1" in page
    assert "days late" in page
    answer = send(secret)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Received: 2026Q1, version 1, 2 rows" in page
    assert "Sold outside the territory" in page
    report = SalesReport.objects.get()
    assert (report.by_portal, report.added_by, report.taken, report.state) == (True, None, 1, "waiting")
    assert AuditLine.objects.filter(verb="report.received").count() == 1
    assert [v.deed for v in PortalVisit.objects.order_by("pk")] == ["seen", "sent"]


def test_a_few_rows_can_be_typed_and_nothing_sold_is_said(secret: str) -> None:
    typed = {"sku-1": "BEAR", "category-1": "toys", "territory-1": "CN", "units-1": "3", "gross-1": "1,000.00"}
    assert send(secret, None, **typed).status_code == 200
    assert SalesReport.objects.get().earned_minor == 10_000
    wrong = send(secret, None, **{**typed, "units-1": "-3"})
    assert wrong.status_code == 422
    assert "Row 1" in wrong.content.decode()
    assert "-3" in wrong.content.decode(), "what was typed stays"
    assert send(secret, None).status_code == 422
    assert send(secret, None, nothing="on").status_code == 200
    assert SalesReport.objects.count() == 2


@pytest.mark.once
def test_it_is_never_indexed_cached_or_passed_on(secret: str) -> None:
    for path in ("", "template/"):
        answer = Client().get(f"/r/{secret}/{path}")
        assert answer["X-Robots-Tag"].startswith("noindex")
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "Set-Cookie" not in answer
    closed = Client().get("/r/none/")
    assert (closed.status_code, closed["Referrer-Policy"]) == (404, "no-referrer")


def test_the_template_is_read_back(secret: str, contract: Contract, tmp_path: Path, by: User) -> None:
    path = tmp_path / "t.csv"
    for to in ("zh", "en"):
        path.write_bytes(Client().get(f"/r/{secret}/template/?language={to}").content)
        report = receive(contract, "2026Q1", by=by, path=path)
        assert (report.rows, report.taken) == (1, 1)


def test_a_withdrawn_or_old_link_opens_nothing(secret: str, by: User) -> None:
    link = PortalLink.objects.get()
    assert find(secret, now=timezone.now() + LASTS + dt.timedelta(seconds=1)) is None
    withdraw(link, by=by)
    for path in ("", "template/", "royalty-statements/1/pdf/"):
        assert Client().get(f"/r/{secret}/{path}").status_code == 404
    assert send(secret).status_code == 404
    assert SalesReport.objects.count() == 0


def test_only_the_links_own_statements_are_there(
    secret: str, contract: Contract, signed: Callable[..., Contract], by: User
) -> None:
    other = signed("别的合同", "别的公司")
    [mine], [theirs] = (issue(receive(c, "2026Q1", by=by, stated_minor=0), by=by) for c in (contract, other))
    page = Client().get(f"/r/{secret}/").content.decode()
    assert "别的" not in page
    assert Statement.objects.count() == 2
    good = Client().get(f"/r/{secret}/royalty-statements/{mine.pk}/xlsx/")
    assert (good.status_code, good.content[:2]) == (200, b"PK")
    assert Client().get(f"/r/{secret}/royalty-statements/{theirs.pk}/xlsx/").status_code == 404
    assert Client().get(f"/r/{secret}/royalty-statements/{mine.pk}/exe/").status_code == 404


def test_trying_too_often_is_refused(secret: str) -> None:
    link = PortalLink.objects.get()
    for _ in range(SENDS):
        visited(link, "sent", address="203.0.113.7")
    assert send(secret).status_code == 429
    assert SalesReport.objects.count() == 0
    assert "203.0.113.7" not in str([vars(v) for v in PortalVisit.objects.all()])


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", b"<x/>")
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (65 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("r.xlsx", bomb), ("r.xlsx", b"PK\x03\x04broken"), ("r.exe", GOOD), ("r.csv", b"\x00" * 1000),
        ("r.csv", b"%PDF-1.7"), ("r.csv", GOOD + b"x" * (5 << 20)), ("r.csv", b"date,units\n" + b"\n" * 10),
    ],
    ids=["a bomb", "a broken workbook", "a program", "zeros", "a PDF", "too large", "no rows"],
)  # fmt: skip
@pytest.mark.once
def test_a_hostile_file_is_refused_with_a_sentence(secret: str, name: str, data: bytes | Callable[[], bytes]) -> None:
    answer = send(secret, data if isinstance(data, bytes) else data(), name)
    assert answer.status_code in (200, 422)
    report = SalesReport.objects.first()
    assert report is None or report.taken == 0
