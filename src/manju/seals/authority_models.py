"""The timestamp authorities that a studio has its seals stamped by, and where else it has their roots placed."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone

from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.seals.names import ANCHORS, AnchorKind

__all__ = ["AnchorPlace", "Authority"]


class Authority(OwnedByStudio):
    """An RFC 3161 authority: where it is asked, which certificates its tokens must lead to, what a seal costs."""

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=1000)
    certificates = models.TextField(blank=True, help_text="PEM; empty: any certificate fit for timestamping")
    price_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="CNY")
    is_on = models.BooleanField(default=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "url"], condition=Q(removed_at=None), name="an_authority_is_set_up_once"
            ),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="authority_price_is_no_less_than_nothing"),
            models.CheckConstraint(condition=~Q(url="") & ~Q(name=""), name="authority_has_a_name_and_an_address"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or self.url


class AnchorPlace(OwnedByStudio):
    """A chain or deposit service that gets the root of every batch from now on; its secret lies in the home."""

    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    host = models.CharField(max_length=255, help_text="of its address, which may hold a token and is kept in the home")
    account = models.CharField(max_length=200, help_text="chain id, secret id or access key")
    project = models.CharField(max_length=200, blank=True, help_text="where the service has projects")
    kept_as = models.CharField(max_length=32, help_text="name of the file with address and secret")
    price_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="CNY")
    is_on = models.BooleanField(default=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(ANCHORS)), name="anchor_kind_known"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="anchor_price_is_no_less_than_nothing"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def speaks(self) -> AnchorKind:
        return ANCHORS[self.kind]
