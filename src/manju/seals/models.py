"""Evidence items, the batches they are sealed in, what authorities were asked and what they answered."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Property
from manju.people.models import User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.seals.anchors.models import AnchorService, Placing
from manju.seals.authority_models import Authority
from manju.seals.log_models import LogEntry, LogKey, Receipt, SignedHead
from manju.seals.names import CODES, GIVEN, OCCASIONS, ORIGIN_NAMES, ORIGINS, STATES, Look, kind_name
from manju.words import Words

__all__ = [
    "AnchorService", "Asked", "Attempt", "Authority", "Batch", "EvidenceItem", "Leaf", "LogEntry", "LogKey", "Placing",
    "Receipt", "Sealing", "SignedHead", "Token",
]  # fmt: skip


class EvidenceItemRows(ScopedRows["EvidenceItem"]):
    """Questions that read many items."""

    def waiting(self) -> Self:
        """Recorded and in no batch yet, in the order they came."""
        return self.filter(leaf=None).order_by("pk")

    def with_seals(self) -> Self:
        """With their place in a batch, its state and its earliest token, in one query."""
        earliest = Token._base_manager.filter(batch=models.OuterRef("leaf__batch")).order_by("gen_time", "pk")
        return self.select_related("leaf__batch__sealing", "of_property").annotate(
            stamped_at=models.Subquery(earliest.values("gen_time")[:1])
        )


class EvidenceItem(OwnedByStudio):
    """Something that was made: its digests, its author, when and how it came about. Written once; triggers refuse
    all else."""

    objects = ScopedManager.from_queryset(EvidenceItemRows)()

    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64, help_text="for Chinese deposit services")
    size_bytes = models.BigIntegerField()
    name = models.CharField(max_length=255, help_text="the file's name")
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=120, blank=True)
    origin = models.CharField(max_length=10)
    kind = models.CharField(max_length=24)
    made_at = models.DateTimeField(help_text="as its maker says; proved is only when it was sealed")
    of_property = models.ForeignKey(Property, null=True, on_delete=models.PROTECT, related_name="+")
    link = models.CharField(max_length=200, blank=True, help_text="page of the thing")
    file = models.CharField(max_length=300, blank=True, help_text="path under the media folder, where we keep it")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["studio", "sha256"]), models.Index(fields=["studio", "of_property"])]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "sha256", "kind", "link"], condition=~Q(kind=GIVEN), name="evidence_is_recorded_once"
            ),
            models.CheckConstraint(condition=Q(size_bytes__gte=0), name="evidence_size_is_no_less_than_nothing"),
            models.CheckConstraint(condition=Q(origin__in=ORIGINS), name="evidence_origin_known"),
            models.CheckConstraint(condition=~Q(sha256="") & ~Q(sm3=""), name="evidence_has_its_digests"),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(name=""), name="evidence_has_kind_and_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> Words:
        return kind_name(self.kind)

    @property
    def origin_name(self) -> Words:
        return ORIGIN_NAMES[self.origin]

    @property
    def path(self) -> Path | None:
        """The file, where we keep it and it is there."""
        if not self.file:
            return None
        found = Path(settings.MEDIA_ROOT) / self.file
        return found if found.is_file() else None

    @property
    def may_be_handed_out(self) -> bool:
        """Whether the file is here and may be downloaded beside its proof; a master never leaves unmarked."""
        return self.kind != "master" and self.path is not None

    def get_absolute_url(self) -> str:
        return reverse("seals:item", args=[self.pk])


def _new_batch_id() -> str:
    return uuid.uuid4().hex


class Batch(OwnedByStudio):
    """What was sealed together: a tree of items, and its root. Written once."""

    batch_id = models.CharField(max_length=32, default=_new_batch_id, unique=True)
    title = models.CharField(max_length=200, blank=True)
    occasion = models.CharField(max_length=8)
    tree_size = models.PositiveIntegerField()
    root_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["studio", "-made_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(tree_size__gt=0), name="batch_has_leaves"),
            models.CheckConstraint(condition=Q(occasion__in=list(OCCASIONS)), name="batch_occasion_known"),
            models.CheckConstraint(condition=~Q(root_sha256=""), name="batch_has_a_root"),
        ]

    def __str__(self) -> str:
        return f"batch {self.batch_id[:8]} ({self.tree_size})"

    @property
    def occasion_name(self) -> Words:
        return OCCASIONS[self.occasion]

    @property
    def look(self) -> Look:
        """Its state as it is shown; with tokens and sealing read beforehand it asks nothing."""
        if self.tokens.all():
            return STATES["authority"]
        return STATES["queued" if self.sealing.state == "queued" else "own_log"]

    @property
    def folder(self) -> Path:
        """Where its proofs lie."""
        return Path(settings.MEDIA_ROOT) / "evidence" / str(self.studio_id) / "proofs" / self.batch_id

    def get_absolute_url(self) -> str:
        return reverse("seals:batch", args=[self.pk])


class Leaf(OwnedByStudio):
    """An item's place in its batch: no item is ever in two."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="leaves", db_index=False)
    item = models.OneToOneField(EvidenceItem, on_delete=models.PROTECT, related_name="leaf")
    leaf_index = models.PositiveIntegerField()

    class Meta:
        ordering = ["batch", "leaf_index"]
        constraints = [models.UniqueConstraint(fields=["batch", "leaf_index"], name="a_place_in_a_batch_is_held_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.leaf_index}"


class SealingRows(ScopedRows["Sealing"]):
    """Questions that read many sealings."""

    def unwritten(self) -> Self:
        """Those whose proofs in the data folder lack something that has come in."""
        tokens = _count(Token._base_manager.filter(batch=models.OuterRef("batch")))
        receipts = _count(Receipt._base_manager.filter(batch=models.OuterRef("batch"), is_final=True))
        return self.annotate(height=tokens + receipts).exclude(written=models.F("height")).order_by("pk")


def _count(rows: models.QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("batch").annotate(n=models.Count("pk")).values("n")
    return Coalesce(models.Subquery(counted), 0, output_field=models.IntegerField())


class Sealing(OwnedByStudio):
    """How far a batch has come: whether a timestamp is still waited for, and which proofs lie in the data folder."""

    objects = ScopedManager.from_queryset(SealingRows)()

    class State(models.TextChoices):
        QUEUED = "queued"
        SEALED = "sealed"

    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="sealing")
    state = models.CharField(max_length=6, choices=State.choices, default=State.QUEUED)
    written = models.IntegerField(default=-1, help_text="stamps in the proofs that were written; -1: none written")
    out = models.CharField(max_length=1000, blank=True, help_text="a folder that gets the proofs as well")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=["queued", "sealed"]), name="sealing_state_known")]
        indexes = [models.Index(fields=["studio", "state"])]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.state}"


class Asked(OwnedByStudio):
    """A timestamp wanted for a batch, from one authority, with the certificates its answer must lead to."""

    class State(models.TextChoices):
        WAITING = "waiting"
        ANSWERED = "answered"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="asked")
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=1000)
    certificates = models.TextField(blank=True, help_text="PEM; empty: any certificate fit for timestamping")
    price_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="CNY")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0)
    last_code = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "url"], name="an_authority_is_asked_once_for_a_batch"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "answered"]), name="asked_state_known"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="asked_price_is_no_less_than_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.url} {self.state}"

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or self.url

    @property
    def code_name(self) -> Words | None:
        return CODES.get(self.last_code)


class Token(OwnedByStudio):
    """A timestamp token that was checked and kept. Written once."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="tokens")
    asked = models.OneToOneField(Asked, on_delete=models.PROTECT, related_name="token")
    url = models.CharField(max_length=1000)
    token = models.BinaryField(help_text="DER of the TimeStampToken")
    token_sha256 = models.CharField(max_length=64)
    gen_time = models.DateTimeField()
    gen_time_said = models.CharField(max_length=40, help_text="RFC 3339, as it stands in the token")
    authority_subject = models.CharField(max_length=400, blank=True)
    authority_sha256 = models.CharField(max_length=64, blank=True, help_text="of the signer's certificate")
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["gen_time", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(token_sha256=""), name="token_has_its_digest")]

    def __str__(self) -> str:
        return f"{self.url} {self.gen_time:%Y-%m-%dT%H:%M:%SZ}"


class Attempt(OwnedByStudio):
    """An answer that was refused, or none: what was wrong. Nothing of such an answer is kept. Written once."""

    asked = models.ForeignKey(Asked, on_delete=models.PROTECT, related_name="attempts")
    code = models.CharField(max_length=12)
    message_zh = models.CharField(max_length=400)
    message_en = models.CharField(max_length=400)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(code__in=list(CODES)), name="attempt_code_known")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.code}"

    @property
    def message(self) -> Words:
        return Words(self.message_zh, self.message_en)
