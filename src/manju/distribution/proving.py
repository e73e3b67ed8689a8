"""Proof that a platform's switches were set when a film was posted: screenshots, kept with their hash."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from manju.catalogue.keeping import kept
from manju.distribution.actions import Refused
from manju.distribution.models import Publication, SwitchProof
from manju.filings.rules.switches import Switch, switches_of
from manju.people.audit import note
from manju.people.models import User
from manju.words import Words

__all__ = ["Point", "points_of", "prove"]

LARGEST: Final = 20 << 20
_HEADS: Final = ((b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"RIFF", ".webp"))


@dataclass(frozen=True, slots=True)
class Point:
    """One switch of the checklist, with the newest screenshot that proves it."""

    switch: Switch
    proof: SwitchProof | None


def points_of(publication: Publication) -> list[Point]:
    """The switches of the publication's platform, each with its proof where there is one."""
    newest: dict[str, SwitchProof] = {}
    for proof in SwitchProof.objects.filter(publication=publication).select_related("by").order_by("pk"):
        newest[proof.switch] = proof
    on = timezone.localdate()
    return [Point(s, newest.get(s.name)) for s in switches_of(publication.account.platform, on=on)]


def prove(publication: Publication, *, switch: str, brought: UploadedFile[Any] | None, by: User) -> SwitchProof:
    """Keep a screenshot that shows a switch set. Any: whatever file object Django made.

    Raises:
        Refused: `switch_unknown`, `no_screenshot`, `not_a_picture`, `known_already`.
    """
    if switch not in {p.switch.name for p in points_of(publication)}:
        raise Refused("switch_unknown", Words("这个平台没有这个开关。", "This platform has no such switch."))
    if brought is None or not brought.size or brought.size > LARGEST:
        raise Refused("no_screenshot", Words("选一张截图，20 MB 以内。", "Choose a screenshot of at most 20 MB."))
    raw = brought.read()
    ending = next((e for head, e in _HEADS if raw.startswith(head)), "")
    if not ending or (ending == ".webp" and raw[8:12] != b"WEBP"):
        raise Refused("not_a_picture", Words("截图要是 PNG、JPEG 或 WebP。", "A screenshot is PNG, JPEG or WebP."))
    sha256 = hashlib.sha256(raw).hexdigest()
    with tempfile.TemporaryDirectory(prefix="manju-proof-") as folder:
        place = Path(folder) / f"proof{ending}"
        place.write_bytes(raw)
        stored = kept(place, folder="switches", sha256=sha256)
    try:
        with transaction.atomic():
            row: SwitchProof = SwitchProof.objects.create(
                publication=publication, switch=switch, file=stored, sha256=sha256, by=by
            )
            said = Words("留了截图：{s}，{a}", "Screenshot kept: {s}, {a}").fill(s=row.name, a=publication.account.name)
            note("publication.switch", said, by=by, link=publication.get_absolute_url(), sha256=sha256)
    except IntegrityError as error:
        raise Refused("known_already", Words("这张截图已经在了。", "This screenshot is there already.")) from error
    return row
