"""A version written as a file at a level: by the story cellar, with the pictures and the seal that are kept here."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from manju.bible.models import BibleVersion
from manju.bible.pictures import files_of
from manju.bible.reading import version_bible
from manju.seals.models import EvidenceItem
from manju.seals.proofs import current_proof
from manju.seals.recording import standing_of
from manju.story.bible import Bible
from manju.story.levels import Level
from manju.story.writing.files import Form, write_bible
from manju.story.writing.pdf import Stamp

__all__ = ["write_file"]


def write_file(version: BibleVersion, *, level: str, form: str, out: Path) -> list[Path]:
    """Write a version to `out`; Markdown and JSON have their pictures beside them. The files written.

    Raises:
        StoryError: no such level or form.
        OSError: the place cannot be written.
    """
    bible = version_bible(version)
    stamp, proof = _stamped(version)
    return write_bible(
        bible, form=cast("Form", form), level=cast("Level", level), out=out, pictures=files_of(_hashes(bible)),
        stamp=stamp, proof=proof, sealed=version.text.encode(),
    )  # fmt: skip


def _stamped(version: BibleVersion) -> tuple[Stamp, bytes | None]:
    """Which version the document shows, and its seal and proof as far as there are any yet."""
    item = EvidenceItem.objects.with_seals().get(pk=version.evidence_id)
    standing = standing_of(item)
    word = standing.look.word
    return Stamp(
        version=version.number, published=version.published_at.date(), sha256=version.sha256,
        sealed_at=standing.sealed_at, authority=f"{word.zh} {word.en}", studio=str(version.studio.name),
    ), current_proof(item.leaf) if standing.is_sealed else None  # fmt: skip


def _hashes(bible: Bible) -> set[str]:
    return {one.sha256 for one in (*bible.images, *(image for c in bible.characters for image in c.images))}
