"""The pages: what they say first, who may press what, and the way from an empty season to a number."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from factories import make_deliverable, make_master, make_member, make_property, make_season, make_studio, make_work
from filed import live_filings, make_filing, make_registration
from manju.catalogue.models import Season
from manju.filings.models import Filing, Registration
from manju.people.models import Member, Studio
from manju.people.scope import in_studio

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def page(owner: Member) -> Client:
    client = Client()
    client.force_login(owner.user)
    return client


def heading(response: object) -> str:
    text = response.content.decode()  # type: ignore[attr-defined]
    return text.split("<h1", 1)[1].split(">", 1)[1].split("</h1>")[0].strip()


def test_every_page_opens_with_its_verdict(page: Client, season: Season) -> None:
    live_filings()
    row = Registration.objects.get(state="accepted")
    said = {
        "/protection/registrations/": "1 件要补正",
        "/protection/filings/": "2 季没有备案号，境内还不能发",
        f"/seasons/{season.pk}/filing/": "先填投资额和题材",
        f"/seasons/{season.pk}/filing/edit/": "《长夜灯》第 1 季投资多少，讲什么",
        row.get_absolute_url(): f"《{row.title}》",
        f"/registrations/{row.pk}/edit/": f"《{row.title}》的申请内容",
        "/protection/registrations/new/": "登记哪个 IP 的作品",
    }
    for address, words in said.items():
        response = page.get(address)
        assert response.status_code == 200, address
        assert heading(response).startswith(words), address


def test_a_character_typed_by_hand_becomes_a_series_of_designs(page: Client) -> None:
    of = make_property()
    address = f"/properties/{of.pk}/registrations/new/"
    assert page.post(address, {"kind": "art", "title": "", "measure": "3"}).status_code == 422
    response = page.post(address, {"kind": "art", "title": "沈知微", "measure": "3"})
    row = Registration.objects.get()
    assert response.headers["Location"] == row.get_absolute_url()
    assert (row.kind, row.fee.amount_minor, row.owner) == ("series", 50_000, "青灯工作室")


def test_a_typed_mistake_stays_in_the_form(page: Client) -> None:
    row = make_registration()
    typed = {"title": row.title, "items": "沈知微 三百", "author": "刚写的作者", "completed_on": "2026-02-31"}
    response = page.post(f"/registrations/{row.pk}/edit/", typed)
    text = response.content.decode()
    assert response.status_code == 422
    assert "第 1 行写成：名称 | 数字" in text
    assert 'value="刚写的作者"' in text
    assert 'value="2026-02-31"' in text
    row.refresh_from_db()
    assert row.author != "刚写的作者"


def test_from_an_empty_season_to_its_number(page: Client, season: Season) -> None:
    at = f"/seasons/{season.pk}/filing/"
    typed = {"form": "animated", "budget": "18 万", "currency": "cny"}
    assert page.post(f"{at}edit/", typed).status_code == 422
    assert page.post(f"{at}edit/", typed | {"budget": "180,000"}).headers["Location"] == at
    row = Filing.objects.get()
    assert (row.budget_minor, row.currency, row.class_name) == (18_000_000, "CNY", "other")
    page.post(f"{at}step/", {"state": "submitted"})
    assert heading(page.get(at)) == "报上去了，等备案号"
    today = timezone.localdate().isoformat()
    page.post(f"{at}number/", {"number": "沪备 7", "on": today, "was": ""})
    assert heading(page.get(at)) == "有备案号，可以在境内发"
    response = page.post(f"{at}number/", {"number": "沪备 8", "on": today, "was": ""})
    assert response.status_code == 422
    assert "刚才有人填了 沪备 7" in response.content.decode()
    assert page.get(f"{at}package.zip").headers["Content-Type"] == "application/zip"


def test_a_package_without_its_number_leads_to_where_it_is_written(page: Client, season: Season) -> None:
    made = make_deliverable(make_master(season.episodes.first()), state="passed", package="a.zip", file="a.mp4")
    for address in (f"/deliverables/{made.pk}/package", f"/seasons/{season.pk}/packages/douyin"):
        response = page.get(address)
        assert response.status_code == 302, address
        assert response.headers["Location"] == f"/seasons/{season.pk}/filing/"
    assert "这份做好了，还不能发" in page.get(made.get_absolute_url()).content.decode()


def test_the_owner_lets_it_out_and_a_producer_does_not_see_the_button(
    studio: Studio, page: Client, season: Season
) -> None:
    at = f"/seasons/{season.pk}/filing/"
    producer = Client()
    producer.force_login(make_member(studio, "producer", language="zh").user)
    assert "没有备案号也放行" not in producer.get(at).content.decode()
    assert producer.post(f"{at}allow/", {"allows": "1", "reason": "补办中"}).status_code == 403
    assert page.post(f"{at}allow/", {"allows": "1", "reason": ""}).status_code == 422
    page.post(f"{at}allow/", {"allows": "1", "reason": "存量作品补办中"})
    text = page.get(at).content.decode()
    assert heading(page.get(at)) == "没有备案号，负责人放行了"
    assert "存量作品补办中" in text


def test_another_studio_sees_none_of_it(owner: Member, page: Client) -> None:
    with in_studio(make_studio("长风工作室", "Longwind")):
        row, season = make_registration(), make_season(make_work(make_property()))
        make_filing(season)
    for address in (row.get_absolute_url(), f"/registrations/{row.pk}/package.zip", f"/seasons/{season.pk}/filing/"):
        assert page.get(address).status_code == 404, address
    for address in (f"/registrations/{row.pk}/step/", f"/seasons/{season.pk}/filing/number/",
                    f"/seasons/{season.pk}/filing/allow/"):  # fmt: skip
        assert page.post(address, {}).status_code == 404, address
