"""Property -> work -> season -> episode -> master, and the uploads that become masters."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.track_models import LetteringLayer, Stem
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words

__all__ = ["Episode", "LetteringLayer", "Master", "Property", "Season", "Stem", "Upload", "Work"]


class Property(OwnedByStudio):
    """What is incubated and licensed (IP): has works, characters and, later, gates."""

    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    logline_zh = models.CharField(max_length=240, blank=True)
    logline_en = models.CharField(max_length=240, blank=True)
    genres_zh = models.CharField(max_length=80, blank=True, help_text="古风 · 重生 · 复仇")
    genres_en = models.CharField(max_length=80, blank=True)
    art = models.CharField(max_length=200, blank=True, help_text="key art: path under the media folder")
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="a stopped property loses its colour")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["studio", "name_zh"], name="property_name_once_per_studio")]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> Words:
        return Words(self.name_zh, self.name_en or self.name_zh)

    @property
    def logline(self) -> Words:
        return Words(self.logline_zh, self.logline_en or self.logline_zh)

    @property
    def genres(self) -> Words:
        return Words(self.genres_zh, self.genres_en or self.genres_zh)

    def get_absolute_url(self) -> str:
        return reverse("catalogue:property", args=[self.pk])


class Work(OwnedByStudio):
    """One series under a property."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="works")
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, default="zh", help_text="spoken and lettered language of the masters")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.title_zh

    @property
    def title(self) -> Words:
        return Words(self.title_zh, self.title_en or self.title_zh)

    def get_absolute_url(self) -> str:
        return reverse("catalogue:work", args=[self.pk])


class Season(OwnedByStudio):
    """A numbered season of a work."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="seasons")
    number = models.PositiveSmallIntegerField(default=1)
    planned_episodes = models.PositiveSmallIntegerField(default=30)

    class Meta:
        ordering = ["work", "number"]
        constraints = [models.UniqueConstraint(fields=["work", "number"], name="season_number_once_per_work")]

    def __str__(self) -> str:
        return f"{self.work} S{self.number}"

    @property
    def name(self) -> Words:
        return Words(f"第 {self.number} 季", f"Season {self.number}")

    def get_absolute_url(self) -> str:
        return reverse("catalogue:season", args=[self.pk])


class Episode(OwnedByStudio):
    """A numbered part of a season; shows its current master."""

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="episodes")
    number = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=80, blank=True)
    title_en = models.CharField(max_length=80, blank=True)
    synopsis_zh = models.CharField(max_length=400, blank=True)
    synopsis_en = models.CharField(max_length=400, blank=True)
    filing_number = models.CharField(max_length=64, blank=True, help_text="NRTA filing number, printed in packages")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["season", "number"]
        constraints = [models.UniqueConstraint(fields=["season", "number"], name="episode_number_once_per_season")]

    def __str__(self) -> str:
        return f"{self.season} E{self.number}"

    @property
    def name(self) -> Words:
        """`第 7 集　桥上的人` / `Episode 7: The one on the bridge`."""
        zh = f"第 {self.number} 集" + (f"　{self.title_zh}" if self.title_zh else "")
        title_en = self.title_en or self.title_zh
        return Words(zh, f"Episode {self.number}" + (f": {title_en}" if title_en else ""))

    @property
    def master(self) -> Master | None:
        """The newest ready master; older ones stay for the record."""
        return self.masters.filter(state=Master.State.READY, text_free=False).order_by("-pk").first()

    @property
    def text_free_master(self) -> Master | None:
        """The newest ready master without burnt-in lettering: what the layers of a language are laid on."""
        return self.masters.filter(state=Master.State.READY, text_free=True).order_by("-pk").first()

    def get_absolute_url(self) -> str:
        return reverse("catalogue:episode", args=[self.pk])


class Master(OwnedByStudio):
    """The studio's finished file of an episode. Never changed, never leaves unmarked; a new one supersedes it."""

    class State(models.TextChoices):
        RECEIVED = "received"  # stored, not yet looked at
        READY = "ready"  # probed, poster and waveform made
        REFUSED = "refused"  # the file cannot be used; the reason stays with it

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="masters")
    file = models.CharField(max_length=200, help_text="path under the media folder")
    original_name = models.CharField(max_length=255)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    text_free = models.BooleanField(default=False, help_text="without lettering; layers are laid on it")
    refusal_code = models.CharField(max_length=64, blank=True)
    refusal_zh = models.TextField(blank=True)
    refusal_en = models.TextField(blank=True)
    hint_zh = models.TextField(blank=True, help_text="what to do about a refusal")
    hint_en = models.TextField(blank=True)
    probe = models.JSONField(default=dict, help_text="media.probe.Probe as JSON")
    poster = models.CharField(max_length=200, blank=True)
    waveform = models.CharField(max_length=200, blank=True, help_text="JSON of peaks per 1/10 s")
    preview = models.CharField(max_length=200, blank=True, help_text="small MP4 where browsers cannot play the master")
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["studio", "sha256"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(size_bytes__gt=0), name="master_not_empty"),
            models.UniqueConstraint(fields=["episode", "sha256"], name="same_master_once_per_episode"),
        ]

    def __str__(self) -> str:
        return f"{self.episode} {self.original_name}"

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def refusal(self) -> Words:
        return Words(self.refusal_zh, self.refusal_en)

    @property
    def hint(self) -> Words:
        return Words(self.hint_zh, self.hint_en)

    @property
    def duration_s(self) -> float | None:
        """Length in seconds; None before it was looked at."""
        found: float | None = self.probe.get("duration_s")
        return found

    @property
    def film(self) -> str:
        """Path under the media folder of what a browser plays; empty when nothing of it may be shown."""
        if self.state != Master.State.READY:
            return ""
        return self.preview or self.file


class Upload(OwnedByStudio):
    """A file on its way in, in pieces (tus 1.0): survives a closed laptop, goes on where it stopped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=255)
    size_bytes = models.BigIntegerField()
    received_bytes = models.BigIntegerField(default=0)
    target = models.JSONField(default=dict, help_text="where it goes: season and episode number")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True, help_text="known once the whole file has been read back")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    heard_at = models.DateTimeField(default=timezone.now, help_text="when the last bytes came")
    finished_at = models.DateTimeField(null=True)
    master = models.ForeignKey(Master, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-heard_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(size_bytes__gt=0), name="upload_not_empty"),
            models.CheckConstraint(
                condition=models.Q(received_bytes__gte=0) & models.Q(received_bytes__lte=models.F("size_bytes")),
                name="upload_within_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.received_bytes}/{self.size_bytes}"

    @property
    def part(self) -> Path:
        """The bytes received so far."""
        return Path(settings.MEDIA_ROOT) / "uploads" / f"{self.pk}.part"

    @property
    def percent(self) -> int:
        return self.received_bytes * 100 // self.size_bytes
