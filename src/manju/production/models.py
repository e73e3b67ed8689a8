"""Scripts and storyboards: a paper per piece of writing, every upload and every save a version that stays."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Episode, Property
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.production.capture_models import CaptureToken, Generator, SeenFile, WatchedFolder
from manju.production.creation_models import CreationEntry, Decision, Difference, Edit, Output, Reference
from manju.words import Words

__all__ = [
    "KINDS", "CaptureToken", "CreationEntry", "Decision", "Difference", "Edit", "Generator", "Output", "Paper",
    "PaperVersion", "Reference", "SeenFile", "WatchedFolder",
]  # fmt: skip

KINDS: Final[dict[str, Words]] = {
    "script": Words("剧本", "Script"),
    "storyboard": Words("分镜", "Storyboard"),
}


class Paper(OwnedByStudio):
    """A script or a storyboard of a property, perhaps of one episode; what it says stands in its versions."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="papers")
    episode = models.ForeignKey(Episode, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=list(KINDS)), name="paper_kind_known"),
            models.CheckConstraint(condition=~models.Q(title=""), name="paper_has_a_title"),
            models.UniqueConstraint(fields=["of_property", "kind", "title"], name="paper_title_once_per_property"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_name(self) -> Words:
        return KINDS[self.kind]

    @property
    def newest(self) -> PaperVersion | None:
        found: PaperVersion | None = self.versions.order_by("-number").first()
        return found

    def get_absolute_url(self) -> str:
        return reverse("production:paper", args=[self.pk])


class PaperVersion(OwnedByStudio):
    """One version as it came: a file kept by its hash. Written once, never changed."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="counts from 1 within the paper")
    file = models.CharField(max_length=200, help_text="path under the media folder")
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    reads_as = models.CharField(max_length=12, help_text="fountain, fdx, picture, pdf or other; by its content")
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", help_text="edited from")
    note = models.CharField(max_length=240, blank=True)
    made_at = models.DateTimeField(help_text="the file's own time where it is known; never later than `at`")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="paper_versions_count_from_1"),
            models.CheckConstraint(condition=models.Q(size_bytes__gt=0), name="paper_version_not_empty"),
            models.CheckConstraint(condition=models.Q(made_at__lte=models.F("at")), name="paper_not_of_the_future"),
        ]

    def __str__(self) -> str:
        return f"{self.paper} v{self.number}"

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def is_written(self) -> bool:
        """Whether it is text that can be shown and edited as a script."""
        return self.reads_as in ("fountain", "fdx")

    def get_absolute_url(self) -> str:
        return reverse("production:version", args=[self.pk])
