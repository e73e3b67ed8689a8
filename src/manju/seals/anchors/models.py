"""The chains and deposit services that a studio's seals are placed with, and how far each batch has come there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.seals.anchors.names import CURRENCY, KINDS, PLACING_STATES, Kind
from manju.words import Words

__all__ = ["AnchorService", "Placing"]


class AnchorService(OwnedByStudio):
    """A chain or a deposit service. Its address and its secrets lie in a file of the home (see `keys`), not here.

    `place` is what a proof will say (`eip155:1`, a host); a service never moves to another place. Who places with it
    holds it (`held_by`, `held_until`), so that roots go one after the other.
    """

    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    place = models.CharField(max_length=200)
    host = models.CharField(max_length=255)
    account = models.CharField(max_length=64, blank=True, help_text="chain: the address that pays; Huawei: the project")
    region = models.CharField(max_length=40, blank=True, help_text="Tencent's region")
    chain_id = models.BigIntegerField(null=True)
    confirmations = models.PositiveIntegerField(default=12, help_text="blocks, its own included")
    most_gwei = models.BigIntegerField(default=10_000_000, help_text="never offer more for one transaction")
    price_minor = models.BigIntegerField(default=0)
    is_on = models.BooleanField(default=True)
    held_by = models.CharField(max_length=32, blank=True)
    held_until = models.DateTimeField(null=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "kind", "place"], condition=Q(removed_at=None), name="an_anchor_is_set_up_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="anchor_kind_known"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="anchor_price_is_no_less_than_nothing"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(place=""), name="anchor_has_a_name_and_a_place"),
            models.CheckConstraint(
                condition=~Q(kind="evm") | Q(chain_id__gt=0, confirmations__gt=0, most_gwei__gt=0),
                name="anchor_on_a_chain_knows_it",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> Words:
        return KINDS[self.kind].name

    @property
    def looks(self) -> Kind:
        return KINDS[self.kind]


class Placing(OwnedByStudio):
    """A root that is to be placed with one service: written in the transaction that seals the batch.

    `waiting`: nothing was sent, or it must be made anew; `placed`: sent, not final; `final`; `dropped`: the service
    was removed before anything was prepared. What was answered is in the receipts.
    """

    batch = models.ForeignKey("seals.Batch", on_delete=models.PROTECT, related_name="placings")
    service = models.ForeignKey(AnchorService, on_delete=models.PROTECT, related_name="placings")
    kind = models.CharField(max_length=16)
    place = models.CharField(max_length=200)
    price_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, default="waiting")
    tries = models.PositiveIntegerField(default=0, help_text="looks so far: pauses grow with them")
    next_at = models.DateTimeField(default=timezone.now)
    last_code = models.CharField(max_length=16, blank=True)
    said_zh = models.CharField(max_length=400, blank=True)
    said_en = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["studio", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["batch", "kind", "place"], name="a_batch_is_placed_once_in_a_place"),
            models.CheckConstraint(condition=Q(state__in=list(PLACING_STATES)), name="placing_state_known"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="placing_price_is_no_less_than_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.kind} {self.place} {self.state}"

    @property
    def currency(self) -> str:
        return CURRENCY

    @property
    def said(self) -> Words | None:
        """What went wrong last, in the service's own words where it had any."""
        return Words(self.said_zh, self.said_en) if self.last_code else None
