"""Files of users on their way in: kept in the home's inbox under their hash until they are imported."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from manju.media.whole import written_whole
from manju.money.errors import InputError
from manju.people.scope import current_scope
from manju.words import Words


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file in the inbox: where it lies, what it was called, its hash."""

    file: str
    name: str
    sha256: str

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file


def take(upload: UploadedFile[Any], *, usual_name: str) -> Dropped:
    """Keep an uploaded file in the inbox, under its hash; `Any`: whatever kind of file object Django made."""
    folder = Path(settings.MEDIA_ROOT) / "inbox" / str(current_scope().studio_id)
    folder.mkdir(parents=True, exist_ok=True)
    name = Path(upload.name or usual_name).name
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    sha256 = digest.hexdigest()
    kept = folder / f"{sha256}{Path(name).suffix.lower()[:8]}"
    with written_whole(kept) as part, part.open("wb") as out:
        for chunk in upload.chunks():
            out.write(chunk)
    return Dropped(str(kept.relative_to(settings.MEDIA_ROOT)), name, sha256)


def again(sha256: str, suffix: str, name: str) -> Dropped:
    """The file that was kept before.

    Raises:
        InputError: it is gone.
    """
    plain = "".join(c for c in sha256 if c in "0123456789abcdef")[:64]
    safe = "." + "".join(c for c in suffix if c.isalnum())[:7] if suffix else ""
    file = f"inbox/{current_scope().studio_id}/{plain}{safe}"
    if not (Path(settings.MEDIA_ROOT) / file).is_file():
        raise InputError(
            "file_missing", Words("文件不在了。", "The file is gone."), Words("再传一次。", "Upload it again.")
        )
    return Dropped(file, name[:255], plain)
