"""A piece of long work as a row: what it is, how far it is, who holds it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from manju.people.models import User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.words import Words


class State(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


STATE_NAMES: dict[str, Words] = {
    "queued": Words("排队", "Queued"),
    "running": Words("进行中", "Running"),
    "done": Words("完成", "Done"),
    "failed": Words("失败", "Failed"),
    "cancelled": Words("已取消", "Cancelled"),
}
OPEN_STATES = (State.QUEUED, State.RUNNING)
RECENTLY = timedelta(days=1)


class JobRows(ScopedRows["Job"]):
    """What people and pages ask about the jobs of the studio in scope."""

    def open(self) -> Self:
        """Queued or running."""
        return self.filter(state__in=OPEN_STATES)

    def finished(self) -> Self:
        """Done, failed or cancelled."""
        return self.exclude(state__in=OPEN_STATES)

    def open_first(self) -> Self:
        """Running, then queued in the order they will be taken, then finished ones, newest first."""
        place = models.Case(
            models.When(state=State.RUNNING, then=0), models.When(state=State.QUEUED, then=1), default=2
        )
        turn = models.Case(models.When(state=State.QUEUED, then=models.F("priority")), default=None)
        waited = models.Case(models.When(state=State.QUEUED, then=models.F("created_at")), default=None)
        return self.order_by(
            place, turn.desc(nulls_last=True), waited.asc(nulls_last=True),
            models.F("finished_at").desc(nulls_last=True), "-created_at",
        )  # fmt: skip

    def failed_recently(self, now: datetime) -> Self:
        """Failed within the last day and not tried again since, newest first."""
        return self.filter(state=State.FAILED, finished_at__gt=now - RECENTLY).order_by("-finished_at")

    def finished_since(self, moment: datetime) -> Self:
        """Done (not failed, not cancelled) since then, newest first."""
        return self.filter(state=State.DONE, finished_at__gte=moment).order_by("-finished_at")


class Job(OwnedByStudio):
    """Work in the queue. The django-tasks row carries it; this one carries lease, progress and meaning."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=64)
    title_zh = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    link = models.CharField(max_length=200, blank=True, help_text="page of the thing worked on")
    key = models.CharField(max_length=160, blank=True, help_text="same key = same work; one open job per key")
    params = models.JSONField(default=dict)
    priority = models.SmallIntegerField(default=0, help_text="-100..100, higher first")
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    time_limit_s = models.PositiveIntegerField(default=3600)
    run_after = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)

    task_id = models.UUIDField(null=True, unique=True, help_text="the django-tasks row that carries it")
    worker = models.CharField(max_length=64, blank=True, help_text="claim token, new for every claim")
    lease_until = models.DateTimeField(null=True)

    progress = models.FloatField(default=0.0, help_text="0..1")
    gained = models.FloatField(default=0.0, help_text="progress made in the last stretch, see pace.py")
    gained_in_s = models.FloatField(default=0.0, help_text="how long that stretch was")
    heard_at = models.DateTimeField(null=True, help_text="when it last reported")
    doing_zh = models.CharField(max_length=200, blank=True)
    doing_en = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error_code = models.CharField(max_length=64, blank=True)
    error_zh = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    hint_zh = models.TextField(blank=True)
    hint_en = models.TextField(blank=True)
    traceback = models.TextField(blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(JobRows)()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["studio", "-created_at"]),
            models.Index(fields=["studio", "state"]),
            models.Index(fields=["state", "lease_until"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "key"],
                condition=models.Q(state__in=OPEN_STATES) & ~models.Q(key=""),
                name="one_open_job_per_key",
            ),
            models.CheckConstraint(
                condition=models.Q(progress__gte=0.0) & models.Q(progress__lte=1.0), name="job_progress_0_to_1"
            ),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="job_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=State.RUNNING, lease_until__isnull=False) & ~models.Q(worker="")
                | ~models.Q(state=State.RUNNING) & models.Q(worker="", lease_until__isnull=True),
                name="job_held_while_running_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def title(self) -> Words:
        return Words(self.title_zh, self.title_en)

    @property
    def doing(self) -> Words:
        return Words(self.doing_zh, self.doing_en)

    @property
    def error(self) -> Words:
        return Words(self.error_zh, self.error_en)

    @property
    def hint(self) -> Words:
        return Words(self.hint_zh, self.hint_en)

    @property
    def state_name(self) -> Words:
        return STATE_NAMES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_between_tries(self) -> bool:
        """Queued again after a fault, waiting for its next try."""
        return self.state == State.QUEUED and self.attempts > 0 and bool(self.error_code)

    @property
    def percent(self) -> int:
        return int(self.progress * 100)

    def seconds_left(self, now: datetime | None = None) -> float | None:
        """Remaining time by the pace of the last stretch; None before 2 % is done or when it is not running.

        Silence counts into the stretch, so a stalled job does not promise to end soon.
        """
        if self.state != State.RUNNING or self.started_at is None or self.progress < 0.02:
            return None
        moment = now or timezone.now()
        if self.heard_at is None:
            gained, spent = self.progress, (moment - self.started_at).total_seconds()
        else:
            gained, spent = self.gained, self.gained_in_s + max(0.0, (moment - self.heard_at).total_seconds())
        if gained <= 0.0:
            return None
        return max(0.0, spent * (1.0 - self.progress) / gained)


def open_count() -> int:
    """How many jobs of the studio in scope are queued or running: the number in the rail."""
    return Job.objects.open().count()
