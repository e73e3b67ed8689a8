"""Who the rights belong to, and the certificates of them: what letters refer to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from manju.catalogue.models import Property
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.protection import states
from manju.protection.letters import Holder as NamedHolder
from manju.words import Words


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


class Certificate(OwnedByStudio):
    """A registration of rights in a property: what a letter refers to."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in states.CERTIFICATES])
    number = models.CharField(max_length=64)
    registered_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["of_property", "kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["studio", "number"], name="certificate_number_once_per_studio"),
            models.CheckConstraint(condition=Q(kind__in=list(states.CERTIFICATES)), name="certificate_kind_known"),
            models.CheckConstraint(condition=~Q(number=""), name="certificate_has_a_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def kind_name(self) -> Words:
        return states.CERTIFICATES[self.kind]
