"""Who holds a job: claiming, renewing, giving back, settling, and taking over from the dead.

Every change of a running job goes through the fence: it happens only while the row still bears this claim's
token and attempt number. See docs/algorithms/job-lease.md for the states and what always holds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from manju.jobs import queue
from manju.jobs.faults import Fault, given_up, wait_before_next
from manju.jobs.models import Job, JobRows, State
from manju.jobs.registry import FOLLOWERS
from manju.jobs.timing import Timing
from manju.media.errors import Cancelled
from manju.people.scope import every_studio, in_studio

log = logging.getLogger(__name__)


class LostLease(Cancelled):
    """The job was taken over by another worker; what this one still does must not count."""


@dataclass(frozen=True, slots=True)
class Held:
    """A job in this worker's hands, as it was claimed. `token` is new for every claim."""

    job_id: UUID
    task_id: UUID | None
    studio_id: int
    kind: str
    params: dict[str, Any]
    token: str
    attempt: int
    max_attempts: int
    time_limit_s: int

    @classmethod
    def of(cls, job: Job) -> Held:
        return cls(
            job.pk, job.task_id, job.studio_id, job.kind, job.params,
            job.worker, job.attempts, job.max_attempts, job.time_limit_s,
        )  # fmt: skip


def claim(token: str, *, now: datetime, timing: Timing) -> Held | None:
    """Take the next job of the queue, or None. Two workers never get the same one."""
    with every_studio(why="workers serve every studio"):
        if not queue.ready().exists():  # a read, so that idle workers take no write lock
            return None
        with transaction.atomic():
            queue.one_claim_at_a_time()
            row = queue.ready().select_for_update(skip_locked=True).first()
            if row is None:
                return None
            row.claim(token)
            held = _take(Job.objects.filter(task_id=row.pk), token, now=now, timing=timing)
            if held is None:
                queue.close(row.pk)
            return held


def take(job_id: UUID, token: str, *, now: datetime, timing: Timing) -> Held | None:
    """Take this job, for a queue that has already handed it out; None when it is not to be done."""
    with every_studio(why="workers serve every studio"), transaction.atomic():
        return _take(Job.objects.filter(pk=job_id), token, now=now, timing=timing)


def held_by(held: Held) -> JobRows:
    """The fence: the job's row if this claim still holds it, else nothing."""
    rows: JobRows = Job.objects.filter(pk=held.job_id, state=State.RUNNING, worker=held.token, attempts=held.attempt)
    return rows


def renew(held: Held, *, now: datetime, timing: Timing, **reported: Any) -> bool:
    """Renew the lease and write what was reported (columns of the job).

    Returns:
        Whether somebody asked to cancel it.

    Raises:
        LostLease: the job is no longer held by this claim.
    """
    with every_studio(why="workers serve every studio"):
        if not held_by(held).update(lease_until=_until(now, timing), **reported):
            raise LostLease
    return wanted_stopped(held)


def wanted_stopped(held: Held) -> bool:
    """Whether somebody asked to cancel it.

    Raises:
        LostLease: the job is no longer held by this claim.
    """
    with every_studio(why="workers serve every studio"):
        asked = held_by(held).values_list("cancel_requested", flat=True).first()
    if asked is None:
        raise LostLease
    return asked


def finish(held: Held, *, now: datetime, result: dict[str, Any]) -> None:
    """Done; what is to follow it is started in the same transaction."""
    with _settling(held) as job:
        _end(held, State.DONE, now=now, progress=1.0, result=result, **_said(None))
        job.refresh_from_db(fields=["state", "result", "finished_at"])  # what follows goes by the result
        for follow in FOLLOWERS.get(held.kind, ()):
            _follow(follow, job)


def fail_or_try_again(held: Held, fault: Fault, *, now: datetime, timing: Timing) -> None:
    """Something went wrong: queue it again after a pause where that can help, else it has failed."""
    with _settling(held) as job:
        _stumble(held, job, fault, now=now, timing=timing)


def stop(held: Held, *, now: datetime) -> None:
    """Somebody cancelled it and the work has ended."""
    with _settling(held):
        _end(held, State.CANCELLED, now=now, **_said(None))


def give_back(held: Held, *, now: datetime) -> None:
    """The worker is leaving: the next one starts it at once, and this try does not count."""
    with _settling(held) as job:
        if job.cancel_requested:
            _end(held, State.CANCELLED, now=now, **_said(None))
        else:
            _queue_again(held, job, attempts=held.attempt - 1)


def disown(worker: str, *, now: datetime) -> None:
    """This worker is known to be dead: its leases end now instead of when they run out."""
    with every_studio(why="the crew serves every studio"):
        Job.objects.filter(state=State.RUNNING, worker__startswith=f"{worker}.").update(
            lease_until=now - timedelta(microseconds=1)
        )


def take_over(job_id: UUID, lost: Fault, *, now: datetime, timing: Timing) -> bool:
    """Settle a job whose lease ran out, as its dead worker would have; False when it came back to life."""
    with every_studio(why="the sweeper serves every studio"):
        job = Job.objects.filter(pk=job_id, state=State.RUNNING, lease_until__lt=now).first()
        if job is None:
            return False
        held = Held.of(job)
        try:
            with _settling(held, lease_until__lt=now) as locked:
                _stumble(held, locked, lost, now=now, timing=timing)
        except LostLease:
            return False
    return True


@contextmanager
def _settling(held: Held, **also: Any) -> Iterator[Job]:
    """A transaction that holds the task row and the job row, in this order, behind the fence."""
    with every_studio(why="workers serve every studio"), transaction.atomic():
        queue.lock(held.task_id)
        job = held_by(held).filter(**also).select_for_update().first()
        if job is None:
            raise LostLease
        yield job


def _follow(follow: Callable[[Job], None], job: Job) -> None:
    try:
        with transaction.atomic(), in_studio(job.studio_id):
            follow(job)
    except Exception:  # the work is done, whatever is wrong with what should follow
        log.exception("nothing could follow job %s (%s)", job.pk, job.kind)


def _take(rows: JobRows, token: str, *, now: datetime, timing: Timing) -> Held | None:
    taken = rows.filter(state=State.QUEUED).update(
        state=State.RUNNING, worker=token, lease_until=_until(now, timing), attempts=F("attempts") + 1,
        started_at=now, run_after=None, cancel_requested=False,
        progress=0.0, gained=0.0, gained_in_s=0.0, heard_at=None, doing_zh="", doing_en="",
    )  # fmt: skip
    return Held.of(rows.get()) if taken else None


def _stumble(held: Held, job: Job, fault: Fault, *, now: datetime, timing: Timing) -> None:
    if job.cancel_requested:
        _end(held, State.CANCELLED, now=now, **_said(None))
    elif fault.again and held.attempt < held.max_attempts:
        wait = wait_before_next(held.attempt, seed=str(held.job_id), timing=timing)
        _queue_again(held, job, run_after=now + timedelta(seconds=wait), **_said(fault))
    else:
        _end(held, State.FAILED, now=now, **_said(given_up(fault, held.attempt) if fault.again else fault))


def _end(held: Held, state: State, *, now: datetime, **columns: Any) -> None:
    _write(held, state=state, finished_at=now, **columns)
    queue.close(held.task_id, failed=columns.get("error_code", ""))


def _queue_again(held: Held, job: Job, *, run_after: datetime | None = None, **columns: Any) -> None:
    _write(held, state=State.QUEUED, run_after=run_after, **columns)
    queue.close(held.task_id, failed=columns.get("error_code", "") or "given_back")
    queue.enqueue(job, run_after=run_after)


def _write(held: Held, **columns: Any) -> None:
    if not held_by(held).update(worker="", lease_until=None, **columns):
        raise LostLease


def _said(fault: Fault | None) -> dict[str, str]:
    """The columns that tell people about a fault; empty ones for none."""
    return {
        "error_code": fault.code if fault else "",
        "error_zh": fault.message.zh if fault else "",
        "error_en": fault.message.en if fault else "",
        "hint_zh": fault.hint.zh if fault else "",
        "hint_en": fault.hint.en if fault else "",
        "traceback": fault.traceback if fault else "",
    }


def _until(now: datetime, timing: Timing) -> datetime:
    return now + timedelta(seconds=timing.lease_s)
