"""The studio's own append-only log: its keys, an entry for every batch, signed heads, receipts of anchors."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from manju.people.scope import OwnedByStudio

__all__ = ["LogEntry", "LogKey", "Receipt", "SignedHead"]


class LogKey(OwnedByStudio):
    """The public half of a key that signed heads; the newest one signs. Written once."""

    key_id = models.CharField(max_length=64, help_text="the raw Ed25519 public key in hex")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["studio", "key_id"], name="a_log_key_is_written_down_once")]

    def __str__(self) -> str:
        return self.key_id[:16]


class LogEntry(OwnedByStudio):
    """A batch's place in the log, counted from 0. Written once."""

    number = models.PositiveIntegerField()
    batch = models.OneToOneField("seals.Batch", on_delete=models.PROTECT, related_name="entry")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["studio", "number"], name="a_place_in_the_log_is_held_once")]

    def __str__(self) -> str:
        return f"log {self.number}"


class SignedHead(OwnedByStudio):
    """The log's root at one size, signed with the studio's key. Written once."""

    tree_size = models.PositiveIntegerField()
    root_sha256 = models.CharField(max_length=64)
    key = models.ForeignKey(LogKey, on_delete=models.PROTECT, related_name="+")
    signature = models.CharField(max_length=100, help_text="base64 of the Ed25519 signature")
    signed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-tree_size"]
        constraints = [
            models.UniqueConstraint(fields=["studio", "tree_size"], name="a_size_of_the_log_is_signed_once"),
            models.CheckConstraint(condition=Q(tree_size__gt=0), name="a_signed_head_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"head {self.tree_size}"


class Receipt(OwnedByStudio):
    """How far the placing of a root has come, step by step; the newest of a placing counts. Written once."""

    batch = models.ForeignKey("seals.Batch", on_delete=models.PROTECT, related_name="receipts")
    placing = models.ForeignKey("seals.Placing", on_delete=models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField(help_text="counted from 1 in its placing")
    kind = models.CharField(max_length=24)
    place = models.CharField(max_length=200, help_text="chain or service")
    is_final = models.BooleanField(default=False)
    receipt = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind=""), name="receipt_has_a_kind"),
            models.UniqueConstraint(fields=["placing", "number"], name="a_step_of_placing_is_written_once"),
            models.UniqueConstraint(
                fields=["batch", "kind", "place"], condition=Q(is_final=True), name="a_place_confirms_a_batch_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"
