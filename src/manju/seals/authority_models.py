"""The timestamp authorities that a studio has its seals stamped by."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone

from manju.people.models import User
from manju.people.scope import OwnedByStudio

__all__ = ["Authority"]


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
