"""The state machine of a job, driven at random: what docs/algorithms/job-lease.md promises holds after every step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jobs.bench.jobs  # noqa: F401
from manju.jobs import actions, lease
from manju.jobs.faults import fault_of
from manju.jobs.models import Job
from manju.jobs.registry import KINDS, Transient
from manju.jobs.sweeping import sweep
from manju.jobs.timing import Timing
from manju.media.errors import MediaError
from manju.people.models import Studio, User
from manju.people.scope import in_studio
from manju.words import Words

TIMES = Timing()
FINAL = MediaError("no_video", Words("没有画面", "no picture"), Words("换", "change"))

WORDS = [
    "start", "claim", "renew", "finish", "stumble", "refuse", "give back", "stop",
    "cancel", "retry", "wait", "long wait", "sweep",
]  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(WORDS), st.integers(0, 2)), max_size=30)


@dataclass
class World:
    """Three keys to start, three workers, one clock."""

    user: User
    now: object = field(default_factory=timezone.now)
    held: dict[int, lease.Held] = field(default_factory=dict)
    claims: int = 0

    def do(self, step: str, n: int) -> None:
        held = self.held.get(n)
        jobs = list(Job.objects.order_by("created_at", "pk"))
        if step == "start":
            actions.start(KINDS["bench.short"], by=None, params={}, key=f"k{n}")
        elif step == "claim":
            self.claims += 1
            DBTaskResult.objects.filter(run_after__lte=self.now).update(run_after=timezone.now())  # our clock is ahead
            claimed = lease.claim(f"w{n}.{self.claims}", now=self.now, timing=TIMES)
            if claimed:
                self.held[n] = claimed
        elif step in ("wait", "long wait"):
            self.now += timedelta(seconds=12 if step == "wait" else 40)
        elif step == "sweep":
            sweep(now=self.now, timing=TIMES)
        elif step in ("cancel", "retry") and n < len(jobs):
            try:
                getattr(actions, step)(jobs[n], by=self.user)
            except actions.Refused:
                assert any(j.key == jobs[n].key and j.is_open for j in jobs)
        elif held is not None:
            self.as_worker(step, held)

    def as_worker(self, step: str, held: lease.Held) -> None:
        before = Job.objects.filter(pk=held.job_id).values().get()
        mine = (before["state"], before["worker"], before["attempts"]) == ("running", held.token, held.attempt)
        write = {
            "renew": lambda: lease.renew(held, now=self.now, timing=TIMES, progress=0.5),
            "finish": lambda: lease.finish(held, now=self.now, result={"token": held.token}),
            "stumble": lambda: lease.fail_or_try_again(held, fault_of(Transient("x")), now=self.now, timing=TIMES),
            "refuse": lambda: lease.fail_or_try_again(held, fault_of(FINAL), now=self.now, timing=TIMES),
            "give back": lambda: lease.give_back(held, now=self.now),
            "stop": lambda: lease.stop(held, now=self.now),
        }.get(step)
        if write is None:
            return
        if mine:
            write()
        else:
            with pytest.raises(lease.LostLease):
                write()
            assert Job.objects.filter(pk=held.job_id).values().get() == before

    def check(self) -> None:
        tasks = {t.pk: t.status for t in DBTaskResult.objects.all()}
        open_tasks = {pk for pk, status in tasks.items() if status in ("READY", "RUNNING")}
        jobs = list(Job.objects.all())
        for job in jobs:
            assert (job.state == "running") == (job.worker != "") == (job.lease_until is not None)
            assert job.is_open == (job.finished_at is None)
            assert job.attempts <= job.max_attempts
            if job.is_open:
                assert tasks[job.task_id] == ("RUNNING" if job.state == "running" else "READY")
            if job.state == "failed":
                assert job.error_zh
                assert job.hint_en
        assert open_tasks == {job.task_id for job in jobs if job.is_open}
        keys = [job.key for job in jobs if job.is_open]
        assert len(keys) == len(set(keys))
        tokens = [job.worker for job in jobs if job.worker]
        assert len(tokens) == len(set(tokens))


@pytest.mark.db
@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_a_job_is_held_by_one_worker_or_waits_or_has_ended(steps) -> None:
    undo = transaction.atomic()
    undo.__enter__()
    try:
        studio = Studio.objects.create(name_zh="山海", name_en="Shanhai")
        world = World(User.objects.create_user("lin@example.com", "long enough 1", name="林栖"))
        with in_studio(studio):
            for step, n in steps:
                world.do(step, n)
                world.check()
    finally:
        transaction.set_rollback(True)
        undo.__exit__(None, None, None)
