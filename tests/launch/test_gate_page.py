"""The gate's page: the verdict and its reasons in words, the band, the rows; what people decide is kept for ever."""

from __future__ import annotations

import doctest
import importlib
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from factories import make_member, make_studio
from manju.alerts.models import Alert
from manju.catalogue.models import Work
from manju.launch.alarms import look_at_all
from manju.launch.gate_charts import BOTTOM, TOP, band_chart
from manju.launch.models import Ruling, Snapshot
from manju.launch.ruling import rule
from manju.launch.standing import season_of, standing_of
from manju.people.errors import Refused
from manju.people.models import AuditLine, Member, Studio
from manju.people.scope import in_studio
from watched import FIRST, live, make_title

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def studio(db: None) -> Iterator[Studio]:
    made = make_studio()
    with in_studio(made):
        yield made


@pytest.fixture
def owner(studio: Studio) -> Member:
    return make_member(studio, name="Lin")


@pytest.fixture
def client(owner: Member) -> Client:
    client = Client()
    client.force_login(owner.user)
    return client


def good(days: int = 8) -> Work:
    work = make_title()
    live(work, days, rate=lambda e, _d: 0.49 + 0.004 * e)
    return work


def unsure() -> Work:
    work = make_title()
    live(work, 4, rate=lambda e, _d: 0.45 - 0.01 * (e - 3), views=lambda _e, _d: 130)
    return work


def bad() -> Work:
    work = make_title()
    live(work, 8, rate=lambda e, _d: 0.20 + 0.004 * e)
    return work


def test_a_work_without_figures_says_what_to_drop(client) -> None:
    work = make_title()
    page = client.get(f"/works/{work.pk}/gate/").content.decode()
    assert "《长夜灯》还没有试投数据" in page
    assert "导入数据" in page
    assert client.get("/watching/").status_code == 200
    assert "还没有可看的走势" in client.get(f"/works/{work.pk}/watching/").content.decode()


@pytest.mark.parametrize(
    ("made", "heading", "verdict", "button"),
    [
        (good, "放行", "GO", "去做后面的集"),
        (unsure, "再收一收", "COLLECT_MORE", "导入新的数据"),
        (bad, "停", "STOP", "确认停投"),
    ],
)
def test_the_heading_is_the_verdict_with_one_thing_to_do(made, heading, verdict, button, client) -> None:
    work = made()
    season = season_of(work)
    assert season is not None
    now = standing_of(season)
    assert now is not None
    assert now.verdict == verdict
    page = client.get(f"/works/{work.pk}/gate/").content.decode()
    assert f'<h1 class="big">{heading}</h1>' in page
    assert button in page
    assert page.count("btn--go") == 1
    assert page.count("<tr>") == len(now.days) + 5 + 3  # every day, every episode, two heads and the sum


def test_what_is_missing_is_said_with_a_number_and_a_day(client) -> None:
    work = unsure()
    page = client.get(f"/works/{work.pk}/gate/").content.decode()
    now = standing_of(season_of(work))
    assert now is not None
    assert now.last.more.views
    assert f"{now.last.more.views:,}" in page
    assert "可定" in page
    assert "完播率多半已过线，但下界" in page


def test_the_band_lies_within_the_picture_and_closes_in_on_the_threshold() -> None:
    with in_studio(make_studio()):
        now = standing_of(season_of(unsure()))
        assert now is not None
        chart = band_chart(now.days, "completion")
    assert chart is not None
    ys = [float(point.split(",")[1]) for point in chart.band.split()]
    assert all(TOP <= y <= BOTTOM for y in ys)
    assert len(chart.points) == 3
    assert chart.ahead != ""
    assert float(chart.last[1]) < chart.line_y  # above the threshold


def test_a_decision_wants_a_reason_and_stands_beside_what_was_measured(client, owner) -> None:
    work = unsure()
    answer = client.post(f"/works/{work.pk}/gate/rule/", {"says": "GO", "why": " "})
    assert answer.status_code == 422
    assert "写明理由" in answer.content.decode()
    client.post(f"/works/{work.pk}/gate/rule/", {"says": "GO", "why": "评论区要第二季，先做"})
    page = client.get(f"/works/{work.pk}/gate/").content.decode()
    assert '<h1 class="big">放行</h1>' in page
    assert "数据说：再收一收" in page
    assert "评论区要第二季，先做" in page
    ruling = Ruling.objects.get()
    assert (ruling.says, ruling.measured, ruling.by) == ("GO", "COLLECT_MORE", owner.user)
    assert ruling.figures["views"] == 2600
    assert AuditLine.objects.filter(verb="launch.ruled").count() == 1
    client.post(f"/works/{work.pk}/gate/rule/", {"says": "MEASURED", "why": "还是听数据的"})
    assert '<h1 class="big">再收一收</h1>' in client.get(f"/works/{work.pk}/gate/").content.decode()
    assert Ruling.objects.count() == 2


@pytest.mark.db
def test_a_ruling_can_be_neither_changed_nor_deleted(studio, owner) -> None:
    season = season_of(unsure())
    ruling = rule(season, says="STOP", why="换题材了", by=owner.user)
    for change in (lambda: Ruling.objects.update(why="别的"), ruling.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Ruling.objects.get().why == "换题材了"


def test_who_may_not_decide_sees_the_verdict_and_no_form(studio) -> None:
    work = unsure()
    client = Client()
    client.force_login(make_member(studio, "viewer").user)
    page = client.get(f"/works/{work.pk}/gate/").content.decode()
    assert "再收一收" in page
    assert "我来定" not in page
    assert client.post(f"/works/{work.pk}/gate/rule/", {"says": "GO", "why": "因为"}).status_code == 403


def test_taking_back_what_nobody_decided_is_refused(studio, owner) -> None:
    with pytest.raises(Refused, match="as measured already"):
        rule(season_of(unsure()), says="MEASURED", why="没有必要", by=owner.user)


def test_a_verdict_becomes_an_alert_once(studio) -> None:
    going, _, stopping = good(), unsure(), bad()
    assert {(a.kind, a.level) for a in look_at_all()} == {("launch.verdict", "here"), ("launch.verdict", "bad")}
    assert look_at_all() == []
    links = set(Alert.objects.values_list("link", flat=True))
    assert links == {f"/works/{going.pk}/gate/", f"/works/{stopping.pk}/gate/"}


def test_two_channels_exported_on_different_days_still_count_together(studio) -> None:
    work = make_title()
    live(work, 4, rate=lambda _e, _d: 0.5)
    live(work, 2, rate=lambda _e, _d: 0.5, platform="bilibili")
    now = standing_of(season_of(work))
    assert now is not None
    assert [d.views for d in now.days] == [10_000, 20_000, 25_000, 30_000]
    assert now.last.completion.cells == 10


def test_other_titles_say_how_much_episodes_differ_and_cost_no_more_questions(
    studio, django_assert_max_num_queries
) -> None:
    for _ in range(4):
        live(make_title(), 1, rate=lambda e, _d: 0.45 + 0.03 * (e - 3))
    season = season_of(good(2))
    with django_assert_max_num_queries(8):
        now = standing_of(season)
    assert now is not None
    assert now.priors.source.endswith("4 own titles")
    assert now.priors.completion.rho_cell > 0.005


def test_what_is_learnt_later_takes_no_verdict_back(studio) -> None:
    season = season_of(good())
    before = standing_of(season)
    for _ in range(4):
        work = make_title()
        live(work, 6, rate=lambda e, d: 0.45 + 0.06 * (e - 3) if d > 1 else 0.45)
    Snapshot.objects.filter(item__episode__season__work__gt=season.work_id, date=FIRST).delete()
    after = standing_of(season)
    assert before is not None
    assert after is not None
    assert (after.priors, after.days) == (before.priors, before.days)


@pytest.mark.parametrize("name", ["gate_words", "standing", "watching", "drop_off"])
def test_the_examples_of_the_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"manju.launch.{name}")).failed == 0
