"""Records of the first visible sheet of an XLSX workbook, row by row, formulas kept as formulas."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from manju.money.errors import InputError
from manju.words import Words

Record = tuple[int, tuple[str, ...], Words | None]
ROWS_MAX: Final = 1_048_576  # of a sheet, by ECMA-376; openpyxl walks the rows that are not there
UNPACKED_MAX: Final = 2 * 1024**3  # bytes of all parts together; a larger one is a bomb, not a table


@contextmanager
def sheet_records(path: Path) -> Iterator[Iterator[Record]]:
    """The rows that are not blank of the first visible sheet, each with its row number.

    Raises:
        InputError: `not_a_table` for a broken, locked or monstrous workbook.
    """
    with book_records(path) as sheets:
        yield sheets[0][1]


@contextmanager
def book_records(path: Path) -> Iterator[list[tuple[str, Iterator[Record]]]]:
    """The same of every visible sheet with its name; of a workbook all of whose sheets are hidden, of these.

    Raises:
        InputError: `not_a_table`.
    """
    import openpyxl  # heavy: only where a workbook is read

    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size > UNPACKED_MAX:
            raise zipfile.LargeZipFile  # noqa: TRY301 - one way to refuse whatever is wrong with it
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl does not know
            book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parsers meet in a broken file
        raise _refused(path.name) from error
    try:
        sheets = [s for s in book.worksheets if s.sheet_state == "visible"] or book.worksheets
        if not sheets:
            raise _refused(path.name)
        yield [(str(sheet.title), _records(sheet, path.name)) for sheet in sheets]
    finally:
        book.close()


def as_text(value: Any) -> str:
    """A cell's value as text; `Any`: openpyxl gives numbers, texts, dates, truth values and formulas.

    Numbers as plain decimals with the 15 digits a sheet has, midnight as a date.

    >>> as_text(1234.5), as_text(1e18), as_text(0.1 + 0.2), as_text(datetime(2026, 3, 31))
    ('1234.5', '1000000000000000000', '0.3', '2026-03-31')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return format(Decimal(format(value, ".15g")), "f")
    if isinstance(value, datetime):
        whole_day = not (value.hour or value.minute or value.second or value.microsecond)
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ")
    if hasattr(value, "ref"):  # an array formula or a data table
        return f"={getattr(value, 'text', None) or ''}"
    return "" if value is None else str(value)  # str(date) is ISO


def _records(sheet: Any, name: str) -> Iterator[Record]:
    """`Any`: openpyxl has no types."""
    sheet.reset_dimensions()  # some writers note a size that is wrong
    try:
        for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > ROWS_MAX:
                raise ValueError("a row number that no sheet has")  # noqa: TRY301 - refused as whatever else is broken
            cells = tuple(as_text(value) for value in values)
            while cells and not cells[-1]:
                cells = cells[:-1]
            if any(map(str.strip, cells)):
                yield number, cells, None
    except Exception as error:  # as above: the parser meets the broken place only here
        raise _refused(name) from error


def _refused(name: str) -> InputError:
    return InputError(
        "not_a_table",
        Words("{n} 不是能读的 XLSX 表格。", "{n} is no readable XLSX workbook.").fill(n=name),
        Words("用 Excel 或 WPS 打开，另存为 XLSX，不设密码。", "Open it, save it as XLSX without a password."),
    )
