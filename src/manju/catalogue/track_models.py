"""What belongs to an episode beside its masters: stems of its sound, and lettering layers of its languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from manju.media.languages import language_name
from manju.media.mixing.stems import GAIN_MAX_DB, KINDS, OFFSET_MAX_MS
from manju.people.models import User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.words import Words


class InUseRows(ScopedRows[Any]):
    """Rows that are laid aside instead of deleted: finished deliverables were made from their files."""

    def in_use(self) -> Any:  # the same kind of rows
        return self.filter(retired_at=None)


class Stem(OwnedByStudio):
    """One track of an episode's sound: the dub of a language, or music or effects for all of them."""

    class Kind(models.TextChoices):
        DUB = "dub"
        MUSIC = "music"
        EFFECTS = "effects"

    objects = ScopedManager.from_queryset(InUseRows)()

    episode = models.ForeignKey("catalogue.Episode", on_delete=models.PROTECT, related_name="stems")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    language = models.CharField(max_length=10, blank=True, help_text="of a dub; empty for music and effects")
    file = models.CharField(max_length=200, help_text="path under the media folder")
    original_name = models.CharField(max_length=255)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    duration_s = models.FloatField()
    gain_db = models.FloatField(default=0.0)
    offset_ms = models.IntegerField(default=0)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "language", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["dub", "music", "effects"]), name="stem_kind_known"),
            models.CheckConstraint(
                condition=(Q(kind="dub") & ~Q(language="")) | (~Q(kind="dub") & Q(language="")),
                name="only_a_dub_has_a_language",
            ),
            models.CheckConstraint(
                condition=Q(gain_db__gte=-GAIN_MAX_DB, gain_db__lte=GAIN_MAX_DB)
                & Q(offset_ms__gte=-OFFSET_MAX_MS, offset_ms__lte=OFFSET_MAX_MS),
                name="stem_figures_in_range",
            ),
            models.UniqueConstraint(
                fields=["episode", "kind", "language"], condition=Q(retired_at=None), name="one_stem_of_a_kind_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.episode} {self.kind} {self.language}"

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def name(self) -> Words:
        """`英语配音` / `English dub`; music and effects alone."""
        if self.kind == "dub":
            return Words("{l}配音", "{l} dub").fill(l=language_name(self.language))
        return KINDS["music" if self.kind == "music" else "effects"]


class LetteringLayer(OwnedByStudio):
    """One layer of lettering in one language, and when it is shown."""

    objects = ScopedManager.from_queryset(InUseRows)()

    episode = models.ForeignKey("catalogue.Episode", on_delete=models.PROTECT, related_name="layers")
    language = models.CharField(max_length=10)
    file = models.CharField(max_length=200, help_text="path under the media folder")
    original_name = models.CharField(max_length=255)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    start_s = models.FloatField()
    end_s = models.FloatField()
    fade_s = models.FloatField(default=0.0)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["language", "start_s", "pk"]
        indexes = [models.Index(fields=["episode", "language"])]
        constraints = [
            models.CheckConstraint(condition=Q(start_s__gte=0) & Q(end_s__gt=F("start_s")), name="layer_shown_a_while"),
            models.CheckConstraint(condition=Q(fade_s__gte=0, fade_s__lte=5), name="layer_fade_in_range"),
            models.CheckConstraint(condition=~Q(language=""), name="layer_has_a_language"),
            models.UniqueConstraint(
                fields=["episode", "language", "sha256", "start_s"], condition=Q(retired_at=None),
                name="same_layer_once_in_use",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.episode} {self.language} {self.start_s:g}"

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def when(self) -> str:
        """`1:02.5–1:04.0`: minutes and seconds with a tenth, as captions need."""
        return "–".join(f"{int(t) // 60}:{t % 60:04.1f}" for t in (self.start_s, self.end_s))

    @property
    def language_name(self) -> Words:
        return language_name(self.language)
