"""A bible that was read from a file, taken in with its pictures."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from manju.bible.actions import import_document
from manju.bible.models import BibleVersion
from manju.catalogue.models import Property
from manju.people.models import User
from manju.story.importing.reading import Imported
from manju.story.writing.pictures import ending_of

__all__ = ["take_in"]


def take_in(found: Imported, *, of_property: Property | None, by: User | None) -> BibleVersion:
    """Make what was read the draft and a new version; without a property a new one is made.

    Raises:
        Refused: as `import_document`.
    """
    with TemporaryDirectory(prefix="manju-bible-") as folder:
        pictures: dict[str, Path] = {}
        for sha256, raw in found.pictures.items():
            pictures[sha256] = Path(folder) / f"{sha256}.{ending_of(raw)}"
            pictures[sha256].write_bytes(raw)
        return import_document(of_property, found.bible, pictures, by=by)
