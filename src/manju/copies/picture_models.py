"""Registered pictures and the marked copies of them that were handed out."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone

from manju.people.models import User
from manju.people.scope import OwnedByStudio


class RegisteredPicture(OwnedByStudio):
    """An original picture, kept in the home, that found pictures are known by and copies are made from."""

    title = models.CharField(max_length=160)
    original_name = models.CharField(max_length=255)
    file = models.CharField(max_length=200, help_text="path under the media folder")
    sha256 = models.CharField(max_length=64, help_text="of the file; what its copies' chips are keyed by")
    width = models.PositiveIntegerField(help_text="pixels, as displayed")
    height = models.PositiveIntegerField()
    known_by = models.BinaryField(help_text="media.fingerprint.pictures.PicturePrint")
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["studio", "sha256"], name="a_picture_is_registered_once"),
            models.CheckConstraint(condition=~models.Q(file=""), name="registered_picture_has_a_file"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> Path:
        """The original, never changed."""
        return Path(settings.MEDIA_ROOT) / self.file


class PictureCopy(OwnedByStudio):
    """One marked copy of a picture, written down before its file is made; never deleted, as copies of films."""

    picture = models.ForeignKey(RegisteredPicture, on_delete=models.PROTECT, related_name="copies")
    copy_id = models.BigIntegerField(help_text="the number its mark stands for; unique in the studio")
    recipient = models.CharField(max_length=120, help_text="who it is handed to")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    file = models.CharField(max_length=200, blank=True, help_text="path under the media folder, where it is kept there")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the marked file; empty until it is made")
    psnr_y_db = models.FloatField(null=True, help_text="of the mark itself, before encoding")

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name_plural = "picture copies"
        constraints = [
            models.UniqueConstraint(fields=["studio", "copy_id"], name="picture_copy_id_once_per_studio"),
            models.CheckConstraint(condition=models.Q(copy_id__gt=0), name="picture_copy_id_is_positive"),
            models.CheckConstraint(condition=~models.Q(recipient=""), name="a_picture_copy_has_a_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.picture} -> {self.recipient}"

    @property
    def is_made(self) -> bool:
        return bool(self.sha256)
