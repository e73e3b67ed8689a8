"""What a person decided about a test launch, over what was measured: written once, kept for ever."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils import timezone

from manju.catalogue.models import Season
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words

__all__ = ["RULINGS", "Ruling"]

RULINGS: Final[dict[str, Words]] = {
    "GO": Words("放行", "Go on"),
    "STOP": Words("停", "Stop"),
    "MEASURED": Words("按数据定", "As measured"),
}


class Ruling(OwnedByStudio):
    """A person's word on a season's test: go on, stop, or (taking an earlier one back) as measured."""

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="rulings")
    says = models.CharField(max_length=8)
    why = models.TextField()
    measured = models.CharField(max_length=12, help_text="the verdict of the figures at that moment")
    figures = models.JSONField(default=dict, help_text="rates, bounds, views at that moment")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(says__in=list(RULINGS)), name="ruling_known"),
            models.CheckConstraint(condition=~models.Q(why=""), name="ruling_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.season} {self.says}"

    @property
    def word(self) -> Words:
        return RULINGS[self.says]
