"""What the pages ask: how the seals stand today, what an item's stamps say, and the log as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from manju.catalogue.models import Property
from manju.proof.merkle import Tree, leaf_hash
from manju.proof.portable import rfc3339
from manju.seals.models import Asked, Authority, Batch, EvidenceItem, LogEntry, SignedHead, Token
from manju.seals.names import CODES
from manju.seals.proofs import signed_head_of
from manju.seals.sealing import log_roots
from manju.words import Words

__all__ = ["Overview", "PropertySeals", "consistency_document", "late_stamps", "log_document", "overview", "seals_of"]


LATE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Overview:
    """How everything stands: counts, the last seal, the authority that fails and why."""

    items: int
    waiting: int
    queued: int
    last_at: datetime | None
    authorities: int
    failing: Asked | None

    @property
    def headline(self) -> Words:
        """The verdict in a sentence."""
        if self.queued:
            head = Words("{n} 批已封存，还在等时间戳", "{n} sealed here, timestamp to come").fill(n=self.queued)
            return (
                Words("1 批已封存，还在等时间戳", "1 batch sealed here, timestamp to come")
                if self.queued == 1
                else head
            )
        if self.waiting:
            return Words("{n} 件等着封存", "{n} to be sealed").fill(n=self.waiting)
        if self.items:
            return Words("{n} 件都已封存", "All {n} are sealed").fill(n=self.items)
        return Words("还没有要封存的东西", "Nothing to seal yet")

    @property
    def why(self) -> Words:
        """What is known beside it."""
        if self.failing is not None and self.failing.last_code:
            why = CODES[self.failing.last_code]
            return Words(
                "{h}：{w}。东西没丢，会自己再试。", "{h}: {w}. Nothing is lost; it is tried again by itself."
            ).fill(h=self.failing.host, w=why)
        if self.waiting:
            return Words(
                "每天 20:00 和 23:30 自己封存，发布时立刻封存。",
                "Sealed by itself at 20:00 and 23:30, and at once on publishing.",
            )
        if self.last_at is not None:
            return Words("最近一次 {t}", "Last on {t}").fill(t=f"{timezone.localtime(self.last_at):%Y-%m-%d %H:%M}")
        return Words(
            "稿子、图、母版做出来就会记到这里，当天封存。",
            "Drafts, pictures and masters are recorded as they are made and sealed the same day.",
        )


@dataclass(frozen=True, slots=True)
class PropertySeals:
    """How the evidence of one property stands, for its page."""

    items: int
    waiting: int
    last_at: datetime | None

    @property
    def is_today(self) -> bool:
        """Whether everything is sealed and something was today."""
        last = self.last_at
        return not self.waiting and last is not None and timezone.localdate(last) == timezone.localdate()


def overview() -> Overview:
    """How the seals of the studio in scope stand."""
    failing = Asked.objects.filter(state="waiting").exclude(last_code="").order_by("-pk").first()
    return Overview(
        items=EvidenceItem.objects.count(), waiting=EvidenceItem.objects.waiting().count(),
        queued=Batch.objects.filter(sealing__state="queued").count(),
        last_at=Batch.objects.order_by("-pk").values_list("made_at", flat=True).first(),
        authorities=Authority.objects.filter(removed_at=None, is_on=True).count(), failing=failing,
    )  # fmt: skip


def seals_of(of_property: Property) -> PropertySeals:
    """How the evidence of a property stands."""
    rows = EvidenceItem.objects.filter(of_property=of_property)
    last = Batch.objects.filter(leaves__item__of_property=of_property).order_by("-pk").values_list("made_at", flat=True)
    return PropertySeals(rows.count(), rows.waiting().count(), last.first())


def late_stamps(at: datetime) -> list[Asked]:
    """Authorities that batches without any stamp have waited for longer than an hour, the oldest first."""
    rows = Asked.objects.filter(state="waiting", batch__sealing__state="queued", batch__made_at__lt=at - LATE)
    return list(rows.select_related("batch").order_by("pk"))


def log_document() -> dict[str, Any]:  # Any: JSON
    """The log whole, for an auditor: every batch root in order, every signed head, which stamps each root has."""
    stamps: dict[int, list[dict[str, str]]] = {}
    for token in Token.objects.order_by("pk"):
        said = {"url": token.url, "gen_time": token.gen_time_said, "token_sha256": token.token_sha256}
        stamps.setdefault(token.batch_id, []).append(said)
    rows = LogEntry.objects.select_related("batch").order_by("number")
    return {
        "format": "manju-log/1",
        "entries": [
            {
                "entry": row.number, "batch_id": row.batch.batch_id, "root_sha256": row.batch.root_sha256,
                "tree_size": row.batch.tree_size, "made_at": rfc3339(row.batch.made_at),
                "timestamps": stamps.get(row.batch_id, []),
            }
            for row in rows
        ],
        "heads": [signed_head_of(row).text() for row in SignedHead.objects.select_related("key").order_by("tree_size")],
    }  # fmt: skip


def consistency_document(earlier: int) -> dict[str, Any] | None:  # Any: JSON
    """That the log of today only added to its first `earlier` entries (RFC 9162 2.1.4); None: it never had so many."""
    roots = log_roots()
    if not 0 < earlier <= len(roots):
        return None
    tree, before = Tree(map(leaf_hash, roots)), Tree(map(leaf_hash, roots[:earlier]))
    heads = {row.tree_size: signed_head_of(row) for row in SignedHead.objects.select_related("key").filter(
        tree_size__in=(earlier, len(roots)))}  # fmt: skip
    return {
        "format": "manju-log-consistency/1",
        "earlier": {"tree_size": earlier, "root_sha256": before.root.hex(), "head": heads[earlier].text()},
        "later": {"tree_size": tree.size, "root_sha256": tree.root.hex(), "head": heads[tree.size].text()},
        "path": [step.hex() for step in tree.consistency(earlier)],
    }
