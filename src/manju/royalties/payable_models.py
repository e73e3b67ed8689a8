"""What participants are owed of each statement, who they are, and the link by which a licensee reports by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from manju.licensing.models import Contract
from manju.people.models import User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.words import Words

__all__ = ["FAPIAO", "KINDS_OF_PAYEE", "Instalment", "Payable", "Payee", "PortalLink", "PortalVisit"]

KINDS_OF_PAYEE: Final[dict[str, Words]] = {
    "company": Words("公司（对方开票，不代扣）", "A company (it invoices; nothing is withheld)"),
    "services": Words("个人：劳务报酬", "A person: pay for services"),
    "manuscript": Words("个人：稿酬", "A person: pay for manuscripts"),
    "royalty": Words("个人：特许权使用费", "A person: royalties"),
}
FAPIAO: Final[dict[str, Words]] = {
    "none": Words("不需要", "Not needed"),
    "asked": Words("等对方开票", "Asked for"),
    "received": Words("已收到", "Received"),
}


class Payee(OwnedByStudio):
    """A participant as it is paid: a company, or a person whose income tax is withheld."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, default="company")
    resident = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["studio", "name"], name="a_payee_is_known_once"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS_OF_PAYEE)), name="payee_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="payee_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> Words:
        return KINDS_OF_PAYEE[self.kind]


class Instalment(OwnedByStudio):
    """A payment of a contract's schedule: of its guarantee or a flat fee, due whatever is sold; what it is, never how
    much of it is paid: that stands in the books."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="instalments")
    kind = models.CharField(max_length=10, help_text="advance or fee")
    place = models.PositiveSmallIntegerField(help_text="in the terms, from 0")
    due_on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    vat_minor = models.BigIntegerField(default=0)
    withheld_minor = models.BigIntegerField(default=0)
    dropped_at = models.DateTimeField(null=True, help_text="the terms were changed before it was posted")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "kind", "place"], condition=Q(dropped_at=None), name="an_instalment_is_due_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="instalment_is_positive"),
            models.CheckConstraint(condition=Q(kind__in=["advance", "fee"]), name="instalment_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.due_on} {self.amount_minor}"

    @property
    def receivable_minor(self) -> int:
        return self.amount_minor + self.vat_minor - self.withheld_minor

    @property
    def kind_name(self) -> Words:
        return Words("保底", "Guarantee") if self.kind == "advance" else Words("固定费", "Flat fee")


class PayableRows(ScopedRows["Payable"]):
    """Questions that read many parts."""

    def standing(self) -> Self:
        """Those of statements that were not withdrawn."""
        return self.filter(statement__withdrawal__isnull=True)


class Payable(OwnedByStudio):
    """A participant's part of a statement, with the tax that is withheld from it and the state of its fapiao."""

    objects = ScopedManager.from_queryset(PayableRows)()

    statement = models.ForeignKey("royalties.Statement", on_delete=models.PROTECT, related_name="payables")
    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="payables")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    fapiao = models.CharField(max_length=10, default="none")
    fapiao_number = models.CharField(max_length=40, blank=True)
    tax_minor = models.BigIntegerField(default=0, help_text="income tax withheld when it was paid")
    tax_rule = models.CharField(max_length=40, blank=True, help_text="version of the table it was worked out by")
    paid_on = models.DateField(null=True)

    class Meta:
        ordering = ["-statement__end", "payee__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "payee"], name="a_part_is_payable_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payable_is_positive"),
            models.CheckConstraint(
                condition=Q(tax_minor__gte=0) & Q(tax_minor__lte=models.F("amount_minor")), name="payable_tax_within_it"
            ),
            models.CheckConstraint(condition=Q(fapiao__in=list(FAPIAO)), name="payable_fapiao_known"),
            models.CheckConstraint(
                condition=~Q(fapiao="received") | ~Q(fapiao_number=""), name="a_received_fapiao_has_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee_id} {self.amount_minor}"

    @property
    def fapiao_name(self) -> Words:
        return FAPIAO[self.fapiao]

    @property
    def net_minor(self) -> int:
        return self.amount_minor - self.tax_minor


class PortalLink(OwnedByStudio):
    """A link by which a licensee reports for one contract without an account; only the hash of its secret is kept."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="portal_links")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.made_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("royalties:contract", args=[self.contract_id])

    def is_open(self, now: datetime | None = None) -> bool:
        return self.revoked_at is None and (now or timezone.now()) < self.expires_at


class PortalVisit(OwnedByStudio):
    """Somebody used a portal link: when, from where (hashed), to do what. The access log and the rate limit."""

    link = models.ForeignKey(PortalLink, on_delete=models.PROTECT, related_name="visits")
    at = models.DateTimeField(default=timezone.now)
    deed = models.CharField(max_length=12, help_text="seen, template, sent, refused, statement")
    from_sha256 = models.CharField(max_length=64, help_text="of the network address, with the link")
    detail = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["link", "at"], name="portal_visits_by_time")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.deed} {self.at:%Y-%m-%d %H:%M}"
