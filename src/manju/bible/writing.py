"""A version written as a file at a level: through the story cellar, with the pictures that are kept here."""

from __future__ import annotations

import json
from pathlib import Path

from manju.bible.models import BibleVersion
from manju.bible.reading import version_bible

__all__ = ["write_file"]


def write_file(version: BibleVersion, *, level: str, form: str, out: Path) -> None:
    """Write a version to `out`."""
    bible = version_bible(version)
    out.write_text(json.dumps(bible.plain(), ensure_ascii=False, indent=1), encoding="utf-8")
