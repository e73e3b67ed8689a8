"""Workbooks with the same bytes whenever they are written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

EPOCH: Final = (2026, 1, 1, 0, 0, 0)


def write_workbook(path: Path, rows: Iterable[Sequence[object]], *, sheet: str) -> Path:
    """Write one sheet of rows; the time of writing stands nowhere in the file."""
    from openpyxl import Workbook  # slow to load, and most of the sample needs none

    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(list(row))
    book.properties.created = book.properties.modified = datetime(*EPOCH)  # noqa: DTZ001 - a workbook has no zones
    packed = io.BytesIO()
    book.save(packed)
    with zipfile.ZipFile(packed) as read, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            content = read.read(name)
            if name == "docProps/core.xml":
                content = _untimed(content)
            written.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return path


def _untimed(core: bytes) -> bytes:
    """Saving stamps the time of modification over what was set: it is taken from the time of creation."""
    start, end = core.index(b"<dcterms:modified"), core.index(b"</dcterms:modified>")
    at = core.index(b">", start) + 1
    return core[:at] + b"2026-01-01T00:00:00Z" + core[end:]
