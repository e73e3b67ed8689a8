"""The rights calendar, the question, and the forms: what is free is said, what is in the way is named."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories import make_member, make_property, make_studio
from licences import make_grant, make_option
from manju.catalogue.models import Property
from manju.licensing.board import Look, board, soon
from manju.licensing.models import Grant, Holdback, Option, RightsIn, TerritoryGroup
from manju.licensing.rights import Held
from manju.people.models import Member, Studio
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]
TERM = {"start": "2027-01-01", "end": "2027-12-31"}


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


def test_a_row_is_drawn_to_the_day_and_says_who_has_it(lantern: Property) -> None:
    make_grant(lantern, partner="鲸跃互娱", territories=["CN"], start=date(2027, 1, 1), end=date(2027, 12, 31))
    look = Look(territory="CN", begin=date(2026, 10, 1))
    shown = board(Held(lantern), look, ["toys", "food"], date(2026, 11, 15))
    toys, food = shown.rows
    assert [(b.css, b.label, b.left) for b in toys.bars] == [
        ("free", "可售", "0.000"), ("taken", "独家 · 鲸跃互娱", "7.692"), ("sell", "清货 · 鲸跃互娱", "38.462"),
        ("free", "2028-01 起", "40.997"),
    ]  # fmt: skip
    assert toys.bars[1].width == "30.769"  # four of thirteen quarters
    assert (toys.years, food.years) == ("2026、2029", "2026、2027、2028、2029")
    assert toys.bars[0].clear  # its words stand beside the line of today
    assert shown.verdict.zh == "2 个品类中，2 个现在可独家授出。"
    anywhere = board(Held(lantern), Look(begin=date(2026, 10, 1)), ["toys"], date(2027, 5, 1))
    assert anywhere.rows[0].bars[1].label == "中国大陆独家 · 鲸跃互娱"
    assert anywhere.rows[0].bars[1].css == "taken span--part"
    TerritoryGroup.objects.create(name="东亚", members=["CN", "JP"])
    Grant.objects.update(territories=["东亚"], languages=["zh"])
    in_china = board(Held(lantern), look, ["toys"], date(2027, 5, 1))
    assert in_china.rows[0].bars[1].label == "中文独家 · 鲸跃互娱"  # the group covers China wholly
    assert anywhere.verdict.en == "Of 1 kinds of goods, 1 partly."


def test_the_calendar_opens_a_cell_with_clause_dates_and_the_day_it_is_free(page: Client, lantern: Property) -> None:
    make_grant(lantern, partner="鲸跃互娱", start=date(2027, 1, 1), end=date(2027, 12, 31), clause="2.1")
    answer = page.get(f"/properties/{lantern.pk}/rights/?category=toys&on=2027-03-01&from=2026-10-01")
    shown = text(answer)
    assert "给鲸跃互娱的授权（第 2.1 条），至 2027-12-31" in shown
    assert "独家一年最早自 2028-01-31；非独家最早自 2028-01-01" in shown
    assert "授出这一格" not in shown  # nothing is left of it
    assert "授出这一格" in text(
        page.get(f"/properties/{lantern.pk}/rights/?category=toys&on=2026-11-01&from=2026-10-01")
    )
    for odd in ("?from=nonsense&scale=decade", "?scale=year&territory=XX", "?category=none&on=2027-01-01", "?on=x"):
        assert page.get(f"/properties/{lantern.pk}/rights/{odd}").status_code == 200


def test_the_first_page_is_the_property_with_the_newest_grant(page: Client, lantern: Property) -> None:
    make_property()
    make_grant(lantern)
    assert "《长夜灯》还能卖什么" in text(page.get("/licensing/"))


@pytest.mark.parametrize(
    ("wish", "verdict"),
    [
        ("categories=food", "可以独家授出"), ("categories=toys/figures", "现在不能独家授出"),
        ("categories=toys&categories=food", "只有一部分可以独家授出"),
        ("categories=games", "可以独家授出，但要先问红鸟"), ("categories=toys/figures&unticked=1", "现在不能独家授出"),
    ],
)  # fmt: skip
def test_can_we_sell_this_is_answered_in_a_sentence(page: Client, lantern: Property, wish: str, verdict: str) -> None:
    make_grant(lantern, partner="鲸跃互娱", start=date(2027, 1, 1), end=date(2027, 6, 30))
    make_option(lantern, partner="红鸟", start=date(2027, 1, 1), end=date(2027, 2, 1))
    address = f"/properties/{lantern.pk}/rights/ask/?{wish}&start=2027-01-01&end=2027-12-31&exclusivity=exclusive"
    shown = text(page.get(address))
    assert f"<h1>{verdict}</h1>" in shown
    if "不能" in verdict or "部分" in verdict:
        assert "给鲸跃互娱的授权（第 2.1 条），至 2027-06-30" in shown
        assert "最早自 2027-07-31 起" in shown
    else:
        assert "授出这一笔" in shown


def test_a_grant_follows_from_the_question_and_a_second_one_is_refused_with_the_reason(
    page: Client, lantern: Property
) -> None:
    address = f"/properties/{lantern.pk}/rights/give/"
    form = text(page.get(f"{address}?categories=toys&territories=CN&start=2027-01-01&exclusivity=sole"))
    assert 'value="toys" id="id_categories_3" checked' in form
    typed = {"partner": "甲", "exclusivity": "exclusive", "categories": ["toys"], "sell_off_days": 0, **TERM}
    assert page.post(address, typed).status_code == 302
    refused = page.post(address, {**typed, "partner": "乙", "other_territories": "NZ, za"})
    assert refused.status_code == 422
    assert "不能授权：给甲的授权，至 2027-12-31。全部可授权自 2028-01-01。" in text(refused)
    assert 'value="乙"' in text(refused)  # what was typed stays
    row = Grant.objects.get()
    assert (row.partner, row.categories, row.territories) == ("甲", ["toys"], ["*"])


def test_a_grant_ends_early_and_a_day_outside_its_term_is_refused(page: Client, lantern: Property) -> None:
    grant = make_grant(lantern, start=date(2027, 1, 1), end=date(2027, 12, 31))
    assert "不在授权期内" in text(page.post(f"/grants/{grant.pk}/end/", {"on": "2028-05-01"}, follow=True))
    page.post(f"/grants/{grant.pk}/end/", {"on": "2027-03-31"})
    grant.refresh_from_db()
    assert grant.end == date(2027, 3, 31)


def test_rights_promises_options_and_groups_are_noted_on_pages(page: Client, lantern: Property) -> None:
    at = f"/properties/{lantern.pk}/rights"
    page.post(f"{at}/hold/", {"kind": "commissioned", "source": "委托合同第 4 条", **TERM})
    page.post(f"{at}/hold-back/", {"categories": ["food"], "clause": "5.3", **TERM})
    page.post(f"{at}/option/", {"kind": "rofr", "partner": "红鸟", "answer_days": 10, "categories": ["games"], **TERM})
    page.post("/licensing/territories/", {"name": "SEA", "members": "SG、MY，TH", "property": lantern.pk})
    assert (RightsIn.objects.get().kind, Holdback.objects.get().categories) == ("commissioned", ["food"])
    assert TerritoryGroup.objects.get().members == ["SG", "MY", "TH"]
    option = Option.objects.get()
    page.post(f"/options/{option.pk}/asked/")
    option.refresh_from_db()
    assert option.answer_by == timezone.localdate() + timedelta(days=10)
    shown = text(page.get(f"{at}/list/"))
    assert "委托合同第 4 条" in shown
    assert f"最晚 {option.answer_by}" in shown


def test_who_only_reads_sees_the_calendar_and_may_not_write(lamplight: Studio, lantern: Property) -> None:
    client = Client()
    client.force_login(make_member(lamplight, "viewer").user)
    assert client.get(f"/properties/{lantern.pk}/rights/").status_code == 200
    assert client.get(f"/properties/{lantern.pk}/rights/give/").status_code == 403
    assert client.post("/licensing/territories/", {"name": "SEA", "members": "SG"}).status_code == 403


def test_another_studios_contract_or_property_is_not_found_and_not_taken(page: Client, manager: Member) -> None:
    other = make_studio("别家", "Other")
    with in_studio(other):
        theirs = make_property()
        grant = make_grant(theirs)
    assert page.get(f"/properties/{theirs.pk}/rights/").status_code == 404
    assert page.post(f"/properties/{theirs.pk}/rights/give/", {"partner": "甲", **TERM}).status_code == 404
    assert page.post(f"/grants/{grant.pk}/end/", {"on": "2027-01-01"}).status_code == 404
    with in_studio(other):
        assert Grant.objects.count() == 1


def test_what_comes_next_is_named_in_order(lantern: Property) -> None:
    today = timezone.localdate()
    make_grant(lantern, partner="半盏茶", end=today + timedelta(days=9))
    make_option(lantern, partner="红鸟", end=today + timedelta(days=3))
    assert [str(c.said) for c in soon(Held(lantern), today, timedelta(days=30))] == [
        "红鸟的优先谈判窗口关闭", "给半盏茶的玩具授权到期，进入 30 天清货期",
    ]  # fmt: skip
