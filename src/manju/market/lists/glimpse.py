"""A first look at a list: its header, and the first cells of each column, for a person who says what they are."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from manju.market.lists.headers import Columns, recognised
from manju.market.lists.raw import opened


def glimpse(path: Path, *, most: int = 3) -> tuple[tuple[str, ...], Columns, Mapping[str, str]]:
    """Header, what was recognised of it, and header -> its first cells, joined and cut.

    Raises:
        InputError: as `tables.open_table`.
    """
    with opened(path, None) as table:
        first = list(islice((row for row in table.rows if row.fault is None), most))
    cells = {
        name: " / ".join(cell for row in first if at < len(row.cells) and (cell := row.cells[at].strip()[:40]))
        for at, name in enumerate(table.header)
        if name.strip()
    }
    return table.header, recognised(table.header), cells
