"""Contracts: brought, checked apart, read, confirmed, signed in one step, changed only by a new version."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from licences import DEAL, RECORD, TERMS, make_agreed, make_contract, make_contract_document, make_grant, make_option
from manju.catalogue.models import Property
from manju.jobs.models import Job
from manju.licensing import registry
from manju.licensing.alerts import alerts
from manju.licensing.checking import check_apart
from manju.licensing.contracting import confirm_terms, sign
from manju.licensing.dates import as_icalendar
from manju.licensing.findings import proposed_deal
from manju.licensing.jobs import check_job
from manju.licensing.models import Contract, ContractDocument, Grant, TermsVersion
from manju.licensing.plain_words import lines_of
from manju.licensing.standing import standing_of
from manju.licensing.terms_shown import initial_of
from manju.money.contracts.structured import EXAMPLE
from manju.money.royalties.terms import EXAMPLE as HARD
from manju.money.royalties.terms import read_terms
from manju.people.errors import Refused
from manju.people.models import Member
from manju.words import speaking

pytestmark = [pytest.mark.db, pytest.mark.django_db]
DRAFT = """漫剧形象授权合同
甲方：杭州晨星漫剧有限公司
乙方：义乌好玩玩具有限公司
1. 甲方授权乙方将漫剧《剑起尘埃》的角色独家用于毛绒玩具，包括生产和销售，授权期限为永久。
2. 乙方按净销售额的百分之八向甲方支付版税，净销售额为销售额扣除退货、运费后的余额。
3. 乙方有权将角色形象用于训练人工智能模型。"""


class Quiet:
    """Working as a test needs it."""

    job_id = "test"

    def report(self, *_: object) -> None: ...

    def result(self, **_: object) -> None: ...

    def writing(self) -> Any:
        from django.db import transaction

        return transaction.atomic()


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_contract_is_brought_kept_by_its_hash_checked_in_a_child_and_its_findings_shown(
    page: Client, lantern: Property, media: Path
) -> None:
    file = SimpleUploadedFile("草稿.txt", DRAFT.encode())
    made = page.post("/licensing/contracts/add/", {
        "of_property": lantern.pk, "partner": "好玩玩具", "title": "毛绒玩具授权", "file": file})  # fmt: skip
    row = Contract.objects.get()
    assert made["Location"] == f"/contracts/{row.pk}/"
    document = ContractDocument.objects.get()
    kept = media / document.document.file
    assert kept.read_bytes() == DRAFT.encode()
    assert document.document.sha256 in kept.name
    assert Job.objects.filter(kind="licensing.check").count() == 1
    assert "正在一条一条读" in text(page.get(f"/contracts/{row.pk}/"))
    check_job.function(Quiet(), document_id=document.pk)
    shown = text(page.get(f"/contracts/{row.pk}/"))
    assert "3. 乙方有权将角色形象用于训练人工智能模型。" in shown
    assert "允许训练后角色可被无限生成" in shown
    with speaking("en"):
        assert [a.heading.en for a in alerts(timezone.localdate())] == [
            "The contract with 好玩玩具 is dangerous in 4 places"
        ]
    taken = page.get(f"/documents/{document.document_id}/")
    assert b"".join(taken.streaming_content) == DRAFT.encode()
    assert taken["Content-Disposition"].startswith("attachment")
    assert taken["Content-Type"] == "application/octet-stream"
    again = page.post(f"/contracts/{row.pk}/document/", {"file": SimpleUploadedFile("b.txt", DRAFT.encode())})
    assert (again.status_code, "已经在合同里了" in text(again)) == (422, True)


def test_a_hostile_or_foreign_file_is_refused_with_a_reason_by_a_child_that_may_die(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.docx"
    bomb.write_bytes(b"PK\x03\x04" + bytes(2000))
    assert check_apart(bomb)["refused"]["code"] == "damaged"


def test_terms_as_json_are_the_contracts_terms(page: Client, lantern: Property) -> None:
    for name, plain, documents in (("terms.json", TERMS, 0), ("library.json", EXAMPLE, 1)):
        file = SimpleUploadedFile(name, json.dumps(plain).encode())
        page.post(
            "/licensing/contracts/add/", {"of_property": lantern.pk, "partner": "甲", "title": name, "file": file}
        )
        row = Contract.objects.get(title=name)
        assert (row.terms, row.documents.count()) == (TERMS if not documents else None, documents)


def test_terms_that_were_read_are_proposed_and_confirmed_by_a_person(page: Client, lantern: Property) -> None:
    row = make_contract(lantern)
    document = make_contract_document(row)
    form = text(page.get(f"/contracts/{row.pk}/terms/?from={document.pk}"))
    assert "机器读的，可能有错" in form
    assert 'value="8.5"' in form
    assert 'value="2028-02-29"' in form  # two years from 2026-03-01
    deal, money = proposed_deal(RECORD["terms"])
    assert (deal or {})["end"] == "2028-02-29"
    assert (money or {})["period"] == "half"
    typed = {
        "exclusivity": "exclusive", "categories": ["toys"], "territories": ["CN"], "start": "2026-03-01",
        "end": "2028-02-29", "sell_off_days": 60, "currency": "CNY", "period": "half", "base": "net",
        "allowed": ["returns"], "cap": "10%", "style": "term", "report_days": 15, "payment_days": 20, "tax": "6",
        "rate_category_0": "toys", "rate_percent_0": "8.5", "rate_category_1": "", "rate_percent_1": "",
        "due_day_0": "2026-04-01", "due_amount_0": "1,000.00", "due_day_1": "", "due_amount_1": "",
    }  # fmt: skip
    assert page.post(f"/contracts/{row.pk}/terms/", typed).status_code == 302
    row.refresh_from_db()
    assert row.terms == {
        "currency": "CNY",
        "period": "half",
        "start": "2026-03-01",
        "end": "2028-02-29",
        "royalties": [{"category": "toys", "base": "net", "rate": "0.085"}],
        "withholding_tax": "0.06",
        "deductions": {"allowed": ["returns"], "cap_of_gross": "0.1"},
        "guarantee": {
            "style": "advance",
            "scope": "term",
            "instalments": [{"due": "2026-04-01", "amount_minor": 100000}],
        },
    }
    assert row.versions.get().agreed.sell_off_days == 60
    for wrong in (
        {"rate_percent_0": "much"},
        {"due_amount_0": "x"},
        {"end": ""},
        {"end": "2025-01-01"},
        {"currency": "Y"},
    ):
        assert page.post(f"/contracts/{row.pk}/terms/", {**typed, **wrong}).status_code == 422
    assert row.versions.count() == 1


def test_what_the_form_does_not_show_is_kept_as_it_is(page: Client, lantern: Property) -> None:
    row = make_agreed(lantern)
    own = {
        **TERMS, "participants": [{"name": "studio", "share": "1"}],
        "royalties": [{"category": "toys", "territories": ["CN"], "base": "net", "rate": "0.10"}],
        "deductions": {"allowed": ["returns"], "cap_of_gross": "0.10", "cap_over": "contract_year"},
    }  # fmt: skip
    Contract.objects.filter(pk=row.pk).update(terms=own)
    assert "参与方的分成、上限按多长时间算、费率的地区" in text(page.get(f"/contracts/{row.pk}/terms/"))
    typed = {
        "exclusivity": "sole", "start": "2026-01-01", "end": "2028-12-31", "currency": "CNY", "period": "quarter",
        "base": "net", "allowed": ["returns"], "cap": "10", "style": "term", "rate_category_0": "toys",
        "rate_percent_0": "12", "rate_category_1": "", "rate_percent_1": "", "due_day_0": "2026-02-01",
        "due_amount_0": "50,000.00",
    }  # fmt: skip
    assert page.post(f"/contracts/{row.pk}/terms/", {**typed, "rate_category_1": "food"}).status_code == 422
    assert page.post(f"/contracts/{row.pk}/terms/", typed).status_code == 302
    row.refresh_from_db()
    assert row.terms["participants"] == own["participants"]
    assert row.terms["royalties"] == [{"territories": ["CN"], "category": "toys", "base": "net", "rate": "0.12"}]
    assert row.terms["deductions"] == {"allowed": ["returns"], "cap_of_gross": "0.1", "cap_over": "contract_year"}


def test_terms_too_hard_for_the_form_stay_what_they_are(page: Client, lantern: Property) -> None:
    assert initial_of(DEAL, HARD)[1]
    assert not initial_of(DEAL, TERMS)[1]
    row = make_agreed(lantern)
    Contract.objects.filter(pk=row.pk).update(terms=HARD)
    assert 'name="terms_json"' in text(page.get(f"/contracts/{row.pk}/terms/"))
    typed = {"exclusivity": "sole", "start": "2026-01-01", "end": "2028-12-31", "terms_json": json.dumps(HARD)}
    assert page.post(f"/contracts/{row.pk}/terms/", typed).status_code == 302
    row.refresh_from_db()
    assert row.terms == HARD
    assert page.post(f"/contracts/{row.pk}/terms/", {**typed, "terms_json": "{"}).status_code == 422
    assert page.post(f"/contracts/{row.pk}/terms/", {**typed, "terms_json": '{"perod": 1}'}).status_code == 422


def test_signing_gives_the_grant_and_tells_the_rooms_above_in_one_step_or_not_at_all(
    page: Client, lantern: Property, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(registry, "_SIGNED", [lambda contract, version, by: told.append((contract.pk, version.number))])
    row = make_agreed(lantern, partner="好玩玩具")
    assert page.post(f"/contracts/{row.pk}/sign/", {"on": "2025-12-20"}).status_code == 302
    grant = Grant.objects.get()
    assert (grant.contract_id, grant.partner, grant.categories, grant.sell_off_days) == (
        row.pk,
        "好玩玩具",
        ["toys"],
        90,
    )
    assert told == [(row.pk, 1)]
    rival = make_agreed(lantern, partner="别家")
    refused = page.post(f"/contracts/{rival.pk}/sign/", {"on": "2026-01-01"})
    assert (refused.status_code, "不能授权：给好玩玩具的授权" in text(refused)) == (422, True)
    rival.refresh_from_db()
    assert (rival.signed_on, Grant.objects.count(), len(told)) == (None, 1, 1)
    assert page.post(f"/contracts/{row.pk}/sign/", {"on": "2025-12-20"}).status_code == 422  # once only


def test_a_signed_contract_changes_by_a_new_version_with_a_reason_and_no_version_is_altered(
    lantern: Property, manager: Member, page: Client
) -> None:
    row = sign(make_agreed(lantern), by=manager.user, on=date(2025, 12, 20))
    with pytest.raises(Refused):
        confirm_terms(row, by=manager.user, deal=DEAL, terms=TERMS)
    confirm_terms(row, by=manager.user, deal={**DEAL, "end": "2029-12-31"}, terms=TERMS, why="延长一年")
    assert [v.number for v in row.versions.all()] == [2, 1]
    with pytest.raises(TypeError):
        row.versions.last().save()
    with pytest.raises(TypeError):
        row.versions.last().delete()
    shown = text(page.get(f"/contracts/{row.pk}/"))
    assert "延长一年" in shown
    assert "和已给出的授权不一样了" in shown
    with pytest.raises(Refused):
        confirm_terms(row, by=manager.user, deal={**DEAL, "exclusivty": "sole"}, why="x")
    assert TermsVersion.objects.count() == 2


def test_what_somebody_else_has_just_confirmed_is_not_written_over(lantern: Property, manager: Member) -> None:
    row = make_agreed(lantern)
    confirm_terms(row, by=manager.user, deal=DEAL, terms=TERMS, seen=1)
    with pytest.raises(Refused) as refused:
        confirm_terms(row, by=manager.user, deal=DEAL, terms=None, seen=1)
    assert refused.value.message.zh == "有人刚存了第 2 版。先看一眼，再改。"
    assert row.versions.count() == 2


def test_the_terms_are_said_in_plain_words() -> None:
    hard = read_terms(HARD)[0][0]
    said = [(str(about), str(what)) for about, what in lines_of(None, hard)]
    assert said[:3] == [
        ("分成", "玩具：净销售额的 10%，中国大陆"),
        (
            "分成",
            "服装：销售总额，满 0.00 CNY 后 8%、满 1,000,000.00 CNY 后 12%（分段各算），线上，每件不少于 1.50 CNY",
        ),
        ("分成", "玩具：净销售额的 10%，美国，FOB 出口，FOB 另加 3%，2026-07-01 至 2028-12-31 有效"),
    ]
    assert ("可扣", "退货、折扣、运费，其中折扣、运费合计不超过总额的 10%") in said
    assert ("保底", "500,000.00 CNY，整个期限抵扣：2026-01-15 500,000.00 CNY") in said
    with speaking("en"):
        assert "Every quarter, CNY" in [str(what) for _, what in lines_of(None, hard)]


def test_a_contracts_dates_are_its_calendar_also_as_a_file(page: Client, lantern: Property) -> None:
    row = make_agreed(lantern, title="玩具，手办; 2026", signed_on=date(2025, 12, 20))
    make_option(lantern, contract=row, start=date(2028, 1, 1), end=date(2028, 3, 1), answer_days=None)
    standing = standing_of(row, date(2026, 5, 1))
    assert [(d.day.isoformat(), d.kind) for d in standing.dates[:4]] == [
        ("2026-02-01", "instalment"), ("2026-04-15", "report"), ("2026-07-15", "report"), ("2026-10-15", "report"),
    ]  # fmt: skip
    assert (standing.state, standing.next and standing.next.key, standing.gone_percent) == (
        "running",
        "report-2026Q2",
        11,
    )
    file = page.get(f"/contracts/{row.pk}/calendar.ics")
    lines = file.content.decode().replace("\r\n ", "").split("\r\n")
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert "DTSTART;VALUE=DATE:20260201" in lines
    assert "DESCRIPTION:玩具，手办\\; 2026" in lines
    assert all(len(line) <= 75 for line in file.content.split(b"\r\n"))
    assert lines[-2] == "END:VCALENDAR"
    assert len({line for line in lines if line.startswith("UID:")}) == len(standing.dates)
    assert as_icalendar([], language="en", made=timezone.now(), host="x").startswith(b"BEGIN:VCALENDAR\r\n")
    assert page.get("/licensing/calendar.ics").content.count(b"BEGIN:VEVENT") > 3


def test_a_contract_stands_where_its_grants_and_days_put_it(lantern: Property) -> None:
    today = date(2027, 6, 1)
    row = make_contract(lantern)
    assert standing_of(row, today).state == "draft"
    row = make_agreed(lantern)
    assert standing_of(row, today).state == "agreed"
    row.signed_on = date(2026, 1, 1)
    make_grant(lantern, contract=row, start=date(2027, 1, 1), end=date(2027, 12, 31), sell_off_days=30)
    states = [standing_of(row, day).state for day in (date(2026, 6, 1), today, date(2028, 1, 15), date(2028, 2, 1))]
    assert states == ["coming", "running", "sell_off", "over"]


def test_rooms_above_hang_their_panels_and_dates_on_a_contract(
    page: Client, lantern: Property, monkeypatch: pytest.MonkeyPatch
) -> None:
    from manju.licensing.dates import Dated
    from manju.words import Words

    panel = registry.Panel(Words("余额", "Balance"), "licensing/_pager.html", {}, order=10)
    dated = Dated(timezone.localdate() + timedelta(days=2), "fee", Words("应付账款", "Payable"), "due-1")
    monkeypatch.setattr(registry, "_PANELS", [lambda contract, member: panel, lambda contract, member: None])
    monkeypatch.setattr(registry, "_DATES", [lambda contract: [dated]])
    shown = text(page.get(f"/contracts/{make_contract(lantern).pk}/"))
    assert "<h2>余额</h2>" in shown
    assert "应付账款" in shown


def test_a_contract_written_from_the_form_passes_its_own_check(page: Client, tmp_path: Path) -> None:
    typed = {
        "language": "zh", "licensor": "青灯工作室", "licensee": "木白玩具有限公司", "property": "长夜灯", "rate": "10",
        "characters": "沈知微、陆怀瑾", "exclusivity": "exclusive", "categories": ["toys/figures"], "territory": "CN",
        "languages": "zh-Hans", "start": "2027-01-01", "end": "2028-12-31", "cap": "10", "guarantee": "200,000",
        "report_months": 3, "payment_days": 20, "answer_days": 10, "sell_off_days": 90, "credit": "© 青灯工作室",
        "arbitration": "上海仲裁委员会",
    }  # fmt: skip
    answer = page.post("/licensing/contracts/write/", typed)
    assert answer["Content-Disposition"].endswith(".docx")
    path = tmp_path / "written.docx"
    path.write_bytes(answer.content)
    found = check_apart(path)
    assert [(f["rule"], f["severity"]) for f in found["findings"]] == []
    assert found["terms"]["royalty_rates"] == [{"category": "*", "rate": "0.1"}]
    assert page.post("/licensing/contracts/write/", {**typed, "rate": "lots"}).status_code == 422
