"""Contracts and rights as rows: what `money.royalties` and `money.avails` work with."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from manju.catalogue.models import Property
from manju.money.avails.shapes import DIMENSIONS
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words

EXCLUSIVITIES = {
    "exclusive": Words("独占", "exclusive"),
    "sole": Words("排他", "sole"),
    "non_exclusive": Words("普通", "non-exclusive"),
}


def everything() -> list[str]:
    return ["*"]


class TerritoryGroup(OwnedByStudio):
    """A name for several territories, such as SEA."""

    name = models.CharField(max_length=40)
    members = models.JSONField(help_text="ISO 3166 codes or names of other groups")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["studio", "name"], name="territory_group_name_once_per_studio"),
            models.CheckConstraint(condition=~Q(name=""), name="territory_group_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Contract(OwnedByStudio):
    """A licence contract of a property with a partner; `terms` is what `manju schema terms` describes."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="contracts")
    partner = models.CharField(max_length=120)
    title = models.CharField(max_length=160)
    signed_on = models.DateField(null=True, blank=True)
    terms = models.JSONField(null=True, blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-signed_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(partner=""), name="contract_has_a_partner"),
            models.CheckConstraint(condition=~Q(title=""), name="contract_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Extent(OwnedByStudio):
    """Goods, places, languages and channels from a day to a day; `end` empty is for ever."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="%(class)ss")
    clause = models.CharField(max_length=40, blank=True)
    categories = models.JSONField(default=everything)
    territories = models.JSONField(default=everything)
    languages = models.JSONField(default=everything)
    channels = models.JSONField(default=everything)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk}"

    def as_plain(self) -> dict[str, Any]:
        """The row as `manju schema grants` has it; `Any`: plain JSON values."""
        return {
            "id": str(self.pk), "clause": self.clause or None,
            **{dimension: getattr(self, dimension) for dimension in DIMENSIONS},
            "start": self.start.isoformat(), "end": self.end.isoformat() if self.end else None,
        }  # fmt: skip


class RightsIn(Extent):
    """A right that the studio itself holds: own work, commissioned, a generator's terms, music, fonts."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="rights_in")
    source = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="rightsin_ends_after_start")
        ]


class Grant(Extent):
    """A licence given out. Made by `actions.give_grant` only, which refuses one that is in the way of another."""

    contract = models.ForeignKey(Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    partner = models.CharField(max_length=120)
    exclusivity = models.CharField(max_length=16, choices=[(k, k) for k in EXCLUSIVITIES])
    sell_off_days = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="grant_ends_after_start"),
            models.CheckConstraint(condition=Q(exclusivity__in=list(EXCLUSIVITIES)), name="grant_exclusivity_known"),
            models.CheckConstraint(condition=~Q(partner=""), name="grant_has_a_partner"),
            models.CheckConstraint(condition=Q(sell_off_days__lte=36_500), name="grant_sell_off_within_a_century"),
        ]

    def as_plain(self) -> dict[str, Any]:
        return {**super().as_plain(), "exclusivity": self.exclusivity, "sell_off_days": self.sell_off_days}


class Holdback(Extent):
    """A promise not to grant."""

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="holdback_ends_after_start")
        ]


class Option(Extent):
    """Somebody's right to be asked first."""

    kind = models.CharField(max_length=40, help_text="rofr, rofn, sequel …")
    partner = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="option_ends_after_start"),
            models.CheckConstraint(condition=~Q(kind=""), name="option_has_a_kind"),
        ]

    def as_plain(self) -> dict[str, Any]:
        return {**super().as_plain(), "kind": self.kind}
