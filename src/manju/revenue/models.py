"""Agreements with channels, statements with all their rows, titles matched by hand, expenses, movements of the bank."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.books.kinds import KINDS, Kind
from manju.catalogue.models import Episode, Work
from manju.money.revenue.agreement import Agreement
from manju.money.revenue.reasons import REASONS
from manju.people.models import Studio, User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.words import Words

__all__ = [
    "STATES", "BankImport", "BankRow", "ChannelAgreement", "ColumnMap", "Expense", "ExpenseImport",
    "StatementImport", "StatementRow", "TitleMatch",
]  # fmt: skip

STATES: Final[dict[str, Words]] = {
    "matched": Words("已对上", "Matched"),
    "suspended": Words("待查", "In suspense"),
    "rejected": Words("退回", "Rejected"),
}


class ChannelAgreement(OwnedByStudio):
    """A version of the agreement with a channel, as its document says; the newest one of a channel is in force."""

    channel = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, help_text="SHA-256 of what it says")
    document = models.JSONField(help_text="manju schema agreement")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["studio", "digest"], name="an_agreement_is_kept_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.recorded_at:%Y-%m-%d}"

    @property
    def terms(self) -> Agreement:
        from manju.money.documents import read_document

        found: Agreement = read_document(Agreement, self.document)
        return found


class ColumnMap(OwnedByStudio):
    """Which column holds what in the statements of a channel that have this header; remembered for the next one."""

    channel = models.CharField(max_length=64)
    header_sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(help_text="our name -> header")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["studio", "channel", "header_sha256"], name="one_mapping_per_header")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.mapping}"


class StatementImport(OwnedByStudio):
    """A platform's statement: its file kept as it came, and what was made of it. Withdrawn, never deleted."""

    agreement = models.ForeignKey(ChannelAgreement, on_delete=models.PROTECT, related_name="statements")
    channel = models.CharField(max_length=64)
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=200, help_text="path under the media folder")
    format = models.CharField(max_length=16)
    mapping = models.JSONField(default=dict, help_text="our name -> header in the file")
    rows = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    suspended = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    expected = models.CharField(max_length=40, help_text="minor units as digits: sums may leave 64 bits")
    paid = models.CharField(max_length=40)
    in_suspense = models.CharField(max_length=40)
    minimums = models.JSONField(default=list)
    problems = models.JSONField(default=list, help_text="what is wrong with the file's form: line, zh, en")
    carry = models.JSONField(default=dict, help_text="money.revenue.calculation.Carry: for the agreement's next one")
    imported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "sha256"], condition=models.Q(withdrawn_at__isnull=True), name="a_file_counts_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.original_name}"

    def get_absolute_url(self) -> str:
        return reverse("revenue:statement", args=[self.pk])

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def expected_minor(self) -> int:
        return int(self.expected)

    @property
    def paid_minor(self) -> int:
        return int(self.paid)

    @property
    def suspense_minor(self) -> int:
        return int(self.in_suspense)

    @property
    def difference_minor(self) -> int:
        return self.paid_minor - self.expected_minor


class StatementRows(ScopedRows["StatementRow"]):
    """Questions that read many rows of statements."""

    def shown(self) -> Self:
        return self.select_related("statement", "work", "episode")

    def waiting(self) -> Self:
        """In suspense, of statements that count."""
        return self.filter(state="suspended", statement__withdrawn_at__isnull=True)


class StatementRow(OwnedByStudio):
    """One row of a statement: its line, what it says, what was made of it."""

    objects = ScopedManager.from_queryset(StatementRows)()

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="+", db_index=False)
    statement = models.ForeignKey(
        StatementImport, on_delete=models.PROTECT, related_name="statement_rows", db_index=False
    )
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=24, blank=True)
    detail_zh = models.CharField(max_length=200, blank=True, help_text="what cannot be read")
    detail_en = models.CharField(max_length=200, blank=True)
    date = models.DateField(null=True)
    title = models.CharField(max_length=200, blank=True)
    episode_text = models.CharField(max_length=40, blank=True)
    gross = models.BigIntegerField(null=True)
    refunds = models.BigIntegerField(null=True)
    net = models.BigIntegerField(null=True)
    paid = models.BigIntegerField(default=0)
    expected = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=12, blank=True)
    minutes = models.CharField(max_length=24, blank=True)
    kind = models.CharField(max_length=16, blank=True)
    rule = models.PositiveSmallIntegerField(null=True, help_text="place in the agreement's rules")
    work = models.ForeignKey(Work, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["line"]
        indexes = [
            models.Index(
                fields=["statement", "reason", "line"], name="rows_that_need_a_look", condition=~models.Q(reason="")
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["statement", "line"], name="a_line_is_kept_once"),
            models.CheckConstraint(condition=models.Q(state__in=list(STATES)), name="row_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}:{self.line}"

    @property
    def state_name(self) -> Words:
        return STATES[self.state]

    @property
    def why(self) -> Words | None:
        """What is the matter with it, in a sentence; None when nothing is."""
        if self.detail_zh:
            return Words(self.detail_zh, self.detail_en)
        return REASONS.get(self.reason)

    @property
    def difference_minor(self) -> int:
        return self.paid - (self.expected or 0)


class TitleMatch(OwnedByStudio):
    """A title of statements that a person has said is this work; it is known from then on."""

    title = models.CharField(max_length=200)
    key = models.CharField(max_length=200, help_text="the title as it is compared")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["studio", "key"], name="a_title_is_one_work")]

    def __str__(self) -> str:
        return f"{self.title} = {self.work}"


class ExpenseImport(OwnedByStudio):
    """A file of expenses, kept by its hash."""

    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    rejected = models.JSONField(default=list, help_text="line, zh, en")
    imported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-imported_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["studio", "sha256"], name="an_expense_file_counts_once")]

    def __str__(self) -> str:
        return self.original_name


class Expense(OwnedByStudio):
    """What was spent on a title on a channel on a day."""

    of_import = models.ForeignKey(ExpenseImport, null=True, on_delete=models.PROTECT, related_name="expenses")
    line = models.PositiveIntegerField(default=0)
    date = models.DateField()
    work = models.ForeignKey(Work, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=16)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    recoverable = models.BooleanField(default=False, help_text="comes off before the share, where agreed")
    text = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="expense_is_positive")]

    def __str__(self) -> str:
        return f"{self.date} {self.kind} {self.amount_minor} {self.currency}"

    @property
    def kind_row(self) -> Kind:
        return KINDS[self.kind]


class BankImport(OwnedByStudio):
    """A bank's list of movements, kept by its hash."""

    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    rejected = models.JSONField(default=list, help_text="line, zh, en")
    imported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-imported_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["studio", "sha256"], name="a_bank_list_counts_once")]

    def __str__(self) -> str:
        return self.original_name


class BankRow(OwnedByStudio):
    """Money that came in (more than zero) or went out; `state` says whether a person has said what it is."""

    of_import = models.ForeignKey(BankImport, on_delete=models.PROTECT, related_name="bank_rows")
    line = models.PositiveIntegerField()
    date = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    counterparty = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=200, blank=True)
    mark = models.CharField(max_length=32, help_text="the same movement in two lists that overlap")
    state = models.CharField(max_length=8, default="waiting")
    why = models.CharField(max_length=200, blank=True, help_text="of one set aside")

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["studio", "mark"], name="a_movement_counts_once"),
            models.CheckConstraint(condition=~models.Q(amount_minor=0), name="a_movement_is_not_zero"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "settled", "aside"]), name="movement_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.amount_minor} {self.currency}"

    @property
    def direction(self) -> str:
        return "in" if self.amount_minor > 0 else "out"

    @property
    def size_minor(self) -> int:
        return abs(self.amount_minor)
