"""Reports of licensees with all their rows, how a contract is settled, and the statements made of accepted reports."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from manju.licensing.models import Contract
from manju.money.documents import read_fraction
from manju.money.royalties.findings import CODES, SEVERITIES
from manju.money.royalties.sales import LISTS
from manju.people.models import User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.royalties.payable_models import Instalment, Payable, Payee, PortalLink, PortalVisit
from manju.words import Words

__all__ = [
    "ROW_STATES", "STATES", "Arrangement", "Found", "Instalment", "Payable", "Payee", "PortalLink", "PortalVisit",
    "ReportRow", "SalesReport", "Statement", "Withdrawal",
]  # fmt: skip

STATES: Final[dict[str, Words]] = {
    "waiting": Words("待审核", "Waits for review"),
    "returned": Words("已请对方更正", "Correction asked for"),
    "accepted": Words("已接受", "Accepted"),
    "replaced": Words("已被新版代替", "Replaced by a newer one"),
}
ROW_STATES: Final[tuple[str, ...]] = ("taken", *LISTS)


class Arrangement(OwnedByStudio):
    """How a contract is settled: when reports and payments are due, taxes, who of the participants is ourselves."""

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="arrangement")
    report_days = models.PositiveSmallIntegerField(default=30, help_text="after the end of a period")
    payment_days = models.PositiveSmallIntegerField(default=45, help_text="after the end of a period")
    vat_rate = models.CharField(max_length=20, blank=True, help_text="added to what is invoiced: 0.06; blank: none")
    own_name = models.CharField(max_length=200, blank=True, help_text="the participant that is the studio itself")
    approved = models.JSONField(default=list, help_text="SKUs approved for sale")
    contact = models.CharField(max_length=120, blank=True, help_text="who reports, for letters")
    language = models.CharField(max_length=2, default="zh")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(language__in=["zh", "en"]), name="arrangement_language_known"),
            models.CheckConstraint(condition=Q(report_days__lte=730), name="arrangement_report_within_two_years"),
            models.CheckConstraint(condition=Q(payment_days__lte=1460), name="arrangement_payment_within_four_years"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}"

    @property
    def vat(self) -> Fraction:
        return Fraction(read_fraction(self.vat_rate)) if self.vat_rate else Fraction(0)


class Found:
    """A finding of a review as it is stored: the words in both languages, lines, cost."""

    def __init__(self, plain: dict[str, Any]) -> None:  # Any: plain JSON
        self.code: str = plain["code"]
        self.severity: str = plain["severity"]
        self.lines: list[int] = plain["lines"]
        self.cost_minor: int = plain["cost_minor"]
        self.said = Words(plain["zh"], plain["en"])

    @property
    def name(self) -> Words:
        return CODES.get(self.code, Words(self.code, self.code))

    @property
    def weight(self) -> Words:
        return SEVERITIES[self.severity]  # type: ignore[index]  # stored as it was

    @property
    def tone(self) -> str:
        return {"error": "bad", "question": "warn"}.get(self.severity, "")

    @property
    def icon(self) -> str:
        return {"error": "stop", "question": "warn"}.get(self.severity, "more")


class SalesReport(OwnedByStudio):
    """What a licensee reported for a period of a contract: its file as it came, its review. Replaced, never deleted."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="sales_reports")
    period = models.CharField(max_length=8, help_text="2026Q1, 2026-03 …")
    start = models.DateField(help_text="of the period, cut to the term")
    end = models.DateField()
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, default="waiting")
    original_name = models.CharField(max_length=255, blank=True)
    file = models.CharField(max_length=200, blank=True, help_text="path under the media folder; blank: typed in")
    sha256 = models.CharField(max_length=64, help_text="of the file, or of what was typed")
    received_on = models.DateField()
    by_portal = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    reported = models.CharField(
        max_length=40, blank=True, help_text="what it says it owes, minor units; blank: nothing"
    )
    stated = models.CharField(max_length=40, blank=True, help_text="the same, as typed beside the file; blank: nothing")
    earned = models.CharField(max_length=40, help_text="what the contract gives, minor units as digits")
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list, help_text="money.royalties.findings.Finding")
    compared = models.JSONField(default=list, help_text="line by line: ours and theirs")
    letter = models.TextField(blank=True, help_text="what was written when a correction was asked for")
    review_version = models.CharField(max_length=20)
    rules_version = models.CharField(max_length=20)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-end", "-version", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "period", "version"], name="one_report_per_version"),
            models.UniqueConstraint(
                fields=["contract", "period"], condition=~Q(state="replaced"), name="one_report_counts_per_period"
            ),
            models.UniqueConstraint(fields=["contract", "sha256"], name="a_reports_bytes_count_once"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="report_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.period} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("royalties:report", args=[self.pk])

    @property
    def path(self) -> Path | None:
        return Path(settings.MEDIA_ROOT) / self.file if self.file else None

    @property
    def state_name(self) -> Words:
        return STATES[self.state]

    @property
    def reported_minor(self) -> int | None:
        return int(self.reported) if self.reported else None

    @property
    def earned_minor(self) -> int:
        return int(self.earned)

    @property
    def difference_minor(self) -> int | None:
        """What the contract gives beyond what was reported."""
        return None if self.reported_minor is None else self.earned_minor - self.reported_minor

    @property
    def found(self) -> list[Found]:
        return [Found(plain) for plain in self.findings]

    @property
    def left_out(self) -> int:
        return self.rows - self.taken


class ReportRow(OwnedByStudio):
    """One row of a report: its line, what it says in our terms, what was made of it. Written once."""

    report = models.ForeignKey(SalesReport, on_delete=models.PROTECT, related_name="report_rows", db_index=False)
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=14)
    code = models.CharField(max_length=24, blank=True)
    reason_zh = models.CharField(max_length=200, blank=True)
    reason_en = models.CharField(max_length=200, blank=True)
    cells = models.JSONField(default=list, help_text="as they came, for rows that were left out")
    date = models.CharField(max_length=10, blank=True)
    period = models.CharField(max_length=8, blank=True)
    sku = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=200, blank=True)
    territory = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=12, blank=True)
    rule = models.PositiveSmallIntegerField(null=True)
    units = models.BigIntegerField(default=0)
    gross = models.BigIntegerField(default=0)
    returns_units = models.BigIntegerField(default=0)
    returns = models.BigIntegerField(default=0)
    discounts = models.BigIntegerField(default=0)
    freight = models.BigIntegerField(default=0)
    tax = models.BigIntegerField(default=0)
    said_rate = models.CharField(max_length=40, blank=True)
    said_base = models.BigIntegerField(null=True)
    said_royalty = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["report", "line"], name="a_reports_line_is_kept_once"),
            models.CheckConstraint(condition=Q(state__in=list(ROW_STATES)), name="report_row_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}:{self.line}"

    @property
    def why(self) -> Words | None:
        return Words(self.reason_zh, self.reason_en) if self.reason_zh else None


class RoyaltyStatements(ScopedRows["Statement"]):
    """Questions that read many statements."""

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawal__isnull=True)


class Statement(OwnedByStudio):
    """What a contract earned, recouped and pays for a period, as it was accepted and posted. Written once, for good.

    `document` is the statement as `manju royalties calculate` prints it, `opening` and `closing` the balances before
    and after, `terms` those that were calculated with.
    """

    objects = ScopedManager.from_queryset(RoyaltyStatements)()

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="royalty_statements")
    report = models.ForeignKey(SalesReport, on_delete=models.PROTECT, related_name="statements")
    turn = models.PositiveSmallIntegerField(default=1, help_text="over 1: those before it were withdrawn")
    number = models.CharField(max_length=40)
    period = models.CharField(max_length=8)
    start = models.DateField()
    end = models.DateField()
    currency = models.CharField(max_length=3)
    document = models.JSONField()
    terms = models.JSONField()
    opening = models.JSONField(null=True)
    closing = models.JSONField()
    rules_version = models.CharField(max_length=20)
    vat_minor = models.BigIntegerField(default=0, help_text="on royalties and fees; that of instalments is theirs")
    withheld_minor = models.BigIntegerField(default=0, help_text="of royalties and fees, by the licensee")
    receivable_minor = models.BigIntegerField(default=0, help_text="royalties and fees and VAT, less what is withheld")
    due_on = models.DateField()
    posted_on = models.DateField()
    issued_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-end", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "period", "turn"], name="a_period_is_settled_once_a_turn"),
            models.UniqueConstraint(fields=["studio", "number"], name="a_statement_number_is_given_once"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("royalties:statement", args=[self.pk])

    def amount(self, name: str) -> int:
        """An amount of the document: `statement.amount("earned")`."""
        found: int = self.document[f"{name}_minor"]
        return found

    @property
    def withdrawn(self) -> Withdrawal | None:
        """When, why and by whom it was withdrawn; None while it stands."""
        return Withdrawal.objects.filter(statement=self).first()


class Withdrawal(OwnedByStudio):
    """A statement that was taken back: its postings are reversed, its dues no longer expected. Written once."""

    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="withdrawal")
    why = models.CharField(max_length=200)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="withdrawal_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.why}"
