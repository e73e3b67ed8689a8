"""How a studio signs what it hands out (C2PA): whether by default, with which certificate; and platform switches."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils import timezone

from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words

__all__ = ["SWITCHES", "Signing", "SwitchProof"]

SWITCHES: Final[dict[str, Words]] = {
    "ai": Words("AI 声明", "AI disclosure"),
    "original": Words("原创声明", "Original declaration"),
}


class Signing(OwnedByStudio):
    """One for each studio, made on first use. The key lies in a file of the home, never in the database."""

    by_default = models.BooleanField(default=False, help_text="orders sign unless told otherwise")
    own = models.BooleanField(default=True, help_text="self-made by this home; False: brought by the studio")
    name = models.CharField(max_length=120, blank=True, help_text="who the certificate names")
    valid_until = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["studio"], name="one_signing_per_studio")]

    def __str__(self) -> str:
        return f"{self.name or '—'} {self.by_default}"


class SwitchProof(OwnedByStudio):
    """A switch of a platform that somebody turned on for a publication, with the screenshot that shows it. Kept."""

    publication = models.ForeignKey("distribution.Publication", on_delete=models.PROTECT, related_name="switches")
    switch = models.CharField(max_length=10)
    file = models.CharField(max_length=200, help_text="screenshot: path under the media folder")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(switch__in=list(SWITCHES)), name="switch_known"),
            models.CheckConstraint(condition=~models.Q(file=""), name="switch_proof_has_a_file"),
            models.UniqueConstraint(fields=["publication", "switch", "sha256"], name="a_screenshot_once_per_switch"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.switch}"

    @property
    def name(self) -> Words:
        return SWITCHES[self.switch]
