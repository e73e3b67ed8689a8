"""Watching: a slide is marked and told once, the worst hook is named, what hangs on one platform is said."""

from __future__ import annotations

import datetime as dt
import doctest
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from factories import make_member, make_studio
from manju.alerts.models import Alert
from manju.jobs.models import Job
from manju.launch.alarms import look_at_all
from manju.launch.jobs import import_job, watch_again
from manju.launch.watching import kept_on, shares_of, trend_of
from manju.people.models import Studio
from manju.people.scope import in_studio
from watched import FIRST, live, make_item, make_title

pytestmark = [pytest.mark.django_db]

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "drop-off.md"
KEEPS = {1: 5000, 2: 4200, 3: 3600, 4: 1300, 5: 1150, 6: 1000, 7: 900, 8: 800}


@pytest.fixture
def studio(db: None) -> Iterator[Studio]:
    made = make_studio()
    with in_studio(made):
        yield made


@pytest.fixture
def client(studio: Studio) -> Client:
    client = Client()
    client.force_login(make_member(studio).user)
    return client


def test_a_slide_is_marked_on_the_page_and_told_once(client) -> None:
    work = make_title(title="末班车")
    live(work, 16, rate=lambda _e, d: 0.43 if d < 13 else 0.16, views=lambda _e, _d: 400)
    slides = trend_of(work).watched.slides
    assert [s.since for s in slides] == [FIRST + dt.timedelta(days=12)]
    page = client.get(f"/works/{work.pk}/watching/").content.decode()
    assert "<h1>完播率从 43.0% 滑到 16.0%</h1>" in page
    assert "《末班车》的完播率在下滑" in client.get("/watching/").content.decode()
    found = [a for a in look_at_all() if a.kind == "launch.slide"]
    assert [(a.level, a.link) for a in found] == [("bad", f"/works/{work.pk}/watching/")]
    assert look_at_all() == []


def test_an_old_slide_of_a_first_import_is_history_and_no_alert(studio) -> None:
    work = make_title()
    live(work, 30, rate=lambda _e, d: 0.43 if d < 13 else 0.16, views=lambda _e, _d: 400)
    assert len(trend_of(work).watched.slides) == 1
    look_at_all()
    assert not Alert.objects.filter(kind="launch.slide").exists()


def test_a_steady_title_raises_nothing(client) -> None:
    work = make_title()
    live(work, 20, rate=lambda e, d: 0.36 + 0.01 * ((e * 7 + d * 3) % 5), views=lambda _e, _d: 300)
    assert trend_of(work).watched.slides == ()
    assert "完播率没有下滑" in client.get(f"/works/{work.pk}/watching/").content.decode()


def test_the_worst_hook_is_named_with_its_interval(client) -> None:
    work = make_title(8)
    live(work, 3, rate=lambda _e, _d: 0.4, views=lambda e, _d: KEEPS[e])
    live(work, 3, rate=lambda _e, _d: 0.4, views=lambda e, _d: KEEPS[e] // 2, platform="kuaishou")
    kept = kept_on(trend_of(work).cells)
    assert [k.episode.number for k in kept if k.is_worst] == [3]
    third = kept[2]
    assert third.rate == pytest.approx(1300 / 3600, rel=0.001)
    assert third.low < third.rate < third.high < 0.6
    page = client.get(f"/works/{work.pk}/watching/").content.decode()
    assert "结尾留不住人：第 3 集只有 36.1%" in page
    assert [a.kind for a in look_at_all() if a.kind == "launch.hook"] == ["launch.hook"]


def test_episodes_of_different_age_are_compared_at_the_same_age(studio) -> None:
    work = make_title(3)
    live(work, 9, rate=lambda _e, _d: 0.4, views=lambda _e, _d: 500, apart=3)
    assert [round(k.rate, 6) for k in kept_on(trend_of(work).cells)] == [1.0, 1.0]


def test_what_hangs_on_one_platform_is_said_with_its_index(client) -> None:
    work = make_title()
    live(work, 4, rate=lambda _e, _d: 0.4, views=lambda _e, _d: 900)
    live(work, 4, rate=lambda _e, _d: 0.4, views=lambda _e, _d: 100, platform="bilibili")
    share = shares_of(trend_of(work).cells)
    assert share is not None
    assert [(str(name), views, part) for name, views, part in share.parts] == [
        ("抖音", 18_000, 90),
        ("B站", 2_000, 10),
    ]
    assert share.whole.index == 8200
    assert "抖音最多，占 90%" in client.get(f"/works/{work.pk}/watching/").content.decode()


def test_new_figures_are_watched_when_their_import_is_done(studio) -> None:
    job = Job.objects.create(kind=import_job.name, title_zh="导入", title_en="Import", state="done")
    watch_again(job)
    watch_again(job)
    assert Job.objects.filter(kind="launch.watch").count() == 1


def test_what_a_person_says_of_a_video_is_watched_too(client) -> None:
    work = make_title()
    item = make_item(work.seasons.get().episodes.first(), "kuaishou")
    for _ in range(2):
        client.post(f"/platform-items/{item.pk}/match/", {"episode": item.episode_id})
    assert Job.objects.filter(kind="launch.watch", state="queued").count() == 1


def test_the_worked_examples_of_the_page_on_drop_off_hold() -> None:
    done = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert (done.failed, done.attempted > 3) == (0, True)
