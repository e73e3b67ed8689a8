"""Channel accounts, deliverables with their quality checks, packages, and publications."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Episode, Master
from manju.jobs.models import Job
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words


class Account(OwnedByStudio):
    """A channel: a platform account that works are published on."""

    platform = models.CharField(max_length=32, help_text="name of a channel profile, such as douyin")
    handle = models.CharField(max_length=80)
    opened_at = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["platform", "handle"]
        constraints = [models.UniqueConstraint(fields=["studio", "platform", "handle"], name="account_once_per_studio")]

    def __str__(self) -> str:
        return f"{self.platform} {self.handle}"


class Deliverable(OwnedByStudio):
    """A file derived from a master for one channel, shape and language."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RENDERING = "rendering"
        PASSED = "passed"  # quality check green, packed
        FAILED_CHECK = "failed_check"  # read back and found wanting: never packed
        FAILED = "failed"  # could not be made
        CANCELLED = "cancelled"

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="deliverables")
    master = models.ForeignKey(Master, on_delete=models.PROTECT, related_name="deliverables")
    channel = models.CharField(max_length=32)
    language = models.CharField(max_length=10)
    recipient = models.CharField(max_length=120, help_text="who this copy is handed to; the channel by default")
    options = models.JSONField(default=dict, help_text="fit, subtitles, filing number … as asked for")
    render_key = models.CharField(max_length=64, help_text="SHA-256 of master, profile, options and code version")
    copy_id = models.BigIntegerField(null=True, help_text="set once copies are watermarked")
    state = models.CharField(max_length=14, choices=State.choices, default=State.QUEUED)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")

    file = models.CharField(max_length=200, blank=True)
    cover = models.CharField(max_length=200, blank=True)
    package = models.CharField(max_length=200, blank=True, help_text="zip for the person who uploads")
    sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration_s = models.FloatField(null=True)
    loudness_lufs = models.FloatField(null=True)
    true_peak_dbtp = models.FloatField(null=True)
    qc = models.JSONField(default=dict, help_text="media.quality report: passed, checks")
    error_zh = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["studio", "-created_at"]),
            models.Index(fields=["render_key"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(package="") | models.Q(state="passed"), name="only_checked_files_are_packed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.episode} {self.channel} {self.language}"

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def error(self) -> Words:
        return Words(self.error_zh, self.error_en)

    def get_absolute_url(self) -> str:
        return reverse("distribution:deliverable", args=[self.pk])


class Publication(OwnedByStudio):
    """A deliverable on an account: planned, posted, with its address and the platform's word on it."""

    class State(models.TextChoices):
        PLANNED = "planned"
        POSTED = "posted"
        IN_REVIEW = "in_review"
        LIVE = "live"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="publications")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="publications")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    planned_for = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, blank=True)
    url = models.URLField(max_length=400, blank=True)
    rejection = models.CharField(max_length=400, blank=True)
    filing_number = models.CharField(max_length=64, blank=True)
    updated_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["planned_for", "pk"]
        indexes = [models.Index(fields=["studio", "planned_for"])]
        constraints = [
            models.UniqueConstraint(
                fields=["deliverable", "account"],
                condition=~models.Q(state="withdrawn"),
                name="a_deliverable_goes_once_to_an_account",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "withdrawn"]) | models.Q(posted_at__isnull=False),
                name="posted_publication_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deliverable} -> {self.account}"
