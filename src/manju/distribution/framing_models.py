"""How masters are framed for other shapes: what the machine chose, and what people chose instead, shot by shot."""

from __future__ import annotations

from functools import cached_property
from typing import get_args

from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Master
from manju.media.reframe.framing import Framing, Layout, Shot
from manju.media.reframe.hand import Chosen, by_hand
from manju.people.models import User
from manju.people.scope import OwnedByStudio


class MasterFraming(OwnedByStudio):
    """The framing of a master for one shape, as the machine chose it."""

    master = models.ForeignKey(Master, on_delete=models.PROTECT, related_name="framings")
    wide = models.PositiveSmallIntegerField(help_text="of the shape, as wide : high")
    high = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(help_text="media.reframe.planning.REFRAME_VERSION")
    aspect = models.FloatField(help_text="width / height of the master")
    automatic = models.JSONField(help_text="media.reframe.framing.Framing")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["master", "wide", "high", "version"], name="a_master_is_framed_once_for_a_shape"
            ),
            models.CheckConstraint(condition=models.Q(wide__gt=0, high__gt=0), name="a_shape_has_two_sides"),
        ]

    def __str__(self) -> str:
        return f"{self.master} {self.shape}"

    @property
    def shape(self) -> str:
        return f"{self.wide}:{self.high}"

    @property
    def target(self) -> float:
        return self.wide / self.high

    @property
    def across(self) -> bool:
        """Whether the window moves across the picture; else up and down."""
        return self.target < self.aspect

    @property
    def chosen_by_machine(self) -> Framing:
        return Framing.from_json(self.automatic)

    @cached_property
    def framing(self) -> Framing:
        """What is shown: the machine's choice, and where people chose, theirs."""
        framing = self.chosen_by_machine
        for choice in self.latest_choices().values():
            if choice.number < len(framing.shots):
                framing = framing.with_shot(choice.number, choice.shot(framing.shots[choice.number]))
        return framing

    def latest_choices(self) -> dict[int, ShotChoice]:
        """What people last set, by number of the shot; a shot given back to the machine is not in it."""
        latest = {c.number: c for c in self.choices.select_related("by").order_by("pk")}
        return {n: c for n, c in latest.items() if c.layout}

    def get_absolute_url(self) -> str:
        return reverse("distribution:framing", args=[self.pk])


class ShotChoice(OwnedByStudio):
    """How a person wants a shot to be shown; never changed, only followed by another. No layout: the machine again."""

    framing_of = models.ForeignKey(MasterFraming, on_delete=models.PROTECT, related_name="choices")
    number = models.PositiveIntegerField(help_text="of the shot, from 0")
    layout = models.CharField(
        max_length=6, blank=True, choices=[("window", "window"), ("split", "split"), ("fill", "fill")]
    )
    first = models.FloatField(default=0.5, help_text="middle of what is shown, or of its first half, 0 to 1")
    second = models.FloatField(default=0.5, help_text="middle at the end of the shot, or of the second half")
    size = models.FloatField(default=1.0, help_text="share of the picture shown on a ground")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["framing_of", "number"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(layout__in=["", "window", "split", "fill"]), name="a_shot_has_a_known_layout"
            ),
            models.CheckConstraint(
                condition=models.Q(first__gte=0, first__lte=1, second__gte=0, second__lte=1, size__gt=0, size__lte=1),
                name="a_shot_is_framed_inside_the_picture",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framing_of} {self.number}: {self.layout or 'automatic'}"

    def shot(self, automatic: Shot) -> Shot:
        """The shot as it was set."""
        layout = next((known for known in get_args(Layout) if known == self.layout), None)
        if layout is None:
            return automatic
        chosen = Chosen(layout, self.first, self.second, self.size)
        return by_hand(chosen, automatic, aspect=self.framing_of.aspect, target=self.framing_of.target)
