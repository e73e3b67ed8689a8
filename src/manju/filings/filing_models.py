"""Filing a season with the broadcast authority: its class, its number, and what an owner allowed without one."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Season
from manju.filings.names import BEGUN, FILED, FILING_NEXT, Look
from manju.filings.rules.classes import AGES, CLASSES, FORMS, REVIEWERS, SUBJECTS
from manju.money.amounts import as_major
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words

__all__ = ["Allowance", "Filing", "FilingEvent"]


class Filing(OwnedByStudio):
    """A season's filing: what it is, what it costs, its class by the rule of a day, and the number that was given."""

    season = models.OneToOneField(Season, on_delete=models.PROTECT, related_name="filing")
    form = models.CharField(max_length=12, default="animated")
    budget_minor = models.BigIntegerField(help_text="total investment in minor units of `currency`")
    currency = models.CharField(max_length=3, default="CNY")
    rate = models.DecimalField(
        max_digits=20, decimal_places=8, null=True, blank=True, help_text="yuan for one unit of another currency"
    )
    subjects = models.JSONField(default=list, help_text="special subjects it touches")
    class_name = models.CharField(max_length=8)
    class_why_zh = models.CharField(max_length=200)
    class_why_en = models.CharField(max_length=200)
    rule_from = models.DateField(help_text="since when the rule counts by which it was classed")
    rule_source = models.CharField(max_length=400)
    classed_on = models.DateField(help_text="the day it was classed")
    authority = models.CharField(max_length=120, blank=True, help_text="which office or platform reviews it")
    age = models.CharField(max_length=4, blank=True, help_text="the age notice it bears")
    synopsis = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="draft")
    submitted_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=64, blank=True)
    number_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["season"]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "number"], condition=~Q(number=""), name="filing_number_once_per_studio"
            ),
            models.CheckConstraint(condition=Q(form__in=list(FORMS)), name="filing_form_known"),
            models.CheckConstraint(condition=Q(class_name__in=list(CLASSES)), name="filing_class_known"),
            models.CheckConstraint(condition=Q(state__in=list(FILED)), name="filing_state_known"),
            models.CheckConstraint(condition=Q(budget_minor__gte=0), name="filing_budget_not_negative"),
            models.CheckConstraint(condition=~Q(state="approved") | ~Q(number=""), name="approved_filing_has_a_number"),
            models.CheckConstraint(condition=Q(age="") | Q(age__in=list(AGES)), name="filing_age_known"),
        ]

    def __str__(self) -> str:
        return f"{self.season} {self.number or self.state}"

    @property
    def look(self) -> Look:
        return FILED[self.state]

    @property
    def may_become(self) -> tuple[str, ...]:
        return FILING_NEXT[self.state]

    @property
    def form_name(self) -> Words:
        return FORMS[self.form]

    @property
    def class_title(self) -> Words:
        return CLASSES[self.class_name]

    @property
    def class_why(self) -> Words:
        return Words(self.class_why_zh, self.class_why_en)

    @property
    def reviewer(self) -> Words:
        return REVIEWERS[self.class_name]

    @property
    def age_name(self) -> Words | None:
        return AGES.get(self.age)

    @property
    def subject_names(self) -> list[Words]:
        return [words for name, words in SUBJECTS.items() if name in self.subjects]

    @property
    def budget(self) -> str:
        """The budget in whole units with its decimals, as it is typed."""
        return as_major(self.budget_minor, self.currency)

    @property
    def yuan_for_one(self) -> Fraction | None:
        return None if self.rate is None else Fraction(self.rate)

    def get_absolute_url(self) -> str:
        return reverse("filings:filing", args=[self.season_id])


class FilingEvent(OwnedByStudio):
    """Something that happened to a filing on a day. Added, never changed."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=10, help_text="what it became")
    on = models.DateField()
    text = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=list(FILED)), name="filing_event_known")]

    def __str__(self) -> str:
        return f"{self.filing} {self.state}"

    @property
    def word(self) -> Words:
        return BEGUN if self.state == "draft" else FILED[self.state].word


class Allowance(OwnedByStudio):
    """An owner's word that a season may go out in China without a number, or that it may no longer. Kept for ever."""

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="allowances")
    allows = models.BooleanField(help_text="False takes the one before back")
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="allowance_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.season} {self.allows}"
