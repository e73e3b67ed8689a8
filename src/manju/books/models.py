"""Accounts with their dimensions; postings, closings, dues and settlements, only ever added; totals by month."""

from __future__ import annotations

import datetime as dt
from typing import Final, Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from manju.books.kinds import KINDS, TIERS, Kind
from manju.catalogue.models import Episode, Property, Work
from manju.people.models import Studio, User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.words import Words

__all__ = ["DIRECTIONS", "LIMB", "Account", "Closing", "Due", "MonthTotal", "Posting", "Settlement"]

LIMB: Final = 10**9
"""Sums are kept as two integers, billions and rest, because SQLite's SUM ends at 2^63 and a total need not."""

DIRECTIONS: Final[dict[str, Words]] = {"in": Words("应收", "Owed to us"), "out": Words("应付", "Owed by us")}


class Account(OwnedByStudio):
    """One kind of money of one set of dimensions: `iap` of property, work, episode on a channel in a tier."""

    kind = models.CharField(max_length=16)
    of_property = models.ForeignKey(Property, null=True, on_delete=models.PROTECT, related_name="+")
    work = models.ForeignKey(Work, null=True, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=64, blank=True)
    tier = models.PositiveSmallIntegerField(default=0, help_text="1 platforms, 2 licensing, 3 merchandise, 0 none")
    partner = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=255, help_text="kind and dimensions in one text: one account for each")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["studio", "key"], name="one_account_per_dimensions"),
            models.CheckConstraint(condition=models.Q(kind__in=list(KINDS)), name="account_kind_known"),
            models.CheckConstraint(condition=models.Q(tier__in=list(TIERS)), name="account_tier_known"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def kind_row(self) -> Kind:
        return KINDS[self.kind]

    @property
    def counterparty(self) -> str:
        """Whom money is owed to or by: the partner, or the channel where a platform pays."""
        return self.partner or self.channel

    @property
    def name(self) -> Words:
        """`付费收入（IAP） · 长夜灯 · 第 3 集 · netshort`."""
        parts: list[Words] = [self.kind_row.name]
        if self.work is not None:
            parts.append(self.work.title)
        elif self.of_property is not None:
            parts.append(self.of_property.name)
        if self.episode is not None:
            parts.append(Words(f"第 {self.episode.number} 集", f"Episode {self.episode.number}"))
        parts += [Words(text, text) for text in (self.channel, self.partner) if text]
        return Words(" · ".join(p.zh for p in parts), " · ".join(p.en for p in parts))


class PostingRows(ScopedRows["Posting"]):
    """Questions that read many postings."""

    def touching(self, account: Account) -> Self:
        """Those that debit or credit an account, newest first."""
        return self.filter(models.Q(debit=account) | models.Q(credit=account)).order_by("-date", "-pk")

    def shown(self) -> Self:
        """With all that their accounts' names need, in one query."""
        sides = [f"{side}__{what}" for side in ("debit", "credit") for what in ("of_property", "work", "episode")]
        return self.select_related(*sides)

    def of_source(self, kind: str, source_id: int) -> Self:
        """All that was posted for one source."""
        return self.filter(source_kind=kind, source_id=source_id)


class Posting(OwnedByStudio):
    """An amount from one account to another, with the row it comes from. Written once; triggers refuse all else."""

    objects = ScopedManager.from_queryset(PostingRows)()

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="+", db_index=False)
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    date = models.DateField()
    source_kind = models.CharField(max_length=16, help_text="statement, expense, posting (a reversal) …")
    source_id = models.BigIntegerField(help_text="key of the source's row")
    source_line = models.BigIntegerField(default=0, help_text="line in the imported file; 0: the whole")
    source_part = models.CharField(max_length=16, blank=True, help_text="where one line makes several postings")
    text = models.CharField(max_length=200, blank=True)
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    posted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["date", "pk"]
        indexes = [
            models.Index(fields=["debit", "date"], name="posting_by_debit"),
            models.Index(fields=["credit", "date"], name="posting_by_credit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "source_kind", "source_id", "source_line", "source_part"],
                name="a_source_is_posted_once",
            ),
            models.UniqueConstraint(
                fields=["reverses"], condition=models.Q(reverses__isnull=False), name="a_posting_is_reversed_once"
            ),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="posting_amount_is_positive"),
            models.CheckConstraint(condition=~models.Q(debit=models.F("credit")), name="posting_has_two_accounts"),
            models.CheckConstraint(condition=~models.Q(currency=""), name="posting_has_a_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.amount_minor} {self.currency}"


class MonthTotal(OwnedByStudio):
    """What an account was debited and credited in a month, in one currency: the sum of its postings, kept with them.

    An amount is `hi` × 10^9 + `lo`, both grown by database update; `lo` is not cut down, so it never has to be read.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="totals")
    currency = models.CharField(max_length=3)
    month = models.DateField(help_text="its first day")
    debit_hi = models.BigIntegerField(default=0)
    debit_lo = models.BigIntegerField(default=0)
    credit_hi = models.BigIntegerField(default=0)
    credit_lo = models.BigIntegerField(default=0)
    postings = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "currency", "month"], name="one_total_per_account_and_month")
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.month:%Y-%m} {self.debit_minor - self.credit_minor} {self.currency}"

    @property
    def debit_minor(self) -> int:
        return self.debit_hi * LIMB + self.debit_lo

    @property
    def credit_minor(self) -> int:
        return self.credit_hi * LIMB + self.credit_lo


class Closing(OwnedByStudio):
    """All days up to and including `through` are closed: no posting is dated there ever again."""

    through = models.DateField()
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(default=timezone.now, editable=False)
    balances = models.JSONField(default=dict, help_text="trial balance as it was closed: currency -> kind -> minor")

    class Meta:
        ordering = ["-through"]
        constraints = [models.UniqueConstraint(fields=["studio", "through"], name="a_day_is_closed_once")]

    def __str__(self) -> str:
        return f"{self.through}"

    @property
    def first_open_day(self) -> dt.date:
        return self.through + dt.timedelta(days=1)


class DueRows(ScopedRows["Due"]):
    """Questions that read many dues."""

    def with_settled(self, *, through: dt.date | None = None) -> Self:
        """Each with `settled_minor`: what was paid, or waived, up to and including a day."""
        paid = Settlement.objects.filter(due=models.OuterRef("pk"))
        if through is not None:
            paid = paid.filter(on__lte=through)
        total = paid.order_by().values("due").annotate(n=models.Sum("amount_minor")).values("n")
        settled = Coalesce(models.Subquery(total), 0, output_field=models.BigIntegerField())
        return self.annotate(settled_minor=settled)

    def open(self, *, through: dt.date | None = None) -> Self:
        """Those of which something is still to be paid, the oldest first."""
        rows = self.with_settled(through=through).filter(settled_minor__lt=models.F("amount_minor"))
        return rows.order_by("due_on", "pk")

    def shown(self) -> Self:
        """With all that their accounts' names need, in one query."""
        return self.select_related("account__of_property", "account__work", "account__episode")

    def of_source(self, kind: str, source_id: int) -> Self:
        """All that is due for one source."""
        return self.filter(source_kind=kind, source_id=source_id)


class Due(OwnedByStudio):
    """An amount that is to be paid by a day, to us or by us, with the row it comes from. Written once."""

    objects = ScopedManager.from_queryset(DueRows)()

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="dues")
    direction = models.CharField(max_length=3, help_text="in: to us, out: by us")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    due_on = models.DateField()
    source_kind = models.CharField(max_length=16)
    source_id = models.BigIntegerField()
    source_line = models.BigIntegerField(default=0)
    source_part = models.CharField(max_length=16, blank=True)
    text = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["studio", "due_on"], name="due_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "source_kind", "source_id", "source_line", "source_part"],
                name="a_source_is_due_once",
            ),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="due_amount_is_positive"),
            models.CheckConstraint(condition=models.Q(direction__in=list(DIRECTIONS)), name="due_direction_known"),
            models.CheckConstraint(condition=~models.Q(currency=""), name="due_has_a_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.direction} {self.amount_minor} {self.currency}"

    settled_minor: int  # of `with_settled`

    def days_over(self, on: dt.date) -> int:
        """Days since it should have been paid; negative while there is time."""
        return (on - self.due_on).days


class Settlement(OwnedByStudio):
    """What was paid of a due, with its posting; without one it was waived. Taken back by a negative one, never changed.

    What is settled never exceeds what is due: the triggers see to it.
    """

    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="settlements")
    posting = models.OneToOneField(Posting, null=True, on_delete=models.PROTECT, related_name="settlement")
    amount_minor = models.BigIntegerField()
    on = models.DateField()
    text = models.CharField(max_length=200, blank=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="taken_back")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reverses__isnull=True, amount_minor__gt=0)
                | models.Q(reverses__isnull=False, amount_minor__lt=0),
                name="only_a_reversal_is_negative",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount_minor}"
