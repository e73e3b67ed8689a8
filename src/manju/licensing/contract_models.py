"""What hangs on a contract: its documents with their check, its terms version by version, what is sent for approval."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from manju.licensing.deal import Deal
from manju.money.documents import read_document
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words

STAGES: dict[str, Words] = {
    "concept": Words("概念稿", "Concept"),
    "pre_production": Words("打样前", "Pre-production"),
    "sample": Words("量产样", "Production sample"),
    "packaging": Words("包装", "Packaging"),
}
DECISIONS: dict[str, Words] = {
    "": Words("等我方答复", "Waits for us"),
    "approved": Words("通过", "Approved"),
    "changes": Words("修改后再送", "To be changed"),
    "refused": Words("不通过", "Refused"),
}


class KeptDocument(OwnedByStudio):
    """A file as it was brought, found again by its SHA-256; never changed and never shown inside our pages."""

    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=255, help_text="path under the media folder")
    original_name = models.CharField(max_length=255)
    size_bytes = models.PositiveBigIntegerField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["studio", "sha256"], name="kept_document_once")]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("licensing:document", args=[self.pk])


class ContractDocument(OwnedByStudio):
    """A document of a contract and what the term check found in it; `record`: as `money.contracts.record` writes it."""

    contract = models.ForeignKey("licensing.Contract", on_delete=models.PROTECT, related_name="documents")
    document = models.ForeignKey(KeptDocument, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=8, default="waiting", choices=[(s, s) for s in ("waiting", "checked", "refused")]
    )
    record = models.JSONField(default=dict)
    checked_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "document"], name="contract_document_once"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "checked", "refused")), name="contract_document_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}: {self.document_id}"

    @property
    def dangerous(self) -> int:
        """How many dangerous findings there are."""
        return sum(f["severity"] == "dangerous" for f in self.record.get("findings", ()))


class TermsVersion(OwnedByStudio):
    """The terms of a contract as a person confirmed them on a day; a change is a new version, none is ever altered."""

    contract = models.ForeignKey("licensing.Contract", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    deal = models.JSONField(help_text="licensing.deal.Deal")
    terms = models.JSONField(null=True, help_text="manju schema terms; null: no money is calculated")
    why = models.CharField(max_length=240, blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="terms_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="terms_version_numbers_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Written once.

        Raises:
            TypeError: for a version that is there already.
        """
        if not self._state.adding:
            raise TypeError("terms are append-only: make a new version")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise TypeError("terms are append-only: make a new version")

    @property
    def agreed(self) -> Deal:
        found: Deal = read_document(Deal, self.deal)
        return found


class Approval(OwnedByStudio):
    """A product at one stage, sent by the licensee: answered with a decision and its reason, or by silence."""

    contract = models.ForeignKey("licensing.Contract", on_delete=models.PROTECT, related_name="approvals")
    product = models.CharField(max_length=120)
    stage = models.CharField(max_length=16, choices=[(s, s) for s in STAGES])
    received_on = models.DateField()
    due_on = models.DateField(null=True, help_text="by the contract's business days; null: it names none")
    silence = models.CharField(max_length=8, blank=True, choices=[(s, s) for s in ("", "approved", "refused")])
    decision = models.CharField(max_length=8, blank=True, choices=[(d, d) for d in DECISIONS])
    reason = models.CharField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=list(STAGES)), name="approval_stage_known"),
            models.CheckConstraint(condition=Q(decision__in=list(DECISIONS)), name="approval_decision_known"),
            models.CheckConstraint(condition=~Q(product=""), name="approval_has_a_product"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="approval_decided_at_with_decision",
            ),
            models.UniqueConstraint(
                fields=["contract", "product", "stage"], condition=Q(decision=""), name="approval_open_once_per_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} ({self.stage})"

    def get_absolute_url(self) -> str:
        return reverse("licensing:approval", args=[self.pk])

    @property
    def stage_name(self) -> Words:
        return STAGES[self.stage]

    @property
    def decision_name(self) -> Words:
        return DECISIONS[self.decision]

    def deemed_on(self, today: date) -> bool:
        """Whether silence has made it approved: the last day is over and nobody answered."""
        return self.decision == "" and self.silence == "approved" and self.due_on is not None and self.due_on < today


class ApprovalPicture(OwnedByStudio):
    """A picture of what was sent, drawn anew by us from the file that was brought."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="pictures")
    file = models.CharField(max_length=255, help_text="path under the media folder")
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, help_text="of the file as it was brought")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["approval", "sha256"], name="approval_picture_once")]

    def __str__(self) -> str:
        return self.original_name
