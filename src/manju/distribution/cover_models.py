"""Which moment of an episode its cover shows on a channel, and what is set on it."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.utils import timezone

from manju.catalogue.models import Episode
from manju.media.cover import AS_FOUND, CoverChoice, Style
from manju.people.models import User
from manju.people.scope import OwnedByStudio


class ChosenCover(OwnedByStudio):
    """A person's choice; for every channel of the language where `channel` is empty. It outlives deliverables."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="covers")
    channel = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=10)
    at_s = models.FloatField(null=True, blank=True, help_text="second of the master; empty for the best moment")
    title = models.CharField(max_length=80, blank=True)
    style = models.CharField(max_length=10, default="outline")
    chosen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "channel", "language"], name="one_cover_per_channel"),
            models.CheckConstraint(
                condition=models.Q(at_s=None) | models.Q(at_s__gte=0), name="cover_moment_in_the_film"
            ),
            models.CheckConstraint(
                condition=models.Q(style__in=["outline", "band", "bright"]), name="cover_style_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.episode} {self.channel} {self.language}"

    @property
    def choice(self) -> CoverChoice:
        """As the cellar takes it."""
        return CoverChoice(self.at_s, self.title, cast(Style, self.style))


def chosen_for(episode: Episode, channel: str, language: str) -> CoverChoice:
    """What was chosen for this channel, else for every channel of this language, else the best moment untitled."""
    rows = ChosenCover.objects.filter(episode=episode, language=language, channel__in=(channel, ""))
    best = max(rows, key=lambda row: row.channel, default=None)
    return AS_FOUND if best is None else best.choice
