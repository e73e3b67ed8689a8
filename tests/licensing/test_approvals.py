"""Approvals: stage after stage, answered with a reason, and warned of before silence answers."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from licences import make_agreed, make_approval, make_contract, make_grant, make_option
from manju.catalogue.models import Property
from manju.licensing.alerts import alerts
from manju.licensing.approving import decide, take_in
from manju.licensing.models import Approval, ApprovalPicture
from manju.people.errors import Refused
from manju.people.models import Member

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def picture() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGBA", (2400, 1200), (200, 30, 20, 128)).save(data, "PNG")
    return SimpleUploadedFile("figure.png", data.getvalue(), "image/png")


def send(contract: Any, manager: Member, **more: Any) -> Approval:
    usual = {"product": "手办", "stage": "concept", "received_on": date(2026, 11, 26)}
    return take_in(contract, by=manager.user, **{**usual, **more})


def test_what_is_sent_is_kept_with_pictures_drawn_anew_and_a_day_by_the_contract(
    page: Client, lantern: Property, media: Any
) -> None:
    row = make_agreed(lantern)
    typed = {"product": "手办", "stage": "concept", "received_on": "2026-11-26", "pictures": [picture(), picture()]}
    answer = page.post(f"/contracts/{row.pk}/approvals/", typed)
    sent = Approval.objects.get()
    assert answer["Location"] == sent.get_absolute_url()
    assert (sent.due_on, sent.silence) == (date(2026, 12, 3), "approved")  # five weekdays
    kept = ApprovalPicture.objects.get()  # the same picture twice is one
    assert (kept.width, kept.height) == (1600, 800)
    shown = page.get(f"/approval-pictures/{kept.pk}.jpg")
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"
    assert "不答复就视为同意" in page.get(sent.get_absolute_url()).content.decode()
    wrong = page.post(f"/contracts/{row.pk}/approvals/", {
        **typed, "product": "杯子", "pictures": SimpleUploadedFile("a.png", b"<svg onload=x>")})  # fmt: skip
    assert wrong.status_code == 422
    assert Approval.objects.count() == 1


def test_a_stage_waits_for_the_one_before_it(lantern: Property, manager: Member) -> None:
    row = make_agreed(lantern)
    with pytest.raises(Refused) as refused:
        send(row, manager, stage="sample")
    assert refused.value.message.zh == "先过“概念稿”这一步。"
    first = send(row, manager, received_on=timezone.localdate())
    with pytest.raises(Refused):
        send(row, manager)
    with pytest.raises(Refused):
        send(row, manager, stage="pre_production")
    decide(first, by=manager.user, decision="changes", reason="灯要小一点")
    again = send(row, manager, received_on=timezone.localdate())
    decide(again, by=manager.user, decision="approved")
    assert send(row, manager, stage="pre_production").stage == "pre_production"
    with pytest.raises(Refused):
        send(row, manager)


def test_an_answer_needs_a_reason_unless_it_is_yes_and_is_given_once(
    page: Client, lantern: Property, manager: Member
) -> None:
    sent = make_approval(make_agreed(lantern))
    assert page.post(f"/approvals/{sent.pk}/decide/", {"decision": "refused"}).status_code == 422
    assert page.post(f"/approvals/{sent.pk}/decide/", {"decision": "refused", "reason": "脸不对"}).status_code == 302
    sent.refresh_from_db()
    assert (sent.decision, sent.reason, sent.decided_by) == ("refused", "脸不对", manager.user)
    with pytest.raises(Refused):
        decide(sent, by=manager.user, decision="approved")


def test_silence_counts_as_a_yes_after_the_last_day_where_the_contract_says_so(
    lantern: Property, manager: Member
) -> None:
    today = timezone.localdate()
    row = make_agreed(lantern)
    late = make_approval(row, due_on=today - timedelta(days=1))
    assert late.deemed_on(today)
    with pytest.raises(Refused):
        decide(late, by=manager.user, decision="refused", reason="晚了")
    assert send(row, manager, product=late.product, stage="pre_production").due_on
    kept = make_approval(make_contract(lantern), due_on=today - timedelta(days=1), silence="refused")
    assert not kept.deemed_on(today)
    decide(kept, by=manager.user, decision="approved")
    assert send(make_contract(lantern), manager).due_on is None


def test_today_hears_of_it_before_silence_answers_and_of_ends_and_windows(lantern: Property) -> None:
    today = timezone.localdate()
    make_approval(make_agreed(lantern, partner="甲"), product="手办", due_on=today + timedelta(days=1))
    make_approval(make_agreed(lantern), due_on=today + timedelta(days=30))  # not yet
    make_grant(lantern, partner="半盏茶", end=today + timedelta(days=20))
    make_grant(lantern, partner="云锦坊", end=today + timedelta(days=80), categories=["apparel"])
    make_grant(lantern, partner="远方", end=today + timedelta(days=200), categories=["audio"])
    make_option(lantern, partner="红鸟", asked_on=today - timedelta(days=8))
    due = (today + timedelta(days=1)).isoformat()
    assert [(a.tone, a.heading.zh) for a in alerts(today)] == [
        ("bad", f"手办，概念稿：{due} 前不答复就视为同意"), ("warn", "红鸟的优先谈判还有 20 天关窗"),
        ("warn", "红鸟 还有 2 天答复优先谈判"), ("warn", "给半盏茶的授权还有 20 天到期"),
        ("here", "给云锦坊的授权还有 80 天到期"),
    ]  # fmt: skip


def test_the_list_shows_what_waits_first(page: Client, lantern: Property) -> None:
    make_approval(make_agreed(lantern), product="手办")
    shown = page.get("/licensing/approvals/").content.decode()
    assert "1 件等你答复" in shown
    assert page.get("/").status_code == 200
