"""Making an evidence pack: gathered, written whole, put on record with what it lacked."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from manju.catalogue.keeping import kept
from manju.catalogue.models import Property
from manju.media.whole import written_whole
from manju.people.audit import note
from manju.people.models import User
from manju.proof.digests import digests_of
from manju.protection.authorship.gathering import gathered
from manju.protection.authorship.packing import plain_gap, write_pack
from manju.protection.pack_models import EvidencePack
from manju.words import Words

__all__ = ["make_pack"]


def make_pack(
    of_property: Property,
    *,
    by: User | None,
    out: Path | None = None,
    now: datetime | None = None,
    progress: Callable[[float], None] = lambda done: None,
    writing: Callable[[], Any] = transaction.atomic,  # Any: a context manager, the job's or a plain transaction
) -> EvidencePack:
    """Make the pack of a property and keep it; with `out`, a copy there. `progress` hears 0 to 1.

    Raises:
        OSError: `out` cannot be written.
    """
    made_at = now or timezone.now()
    story = gathered(of_property, progress=lambda done: progress(0.5 * done))
    with tempfile.TemporaryDirectory(prefix="manju-pack-") as folder:
        whole = Path(folder) / "pack.zip"
        gaps = write_pack(story, whole, made_at=made_at, progress=lambda done: progress(0.5 + 0.5 * done))
        if out is not None:
            with written_whole(out) as part:
                shutil.copyfile(whole, part)
        digests = digests_of(whole)
        file = kept(whole, folder="evidence-packs", sha256=digests.sha256)
    with writing():
        row: EvidencePack = EvidencePack.objects.create(
            of_property=of_property, file=file, sha256=digests.sha256, size_bytes=digests.size_bytes,
            items=len(story.items), missing=[plain_gap(gap) for gap in gaps], made_at=made_at, made_by=by,
        )  # fmt: skip
        said = Words("整理了《{p}》的证据包，{n} 件", "Made the evidence pack of {p}, {n} items")
        note("evidence.packed", said.fill(p=of_property.name, n=row.items), by=by, sha256=row.sha256)
    return row
