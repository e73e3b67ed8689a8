"""Channel accounts, deliverables with their quality checks, packages, and publications."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Episode, Master
from manju.copies.models import Copy
from manju.distribution import states
from manju.distribution.channel_models import ChannelFigures
from manju.distribution.cover_models import ChosenCover
from manju.distribution.framing_models import MasterFraming, ShotChoice
from manju.distribution.signing_models import Signing, SwitchProof
from manju.distribution.wanted import Wanted
from manju.jobs.models import Job
from manju.media.channels import Profile, profiles
from manju.media.languages import language_name
from manju.people.models import User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.words import Words

__all__ = [
    "Account", "ChannelFigures", "ChosenCover", "Deliverable", "DeliverableRows", "MasterFraming", "Publication",
    "ShotChoice", "Signing", "SwitchProof",
    "channel_name",
]  # fmt: skip


def channel_name(name: str) -> Words:
    """A channel as people call it; one that has no profile any more keeps its code."""
    known = profiles().get(name)
    return known.title if known else Words(name, name)


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

    @property
    def name(self) -> Words:
        return Words("{channel}：{handle}", "{channel}: {handle}").fill(channel=self.channel_name, handle=self.handle)

    @property
    def channel_name(self) -> Words:
        return channel_name(self.platform)


class DeliverableRows(ScopedRows["Deliverable"]):
    """Questions that read many deliverables."""

    def open(self) -> Self:
        """Those still to be made."""
        return self.filter(state__in=states.OPEN)

    def shown(self) -> Self:
        """With everything a row of a table shows, in a fixed number of queries."""
        return self.select_related("episode__season__work", "job", "issued").prefetch_related("publications__account")

    def newest_each(self) -> Self:
        """Only the newest of each episode, channel and language."""
        newer = self.model._base_manager.filter(
            episode=models.OuterRef("episode"), channel=models.OuterRef("channel"),
            language=models.OuterRef("language"), recipient=models.OuterRef("recipient"), pk__gt=models.OuterRef("pk"),
        )  # fmt: skip
        return self.filter(~models.Exists(newer))


class Deliverable(OwnedByStudio):
    """A file derived from a master for one channel, shape and language."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RENDERING = "rendering"
        PASSED = "passed"  # quality check green, packed
        FAILED_CHECK = "failed_check"  # read back and found wanting: never packed
        FAILED = "failed"  # could not be made
        CANCELLED = "cancelled"

    objects = ScopedManager.from_queryset(DeliverableRows)()

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="deliverables")
    master = models.ForeignKey(Master, on_delete=models.PROTECT, related_name="deliverables")
    channel = models.CharField(max_length=32)
    language = models.CharField(max_length=10)
    recipient = models.CharField(max_length=120, help_text="who this copy is handed to; the channel by default")
    options = models.JSONField(default=dict, help_text="distribution.wanted.Wanted as JSON")
    render_key = models.CharField(max_length=64, help_text="SHA-256 of master, profile, options and code version")
    issued = models.ForeignKey(
        Copy, null=True, on_delete=models.PROTECT, related_name="deliverables",
        help_text="the marked copy that its file is; written down before the file is made",
    )  # fmt: skip
    state = models.CharField(max_length=14, choices=State.choices, default=State.QUEUED)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")

    file = models.CharField(max_length=200, blank=True)
    cover = models.CharField(max_length=200, blank=True)
    subtitles = models.CharField(max_length=200, blank=True, help_text="soft subtitles beside the video")
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
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "rendering", "passed", "failed_check", "failed", "cancelled"]),
                name="deliverable_state_known",
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

    @property
    def wanted(self) -> Wanted:
        return Wanted.from_json(self.options)

    @property
    def produce_id(self) -> str:
        """ProduceID of its AI label: the same however often it is rendered."""
        return f"manju-{self.studio_id}-{self.pk}"

    @property
    def copy_id(self) -> int | None:
        """What the invisible mark in its file stands for; None before it is made."""
        return self.issued.copy_id if self.issued else None

    @property
    def labelled_as(self) -> str:
        """The ProduceID that its file bears: another's where its render or its master came labelled."""
        return self.options.get("labelled_as") or self.produce_id

    @property
    def profile(self) -> Profile | None:
        """Its channel with the studio's own figures: one query."""
        from manju.distribution.own_figures import in_force

        return in_force().get(self.channel)

    @property
    def shipped(self) -> Profile | None:
        """Its channel as shipped: enough for its shape, and free of queries."""
        return profiles().get(self.channel)

    @property
    def channel_name(self) -> Words:
        return channel_name(self.channel)

    @property
    def language_name(self) -> Words:
        return language_name(self.language)

    @property
    def handed_to(self) -> str | Words:
        """The recipient; a channel's own copy is handed to the channel."""
        return self.channel_name if self.recipient == self.channel else self.recipient

    @property
    def look(self) -> states.Look:
        return states.DELIVERABLE[self.state]

    @property
    def shown_look(self) -> states.Look:
        """What a person wants to know of it: what became of it on its platform, before that whether it is ready."""
        if self.state != self.State.PASSED:
            return self.look
        out = [p for p in self.publications.all() if p.state != Publication.State.WITHDRAWN]
        return out[-1].look if out else self.look

    @property
    def why(self) -> list[Words]:
        """What is wrong with it, in words: the failed checks with their notes, or why it could not be made."""
        wrong = [c for c in self.checks if c.look is states.FAILED]
        if not wrong:
            return [self.error]
        return [Words("{name}：{why}", "{name}: {why}").fill(name=c.name, why=c.why) for c in wrong]

    @property
    def checks(self) -> list[states.CheckRow]:
        return states.check_rows(self.qc)

    @property
    def is_open(self) -> bool:
        return self.state in states.OPEN

    @property
    def upright(self) -> bool:
        shape = self.shipped
        return shape is None or shape.height >= shape.width

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
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "posted", "in_review", "live", "rejected", "withdrawn"]),
                name="publication_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deliverable} -> {self.account}"

    @property
    def look(self) -> states.Look:
        return states.PUBLICATION[self.state]

    @property
    def at(self) -> datetime:
        """Its place in the calendar: when it was posted, before that when it is planned."""
        return self.posted_at or self.planned_for

    @property
    def may_become(self) -> tuple[str, ...]:
        return states.MAY_BECOME[self.state]

    def get_absolute_url(self) -> str:
        return reverse("distribution:publication", args=[self.pk])
