"""Today, search, language and theme, and what is said when something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories import (
    make_deliverable,
    make_episode,
    make_job,
    make_master,
    make_member,
    make_property,
    make_publication,
    make_studio,
)
from manju.people.models import Member
from manju.people.scope import in_studio
from manju.site.today import waiting_now
from manju.words import speaking

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def member() -> Iterator[Member]:
    studio = make_studio()
    with in_studio(studio):
        yield make_member(studio)


@pytest.fixture
def reader(client: Client, member: Member) -> Client:
    client.force_login(member.user)
    return client


def test_nothing_waits_in_a_new_studio(member: Member) -> None:
    now = waiting_now()
    assert now.waiting == []
    assert now.headline.zh == "今天没有要定的事"
    assert now.properties == []


def test_a_failed_check_waits_with_its_reason(member: Member) -> None:
    note = {"zh": "响度高了 3 LU", "en": "3 LU too loud"}
    qc = {"passed": False, "checks": [{"name": "loudness", "ok": False, "note": note}]}
    deliverable = make_deliverable(state="failed_check", qc=qc)
    (waiting,) = waiting_now().waiting
    assert "响度高了 3 LU" in waiting.said.zh
    assert "3 LU too loud" in waiting.said.en
    assert waiting.address == deliverable.get_absolute_url()


def test_a_post_whose_time_has_come_waits_until_it_is_ticked_off(member: Member) -> None:
    at = timezone.now()
    late = make_publication(planned_for=at - timedelta(minutes=1))
    make_publication(planned_for=at + timedelta(hours=1))
    assert len(waiting_now(at).waiting) == 1
    late.state, late.posted_at = "posted", at
    late.save()
    assert waiting_now(at).waiting == []


def test_a_failed_job_is_forgotten_after_a_week(member: Member) -> None:
    at = timezone.now()
    make_job(state="failed", finished_at=at - timedelta(days=6))
    make_job(state="failed", finished_at=at - timedelta(days=8))
    assert len(waiting_now(at).waiting) == 1


def test_what_another_studio_waits_for_is_not_shown(member: Member) -> None:
    with in_studio(make_studio("别家", "Others")):
        make_deliverable(state="failed_check")
    assert waiting_now().waiting == []


def test_today_says_the_next_step_to_an_empty_studio(reader: Client) -> None:
    page = reader.get("/").content.decode()
    assert "先放进第一部作品" in page
    make_property()
    assert "先放进第一部作品" not in reader.get("/").content.decode()


@pytest.mark.parametrize("typed", ["7", "第 7 集", "第7集", "ep7", "E07"])
def test_an_episode_is_found_by_its_number(reader: Client, typed: str) -> None:
    seventh = make_episode(number=7)
    make_episode(seventh.season, number=8)
    page = reader.get("/search/", {"q": typed}).content.decode()
    assert seventh.get_absolute_url() in page
    assert page.count("/episodes/") == 1


def test_search_answers_htmx_with_options_only(reader: Client) -> None:
    row = make_property(name_zh="长夜灯")
    answer = reader.get("/search/", {"q": "长夜"}, headers={"HX-Request": "true"}).content.decode()
    assert 'role="option"' in answer
    assert row.get_absolute_url() in answer
    assert "<html" not in answer


def test_search_does_not_find_other_studios_rows(reader: Client) -> None:
    with in_studio(make_studio("别家", "Others")):
        make_property(name_zh="别家的秘密")
    assert "/properties/" not in reader.get("/search/", {"q": "秘密"}, headers={"HX-Request": "true"}).content.decode()


def test_the_language_stays_with_the_person(reader: Client, member: Member) -> None:
    answer = reader.post("/language/", {"to": "en", "next": "/jobs/"})
    assert (answer.status_code, answer["Location"]) == (302, "/jobs/")
    member.user.refresh_from_db()
    assert member.user.language == "en"
    assert '<html lang="en"' in reader.get("/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "evil"])
@pytest.mark.once
def test_the_language_switch_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    assert client.post("/language/", {"to": "en", "next": elsewhere})["Location"] == "/"


@pytest.mark.once
def test_the_theme_is_one_of_two(reader: Client, member: Member) -> None:
    reader.post("/theme/", {"to": "dark"})
    member.user.refresh_from_db()
    assert member.user.theme == "dark"
    assert 'data-theme="dark"' in reader.get("/").content.decode()
    reader.post("/theme/", {"to": '"><script>'})
    member.user.refresh_from_db()
    assert member.user.theme == "light"


def test_a_missing_page_says_so_in_the_readers_language(reader: Client) -> None:
    answer = reader.get("/properties/999999/", headers={"Accept-Language": "zh"})
    assert answer.status_code == 404
    assert "不属于你的工作室" in answer.content.decode()


def test_a_missing_thing_asked_by_htmx_becomes_a_toast(reader: Client) -> None:
    answer = reader.get("/properties/999999/", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert answer["HX-Retarget"] == "#toasts"


def test_health_is_answered_without_a_login(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_the_headline_counts(member: Member) -> None:
    make_job(state="queued")
    make_job(state="queued")
    with speaking("en"):
        assert str(waiting_now().headline) == "Nothing to decide today"
    make_job(state="running", worker="bench", lease_until=timezone.now())
    assert waiting_now().headline.en == "Nothing to decide; 1 under way, 2 queued"
    make_deliverable(make_master(), state="failed")
    assert waiting_now().headline.en == "1 thing to decide"
