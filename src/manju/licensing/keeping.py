"""Keeping the files that people bring: under their SHA-256, whole or not at all, one row for the same bytes."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from manju.catalogue.admission import plain_name
from manju.licensing.models import KeptDocument
from manju.media.whole import written_whole
from manju.people.errors import Refused
from manju.people.models import User
from manju.people.scope import current_scope
from manju.words import Words

LARGEST: Final = 50 << 20  # as the contract check reads
FOLDER: Final = "documents"


def keep_document(brought: UploadedFile[Any], *, by: User | None) -> KeptDocument:
    """Keep an uploaded file; the same bytes are kept once. `Any`: whatever kind of file object Django made.

    Raises:
        Refused: an empty file, or one that is too large.
    """
    digest, size = hashlib.sha256(), 0
    for chunk in brought.chunks():
        digest.update(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise Refused(
                Words(
                    "文件超过 50 MB。合同一般只有几百 KB。", "The file is over 50 MB; contracts have some hundred KB."
                ),
                field="file",
            )
    if not size:
        raise Refused(Words("文件是空的。", "The file is empty."), field="file")
    kept: KeptDocument | None = KeptDocument.objects.filter(sha256=digest.hexdigest()).first()
    if kept is not None and path_of(kept).is_file():
        return kept
    name = plain_name(brought.name or "document")
    ending = "".join(c for c in Path(name).suffix.lower() if c.isalnum())[:8]
    stored = f"{FOLDER}/{current_scope().studio_id}/{digest.hexdigest()}" + (f".{ending}" if ending else "")
    target = Path(settings.MEDIA_ROOT) / stored
    target.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(target) as part, part.open("wb") as out:
        brought.seek(0)
        shutil.copyfileobj(brought, out)
    if kept is not None:
        return kept
    try:
        with transaction.atomic():
            row: KeptDocument = KeptDocument.objects.create(
                sha256=digest.hexdigest(), file=stored, original_name=name, size_bytes=size, added_by=by
            )
    except IntegrityError:  # somebody else has brought the same file in the meantime
        row = KeptDocument.objects.get(sha256=digest.hexdigest())
    return row


def path_of(document: KeptDocument) -> Path:
    return Path(settings.MEDIA_ROOT) / document.file
