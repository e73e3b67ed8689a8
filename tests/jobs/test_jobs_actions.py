"""Starting, cancelling, retrying; the lease's small print; what Today and the rail ask. In the test's own database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

import jobs.bench.jobs  # noqa: F401
from manju.jobs import actions, lease
from manju.jobs.faults import fault_of
from manju.jobs.models import Job, open_count
from manju.jobs.registry import FOLLOWERS, KINDS, Transient, after
from manju.jobs.sweeping import forget_old_tasks, sweep
from manju.jobs.timing import Timing
from manju.media.errors import MediaError
from manju.people.models import AuditLine, Studio, User
from manju.people.scope import NoScope, every_studio, in_studio
from manju.words import Words

pytestmark = [pytest.mark.db, pytest.mark.django_db]
TIMES = Timing()
SHORT = "bench.short"


@pytest.fixture
def user() -> User:
    return User.objects.create_user("lin@example.com", "long enough 1", name="林栖")


@pytest.fixture
def studio(user: User):
    studio = Studio.objects.create(name_zh="山海", name_en="Shanhai")
    with in_studio(studio):
        yield studio


def start(**options) -> Job:
    return actions.start(KINDS[SHORT], by=None, params={"folder": "/", "name": "x"}, **options)


def claimed(job: Job, worker: str = "w.1") -> lease.Held:
    held = lease.claim(worker, now=timezone.now(), timing=TIMES)
    assert held is not None
    assert held.job_id == job.pk
    return held


def test_a_started_job_waits_in_the_queue_with_its_words(studio) -> None:
    job = start(title=Words("第 7 集", "Episode 7"), link="/e/7/", priority=30, key="k")
    assert (job.title_zh, job.title_en) == ("第 7 集", "Episode 7")
    assert (job.state, job.link, job.priority) == ("queued", "/e/7/", 30)
    task = DBTaskResult.objects.get()
    assert (task.pk, task.priority, task.status) == (job.task_id, 30, "READY")
    assert task.args_kwargs == {"args": [str(job.pk)], "kwargs": {}}
    assert AuditLine.objects.count() == 0, "the action that starts a job writes the line"


def test_a_job_belongs_to_one_studio(user) -> None:
    with every_studio(why="test"), pytest.raises(NoScope):
        start()


def test_an_open_job_of_the_same_key_is_the_same_job_in_its_studio_only(studio) -> None:
    job = start(key="inspect:7")
    assert start(key="inspect:7").pk == job.pk
    assert start(key="inspect:8").pk != job.pk
    assert start().pk != start().pk
    held = claimed(job)
    assert start(key="inspect:7").pk == job.pk, "running is open too"
    lease.finish(held, now=timezone.now(), result={})
    assert start(key="inspect:7").pk != job.pk
    other = Studio.objects.create(name_zh="云上", name_en="Yunshang")
    with in_studio(other):
        assert start(key="inspect:8").studio_id == other.pk


def test_cancel_takes_a_queued_job_out_of_the_queue_and_writes_one_line(studio, user) -> None:
    job = start(title=Words("第 7 集", "Episode 7"))
    actions.cancel(job, by=user)
    actions.cancel(job, by=user)
    assert (job.state, job.finished_at is None) == ("cancelled", False)
    assert DBTaskResult.objects.count() == 0
    line = AuditLine.objects.get()
    assert (line.verb, line.by) == ("job.cancelled", user)
    assert (line.what_zh, line.what_en) == ("取消任务：第 7 集", "Cancelled: Episode 7")
    assert lease.claim("w.1", now=timezone.now(), timing=TIMES) is None


def test_cancel_asks_a_running_job_and_leaves_a_done_one_alone(studio, user) -> None:
    job = start()
    held = claimed(job)
    actions.cancel(job, by=user)
    assert (job.state, job.cancel_requested, lease.wanted_stopped(held)) == ("running", True, True)
    lease.finish(held, now=timezone.now(), result={"n": 1})
    job.refresh_from_db()
    actions.cancel(job, by=user)
    assert (job.state, AuditLine.objects.count()) == ("done", 1)


def test_what_follows_a_kind_of_work_is_started_when_it_is_done_and_only_then(studio, user, monkeypatch) -> None:
    followed: list[tuple[int, str, str, dict[str, int]]] = []

    def go_on(done: Job) -> None:
        followed.append((done.studio_id, done.params["name"], done.state, done.result))
        actions.start(KINDS["bench.deaf"], by=done.started_by, params={"folder": "/", "name": "after"})

    monkeypatch.setitem(FOLLOWERS, SHORT, [])
    after(KINDS[SHORT])(go_on)
    failing = claimed(start())
    lease.fail_or_try_again(failing, fault_of(MediaError("no", Words("不", "no"), Words("", ""))),
                            now=timezone.now(), timing=TIMES)  # fmt: skip
    assert followed == []
    lease.finish(claimed(start()), now=timezone.now(), result={"n": 3})
    assert followed == [(studio.pk, "x", "done", {"n": 3})]
    assert Job.objects.get(kind="bench.deaf").state == "queued"


def test_a_fault_in_what_follows_undoes_only_that(studio, monkeypatch, caplog) -> None:
    def stumble(done: Job) -> None:
        actions.start(KINDS["bench.deaf"], by=None, params={})
        raise ZeroDivisionError

    monkeypatch.setitem(FOLLOWERS, SHORT, [stumble])
    job = start()
    lease.finish(claimed(job), now=timezone.now(), result={})
    job.refresh_from_db()
    assert (job.state, Job.objects.count()) == ("done", 1)
    assert "nothing could follow job" in caplog.text


def test_a_cancelled_job_is_not_tried_again_after_a_fault(studio, user) -> None:
    job = start()
    held = claimed(job)
    actions.cancel(job, by=user)
    lease.fail_or_try_again(held, fault_of(Transient("x")), now=timezone.now(), timing=TIMES)
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("cancelled", "")


def test_retry_begins_from_the_beginning_and_writes_one_line(studio, user) -> None:
    job = start()
    held = claimed(job)
    lease.renew(held, now=timezone.now(), timing=TIMES, progress=0.4, doing_zh="一半", doing_en="half")
    fault = fault_of(KeyError("x"))
    for n in range(2, 5):
        lease.fail_or_try_again(held, fault, now=timezone.now(), timing=TIMES)
        job.refresh_from_db()
        if job.state == "failed":
            break
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
        held = claimed(job, f"w.{n}")
    assert (job.state, job.attempts, job.error_code) == ("failed", 3, "program_fault")
    actions.retry(job, by=user)
    actions.retry(job, by=user)
    assert (job.state, job.attempts, job.progress, job.error_code, job.traceback, job.finished_at) == (
        "queued", 0, 0.0, "", "", None,
    )  # fmt: skip
    assert AuditLine.objects.get().verb == "job.retried"
    assert DBTaskResult.objects.filter(status="READY").count() == 1


def test_retry_is_refused_while_the_same_work_is_open(studio, user) -> None:
    job = start(key="k")
    actions.cancel(job, by=user)
    newer = start(key="k")
    with pytest.raises(actions.Refused, match="already under way"):
        actions.retry(job, by=user)
    job.refresh_from_db()
    assert (job.state, newer.state, AuditLine.objects.count()) == ("cancelled", "queued", 1)


def test_an_expired_lease_is_taken_over_with_a_pause_and_the_old_claim_counts_for_nothing(studio) -> None:
    job = start()
    held = claimed(job)
    later = timezone.now() + timedelta(seconds=31)
    assert sweep(now=timezone.now(), timing=TIMES) == 0
    assert sweep(now=later, timing=TIMES) == 1
    assert sweep(now=later, timing=TIMES) == 0
    job.refresh_from_db()
    assert (job.state, job.attempts, job.worker, job.error_code) == ("queued", 1, "", "worker_lost")
    assert timedelta(seconds=3.75) <= job.run_after - later <= timedelta(seconds=6.25)
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY"]
    nothing_counts(held)
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    nothing_counts(held, but=claimed(job, "w.2"))


def nothing_counts(held: lease.Held, *, but: lease.Held | None = None) -> None:
    """Whatever this claim tries to write is refused and changes nothing, also while another one holds the job."""
    before, now = Job.objects.values().get(), timezone.now()
    for write in (
        lambda: lease.finish(held, now=now, result={"late": True}),
        lambda: lease.renew(held, now=now, timing=TIMES, progress=0.9),
        lambda: lease.stop(held, now=now),
        lambda: lease.give_back(held, now=now),
        lambda: lease.fail_or_try_again(held, fault_of(KeyError()), now=now, timing=TIMES),
        lambda: lease.wanted_stopped(held),
    ):
        with pytest.raises(lease.LostLease):
            write()
    assert Job.objects.values().get() == before
    assert before["worker"] == (but.token if but else "")


def test_a_job_that_is_held_or_over_cannot_be_taken(studio) -> None:
    job = start()
    held = lease.take(job.pk, "w.1", now=timezone.now(), timing=TIMES)
    assert held is not None
    assert lease.take(job.pk, "w.2", now=timezone.now(), timing=TIMES) is None
    lease.wanted_stopped(held)
    lease.finish(held, now=timezone.now(), result={})
    assert lease.take(job.pk, "w.2", now=timezone.now(), timing=TIMES) is None


def test_a_renewed_lease_is_left_alone(studio) -> None:
    job = start()
    held = claimed(job)
    later = timezone.now() + timedelta(seconds=25)
    lease.renew(held, now=later, timing=TIMES)
    assert sweep(now=later + timedelta(seconds=29), timing=TIMES) == 0
    job.refresh_from_db()
    assert job.state == "running"


def test_a_job_whose_workers_keep_dying_fails_with_a_clear_reason(studio) -> None:
    job = start()
    now = timezone.now()
    for n in range(3):
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
        claimed(job, f"w.{n}")
        now += timedelta(minutes=5)
        sweep(now=now, timing=TIMES)
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "worker_lost")
    assert job.error_zh == "试了 3 次都没成。处理它的进程中途没了音讯。"
    assert not DBTaskResult.objects.exclude(status="FAILED").exists()


def test_the_sweeper_mends_a_queue_that_lost_its_rows(studio) -> None:
    job = start()
    DBTaskResult.objects.all().delete()
    assert sweep(now=timezone.now(), timing=TIMES) == 1
    claimed(job)


def test_a_task_that_no_job_points_to_does_not_run_for_ever(studio) -> None:
    stray = DBTaskResult.objects.create(
        args_kwargs={"args": ["0"], "kwargs": {}}, task_path="manju.jobs.queue.run_job", backend_name="default",
        run_after=timezone.now(), status="RUNNING",
    )  # fmt: skip
    sweep(now=timezone.now(), timing=TIMES)
    stray.refresh_from_db()
    assert stray.status == "FAILED"
    assert forget_old_tasks(now=timezone.now() + timedelta(days=6)) == 0
    assert forget_old_tasks(now=timezone.now() + timedelta(days=8)) == 1


def test_the_database_refuses_a_running_job_that_nobody_holds(studio) -> None:
    job = start()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state="running")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(worker="w.1")


def test_what_today_and_the_rail_ask(studio, django_assert_num_queries) -> None:
    now = timezone.now()
    for name, state, hours in [
        ("a", "queued", None), ("b", "failed", 2), ("c", "failed", 30),
        ("d", "done", 2), ("e", "done", 9), ("f", "cancelled", 1),
    ]:  # fmt: skip
        Job.objects.create(
            kind=name, title_zh=name, title_en=name, state=state,
            finished_at=None if hours is None else now - timedelta(hours=hours),
        )  # fmt: skip
    assert [j.kind for j in Job.objects.open()] == ["a"]
    assert [j.kind for j in Job.objects.failed_recently(now)] == ["b"]
    assert [j.kind for j in Job.objects.finished_since(now - timedelta(hours=8))] == ["d"]
    assert sorted(j.kind for j in Job.objects.finished()) == ["b", "c", "d", "e", "f"]
    assert [j.kind for j in Job.objects.all().open_first()] == ["a", "f", "d", "b", "e", "c"]
    with django_assert_num_queries(1):
        assert open_count() == 1
