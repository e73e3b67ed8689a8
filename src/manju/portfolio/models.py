"""Thresholds as they changed, evidence by hand, decisions by people, gates as they turned, saved simulations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Property
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.portfolio.names import GATES, NEEDS, STATES, STUDIO, VERDICTS, Gate, Look, Need
from manju.words import Words

__all__ = ["HandEvidence", "Override", "Simulation", "Threshold", "Turn"]


class Threshold(OwnedByStudio):
    """What a studio demands at a gate from a day on. Added, never changed; the newest that has begun counts."""

    name = models.CharField(max_length=24, help_text="key in thresholds.toml")
    value = models.BigIntegerField(help_text="count, minor units, or hundredths of a percent")
    valid_from = models.DateField()
    why = models.CharField(max_length=400)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(why=""), name="threshold_has_a_reason"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="threshold_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value} {self.valid_from}"


class HandEvidence(OwnedByStudio):
    """A figure that a named person entered with a file: by hand, not measured. The newest day counts."""

    of_property = models.ForeignKey(Property, null=True, on_delete=models.PROTECT, related_name="+")
    gate = models.CharField(max_length=16, help_text="empty property: of the whole studio, gate is `risk`")
    need = models.CharField(max_length=24)
    figure = models.BigIntegerField(help_text="count, hundredths of a percent, or 1 for yes and 0 for no")
    on = models.DateField(help_text="the day that the figure is of")
    text = models.CharField(max_length=400, blank=True)
    file = models.CharField(max_length=200, help_text="path under the media folder")
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["of_property", "need", "-on"], name="hand_evidence_newest")]
        constraints = [
            models.CheckConstraint(condition=models.Q(need__in=list(NEEDS)), name="hand_evidence_need_known"),
            models.CheckConstraint(condition=models.Q(gate__in=[*GATES, STUDIO]), name="hand_evidence_gate_known"),
            models.CheckConstraint(
                condition=models.Q(of_property__isnull=True, gate=STUDIO)
                | models.Q(of_property__isnull=False) & ~models.Q(gate=STUDIO),
                name="hand_evidence_of_a_property_or_the_studio",
            ),
            models.CheckConstraint(condition=models.Q(figure__gte=0), name="hand_evidence_not_negative"),
            models.CheckConstraint(condition=~models.Q(file=""), name="hand_evidence_has_a_file"),
        ]

    def __str__(self) -> str:
        return f"{self.need} {self.figure} {self.on}"

    @property
    def need_row(self) -> Need:
        return NEEDS[self.need]

    @property
    def said(self) -> Words:
        """The figure as people read it."""
        if self.need_row.unit == "yes":
            return Words("是", "yes") if self.figure else Words("否", "no")
        text = f"{self.figure / 100:.1f}%" if self.need_row.unit == "percent" else f"{self.figure:,}"
        return Words(text, text)

    @property
    def file_address(self) -> str:
        return reverse("portfolio:evidence_file", args=[self.pk])


class Override(OwnedByStudio):
    """A person's decision at a gate, over what the evidence says. Kept for ever; the last one counts."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="+")
    gate = models.CharField(max_length=16)
    verdict = models.CharField(max_length=8, help_text="pass, stop, or lift: what the evidence says counts again")
    why = models.CharField(max_length=400)
    state_then = models.CharField(max_length=12, help_text="what the evidence said")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["of_property", "gate", "-id"], name="override_newest")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(why=""), name="override_has_a_reason"),
            models.CheckConstraint(condition=models.Q(verdict__in=list(VERDICTS)), name="override_verdict_known"),
            models.CheckConstraint(condition=models.Q(gate__in=list(GATES)), name="override_gate_known"),
        ]

    def __str__(self) -> str:
        return f"{self.of_property} {self.gate} {self.verdict}"

    @property
    def gate_row(self) -> Gate:
        return GATES[self.gate]

    @property
    def verdict_name(self) -> Words:
        return VERDICTS[self.verdict]


class Turn(OwnedByStudio):
    """A gate that changed its state, on the day on which that was seen. Written once."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="+")
    gate = models.CharField(max_length=16)
    was = models.CharField(max_length=12, blank=True, help_text="empty: first seen")
    state = models.CharField(max_length=12)
    why_zh = models.CharField(max_length=400)
    why_en = models.CharField(max_length=400)
    override = models.ForeignKey(Override, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["of_property", "gate", "-id"], name="turn_newest"),
            models.Index(fields=["studio", "-at"], name="turn_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=list(STATES)), name="turn_state_known"),
            models.CheckConstraint(condition=models.Q(gate__in=list(GATES)), name="turn_gate_known"),
            models.CheckConstraint(condition=~models.Q(was=models.F("state")), name="a_turn_is_a_change"),
        ]

    def __str__(self) -> str:
        return f"{self.of_property} {self.gate} {self.was}->{self.state}"

    @property
    def gate_row(self) -> Gate:
        return GATES[self.gate]

    @property
    def why(self) -> Words:
        return Words(self.why_zh, self.why_en)

    @property
    def look(self) -> Look:
        return STATES[self.state]

    @property
    def was_word(self) -> Words:
        return STATES[self.was].word if self.was else Words("—", "—")

    @property
    def day(self) -> dt.date:
        return timezone.localtime(self.at).date()


class Simulation(OwnedByStudio):
    """Inputs that somebody simulated, and what came out; the newest is shown. Written once."""

    inputs = models.JSONField(help_text="manju schema inputs")
    runs = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    result = models.JSONField(help_text="manju portfolio simulate --json, and what the charts are drawn from")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(runs__gte=1, seed__gte=0), name="simulation_has_runs"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} seed {self.seed}"

    @property
    def best(self) -> dict[str, Any]:
        """The best slate (Any: JSON)."""
        best: dict[str, Any] = next(s for s in self.result["slates"] if s["parallel"] == self.result["best_parallel"])
        return best
