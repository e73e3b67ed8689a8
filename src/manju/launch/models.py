"""Exports as they came, the videos they speak of, and what each said of a video on a day."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Episode, Work
from manju.launch.ruling_models import RULINGS, Ruling
from manju.market.exports import PLATFORM_NAMES
from manju.people.models import Studio, User
from manju.people.scope import OwnedByStudio
from manju.words import Words

__all__ = [
    "COUNTERS",
    "RATES",
    "RULINGS",
    "Export",
    "ExportNote",
    "Item",
    "PlatformFigure",
    "Ruling",
    "SeriesName",
    "Snapshot",
]

COUNTERS: Final = ("views", "completed", "likes", "comments", "shares", "saves", "hearts", "followers_gained")
RATES: Final = ("completion", "ctr", "average_percentage_viewed", "stayed_to_watch", "viewed_vs_swiped")
_KINDS: Final = ("content", "daily", "geography")


def _counter() -> models.BigIntegerField[int | None, int | None]:
    return models.BigIntegerField(null=True)


def _rate() -> models.DecimalField[Decimal | None, Decimal | None]:
    return models.DecimalField(max_digits=14, decimal_places=10, null=True)


class Export(OwnedByStudio):
    """One table of a platform's export: its file kept as it came, and what was made of it."""

    original_name = models.CharField(max_length=255)
    table = models.CharField(max_length=120, blank=True, help_text="sheet of a workbook, file in a ZIP")
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=200, help_text="path under the media folder")
    platform = models.CharField(max_length=20)
    account = models.CharField(max_length=80, blank=True, help_text="which account of the platform, where it matters")
    kind = models.CharField(max_length=10)
    export_date = models.DateField()
    date_from = models.CharField(max_length=6, help_text="given, name, today")
    columns = models.JSONField(default=dict, help_text="our name -> header in the file")
    unused = models.JSONField(default=list, help_text="headers that were not used")
    rows = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    imported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "sha256", "table", "export_date", "account"], name="an_export_is_kept_once_a_day"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=_KINDS), name="export_kind_known"),
            models.CheckConstraint(
                condition=models.Q(rows=models.F("imported") + models.F("duplicates") + models.F("rejected")),
                name="export_rows_add_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.original_name}"

    def get_absolute_url(self) -> str:
        return reverse("launch:export", args=[self.pk])

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def platform_name(self) -> Words:
        return PLATFORM_NAMES.get(self.platform, Words(self.platform, self.platform))

    @property
    def kind_name(self) -> Words:
        return {
            "content": Words("作品数据", "Videos"),
            "daily": Words("逐日数据", "Day by day"),
            "geography": Words("地区数据", "By region"),
        }[self.kind]


class ExportNote(OwnedByStudio):
    """A row of an export that was kept out, or was taken and looks odd: its line, why, in words."""

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="notes")
    line = models.PositiveIntegerField()
    kept_out = models.BooleanField(default=False)
    code = models.CharField(max_length=32)
    field = models.CharField(max_length=32, blank=True)
    zh = models.CharField(max_length=240)
    en = models.CharField(max_length=240)

    class Meta:
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"{self.line} {self.code}"

    @property
    def words(self) -> Words:
        return Words(self.zh, self.en)


class Item(OwnedByStudio):
    """A video on a platform. Matched to an episode by its title, or by a person; a person's word stays."""

    class State(models.TextChoices):
        WAITING = "waiting"  # no episode is known for it
        DOUBTFUL = "doubtful"  # one is likely; a person confirms
        MATCHED = "matched"
        ASIDE = "aside"  # a person said: no episode of ours

    platform = models.CharField(max_length=20)
    account = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=64, help_text="SHA-256 of its id, or of its title and publish time")
    item_id = models.CharField(max_length=200, blank=True)
    title = models.TextField()
    published = models.CharField(max_length=40, blank=True, help_text="ISO, as the platform writes it")
    number = models.PositiveIntegerField(null=True, help_text="of the episode, as its title says")
    series = models.CharField(max_length=200, blank=True, help_text="the work, as its title says, folded")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT, related_name="platform_items")
    matched_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    matched_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["platform", "number", "pk"]
        indexes = [models.Index(fields=["studio", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["studio", "platform", "account", "key"], name="a_video_is_one_item"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "aside"], episode__isnull=True)
                | models.Q(state__in=["doubtful", "matched"], episode__isnull=False),
                name="a_matched_item_has_an_episode",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.title[:40]}"

    @property
    def platform_name(self) -> Words:
        return PLATFORM_NAMES.get(self.platform, Words(self.platform, self.platform))


class SeriesName(OwnedByStudio):
    """How platforms call a work: said by a person once, known from then on."""

    key = models.CharField(max_length=200, help_text="the title without the episode, folded")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["studio", "key"], name="a_series_name_is_one_work")]

    def __str__(self) -> str:
        return f"{self.key} = {self.work}"


class Snapshot(OwnedByStudio):
    """What an export said of a video: counters since it was published, as of a day. Added, never changed."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="snapshots")
    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="snapshots")
    line = models.PositiveIntegerField()
    date = models.DateField(help_text="the day of the export")
    views = _counter()
    completed = _counter()
    likes = _counter()
    comments = _counter()
    shares = _counter()
    saves = _counter()
    hearts = _counter()
    followers_gained = _counter()
    completion = _rate()
    ctr = _rate()
    average_percentage_viewed = _rate()
    stayed_to_watch = _rate()
    viewed_vs_swiped = _rate()
    average_view_s = models.FloatField(null=True)
    watch_time_h = models.FloatField(null=True)

    class Meta:
        ordering = ["date", "item"]
        constraints = [models.UniqueConstraint(fields=["item", "date"], name="a_video_has_one_snapshot_a_day")]

    def __str__(self) -> str:
        return f"{self.item} {self.date}"

    @property
    def completed_plays(self) -> Fraction | None:
        """Plays to the end: as reported, or completion × plays, not rounded."""
        if self.completed is not None:
            return Fraction(self.completed)
        if self.completion is None or self.views is None:
            return None
        return Fraction(self.completion) * self.views


class PlatformFigure(OwnedByStudio):
    """A row of a table by days or by regions; of a video where the table names one."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="+", db_index=False)
    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="figures")
    line = models.PositiveIntegerField()
    platform = models.CharField(max_length=20)
    account = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=64, help_text="SHA-256 of day or region, and of the video")
    export_date = models.DateField()
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="figures")
    day = models.DateField(null=True)
    place = models.CharField(max_length=80, blank=True)
    views = _counter()
    likes = _counter()
    comments = _counter()
    shares = _counter()
    saves = _counter()
    followers_gained = _counter()
    average_view_s = models.FloatField(null=True)
    watch_time_h = models.FloatField(null=True)

    class Meta:
        ordering = ["platform", "day", "place", "export_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "platform", "account", "key", "export_date"], name="a_platform_figure_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.day or self.place}"
