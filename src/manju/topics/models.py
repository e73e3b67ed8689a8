"""Hit lists with what was read of them, the studio's own lexicon, analyses, backtests, and directions chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Property
from manju.people.models import User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.words import Words

__all__ = [
    "FATIGUE",
    "WINDOW_DAYS",
    "Analysis",
    "Backtest",
    "Choice",
    "Element",
    "Fit",
    "HitList",
    "ListMap",
    "Reading",
]

WINDOW_DAYS: Final = 90  # the last three months, as the article says
FATIGUE: Final[dict[str, Words]] = {
    "fresh": Words("还新鲜", "Fresh"),
    "watch": Words("在变旧", "Watch"),
    "tired": Words("做腻了", "Tired"),
}


class ListMap(OwnedByStudio):
    """Which column holds what in lists that have this header, as a person said; remembered for the next one."""

    header_sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(help_text="our name -> header")
    saved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["studio", "header_sha256"], name="one_list_map_per_header")]

    def __str__(self) -> str:
        return str(self.mapping)


class WaitingFile(OwnedByStudio):
    """A dropped list whose columns a person has to name; gone once they are named or the file is refused."""

    file = models.CharField(max_length=200, help_text="in the inbox, under the media folder")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    header_sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["studio", "sha256"], name="a_file_waits_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topics:columns", args=[self.pk])


class HitLists(ScopedRows["HitList"]):
    """Questions about the lists of the studio in scope."""

    def counted(self) -> Self:
        """Those that count, in the order in which they came."""
        return self.filter(withdrawn_at=None).order_by("pk")


class HitList(OwnedByStudio):
    """A hit list as it came, and its rows beside it as a Parquet file. Withdrawn, never deleted."""

    objects = ScopedManager.from_queryset(HitLists)()

    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=200, help_text="the file as it came: path under the media folder")
    rows_file = models.CharField(max_length=200, help_text="its rows as Parquet: path under the media folder")
    format = models.CharField(max_length=16)
    platforms = models.JSONField(default=list)
    audiences = models.JSONField(default=list, help_text="the most frequent ones")
    mapping = models.JSONField(default=dict, help_text="our name -> header in the file")
    date_source = models.CharField(max_length=24, help_text="where the list's date comes from")
    first_date = models.DateField(null=True)
    last_date = models.DateField(null=True)
    rows = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="the first rejected rows: line, zh, en, cells")
    imported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "sha256"], condition=models.Q(withdrawn_at__isnull=True), name="a_list_counts_once"
            ),
            models.CheckConstraint(
                condition=models.Q(rows=models.F("imported") + models.F("duplicates") + models.F("rejected")),
                name="every_row_of_a_list_is_accounted_for",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("topics:list", args=[self.pk])

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def rows_path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.rows_file


class Reading(OwnedByStudio):
    """How this studio looks at lists: one row per studio."""

    window_days = models.PositiveSmallIntegerField(default=WINDOW_DAYS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["studio"], name="one_reading_per_studio"),
            models.CheckConstraint(
                condition=models.Q(window_days__gte=7) & models.Q(window_days__lte=730), name="window_of_a_week_or_more"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.window_days} days"


class Element(OwnedByStudio):
    """What the studio says of an element: added, named otherwise, merged into another, or refused.

    It stands over the lexicon that comes with Manju; an element that nobody touched has no row.
    """

    class State(models.TextChoices):
        USED = "used"
        MERGED = "merged"
        REFUSED = "refused"

    name = models.CharField(max_length=40, help_text="the canonical Chinese name")
    name_en = models.CharField(max_length=60, blank=True)
    synonyms = models.JSONField(default=list)
    kind = models.CharField(max_length=16, blank=True, help_text="what kind of element, as in the lexicon")
    state = models.CharField(max_length=8, choices=State.choices, default=State.USED)
    merged_into = models.CharField(max_length=40, blank=True)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["studio", "name"], name="an_element_is_said_once"),
            models.CheckConstraint(
                condition=models.Q(state="merged") & ~models.Q(merged_into="") & ~models.Q(merged_into=models.F("name"))
                | ~models.Q(state="merged") & models.Q(merged_into=""),
                name="a_merged_element_says_into_which",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Fit(OwnedByStudio):
    """How well an element suits AI making, as the studio says from a day on; the newest day that has begun counts."""

    element = models.CharField(max_length=40)
    spectacle = models.FloatField(help_text="0..1, more is better")
    pace = models.FloatField(help_text="0..1, more is better")
    freedom = models.FloatField(help_text="0..1: few live-action constraints, more is better")
    valid_from = models.DateField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["element", "-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    spectacle__gte=0, spectacle__lte=1, pace__gte=0, pace__lte=1, freedom__gte=0, freedom__lte=1
                ),
                name="fit_0_to_1",
            )
        ]

    def __str__(self) -> str:
        return f"{self.element} {self.valid_from}"


class Analyses(ScopedRows["Analysis"]):
    """Questions about the analyses of the studio in scope."""

    def newest(self, *, platform: str = "", audience: str = "") -> Analysis | None:
        return self.filter(platform=platform, audience=audience).order_by("-found_at", "-pk").first()


class Analysis(OwnedByStudio):
    """What the lists said on a day, kept as it was found: pages show this, choices refer to it."""

    objects = ScopedManager.from_queryset(Analyses)()

    as_of = models.DateField()
    window_days = models.PositiveSmallIntegerField()
    platform = models.CharField(max_length=32, blank=True, help_text="of this platform only; empty: of all")
    audience = models.CharField(max_length=32, blank=True)
    engine = models.CharField(max_length=32, help_text="version of the engine")
    mark = models.CharField(max_length=64, help_text="SHA-256 of lists, lexicon and settings that it was made from")
    rows = models.PositiveIntegerField()
    result = models.JSONField(help_text="manju topics analyse --json, and series for the pages")
    carried_file = models.CharField(max_length=200, help_text="which title carries which elements, as Parquet")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    found_at = models.DateTimeField(default=timezone.now, help_text="when the lists were last found to say this")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "mark", "platform", "audience"], name="an_analysis_is_made_once_of_the_same"
            )
        ]

    def __str__(self) -> str:
        return f"{self.as_of} {self.window_days}"

    @property
    def carried_path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.carried_file


class Backtest(OwnedByStudio):
    """A replay of the studio's own lists, kept as it came out."""

    k = models.PositiveSmallIntegerField(default=10)
    horizon_days = models.PositiveSmallIntegerField(default=30)
    engine = models.CharField(max_length=32)
    mark = models.CharField(max_length=64)
    result = models.JSONField(help_text="manju topics backtest --json")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} k={self.k}"


class Choice(OwnedByStudio):
    """The direction a property was started from, with what was known then. Written once; a later choice follows it."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="choices")
    elements = models.JSONField(help_text="canonical names")
    fatigue = models.CharField(max_length=8)
    difference = models.TextField(blank=True, help_text="what sets the property apart; demanded for a tired direction")
    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="+")
    evidence = models.JSONField(help_text="the direction as the analysis had it, its elements, rows behind it")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(fatigue__in=list(FATIGUE)), name="choice_fatigue_known"),
            models.CheckConstraint(
                condition=~models.Q(fatigue="tired") | ~models.Q(difference=""),
                name="a_tired_direction_needs_a_difference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_property}: {'+'.join(self.elements)}"

    def get_absolute_url(self) -> str:
        return reverse("topics:choice", args=[self.pk])

    @property
    def fatigue_name(self) -> Words:
        return FATIGUE[self.fatigue]

    @property
    def direction(self) -> dict[str, Any]:
        """The direction as it was shown (Any: JSON)."""
        found: dict[str, Any] = self.evidence["direction"]
        return found
