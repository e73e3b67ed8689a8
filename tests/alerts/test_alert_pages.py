"""Alerts on the pages: in Today until somebody knows, on their page until somebody says what was done."""

from __future__ import annotations

import doctest
import importlib

import pytest
from django.test import Client

from alerts.conftest import do, place, raised
from alerts.receivers import receiver
from factories import make_member
from manju.alerts.actions import add_destination, send_test
from manju.alerts.models import Alert, Delivery, Destination
from manju.people.models import AuditLine, Studio

pytestmark = [pytest.mark.django_db]

PURE = ["message", "feishu", "dingtalk", "webhook"]


@pytest.fixture
def owner(house: Studio) -> Client:
    client = Client()
    client.force_login(make_member(house, name="Lin").user)
    return client


def test_an_alert_stands_in_today_until_somebody_knows_of_it(owner) -> None:
    alert = raised()
    page = owner.get("/").content.decode()
    assert "长夜灯的完播率在下滑" in page
    assert "/watching/7/" in page
    owner.post(f"/alerts/{alert.pk}/seen/")
    assert "长夜灯的完播率在下滑" not in owner.get("/").content.decode()
    page = owner.get("/alerts/").content.decode()
    assert "1 条提醒等人处理" in page
    assert "Lin 看过" in page


def test_settling_wants_a_sentence_and_is_kept_in_the_history(owner) -> None:
    alert = raised()
    assert owner.post(f"/alerts/{alert.pk}/settle/", {"remark": " "}).status_code == 422
    owner.post(f"/alerts/{alert.pk}/settle/", {"remark": "停投，换开头"})
    owner.post(f"/alerts/{alert.pk}/settle/", {"remark": "另一句"})
    alert.refresh_from_db()
    assert (alert.remark, alert.settled_by.name) == ("停投，换开头", "Lin")
    assert "没有要处理的提醒" in owner.get("/alerts/").content.decode()
    assert "停投，换开头" in owner.get("/alerts/?all=1").content.decode()
    assert AuditLine.objects.filter(verb="alert.settled").count() == 1


def test_a_secret_made_here_is_shown_once_and_never_again(owner) -> None:
    typed = {
        "protocol": "webhook",
        "name": "Own",
        "address": "https://x.example/h",
        "which": "some",
        "kind": "test.slide",
    }
    answer = owner.post("/alerts/destinations/add/", typed)
    row = Destination.objects.get()
    assert (row.kinds, row.every_kind, answer["Cache-Control"]) == (["test.slide"], False, "no-store")
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    for there in ("/alerts/destinations/", f"/alerts/destinations/{row.pk}/", "/studio/record/", "/jobs/"):
        page = owner.get(there).content.decode()
        assert secret not in page
        assert "x.example/h" not in page


def test_a_refused_address_keeps_what_was_typed_but_no_secret(owner) -> None:
    typed = {"protocol": "feishu", "name": "群一", "address": "http://open.feishu.cn/x", "secret": "do not echo"}
    answer = owner.post("/alerts/destinations/add/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "公网上只用 https" in page
    assert "群一" in page
    assert "do not echo" not in page


def test_a_place_that_cannot_be_reached_is_said_on_its_page_and_in_today(owner, lin) -> None:
    with receiver(lambda _: (404, b"gone")) as there:
        row, _ = add_destination("webhook", place(there.url), by=lin)
        do(send_test(row, by=lin))
    assert "1 个去处收不到提醒" in owner.get("/alerts/destinations/").content.decode()
    assert "提醒没送到制片群" in owner.get("/").content.decode()
    failed = Delivery.objects.get()
    owner.post(f"/alerts/sendings/{failed.pk}/again/")
    assert Delivery.objects.get().state == "waiting"


@pytest.mark.parametrize("role", ["producer", "viewer"])
def test_only_owners_see_and_change_where_alerts_go(role, house, lin) -> None:
    row, _ = add_destination("webhook", place("https://x.example/"), by=lin)
    client = Client()
    client.force_login(make_member(house, role).user)
    for there in ("", "add/", f"{row.pk}/"):
        assert client.get(f"/alerts/destinations/{there}").status_code == 403
    assert client.post(f"/alerts/destinations/{row.pk}/test/").status_code == 403
    assert client.get("/alerts/").status_code == 200
    alert = raised()
    client.post(f"/alerts/{alert.pk}/seen/")
    assert Alert.objects.filter(seen_at=None).count() == (1 if role == "viewer" else 0)


@pytest.mark.parametrize("name", PURE)
def test_the_examples_of_the_docstrings_are_true(name: str) -> None:
    done = doctest.testmod(importlib.import_module(f"manju.alerts.protocols.{name}"))
    assert (done.failed, done.attempted > 0) == (0, True)


def test_the_examples_of_posting_and_keeping_are_true() -> None:
    for name in ("posting", "keeping", "kinds"):
        assert doctest.testmod(importlib.import_module(f"manju.alerts.{name}")).failed == 0
