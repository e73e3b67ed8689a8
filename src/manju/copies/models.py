"""Registered masters, the copies handed out, the check of the studio's watermark key, and what a scan has seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from manju.catalogue.models import Master
from manju.copies.picture_models import PictureCopy, RegisteredPicture
from manju.people.models import User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.words import Words

__all__ = [
    "HIGHEST_COPY_ID", "Copy", "PictureCopy", "RegisteredMaster", "RegisteredPicture", "ScannedFile", "WatermarkKey",
]  # fmt: skip

HIGHEST_COPY_ID: Final = 2**63 - 1


class RegisteredRows(ScopedRows["RegisteredMaster"]):
    """Questions that read many registered masters."""

    def shown(self) -> Self:
        """With all that their names need, in one query."""
        return self.select_related("master__episode__season__work")

    def of(self, master: Master) -> Self:
        """The registration of this master's file: one file is registered once, however many episodes show it."""
        return self.filter(sha256=master.sha256)


class RegisteredMaster(OwnedByStudio):
    """A master whose fingerprint is in the catalogue, so that its pieces are found and its copies told apart.

    `master` is None for a file that came by the command line; then `file` is the original kept in the home.
    """

    objects = ScopedManager.from_queryset(RegisteredRows)()

    master = models.ForeignKey(Master, null=True, on_delete=models.PROTECT, related_name="registrations")
    file = models.CharField(max_length=200, blank=True, help_text="path under the media folder; of master when empty")
    original_name = models.CharField(max_length=255)
    title_zh = models.CharField(max_length=160, help_text="as registered; a master of the catalogue has its work's")
    title_en = models.CharField(max_length=160, blank=True)
    episode_number = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, help_text="of the file; what its copies' chips are keyed by")
    duration_s = models.FloatField()
    hashes = models.PositiveIntegerField(help_text="moments of the film kept in the fingerprint")
    width = models.PositiveIntegerField(help_text="pixels, as displayed")
    height = models.PositiveIntegerField()
    registration = models.CharField(max_length=200, help_text="path under the media folder: media.registering")
    registration_version = models.PositiveSmallIntegerField()
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["studio", "sha256"], name="a_file_is_registered_once"),
            models.CheckConstraint(
                condition=models.Q(master__isnull=False) | ~models.Q(file=""), name="registered_master_has_a_file"
            ),
            models.CheckConstraint(condition=models.Q(duration_s__gt=0), name="registered_master_has_a_length"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.episode or ''}".strip()

    @property
    def path(self) -> Path:
        """The original, never changed."""
        file = self.master.file if self.master is not None and not self.file else self.file
        return Path(settings.MEDIA_ROOT) / file

    @property
    def registration_path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.registration

    @property
    def title(self) -> Words:
        """The work's title, as it is now."""
        if self.master is not None:
            return self.master.episode.season.work.title
        return Words(self.title_zh, self.title_en or self.title_zh)

    @property
    def episode(self) -> int | None:
        return self.master.episode.number if self.master is not None else self.episode_number


class Copy(OwnedByStudio):
    """One marked copy of a master, written down before its file is made; never deleted, for it may turn up any day."""

    master = models.ForeignKey(RegisteredMaster, on_delete=models.PROTECT, related_name="copies")
    copy_id = models.BigIntegerField(help_text="the number its mark stands for; random, unique in the studio")
    word = models.BigIntegerField(help_text="what its blind layer says: media.watermark.blind.blind_word")
    recipient = models.CharField(max_length=120, help_text="who it is handed to")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    file = models.CharField(max_length=200, blank=True, help_text="path under the media folder, where it is kept there")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the marked file; empty until it is made")
    psnr_y_db = models.FloatField(null=True, help_text="of the mark itself, before encoding")
    worst_psnr_y_db = models.FloatField(null=True, help_text="the same in the worst frame")

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name_plural = "copies"
        indexes = [models.Index(fields=["studio", "-made_at"])]
        constraints = [
            models.UniqueConstraint(fields=["studio", "copy_id"], name="copy_id_once_per_studio"),
            models.UniqueConstraint(fields=["studio", "word"], name="copy_word_once_per_studio"),
            models.CheckConstraint(condition=models.Q(copy_id__gt=0), name="copy_id_is_positive"),
            models.CheckConstraint(condition=~models.Q(recipient=""), name="a_copy_has_a_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.master} -> {self.recipient}"

    @property
    def path(self) -> Path | None:
        """Its file, where the house keeps it."""
        return Path(settings.MEDIA_ROOT) / self.file if self.file else None

    @property
    def is_made(self) -> bool:
        return bool(self.sha256)


class WatermarkKey(OwnedByStudio):
    """That the studio has a watermark key, and a check on it. The key itself is a file in the home, never a row."""

    check_sha256 = models.CharField(max_length=64, help_text="tells the right key from another; does not give it away")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["studio"], name="one_watermark_key_per_studio")]

    def __str__(self) -> str:
        return f"watermark key of {self.studio}"


class ScannedFile(OwnedByStudio):
    """A found file that a scan of a folder has looked at, and what came of it; kept so that it is not looked at twice.

    `masters`: how many masters were registered then. A file without a match is looked at again when there are more.
    """

    path = models.CharField(max_length=4096, help_text="absolute, on the machine that scanned")
    path_sha256 = models.CharField(max_length=64, help_text="of the path: what makes it unique")
    size_bytes = models.BigIntegerField()
    mtime_ns = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    masters = models.PositiveIntegerField()
    result = models.JSONField(default=dict, help_text="copies.answers: matches, match, copy, copies; or error")
    master = models.ForeignKey(RegisteredMaster, null=True, on_delete=models.PROTECT, related_name="found_in")
    issued = models.ForeignKey(Copy, null=True, on_delete=models.PROTECT, related_name="found_in")
    error_code = models.CharField(max_length=64, blank=True)
    scanned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["path", "pk"]
        indexes = [models.Index(fields=["studio", "sha256"])]
        constraints = [models.UniqueConstraint(fields=["studio", "path_sha256"], name="a_found_file_is_kept_once")]

    def __str__(self) -> str:
        return self.path

    @property
    def match(self) -> dict[str, Any] | None:  # JSON of `copies.answers`
        found: dict[str, Any] | None = self.result.get("match")
        return found

    @property
    def why_not(self) -> Words | None:
        """Why it could not be looked at; None when it was."""
        error: dict[str, Any] | None = self.result.get("error")
        return Words(**error["message"]) if error else None
