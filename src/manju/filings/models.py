"""Applications to register copyright, their history, and the certificates of rights; filings stand beside."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Property, Season
from manju.filings.filing_models import Allowance, Filing, FilingEvent
from manju.filings.names import BEGUN, CERTIFICATES, KINDS, REGISTERED, REGISTRATION_NEXT, Look, due_look
from manju.filings.rules.fees import BASES, Fee, fee_for
from manju.money.errors import InputError
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words

__all__ = ["Allowance", "Certificate", "Filing", "FilingEvent", "Registration", "RegistrationEvent"]


class Registration(OwnedByStudio):
    """One application at the copyright centre: a film, a script, a character's design, or a series of such."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="registrations")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in KINDS])
    basis = models.CharField(max_length=12, help_text="whose fees count: audiovisual, text, art")
    title = models.CharField(max_length=120, help_text="of the work, as it will stand on the certificate")
    subject = models.CharField(max_length=80, blank=True, help_text="what it is about: `season:7`, `character:zhiwei`")
    season = models.ForeignKey(Season, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations")
    items = models.JSONField(default=list, help_text="[{name, measure}]: works of the application; seconds, characters")
    author = models.CharField(max_length=120, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    owner_id_number = models.CharField(max_length=64, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True, help_text="empty: unpublished")
    published_where = models.CharField(max_length=120, blank=True)
    chain = models.TextField(blank=True, help_text="how the rights came to the owner, one step a line")
    statement = models.TextField(blank=True, help_text="what is original in it and how people made it, in Chinese")
    samples = models.JSONField(default=list, help_text="[{name, file, sha256, size}]: files under the media folder")
    state = models.CharField(max_length=10, default="draft")
    application_number = models.CharField(max_length=64, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="by working days after acceptance")
    due_is_certain = models.BooleanField(default=True, help_text="False: holidays of a year are not announced yet")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["studio", "state", "due_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="registration_kind_known"),
            models.CheckConstraint(condition=Q(basis__in=list(BASES)), name="registration_basis_known"),
            models.CheckConstraint(condition=Q(state__in=list(REGISTERED)), name="registration_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(filed_on__isnull=False),
                name="filed_registration_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "certified"]) | Q(accepted_on__isnull=False, due_on__isnull=False),
                name="accepted_registration_has_its_days",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} {self.kind}"

    @property
    def kind_name(self) -> Words:
        return KINDS[self.kind]

    @property
    def look(self) -> Look:
        return REGISTERED[self.state]

    @property
    def may_become(self) -> tuple[str, ...]:
        return REGISTRATION_NEXT[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in ("draft", "filed", "returned", "accepted")

    @property
    def fee(self) -> Fee | None:
        """What it costs by the bands in force on its day of filing (today for a draft); None when it holds no work."""
        try:
            measures = [int(item["measure"]) for item in self.items]
            return fee_for(self.basis, measures, on=self.filed_on or timezone.localdate())  # type: ignore[arg-type]
        except InputError:
            return None

    def due_look(self, today: date | None = None) -> Look | None:
        """The office's last day, as it is shown; None unless it is with the office."""
        if self.state != "accepted" or self.due_on is None:
            return None
        return due_look((self.due_on - (today or timezone.localdate())).days)

    @property
    def due(self) -> Look | None:
        return self.due_look()

    @property
    def number(self) -> str:
        """Of its certificate; empty before there is one."""
        found: Certificate | None = getattr(self, "certificate", None)
        return found.number if found else ""

    def get_absolute_url(self) -> str:
        return reverse("filings:registration", args=[self.pk])


class RegistrationEvent(OwnedByStudio):
    """Something that happened to an application on a day. Added, never changed."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=10, help_text="what it became")
    on = models.DateField()
    text = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=list(REGISTERED)), name="registration_event_known")]

    def __str__(self) -> str:
        return f"{self.registration} {self.state}"

    @property
    def word(self) -> Words:
        return BEGUN if self.state == "draft" else REGISTERED[self.state].word


class Certificate(OwnedByStudio):
    """A registration of rights in a property: what letters refer to. The one place that holds its number."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="certificates")
    registration = models.OneToOneField(
        Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="certificate",
        help_text="the application it came of; empty when it was typed in",
    )  # fmt: skip
    kind = models.CharField(max_length=12, choices=[(k, k) for k in CERTIFICATES])
    number = models.CharField(max_length=64)
    registered_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["of_property", "kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["studio", "number"], name="a_certificate_number_once_per_studio"),
            models.CheckConstraint(condition=Q(kind__in=list(CERTIFICATES)), name="certificate_kind_known"),
            models.CheckConstraint(condition=~Q(number=""), name="certificate_has_a_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def kind_name(self) -> Words:
        return CERTIFICATES[self.kind]
