"""The figures that a studio has put for a channel, version by version."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.media.channels import profiles
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words

__all__ = ["ChannelFigures"]


class ChannelFigures(OwnedByStudio):
    """A version of a studio's own figures for a channel: added, never changed. No figures: the shipped ones again."""

    channel = models.CharField(max_length=32)
    figures = models.JSONField(default=dict, help_text="field of media.channels.Profile -> number")
    source = models.CharField(max_length=400, blank=True, help_text="where the figures come from")
    valid_from = models.DateField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        indexes = [models.Index(fields=["studio", "channel", "-valid_from"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(figures={}) | ~models.Q(source=""), name="own_figures_have_a_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.valid_from}"

    @property
    def channel_name(self) -> Words:
        known = profiles().get(self.channel)
        return known.title if known else Words(self.channel, self.channel)

    def get_absolute_url(self) -> str:
        return reverse("distribution:channel", args=[self.channel])
