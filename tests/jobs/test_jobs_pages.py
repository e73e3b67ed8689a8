"""The page of jobs and the live row, as people get them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import jobs.bench.jobs  # noqa: F401
from manju.jobs import actions, lease
from manju.jobs.faults import fault_of
from manju.jobs.models import Job
from manju.jobs.registry import KINDS
from manju.jobs.timing import Timing
from manju.media.errors import MediaError
from manju.people.models import Member, Studio, User
from manju.people.scope import every_studio, in_studio
from manju.words import Words

pytestmark = [pytest.mark.db, pytest.mark.django_db]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def studio() -> Studio:
    return Studio.objects.create(name_zh="山海", name_en="Shanhai")


def person(studio: Studio, role: str) -> tuple[User, Client]:
    user = User.objects.create_user(f"{role}{studio.pk}@example.com", "long enough 1", name=role, language="en")
    with in_studio(studio):
        Member.objects.create(user=user, role=role)
    client = Client()
    client.force_login(user)
    return user, client


def start(studio: Studio, *, by: User | None = None, title: str = "Episode 7") -> Job:
    with in_studio(studio):
        return actions.start(KINDS["bench.short"], by=by, params={}, title=Words("第 7 集", title), link="/episodes/7/")


def run(job: Job, **reported) -> lease.Held:
    held = lease.claim(f"w.{job.pk.hex[:8]}", now=timezone.now(), timing=Timing())
    assert held is not None
    assert held.job_id == job.pk
    lease.renew(held, now=timezone.now(), timing=Timing(), **reported)
    return held


def test_the_list_shows_open_jobs_first_and_asks_again_while_something_is_open(studio) -> None:
    _, client = person(studio, "viewer")
    lease.finish(run(start(studio, title="Old")), now=timezone.now(), result={})
    job = start(studio, title="New")
    page = client.get("/jobs/").content.decode()
    assert page.index("New") < page.index("Old")
    assert re.search(r'<div id="jobs"[^>]*hx-get="/jobs/" hx-trigger="every 2s, job-steered from:body"', page)
    assert f'id="job-{job.pk}"' in page
    assert "every 1500ms" not in page, "the list asks for all its rows at once"
    assert "1 running or queued" in page

    lease.finish(run(job), now=timezone.now(), result={})
    quiet = client.get("/jobs/").content.decode()
    assert "every 2s" not in quiet
    assert "Nothing is running" in quiet


def test_polling_gets_the_list_without_the_frame(studio) -> None:
    _, client = person(studio, "viewer")
    start(studio)
    part = client.get("/jobs/", headers={**HTMX, "HX-Target": "jobs"}).content.decode()
    assert part.startswith('<div id="jobs"')
    assert "<html" not in part


def test_the_list_filters_and_pages(studio) -> None:
    _, client = person(studio, "viewer")
    with in_studio(studio):
        row = {"kind": "k", "title_zh": "甲", "finished_at": timezone.now()}
        for n in range(35):
            Job.objects.create(**row, title_en=f"job-{n:02}", state="done")
        Job.objects.create(**row, title_en="broken one", state="failed")
    failed = client.get("/jobs/?state=failed").content.decode()
    assert failed.count('class="job') - failed.count('class="job__') == 1
    assert "broken one" in failed
    assert "1 failed within a day" in failed
    second = client.get("/jobs/?state=done&page=2").content.decode()
    assert "31 to 35 of 35" in second
    assert client.get("/jobs/?state=nonsense&page=99").status_code == 200


def test_an_empty_room_says_what_will_be_here(studio) -> None:
    _, client = person(studio, "viewer")
    page = client.get("/jobs/").content.decode()
    assert "No jobs yet" in page
    assert "Uploads, renders and packages show their progress here" in page


def test_a_running_row_says_how_far_what_and_how_long(studio) -> None:
    user, client = person(studio, "distributor")
    job = start(studio, by=user)
    pace = {"progress": 0.64, "gained": 0.32, "gained_in_s": 20.0, "heard_at": timezone.now()}
    run(job, **pace, doing_zh="烧入字幕", doing_en="Burning in <b>")
    row = client.get(f"/jobs/{job.pk}/").content.decode()
    assert 'hx-trigger="every 1500ms"' in row
    assert 'role="progressbar" aria-valuenow="64" aria-valuemin="0" aria-valuemax="100" aria-label="Episode 7"' in row
    assert 'style="width:64%"' in row
    assert "Burning in &lt;b&gt;" in row
    assert "about 00:22 left" in row
    assert '<a href="/episodes/7/"' in row
    assert "Cancel" in row


def test_a_finished_row_stops_asking_and_tells_its_page(studio) -> None:
    _, client = person(studio, "viewer")
    job = start(studio)
    lease.finish(run(job), now=timezone.now() + timedelta(seconds=80), result={})
    answer = client.get(f"/jobs/{job.pk}/")
    assert "hx-trigger" not in answer.content.decode()
    assert "took 01:" in answer.content.decode()
    assert answer.headers["HX-Trigger-After-Swap"] == "job-finished"


def test_a_failed_row_stays_with_its_reason_its_remedy_and_a_button(studio) -> None:
    user, client = person(studio, "producer")
    job = start(studio)
    what, remedy = Words("没有画面。", "There is no picture."), Words("换一个文件。", "Take another file.")
    error = MediaError("no_video", what, remedy)
    lease.fail_or_try_again(run(job, progress=0.31), fault_of(error), now=timezone.now(), timing=Timing())
    row = client.get(f"/jobs/{job.pk}/").content.decode()
    for said in ("job--fail", "There is no picture.", "It stopped at 31%.", "Take another file.", "Retry"):
        assert said in row
    assert "hx-trigger" not in row
    user.language = "zh"
    user.save()
    chinese = client.get(f"/jobs/{job.pk}/").content.decode()
    for said in ("没有画面。", "停在 31%。", "换一个文件。", "重试"):
        assert said in chinese


def test_cancel_and_retry_answer_htmx_with_the_row_and_a_form_with_the_list(studio) -> None:
    _, client = person(studio, "distributor")
    job = start(studio)
    answer = client.post(f"/jobs/{job.pk}/cancel/", headers=HTMX)
    assert f'id="job-{job.pk}"' in answer.content.decode()
    assert "Cancelled" in answer.content.decode()
    assert answer.headers["HX-Trigger-After-Swap"] == "job-steered"
    again = client.post(f"/jobs/{job.pk}/retry/")
    assert (again.status_code, again.headers["Location"]) == (302, "/jobs/")
    with every_studio(why="test"):
        assert Job.objects.get().state == "queued"


def test_a_refused_retry_says_why_in_the_row(studio) -> None:
    user, client = person(studio, "producer")
    with in_studio(studio):
        job = actions.start(KINDS["bench.short"], by=None, params={}, key="k")
        actions.cancel(job, by=user)
        actions.start(KINDS["bench.short"], by=None, params={}, key="k")
    said = client.post(f"/jobs/{job.pk}/retry/", headers=HTMX).content.decode()
    assert "The same work is already under way" in said


@pytest.mark.parametrize(("role", "status"), [("owner", 302), ("distributor", 302), ("creator", 403), ("viewer", 403)])
@pytest.mark.parametrize("deed", ["cancel", "retry"])
def test_only_those_who_deliver_may_steer_a_job(studio, role: str, status: int, deed: str) -> None:
    _, client = person(studio, role)
    job = start(studio)
    assert client.post(f"/jobs/{job.pk}/{deed}/").status_code == status
    row = client.get(f"/jobs/{job.pk}/").content.decode()
    assert ("<button" in row) == (status == 302)


def test_who_started_a_job_may_steer_it(studio) -> None:
    user, client = person(studio, "creator")
    job = start(studio, by=user)
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 302
    with every_studio(why="test"):
        assert Job.objects.get().state == "cancelled"


@pytest.mark.parametrize("address", ["row", "cancel", "retry"])
def test_another_studio_finds_nothing(studio, address: str) -> None:
    _, client = person(Studio.objects.create(name_zh="云上", name_en="Yunshang"), "owner")
    job = start(studio, title="Secret title")
    url = reverse(f"jobs:{address}", args=[job.pk])
    assert (client.get(url) if address == "row" else client.post(url)).status_code == 404
    assert "Secret title" not in client.get("/jobs/").content.decode()
    with every_studio(why="test"):
        assert Job.objects.get().state == "queued"


@pytest.mark.parametrize("address", ["list", "row", "cancel", "retry"])
def test_nobody_gets_in_without_a_login(studio, address: str) -> None:
    job = start(studio)
    url = reverse(f"jobs:{address}", args=[] if address == "list" else [job.pk])
    client = Client()
    answer = client.get(url) if address in ("list", "row") else client.post(url)
    assert (answer.status_code, answer.headers["Location"].startswith("/login/?next=")) == (302, True)


def test_steering_needs_a_post_and_its_token(studio) -> None:
    user, client = person(studio, "owner")
    job = start(studio)
    assert client.get(f"/jobs/{job.pk}/cancel/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    assert strict.post(f"/jobs/{job.pk}/cancel/").status_code == 403
