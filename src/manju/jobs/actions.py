"""Starting, cancelling and retrying work."""

from __future__ import annotations

from typing import Any, Final, ParamSpec

from django.db import IntegrityError, transaction
from django.utils import timezone

from manju.jobs import queue
from manju.jobs.models import Job, State
from manju.jobs.registry import Kind
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.people.scope import NoScope, current_scope
from manju.words import Words

P = ParamSpec("P")

RACES: Final = 5
TITLE_LONG: Final = 160


def start(
    kind: Kind[P],
    *,
    by: User | None,
    params: dict[str, int | str | float | bool | list[int] | list[str] | None],
    key: str = "",
    title: Words | None = None,
    link: str = "",
    priority: int | None = None,
) -> Job:
    """Queue work in the studio in scope; no worker sees it before the surrounding transaction commits.

    With a `key`, an open job of the same key is returned instead of a second one, also when two
    callers start it at the same moment.

    >>> start(inspect_master, by=user, params={"master_id": 7}, key="inspect:7")   # doctest: +SKIP
    """
    if current_scope().studio_id is None:
        raise NoScope("a job belongs to one studio: start it inside in_studio()")
    said = title or kind.title
    row: dict[str, Any] = {
        "kind": kind.name, "title_zh": said.zh[:TITLE_LONG], "title_en": said.en[:TITLE_LONG], "link": link, "key": key,
        "params": params, "priority": kind.priority if priority is None else priority, "started_by": by,
        "max_attempts": kind.max_attempts, "time_limit_s": kind.time_limit_s,
    }  # fmt: skip
    for _ in range(RACES):
        open_one: Job | None = Job.objects.open().filter(key=key).first() if key else None
        if open_one is not None:
            return open_one
        try:
            with transaction.atomic():
                job: Job = Job.objects.create(**row)
                queue.enqueue(job)
        except IntegrityError:
            if not key:
                raise
            continue  # somebody else was quicker: look again
        return job
    raise Refused(Words("这件事正被反复启动，请稍后再试。", "This is being started over and over; try again later."))


@transaction.atomic
def cancel(job: Job, *, by: User) -> None:
    """Stop a queued job at once, a running one within two seconds. Nothing happens to a finished one."""
    row = Job.objects.filter(pk=job.pk)
    queue.withdraw(row.values_list("task_id", flat=True).get())
    row.select_for_update().get()
    stopped = row.filter(state=State.QUEUED).update(state=State.CANCELLED, finished_at=timezone.now(), run_after=None)
    asked = row.filter(state=State.RUNNING, cancel_requested=False).update(cancel_requested=True)
    if stopped or asked:
        note("job.cancelled", Words("取消任务：{title}", "Cancelled: {title}").fill(title=job.title), by=by,
             link=job.link, job=str(job.pk))  # fmt: skip
    job.refresh_from_db()


def retry(job: Job, *, by: User) -> None:
    """Queue a failed or cancelled job again, from its beginning. Nothing happens to an open or done one.

    Raises:
        Refused: the same work is already open as another job.
    """
    try:
        with transaction.atomic():
            queued = Job.objects.filter(pk=job.pk, state__in=(State.FAILED, State.CANCELLED)).update(
                state=State.QUEUED, attempts=0, run_after=None, cancel_requested=False, started_at=None,
                finished_at=None, progress=0.0, gained=0.0, gained_in_s=0.0, heard_at=None, doing_zh="", doing_en="",
                error_code="", error_zh="", error_en="", hint_zh="", hint_en="", traceback="",
            )  # fmt: skip
            if queued:
                queue.enqueue(job)
                note("job.retried", Words("重试任务：{title}", "Retried: {title}").fill(title=job.title), by=by,
                     link=job.link, job=str(job.pk))  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            Words("同样的任务已经在做了，看看上面那一条。", "The same work is already under way: see the other row.")
        ) from error
    job.refresh_from_db()


@transaction.atomic
def hurry(job: Job) -> None:
    """Try a queued job now that pauses before its next try. Nothing happens to one that is running or finished."""
    row = Job.objects.filter(pk=job.pk)
    queue.withdraw(row.values_list("task_id", flat=True).get())
    waiting = row.filter(state=State.QUEUED).select_for_update().first()
    if waiting is not None:
        row.update(run_after=None)
        queue.enqueue(waiting)
    job.refresh_from_db()
