"""The queue itself: django-tasks rows that carry job numbers, and the order in which they are taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from manju.jobs.models import Job, State

CLAIMING: Final = 0x6D616E6A75  # "manju": the advisory lock of everybody who claims


@task()
def run_job(job_id: str) -> None:
    """The one task there is: do this job, unless somebody else holds it or it is no longer wanted."""
    from manju.jobs.worker import do_one

    do_one(UUID(job_id))


def enqueue(job: Job, *, run_after: datetime | None = None) -> None:
    """Put a queued job into the queue. Call it inside the transaction that made it queued.

    The queue lives in the same database, so job and task row appear together or not at all, and no worker
    sees them before the commit; a hook after the commit would leave a gap in which a killed process
    loses the job.
    """
    result = run_job.using(priority=job.priority, run_after=run_after).enqueue(str(job.pk))
    job.task_id = UUID(result.id)
    Job.objects.filter(pk=job.pk).update(task_id=job.task_id)


def withdraw(task_id: UUID | None) -> None:
    """Take a task out of the queue that nobody has claimed yet."""
    ours().filter(pk=task_id, status=TaskResultStatus.READY).delete()


def one_claim_at_a_time() -> None:
    """Until the transaction ends nobody else claims: fairness counts what runs, so it must see the claim before.

    SQLite has one writer anyway; PostgreSQL gets an advisory lock, held for the milliseconds of a claim.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIMING])


def lock(task_id: UUID | None) -> None:
    """Hold the task row until the transaction ends. Everybody locks the task row before the job row."""
    ours().filter(pk=task_id).select_for_update().first()


def close(task_id: UUID | None, *, failed: str = "") -> None:
    """Mark a claimed task row as finished, with what went wrong if something did."""
    ours().filter(pk=task_id).update(
        status=TaskResultStatus.FAILED if failed else TaskResultStatus.SUCCESSFUL,
        finished_at=timezone.now(),
        traceback=failed,
    )


def ours() -> QuerySet[Any]:
    """Task rows that carry jobs (Any: django-tasks-db ships no types for its rows)."""
    return DBTaskResult.objects.filter(task_path=run_job.module_path)


def ready() -> QuerySet[Any]:
    """Task rows that may be taken now: higher priority first, then the studio with less running, then the older job."""
    job = Job.objects.filter(task_id=OuterRef("pk"))
    running = dict(Job.objects.filter(state=State.RUNNING).order_by().values_list("studio_id").annotate(n=Count("pk")))
    busy = [When(studio_id=studio, then=Value(n)) for studio, n in running.items()]
    return (
        DBTaskResult.objects.ready()
        .filter(task_path=run_job.module_path)
        .annotate(studio_id=Subquery(job.values("studio_id")[:1]), created=Subquery(job.values("created_at")[:1]))
        .filter(studio_id__isnull=False)
        .annotate(busy=Case(*busy, default=Value(0), output_field=IntegerField()))
        .order_by("-priority", "busy", "created")
    )
