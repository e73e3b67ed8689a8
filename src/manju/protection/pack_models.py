"""Evidence packs that were made: which property, what they held and lacked then. Added, never changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from manju.catalogue.models import Property
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words

__all__ = ["EvidencePack"]


class EvidencePack(OwnedByStudio):
    """One pack as it was made and, perhaps, handed to a court or a platform."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="evidence_packs")
    file = models.CharField(max_length=200, help_text="path under the media folder")
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    items = models.PositiveIntegerField()
    missing = models.JSONField(default=list, help_text="[{code, weight, message {zh, en}}]: what it lacked")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(size_bytes__gt=0), name="evidence_pack_not_empty")]

    def __str__(self) -> str:
        return f"{self.of_property} {self.made_at:%Y-%m-%d}"

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def grave(self) -> int:
        return sum(gap["weight"] == "grave" for gap in self.missing)

    @property
    def missing_said(self) -> Words:
        """How much it lacked, in a few words."""
        if not self.missing:
            return Words("什么都不缺", "nothing missing")
        weak = len(self.missing) - self.grave
        return Words(f"要紧 {self.grave}，偏弱 {weak}", f"{self.grave} grave, {weak} weak")

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        return {"path": str(self.path), "items": self.items, "missing": self.missing}
