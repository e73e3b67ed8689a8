"""A piece of long work as a row: what it is, how far it is, who holds it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone

from manju.people.models import User
from manju.people.scope import OwnedByStudio
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

    worker = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)

    progress = models.FloatField(default=0.0, help_text="0..1")
    doing_zh = models.CharField(max_length=200, blank=True)
    doing_en = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error_code = models.CharField(max_length=64, blank=True)
    error_zh = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    traceback = models.TextField(blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["studio", "-created_at"]),
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
    def state_name(self) -> Words:
        return STATE_NAMES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def seconds_left(self, now: datetime | None = None) -> float | None:
        """Remaining time by the pace so far; None before 2 % is done or when it is not running."""
        if self.state != State.RUNNING or self.started_at is None or self.progress < 0.02:
            return None
        spent = ((now or timezone.now()) - self.started_at).total_seconds()
        return max(0.0, spent * (1.0 - self.progress) / self.progress)
