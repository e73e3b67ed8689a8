"""Contracts and rights as rows: what `money.royalties` and `money.avails` work with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Property
from manju.licensing.contract_models import (
    Approval,
    ApprovalPicture,
    ContractDocument,
    KeptDocument,
    TermsVersion,
)
from manju.money.avails.shapes import DIMENSIONS
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words

__all__ = [
    "Approval", "ApprovalPicture", "Contract", "ContractDocument", "Extent", "Grant", "Holdback", "KeptDocument",
    "Option", "RightsIn", "TermsVersion", "TerritoryGroup",
]  # fmt: skip

EXCLUSIVITIES = {
    "exclusive": Words("独家", "Exclusive"),
    "sole": Words("排他", "Sole"),
    "non_exclusive": Words("非独家", "Non-exclusive"),
}
SOURCES = {
    "own": Words("自己创作", "Own work"),
    "commissioned": Words("委托创作", "Commissioned"),
    "bought": Words("买来的权利", "Bought or licensed in"),
    "generator": Words("生成工具的条款", "Terms of a generator"),
    "music": Words("音乐", "Music"),
    "fonts": Words("字体", "Fonts"),
}
OPTIONS = {
    "rofr": Words("优先购买", "First refusal"),
    "rofn": Words("优先谈判", "First negotiation"),
    "sequel": Words("续集优先", "First call on sequels"),
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

    def get_absolute_url(self) -> str:
        return reverse("licensing:contract", args=[self.pk])


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
    kind = models.CharField(max_length=16, choices=[(k, k) for k in SOURCES], default="own")
    document = models.ForeignKey(
        "licensing.KeptDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="rightsin_ends_after_start"),
            models.CheckConstraint(condition=Q(kind__in=list(SOURCES)), name="rightsin_kind_known"),
        ]

    @property
    def kind_name(self) -> Words:
        return SOURCES[self.kind]


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

    @property
    def exclusivity_name(self) -> Words:
        return EXCLUSIVITIES[self.exclusivity]

    @property
    def sold_off_on(self) -> date | None:
        """The last day of its sell-off; None where it has no end."""
        return None if self.end is None else self.end + timedelta(days=self.sell_off_days)

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
    contract = models.ForeignKey(Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="options")
    answer_days = models.PositiveIntegerField(null=True, blank=True, help_text="days to answer once asked")
    asked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="option_ends_after_start"),
            models.CheckConstraint(condition=~Q(kind=""), name="option_has_a_kind"),
            models.CheckConstraint(
                condition=Q(asked_on=None) | Q(answer_days__isnull=False), name="option_asked_has_days_to_answer"
            ),
        ]

    @property
    def kind_name(self) -> Words:
        return OPTIONS.get(self.kind, Words(self.kind, self.kind))

    @property
    def answer_by(self) -> date | None:
        """The day by which the partner must have answered; None while nobody asked."""
        if self.asked_on is None or self.answer_days is None:
            return None
        return self.asked_on + timedelta(days=self.answer_days)

    def as_plain(self) -> dict[str, Any]:
        return {**super().as_plain(), "kind": self.kind}
