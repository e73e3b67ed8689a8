"""Files that are handed in with an application: sniffed, kept under their hash, listed with it."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from manju.catalogue.admission import plain_name
from manju.catalogue.keeping import kept
from manju.filings.models import Registration
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words

__all__ = ["LARGEST", "MOST", "add", "ending_of"]

LARGEST: Final = 50 << 20
MOST: Final = 60
FOLDER: Final = "registrations"
_HEADS: Final = (
    (b"%PDF-", ".pdf"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"PK\x03\x04", ".zip"),
)  # fmt: skip


def ending_of(head: bytes, name: str) -> str:
    """What a file is by its first bytes: PDF, PNG, JPEG, a zip (DOCX, XLSX by its name), or UTF-8 text.

    >>> ending_of(b"%PDF-1.7", "a.exe"), ending_of(b"PK\\x03\\x04", "script.docx"), ending_of(b"MZ\\x90\\x00", "a.pdf")
    ('.pdf', '.docx', '')
    """
    for magic, ending in _HEADS:
        if head.startswith(magic):
            typed = Path(name).suffix.lower()
            return typed if ending == ".zip" and typed in (".docx", ".xlsx") else ending
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end < len(head) - 3:
            return ""
    return ".txt" if head and b"\x00" not in head else ""


def add(row: Registration, brought: UploadedFile[Any], *, by: User) -> None:
    """Keep an uploaded file as a sample of an application. `Any`: whatever file object Django made.

    Raises:
        Refused: no document or picture, empty, too large, too many, or there already; or the application is over.
    """
    if (brought.size or 0) > LARGEST:
        raise Refused(Words("文件超过 50 MB。样本一般是截图或 PDF。", "Over 50 MB; samples are stills or PDFs."))
    with tempfile.NamedTemporaryFile(prefix="manju-sample-") as file:
        digest, size, head = hashlib.sha256(), 0, b""
        for chunk in brought.chunks():
            head = head or chunk[:4096]
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        name = plain_name(brought.name or "sample")
        ending = ending_of(head, name)
        if not ending:
            raise Refused(Words("只收 PDF、图片、文档和文本。", "PDF, pictures, documents and text only."))
        place = Path(file.name).with_name(Path(file.name).name + ending)
        place.symlink_to(file.name)
        try:
            stored = kept(place, folder=FOLDER, sha256=digest.hexdigest())
        finally:
            place.unlink()
    _write_down(row, {"name": name[:120], "file": stored, "sha256": digest.hexdigest(), "size": size}, by=by)


@transaction.atomic
def _write_down(row: Registration, sample: dict[str, Any], *, by: User) -> None:  # Any: JSON
    locked: Registration = Registration.objects.select_for_update().get(pk=row.pk)
    if not locked.is_open:
        raise Refused(Words("这份登记已经办完。", "This registration is over."))
    if any(s["sha256"] == sample["sha256"] for s in locked.samples):
        raise Refused(Words("这个文件已经在样本里。", "This file is among the samples already."))
    if len(locked.samples) >= MOST:
        raise Refused(Words("样本最多 60 个。", "At most 60 samples."))
    locked.samples = [*locked.samples, sample]
    locked.save(update_fields=["samples", "updated_at"])
    what = Words("加样本：{n}", "Sample added: {n}").fill(n=sample["name"])
    note("registration.sample", what, by=by, link=locked.get_absolute_url(), sha256=sample["sha256"])
