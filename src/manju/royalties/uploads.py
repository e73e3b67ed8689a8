"""A file that somebody uploaded, on disk for as long as it is read; too large ones are refused while they come."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from manju.people.errors import Refused
from manju.royalties.receiving import FILE_MAX
from manju.words import Words

__all__ = ["UNPACKED_MAX", "taken"]

UNPACKED_MAX: Final = 64 * 1024 * 1024  # bytes of a workbook's parts together
SUFFIXES: Final = frozenset({".csv", ".xlsx", ".txt", ".tsv"})


@contextmanager
def taken(upload: UploadedFile[Any], *, largest: int = FILE_MAX) -> Iterator[Path]:
    """The uploaded bytes as a file of no name of its own (`Any`: whatever kind of file object Django made).

    Raises:
        Refused: too large, packed too tightly, or of a kind that is no table.
    """
    suffix = Path(upload.name or "").suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused(Words("只收 CSV 和 XLSX。", "Only CSV and XLSX are taken."), field="file")
    with tempfile.TemporaryDirectory(prefix="manju-report-") as folder:
        path = Path(folder) / f"report{suffix}"
        size = 0
        with path.open("wb") as out:
            for chunk in upload.chunks():
                size += len(chunk)
                if size > largest:
                    raise Refused(
                        Words("文件超过 {n} MB。", "The file is over {n} MB.").fill(n=largest >> 20), field="file"
                    )
                out.write(chunk)
        if zipfile.is_zipfile(path):
            try:
                with zipfile.ZipFile(path) as parts:
                    unpacked = sum(part.file_size for part in parts.infolist())
            except zipfile.BadZipFile:
                unpacked = UNPACKED_MAX + 1
            if unpacked > UNPACKED_MAX:
                raise Refused(Words("这个 XLSX 解开太大，另存一份只含数据的。",
                                    "This XLSX is too large when unpacked; save one with the data only."),
                              field="file")  # fmt: skip
        yield path
