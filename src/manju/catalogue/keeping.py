"""Files as they came, kept in the home under their hash: whole or not at all, the same bytes once."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from manju.media.whole import written_whole
from manju.people.scope import current_scope


def kept(path: Path, *, folder: str, sha256: str) -> str:
    """Copy a file into the studio's part of a folder of the home; where it lies, below the media folder."""
    file = f"{folder}/{current_scope().studio_id}/{sha256}{path.suffix.lower()[:8]}"
    place = Path(settings.MEDIA_ROOT) / file
    if not place.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(place) as part:
            shutil.copyfile(path, part)
    return file
