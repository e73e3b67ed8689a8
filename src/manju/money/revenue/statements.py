"""Opening a platform's statement: what kind of file it is, its columns, its rows; equal rows count once."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from manju.money.errors import InputError
from manju.money.periods import parse_period
from manju.money.revenue import dsr
from manju.money.revenue.columns import Columns, check_columns, columns_of, is_header
from manju.money.revenue.reasons import REASONS
from manju.money.revenue.rows import Fault, StatementRow, parsed, read_date
from manju.money.tables import Table, joined, open_table

_DAY_IN_NAME: Final = re.compile(r"(?<![0-9])(20[0-9]{2}-[0-9]{2}(?:-[0-9]{2})?|20[0-9]{2}[QqHh][1-4])(?![0-9])")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement's file, looked at: `rows()` opens it for reading, as often as wanted."""

    path: Path
    currency: str  # where the file says none
    format: str  # csv, xlsx, json, youtube_studio, ddex_dsr
    header: tuple[str, ...] = ()
    columns: Columns | None = None
    mapping: Mapping[str, str] | None = None
    day: dt.date | None = None  # of rows without a date: what the file's name says
    report: dsr.Report | None = None

    @property
    def mapped(self) -> dict[str, str]:
        """Our name -> header in the file."""
        return self.columns.named(self.header) if self.columns is not None else {}

    @contextmanager
    def rows(self) -> Iterator[Iterator[StatementRow]]:
        """The rows that are no totals, in the order of the file; one equal to an earlier one has a fault."""
        if self.columns is None:
            with dsr.records(self.path) as records:
                yield dsr.rows(records, currency=self.currency)
            return
        with _opened(self.path, self.mapping) as table:
            yield self._parsed(table, self.columns)

    def _parsed(self, table: Table, columns: Columns) -> Iterator[StatementRow]:
        seen: set[bytes] = set()
        for raw in table.rows:
            row = parsed(raw, columns, currency=self.currency, day=self.day)
            if row is None:
                continue
            if row.fault is None:
                mark = hashlib.blake2b(joined(raw.cells), digest_size=12).digest()
                if mark in seen:
                    row = row._replace(fault=Fault("duplicate_row", REASONS["duplicate_row"]))
                else:
                    seen.add(mark)
            yield row


def look_at(
    path: Path, *, currency: str, mapping: Mapping[str, str] | None = None, name: str = "",
    unread: Collection[str] = (),
) -> Statement:  # fmt: skip
    """Open a statement far enough to know what it is. `name` is the file's own, where `path` is a copy.

    `unread`: columns of ours that are not looked at, whatever stands in them.

    Raises:
        InputError: no such file, no table, `mapping_needed`, `mapping_wrong`, a broken DSR file.
    """
    if path.is_file() and dsr.is_dsr(path):
        return Statement(path, currency, "ddex_dsr", report=dsr.read_report(path))
    day = _day_in(name or path.name)
    with _opened(path, mapping) as table:
        columns = columns_of(table.header, mapping)
        check_columns(columns, has_date=day is not None)
        columns = columns.without(unread)
        kind = "youtube_studio" if columns.estimated else table.kind
        return Statement(path, currency, kind, table.header, columns, mapping, day)


@contextmanager
def _opened(path: Path, mapping: Mapping[str, str] | None) -> Iterator[Table]:
    """The table with its header, which may stand under lines of prose; the first row where none is recognised."""
    try:
        opened = open_table(path, is_header=lambda cells: is_header(cells, mapping))
        table = opened.__enter__()
    except InputError as error:
        if error.code != "header_missing":
            raise
        with open_table(path) as first:
            yield first
        return
    try:
        yield table
    finally:
        opened.__exit__(None, None, None)


def _day_in(name: str) -> dt.date | None:
    found = _DAY_IN_NAME.search(name)
    if found is None:
        return None
    period = parse_period(found[1])
    return period.last if period else read_date(found[1])
