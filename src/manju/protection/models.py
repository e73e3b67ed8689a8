"""Findings with what the trace came to, cases with their dates, scans of the watched folder."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from manju.copies.models import Copy, PictureCopy, RegisteredMaster, RegisteredPicture
from manju.jobs.models import Job
from manju.media.sniff import STILL_CONTAINERS
from manju.people.models import User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.protection import states
from manju.protection.pack_models import EvidencePack
from manju.protection.platforms import ORDER, Platform, platform
from manju.protection.rights_models import Certificate, Holder
from manju.protection.saying import beside
from manju.words import Words

__all__ = [
    "SOON", "Case", "CaseEvent", "CaseRows", "Certificate", "Deadline", "DeadlineRows", "EvidencePack", "Finding",
    "FindingRows", "Holder", "NamedIn", "Watch",
]  # fmt: skip

SOON = timedelta(days=7)
ONE_COPY = Q(issued__isnull=False, picture_copy__isnull=True) | Q(issued__isnull=True, picture_copy__isnull=False)
"""Of a film or of a picture, never of both."""


class CaseRows(ScopedRows["Case"]):
    """Questions that read many cases."""

    def open(self) -> Self:
        return self.exclude(state="closed")

    def shown(self) -> Self:
        """With all that a row of the list shows, the ones with the nearest date first, closed ones last."""
        waiting = Deadline._base_manager.filter(case=models.OuterRef("pk"), met_on=None).order_by("due_on")
        closed = models.Case(models.When(state="closed", then=1), default=0)
        return (
            self.prefetch_related("deadlines", "findings__master__master__episode__season__work")
            .prefetch_related("findings__issued", "findings__picture_copy")
            .annotate(next_on=models.Subquery(waiting.values("due_on")[:1]))
            .order_by(closed, models.F("next_on").asc(nulls_last=True), "-opened_at")
        )


class Case(OwnedByStudio):
    """One stolen copy on one platform, from the day it was found to the day it is down."""

    objects = ScopedManager.from_queryset(CaseRows)()

    title = models.CharField(max_length=160)
    platform_name = models.CharField(max_length=24, help_text="name of a file in protection/platforms")
    account = models.CharField(max_length=120, blank=True)
    url = models.URLField(max_length=1000, blank=True, help_text="of the found copy")
    found_on = models.DateField()
    views = models.PositiveBigIntegerField(null=True, blank=True, help_text="as the platform showed them when found")
    original_urls = models.TextField(blank=True, help_text="where the work was published lawfully, one a line")
    state = models.CharField(max_length=12, default="open")
    outcome = models.CharField(max_length=12, blank=True)
    reference = models.CharField(max_length=80, blank=True, help_text="the platform's number for the complaint")
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["studio", "state"])]
        constraints = [
            models.CheckConstraint(condition=Q(platform_name__in=ORDER), name="case_platform_known"),
            models.CheckConstraint(condition=Q(state__in=list(states.CASE)), name="case_state_known"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, outcome__in=list(states.OUTCOMES))
                | ~Q(state="closed") & Q(closed_at__isnull=True, outcome=""),
                name="closed_case_has_an_outcome",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="case_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """`C-000007`: what it is called in letters and talk."""
        return f"C-{self.pk:06}"

    @property
    def platform(self) -> Platform:
        return platform(self.platform_name)

    @property
    def where(self) -> Words:
        """Platform and account."""
        return beside(self.platform.title, self.account)

    @property
    def look(self) -> states.Look:
        return states.OUTCOMES[self.outcome] if self.state == "closed" else states.CASE[self.state]

    @property
    def may_happen(self) -> list[tuple[str, Words]]:
        """Events that can be written down now, in the order they are offered."""
        return [(e, states.EVENTS[e].word) for e in states.MAY_HAPPEN[self.state]]

    @property
    def waiting(self) -> list[Deadline]:
        """Dates not met yet, the nearest first; from the prefetched rows."""
        return sorted((d for d in self.deadlines.all() if d.met_on is None), key=lambda d: d.due_on)

    def get_absolute_url(self) -> str:
        return reverse("protection:case", args=[self.pk])


class CaseEvent(OwnedByStudio):
    """Something that happened in a case: written once, never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16)
    on = models.DateField(help_text="the day it happened, which starts the clock")
    note = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(states.EVENTS)), name="case_event_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind} {self.on}"

    @property
    def word(self) -> Words:
        return states.EVENTS[self.kind].word


class DeadlineRows(ScopedRows["Deadline"]):
    """Questions that read many dates."""

    def waiting(self) -> Self:
        """Not met, of cases that are open, the nearest first."""
        return self.filter(met_on=None).exclude(case__state="closed").select_related("case").order_by("due_on", "pk")

    def due_by(self, day: date) -> Self:
        """Those of `waiting` that are due by that day."""
        return self.waiting().filter(due_on__lte=day)


class Deadline(OwnedByStudio):
    """Something that is due in a case, with the words and the source of its rule as they were when it arose."""

    objects = ScopedManager.from_queryset(DeadlineRows)()

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines")
    event = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, related_name="deadlines")
    rule = models.CharField(max_length=32, help_text="name in deadlines.toml")
    due_on = models.DateField()
    todo_zh = models.CharField(max_length=200)
    todo_en = models.CharField(max_length=200)
    missed_zh = models.CharField(max_length=200)
    missed_en = models.CharField(max_length=200)
    source = models.CharField(max_length=400)
    met_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["studio", "met_on", "due_on"])]
        constraints = [models.UniqueConstraint(fields=["event", "rule"], name="a_rule_once_per_event")]

    def __str__(self) -> str:
        return f"{self.case} {self.rule} {self.due_on}"

    @property
    def todo(self) -> Words:
        return Words(self.todo_zh, self.todo_en)

    @property
    def missed(self) -> Words:
        return Words(self.missed_zh, self.missed_en)

    @property
    def days_left(self) -> int:
        """Negative when it is past."""
        return (self.due_on - timezone.localdate()).days

    @property
    def look(self) -> states.Look:
        return states.deadline_look(self.days_left, met=self.met_on is not None)


class FindingRows(ScopedRows["Finding"]):
    """Questions that read many findings."""

    def listed(self) -> Self:
        """With all that a row of the list shows."""
        return self.select_related(
            "job", "case", "issued", "picture", "picture_copy", "master__master__episode__season__work"
        )


class Finding(OwnedByStudio):
    """A found file, and what tracing it came to. The file is kept as it came: it is evidence."""

    objects = ScopedManager.from_queryset(FindingRows)()

    class State(models.TextChoices):
        RECEIVED = "received"  # stored, to be traced
        TRACED = "traced"
        REFUSED = "refused"  # cannot be traced; the reason stays with it

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="findings")
    name = models.CharField(max_length=255)
    file = models.CharField(max_length=200, help_text="path under the media folder")
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    result = models.JSONField(default=dict, help_text="protection.results.Result as JSON, without the scores")
    kept = models.CharField(max_length=200, blank=True, help_text="folder under the media folder: scores, sights")
    preview = models.CharField(max_length=200, blank=True, help_text="small MP4 where browsers cannot play the file")
    verdict = models.CharField(max_length=8, blank=True)
    master = models.ForeignKey(
        RegisteredMaster, null=True, on_delete=models.PROTECT, related_name="findings", help_text="the one it shows"
    )
    issued = models.ForeignKey(
        Copy, null=True, on_delete=models.PROTECT, related_name="findings", help_text="the surest copy"
    )
    picture = models.ForeignKey(
        RegisteredPicture, null=True, on_delete=models.PROTECT, related_name="findings", help_text="that it shows"
    )
    picture_copy = models.ForeignKey(
        PictureCopy, null=True, on_delete=models.PROTECT, related_name="findings", help_text="the surest, of a picture"
    )
    z = models.FloatField(null=True)
    log10_false_alarm = models.FloatField(null=True)
    refusal_zh = models.TextField(blank=True)
    refusal_en = models.TextField(blank=True)
    hint_zh = models.TextField(blank=True)
    hint_en = models.TextField(blank=True)
    brought_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now, editable=False)
    traced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-brought_at", "-pk"]
        indexes = [models.Index(fields=["studio", "-brought_at"])]
        constraints = [
            models.UniqueConstraint(fields=["studio", "sha256"], name="a_found_file_once_per_studio"),
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="finding_not_empty"),
            models.CheckConstraint(
                condition=Q(state__in=["received", "traced", "refused"]), name="finding_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="traced", verdict__in=["copy", "work", "nothing"], traced_at__isnull=False)
                | ~Q(state="traced") & Q(verdict="", traced_at__isnull=True),
                name="traced_finding_has_a_verdict",
            ),
            models.CheckConstraint(
                condition=Q(verdict="copy", log10_false_alarm__isnull=False) & ONE_COPY
                | ~Q(verdict="copy")
                & Q(issued__isnull=True, picture_copy__isnull=True, log10_false_alarm__isnull=True),
                name="named_copy_has_its_chance_of_error",
            ),
            models.CheckConstraint(
                condition=Q(log10_false_alarm__isnull=True) | Q(log10_false_alarm__lte=-9.0),
                name="nobody_is_named_above_the_bound",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """`T-000093`: what its report is called."""
        return f"T-{self.pk:06}"

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def folder(self) -> Path:
        """Where scores and sights are kept."""
        return Path(settings.MEDIA_ROOT) / self.kept

    @property
    def film(self) -> str:
        """Path under the media folder of what a browser plays."""
        return self.preview or self.file

    @property
    def is_picture(self) -> bool:
        """A still picture, by what its bytes are: the stored file ends in that."""
        return self.path.suffix[1:] in STILL_CONTAINERS

    @property
    def copy(self) -> Copy | PictureCopy | None:
        """The surest copy, of a film or of a picture."""
        return self.issued or self.picture_copy

    @property
    def shows(self) -> RegisteredMaster | RegisteredPicture | None:
        """The master or the registered picture that it shows."""
        return self.master or self.picture

    @property
    def refusal(self) -> Words:
        return Words(self.refusal_zh, self.refusal_en)

    @property
    def hint(self) -> Words:
        return Words(self.hint_zh, self.hint_en)

    @property
    def look(self) -> states.Look:
        if self.state == Finding.State.RECEIVED and self.job is not None and self.job.state in states.STOPPED:
            return states.STOPPED[self.job.state]
        return states.VERDICTS[self.verdict] if self.state == Finding.State.TRACED else states.FINDING[self.state]

    @property
    def matched(self) -> dict[str, Any] | None:
        """The JSON of the master it shows, for a row of a list."""
        masters: list[dict[str, Any]] = self.result.get("masters", [])
        mine = [m for m in masters if m["master_id"] == (self.master_id or self.picture_id)]
        return mine[0] if mine else None

    def get_absolute_url(self) -> str:
        return reverse("protection:finding", args=[self.pk])


class NamedIn(OwnedByStudio):
    """That a finding was made from this copy; a row for every copy above the bound, to ask for a copy's findings."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="named")
    issued = models.ForeignKey(Copy, null=True, on_delete=models.PROTECT, related_name="named_in")
    picture_copy = models.ForeignKey(PictureCopy, null=True, on_delete=models.PROTECT, related_name="named_in")
    z = models.FloatField()
    log10_false_alarm = models.FloatField()

    class Meta:
        ordering = ["-z"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "issued"], name="a_copy_is_named_once_per_finding"),
            models.UniqueConstraint(fields=["finding", "picture_copy"], name="a_picture_copy_is_named_once"),
            models.CheckConstraint(condition=ONE_COPY, name="named_is_a_copy_of_one_kind"),
            models.CheckConstraint(condition=Q(log10_false_alarm__lte=-9.0), name="named_below_the_bound"),
        ]

    def __str__(self) -> str:
        return f"{self.finding}: {self.issued or self.picture_copy}"


class Watch(OwnedByStudio):
    """One scan of the studio's folder of found files."""

    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True)
    files = models.PositiveIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0, help_text="the others were known from an earlier scan")
    failed = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0, help_text="files that show a master of ours")

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"watch {self.started_at:%Y-%m-%d %H:%M}"
