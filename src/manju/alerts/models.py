"""Alerts as rows, where they are sent, and what became of each sending."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.alerts.kinds import title_of
from manju.alerts.protocols import PROTOCOLS, Protocol
from manju.people.models import User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.words import Words

LEVELS = {
    "bad": ("stop", Words("要紧", "Urgent")),
    "warn": ("warn", Words("注意", "Look")),
    "here": ("today", Words("知会", "For information")),
}
RANKS = {"bad": 0, "warn": 1, "here": 2}


class Level(models.TextChoices):
    BAD = "bad"
    WARN = "warn"
    HERE = "here"


class AlertRows(ScopedRows["Alert"]):
    """What people and pages ask about the alerts of the studio in scope."""

    def open(self) -> Self:
        """Not settled yet."""
        return self.filter(settled_at=None)

    def unseen(self) -> Self:
        """Open, and nobody has said that they know: what Today shows."""
        return self.open().filter(seen_at=None)


class Alert(OwnedByStudio):
    """One thing somebody should look at. The same key is the same alert for ever, however often it is raised."""

    kind = models.CharField(max_length=64)
    key = models.CharField(max_length=160, help_text="same key = same alert")
    level = models.CharField(max_length=4, choices=Level.choices)
    heading_zh = models.CharField(max_length=200)
    heading_en = models.CharField(max_length=200)
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True, help_text="path of the page it is about")
    raised_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    remark = models.TextField(blank=True, help_text="what was done about it")

    objects = ScopedManager.from_queryset(AlertRows)()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["studio", "settled_at", "-raised_at"])]
        constraints = [
            models.UniqueConstraint(fields=["studio", "key"], name="one_alert_per_key"),
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="alert_level_known"),
            models.CheckConstraint(condition=~models.Q(key=""), name="alert_has_a_key"),
            models.CheckConstraint(
                condition=models.Q(settled_at=None, settled_by=None, remark="")
                | models.Q(settled_at__isnull=False, settled_by__isnull=False),
                name="alert_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(seen_at=None, seen_by=None) | models.Q(seen_at__isnull=False, seen_by__isnull=False),
                name="alert_seen_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def get_absolute_url(self) -> str:
        return f"{reverse('alerts:list')}#alert-{self.pk}"

    @property
    def heading(self) -> Words:
        return Words(self.heading_zh, self.heading_en)

    @property
    def text(self) -> Words:
        return Words(self.text_zh, self.text_en)

    @property
    def kind_title(self) -> Words:
        return title_of(self.kind)

    @property
    def icon(self) -> str:
        return LEVELS[self.level][0]

    @property
    def level_word(self) -> Words:
        return LEVELS[self.level][1]


class Destination(OwnedByStudio):
    """Where alerts are sent. Its address and secret are kept in a file (`keeping`), never in the database."""

    protocol = models.CharField(max_length=10)
    name = models.CharField(max_length=80)
    host = models.CharField(max_length=253, help_text="all that is shown of its address")
    kept_as = models.CharField(max_length=32, help_text="name of the file with address and secret")
    has_secret = models.BooleanField(default=False)
    is_private_allowed = models.BooleanField(default=False, help_text="an owner allowed addresses of private networks")
    every_kind = models.BooleanField(default=True)
    kinds = models.JSONField(default=list, help_text="names of the kinds that go here, unless every kind does")
    least = models.CharField(max_length=4, choices=Level.choices, default=Level.HERE, help_text="from this level on")
    language = models.CharField(max_length=2, default="zh")
    home = models.CharField(max_length=200, blank=True, help_text="under which address members open these pages")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(protocol__in=list(PROTOCOLS)), name="destination_protocol_known"),
            models.CheckConstraint(condition=models.Q(least__in=Level.values), name="destination_level_known"),
            models.CheckConstraint(condition=models.Q(language__in=["zh", "en"]), name="destination_language_known"),
        ]

    def __str__(self) -> str:
        return f"{self.protocol} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("alerts:destination", args=[self.pk])

    @property
    def speaks(self) -> Protocol:
        return PROTOCOLS[self.protocol]

    @property
    def kinds_said(self) -> Words:
        if self.every_kind:
            return Words("全部提醒", "Every alert")
        titles = [title_of(name) for name in self.kinds]
        return Words("、".join(t.zh for t in titles), ", ".join(t.en for t in titles))

    def wants(self, alert: Alert) -> bool:
        """Whether this alert goes here."""
        enough = RANKS[alert.level] <= RANKS[self.least]
        return enough and (self.every_kind or alert.kind in self.kinds)


class DeliveryRows(ScopedRows["Delivery"]):
    """Sendings of the studio in scope."""

    def failed_recently(self, now: datetime, *, within: timedelta = timedelta(days=7)) -> Self:
        """Given up within the last week, to places that are still used."""
        return self.filter(state="failed", last_at__gt=now - within, destination__removed_at=None)


class Delivery(OwnedByStudio):
    """One message to one place: waiting, sent, or given up with the reason. Without an alert it is a test message."""

    STATES = {
        "waiting": ("clock", "warn", Words("在发", "Under way")),
        "sent": ("tick", "good", Words("已送达", "Sent")),
        "failed": ("stop", "bad", Words("没送到", "Not sent")),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, null=True, on_delete=models.PROTECT, related_name="deliveries")
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=8, default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="HTTP status of the last answer")
    answer = models.CharField(max_length=300, blank=True, help_text="its beginning, without what it echoed of secrets")
    why_zh = models.CharField(max_length=400, blank=True)
    why_en = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ScopedManager.from_queryset(DeliveryRows)()

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["destination", "-last_at"])]
        constraints = [
            models.UniqueConstraint(fields=["alert", "destination"], name="an_alert_goes_to_a_place_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sent", "failed"]), name="delivery_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def why(self) -> Words:
        return Words(self.why_zh, self.why_en)

    @property
    def look(self) -> tuple[str, str, Words]:
        """Icon, tone and word of its state."""
        return self.STATES[self.state]

    @property
    def said(self) -> Words:
        return self.alert.heading if self.alert is not None else Words("测试消息", "Test message")

    def answered(self, **columns: Any) -> None:  # Any: values of columns
        """Write what came of a try."""
        type(self).objects.filter(pk=self.pk).update(**columns)
        for name, value in columns.items():
            setattr(self, name, value)
