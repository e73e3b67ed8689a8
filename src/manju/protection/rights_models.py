"""Who the rights belong to; the certificates of them stand in `filings`."""

from __future__ import annotations

from django.db import models

from manju.filings.models import Certificate
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.protection.letters import Holder as NamedHolder

__all__ = ["Certificate", "Holder"]


class Holder(OwnedByStudio):
    """Who the rights belong to, as a notice must name them; one for each studio. Empty until somebody says it."""

    name = models.CharField(max_length=120, blank=True)
    id_number = models.CharField(max_length=64, blank=True, help_text="统一社会信用代码 or number of an ID card")
    address = models.CharField(max_length=240, blank=True)
    contact = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    updated_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["studio"], name="one_holder_per_studio")]

    def __str__(self) -> str:
        return self.name or f"holder of {self.studio}"

    @property
    def named(self) -> NamedHolder:
        return NamedHolder(self.name, self.id_number, self.address, self.contact, self.phone, self.email)
