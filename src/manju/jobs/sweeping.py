"""Putting right what killed workers leave behind; every worker does it every few seconds."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django_tasks import TaskResultStatus

from manju.jobs import lease, queue
from manju.jobs.faults import WORKER_LOST
from manju.jobs.models import Job, State
from manju.jobs.timing import Timing
from manju.people.scope import every_studio

log = logging.getLogger(__name__)

AT_ONCE: Final = 100
TASKS_KEPT: Final = timedelta(days=7)


def sweep(*, now: datetime, timing: Timing) -> int:
    """Take over jobs of dead workers, mend the queue; returns how many jobs were helped. Safe side by side."""
    with every_studio(why="the sweeper serves every studio"):
        expired = Job.objects.filter(state=State.RUNNING, lease_until__lt=now).order_by("lease_until")
        helped = 0
        for job_id in list(expired.values_list("pk", flat=True)[:AT_ONCE]):
            if lease.take_over(job_id, WORKER_LOST, now=now, timing=timing):
                log.warning("job %s was taken over: its worker went silent", job_id)
                helped += 1
        return helped + _queue_the_forgotten() + _close_strays(now)


def forget_old_tasks(*, now: datetime) -> int:
    """Delete finished task rows after a week; the jobs themselves stay as history."""
    old = queue.ours().filter(finished_at__lt=now - TASKS_KEPT)
    return int(old.delete()[0])


def _queue_the_forgotten() -> int:
    """Queued jobs without a waiting task row (after a restored backup, say) get a new one."""
    waiting = queue.ours().filter(pk=OuterRef("task_id"), status=TaskResultStatus.READY)
    forgotten = Job.objects.filter(~Exists(waiting), state=State.QUEUED)
    mended = 0
    for job_id in list(forgotten.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            job = forgotten.filter(pk=job_id).select_for_update(skip_locked=True).first()
            if job is not None:
                queue.enqueue(job, run_after=job.run_after)
                mended += 1
    return mended


def _close_strays(now: datetime) -> int:
    """Unfinished task rows that no open job points to are closed, so that nothing is RUNNING for ever."""
    wanted = Job.objects.open().filter(task_id=OuterRef("pk"))
    unfinished = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    strays = queue.ours().filter(~Exists(wanted), status__in=unfinished)
    if not strays.exists():
        return 0
    return int(strays.update(status=TaskResultStatus.FAILED, finished_at=now, traceback="no open job points here"))
