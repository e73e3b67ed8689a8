"""Recording what was made, for the rooms above: hashed now, sealed the same day by itself.

item = record(path, name="ep01.mp4", title="长夜灯 第 1 集", author="顾青", origin="rendered", kind="master",
              made_at=now, of_property=lamp, link=episode.get_absolute_url(), by=user)
seal_soon(by=user)                      # on publishing; without it the daily seal takes it
standing([item])[item.pk].state         # waiting, queued, own_log, authority
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from manju.catalogue.keeping import kept
from manju.catalogue.models import Property
from manju.jobs.models import Job
from manju.people.models import User
from manju.proof.digests import Digests, digests_of
from manju.seals.models import EvidenceItem
from manju.seals.names import STATES, Look, Origin, State
from manju.seals.texts import plain

__all__ = ["Origin", "Standing", "record", "record_bytes", "seal_soon", "standing"]

FOLDER: Final = "evidence"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an item has come. `sealed_at`: the earliest stamp of an authority, else when it went into the own log;
    `proof`: address of its portable proof, empty while it waits."""

    state: State
    sealed_at: datetime | None
    proof: str = ""

    @property
    def look(self) -> Look:
        return STATES[self.state]

    @property
    def is_sealed(self) -> bool:
        return self.state != "waiting"


def record(
    file: Path, *, name: str, title: str, author: str, origin: Origin, kind: str, made_at: datetime,
    of_property: Property | None, link: str = "", by: User | None,
) -> EvidenceItem:  # fmt: skip
    """Hash a file and write it down as evidence, in the studio in scope; it waits for the next seal.

    The file stays where it is. The same bytes of the same kind and link are recorded once: the row that is there is
    returned. `link`: the page of the thing. Safe side by side.

    Raises:
        ProofError: the file is missing or cannot be read.
    """
    return _recorded(
        digests_of(file), name=name, title=title, author=author, origin=origin, kind=kind, made_at=made_at,
        of_property=of_property, link=link, file=_under_media(file), by=by,
    )  # fmt: skip


def record_bytes(
    data: bytes, *, name: str, title: str, author: str, origin: Origin, kind: str, made_at: datetime,
    of_property: Property | None, link: str = "", by: User | None,
) -> EvidenceItem:  # fmt: skip
    """`record` for a document that is no file yet: its bytes are kept under media/evidence, so that the file of the
    proof can always be handed out."""
    with tempfile.TemporaryDirectory(prefix="manju-evidence-") as folder:
        file = Path(folder) / f"document{Path(name).suffix[:8]}"
        file.write_bytes(data)
        digests = digests_of(file)
        place = kept(file, folder=FOLDER, sha256=digests.sha256)
    return _recorded(
        digests, name=name, title=title, author=author, origin=origin, kind=kind, made_at=made_at,
        of_property=of_property, link=link, file=place, by=by,
    )  # fmt: skip


def seal_soon(*, by: User | None) -> Job | None:
    """Seal now all that waits, as a job that starts when the surrounding transaction commits; None: nothing waits.

    Called twice for the same items it is one job.
    """
    from manju.jobs.actions import start
    from manju.seals.jobs import seal_now

    newest = EvidenceItem.objects.waiting().order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return None
    return start(seal_now, by=by, params={}, key=f"seals.seal:{newest}", link=reverse("seals:home"))


def standing(items: Collection[EvidenceItem | int]) -> Mapping[int, Standing]:
    """How far these items, given as rows or keys, have come: by key, in one query. Unknown keys are left out."""
    keys = [item if isinstance(item, int) else item.pk for item in items]
    if not keys:
        return {}
    return {row.pk: standing_of(row) for row in EvidenceItem.objects.filter(pk__in=keys).with_seals()}


def standing_of(row: EvidenceItem) -> Standing:
    """How far an item has come that was read `with_seals()`."""
    leaf = getattr(row, "leaf", None)
    if leaf is None:
        return Standing("waiting", None)
    stamped: datetime | None = row.stamped_at  # type: ignore[attr-defined]  # annotated by with_seals()
    proof = reverse("seals:proof", args=[row.pk])
    if stamped is not None:
        return Standing("authority", stamped, proof)
    return Standing("queued" if leaf.batch.sealing.state == "queued" else "own_log", leaf.batch.made_at, proof)


def _recorded(
    digests: Digests, *, name: str, title: str, author: str, kind: str, link: str, file: str, by: User | None,
    **facts: object,
) -> EvidenceItem:  # fmt: skip
    same = {"sha256": digests.sha256, "kind": kind, "link": link}
    there: EvidenceItem | None = EvidenceItem.objects.filter(**same).first()
    if there is not None:
        return there
    try:
        with transaction.atomic():
            made: EvidenceItem = EvidenceItem.objects.create(
                **same, **facts, sm3=digests.sm3, size_bytes=digests.size_bytes, name=plain(name, 255) or "?",
                title=plain(title, 200), author=plain(author, 120), file=file, recorded_by=by,
            )  # fmt: skip
    except IntegrityError:
        there = EvidenceItem.objects.filter(**same).first()
        if there is None:
            raise
        return there
    return made


def _under_media(file: Path) -> str:
    """Its path under the media folder; empty for a file elsewhere."""
    root = Path(settings.MEDIA_ROOT).resolve()
    whole = file.resolve()
    found = whole.relative_to(root).as_posix() if whole.is_relative_to(root) else ""
    return found if len(found) <= 300 else ""
