"""The draft of a bible sheet by sheet, its published versions, its pictures, and what was handed to whom."""

from __future__ import annotations

import json
from typing import Any, Final

from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.bible.names import FORMS, LEVELS
from manju.catalogue.models import Property
from manju.people.models import User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.seals.models import EvidenceItem
from manju.words import Words

__all__ = ["PARTS", "BiblePicture", "BibleVersion", "HandOff", "Sheet", "SheetText"]

PARTS: Final = ("head", "character", "relation", "world", "event", "conflict", "term")
"""What the draft is made of. There is one head; of all others there are many."""


class SheetRows(ScopedRows["Sheet"]):
    """What is asked of many sheets."""

    def live(self) -> models.QuerySet[Sheet]:
        return self.filter(removed_at=None)


class Sheet(OwnedByStudio):
    """One sheet of the draft: a character, an event, a word for translators, as the bible's format has it.

    `revision` counts its changes; whoever saves says which one they saw, so two people on two sheets never meet, and
    two on one sheet are told.
    """

    objects = ScopedManager.from_queryset(SheetRows)()

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="bible_sheets")
    part = models.CharField(max_length=10)
    key = models.CharField(max_length=100, help_text="a character's id, or its hash where it is long; else random")
    position = models.PositiveIntegerField(default=0)
    content = models.JSONField(default=dict)
    called = models.TextField(blank=True, help_text="every name it goes by, for searching")
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["of_property", "part", "position", "pk"]
        indexes = [models.Index(fields=["of_property", "part", "position"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(part__in=PARTS), name="bible_part_known"),
            models.UniqueConstraint(
                fields=["of_property", "part", "key"], condition=models.Q(removed_at=None),
                name="a_sheet_stands_once_in_a_bible",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.part} {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("bible:sheet", args=[self.pk])


class SheetText(OwnedByStudio):
    """A text that a sheet had, or (`aside`) one that somebody saved over a sheet that had changed meanwhile.

    Kept so that nothing anybody wrote is lost; added, never changed.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="texts")
    revision = models.PositiveIntegerField(help_text="the revision it was; of one aside, the one its writer saw")
    content = models.JSONField(default=dict)
    aside = models.BooleanField(default=False)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text="when it was written")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.sheet} r{self.revision}"


class BibleVersion(OwnedByStudio):
    """A published bible: its document as RFC 8785 writes it, and the SHA-256 of exactly that. Never changed."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="bible_versions")
    number = models.PositiveIntegerField()
    text = models.TextField(help_text="the whole document, canonical JSON")
    sha256 = models.CharField(max_length=64)
    percent = models.PositiveSmallIntegerField(help_text="how complete it was")
    note = models.CharField(max_length=400, blank=True)
    evidence = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["of_property", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["of_property", "number"], name="bible_version_numbered_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="bible_versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.of_property} v{self.number}"

    @property
    def document(self) -> dict[str, Any]:  # Any: JSON
        found: dict[str, Any] = json.loads(self.text)
        return found

    def get_absolute_url(self) -> str:
        return reverse("bible:version", args=[self.pk])


class BiblePicture(OwnedByStudio):
    """A picture that bibles of the studio name by its hash: its bytes as they came, and a small one for pages."""

    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=200, help_text="path under the media folder")
    small = models.CharField(max_length=200, blank=True, help_text="the same for pages; empty when it cannot be drawn")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    original_name = models.CharField(max_length=255, blank=True)
    brought_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["studio", "sha256"], name="a_bible_picture_is_kept_once")]

    def __str__(self) -> str:
        return self.sha256[:16]


class HandOff(OwnedByStudio):
    """What was handed out: which version, at which level, as what file, to whom. Added, never changed."""

    version = models.ForeignKey(BibleVersion, on_delete=models.PROTECT, related_name="hand_offs")
    level = models.CharField(max_length=10)
    form = models.CharField(max_length=6)
    partner = models.CharField(max_length=120)
    file = models.CharField(max_length=200, help_text="path under the media folder")
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=["full", "licensee", "teaser"]), name="hand_off_level_known"
            ),
            models.CheckConstraint(
                condition=models.Q(form__in=["pdf", "docx", "md", "json", "zip"]), name="hand_off_form_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} → {self.partner}"

    @property
    def level_name(self) -> Words:
        return LEVELS[self.level]

    @property
    def form_name(self) -> Words:
        return FORMS[self.form]
