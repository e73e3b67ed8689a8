"""The term check on a file: documents as they are, structured terms through the clauses they would be written as."""

from __future__ import annotations

from pathlib import Path

from manju.money.contracts.judging import Checked, check
from manju.money.contracts.reading import read_paper


def check_file(path: Path) -> Checked:
    """Read and judge one contract file. Raises `InputError` (see `reading.read_paper`, `judging.check`)."""
    return check(read_paper(path))
