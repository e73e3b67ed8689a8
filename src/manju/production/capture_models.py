"""How generations come in by themselves: folders that are watched, tokens of tools, servers that generate."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from manju.catalogue.models import Property
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words

__all__ = ["GENERATORS", "CaptureToken", "Generator", "SeenFile", "WatchedFolder"]

GENERATORS: Final[dict[str, Words]] = {
    "comfyui": Words("ComfyUI", "ComfyUI"),
    "openai": Words("兼容 OpenAI 的图像接口", "OpenAI-compatible images"),
}


class WatchedFolder(OwnedByStudio):
    """A folder of the server whose new pictures are written into the log."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="watched_folders")
    character = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=400)
    is_on = models.BooleanField(default=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now, editable=False)
    looked_at = models.DateTimeField(null=True)
    problem_zh = models.CharField(max_length=240, blank=True)
    problem_en = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["of_property", "character", "path"], name="folder_watched_once"),
            models.CheckConstraint(condition=~Q(path=""), name="watched_folder_has_a_path"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def problem(self) -> Words:
        return Words(self.problem_zh, self.problem_en)


class SeenFile(OwnedByStudio):
    """A file of a watched folder that has been dealt with: by place, size and time, so that it is not read again."""

    folder = models.ForeignKey(WatchedFolder, on_delete=models.CASCADE, related_name="seen")
    name = models.CharField(max_length=400, help_text="path below the folder")
    stamp = models.CharField(max_length=48, help_text="size and time of change")
    refusal_zh = models.CharField(max_length=240, blank=True, help_text="why it is not in the log")
    refusal_en = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "name"], name="file_seen_once_per_folder")]

    def __str__(self) -> str:
        return self.name

    @property
    def refusal(self) -> Words:
        return Words(self.refusal_zh, self.refusal_en)


class CaptureToken(OwnedByStudio):
    """What a tool shows to write into the log for a member. Only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    begins = models.CharField(max_length=12, help_text="its first characters, to tell it from others")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Generator(OwnedByStudio):
    """A server that makes pictures; its key lies in the home, never here."""

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=200)
    model = models.CharField(max_length=120, blank=True, help_text="for OpenAI-compatible servers")
    workflow = models.JSONField(default=dict, help_text="for ComfyUI: the graph in API format")
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(GENERATORS)), name="generator_kind_known"),
            models.UniqueConstraint(
                fields=["studio", "name"], condition=Q(removed_at=None), name="generator_name_once_per_studio"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> Words:
        return GENERATORS[self.kind]
