"""Rows of a CSV, XLSX or JSON file as text with the true line each begins on, streamed in bounded memory."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, Final

from manju.money.amounts import shown
from manju.money.documents import load_json
from manju.money.errors import InputError
from manju.money.records import csv_records
from manju.money.sheets import sheet_records
from manju.words import Words

HEADER_WITHIN: Final = 50  # a header stands within the first rows or not at all


@dataclass(frozen=True, slots=True)
class Row:
    """One record: where it begins (header = 1; sheet row; place in a JSON list from 1) and its cells as text.

    Numbers of a sheet are plain decimals, dates ISO, formulas keep their `=`. `fault` says why it cannot be read.
    """

    line: int
    cells: tuple[str, ...]
    fault: Words | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Header and rows of one file; `rows` can be gone through once, while the file is open."""

    kind: str  # "csv", "xlsx", "json"
    header: tuple[str, ...]
    header_line: int
    rows: Iterator[Row]


@contextmanager
def open_table(path: Path, *, is_header: Callable[[Sequence[str]], bool] | None = None) -> Iterator[Table]:
    """Open a file of rows; what it is is decided by its first bytes, not by its name.

    `is_header` tells the header from lines above it; without it the first row that is not blank is the header.
    Blank rows are left out and counted. CSV: comma, semicolon, tab or bar; each line UTF-8 or else GB18030.

    Raises:
        InputError: `file_missing`, `not_a_table`, `header_missing`, `no_json`.
    """
    if not path.is_file():
        raise InputError(
            "file_missing",
            Words("没有这个文件：{p}", "There is no such file: {p}").fill(p=path),
            Words("检查路径。", "Check the path."),
        )
    with path.open("rb") as file:
        head = file.read(4096)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"[", b"{"):
        yield _json_table(load_json(path), path.name)
        return
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        with sheet_records(path) as found:
            yield _with_header("xlsx", (Row(*record) for record in found), is_header, path.name)
        return
    if head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\xff\xfe", b"\xfe\xff")):
        raise InputError(
            "not_a_table",
            Words("{n} 不是 CSV、XLSX 或 JSON。", "{n} is no CSV, XLSX or JSON.").fill(n=path.name),
            Words("另存为 XLSX 或 UTF-8 的 CSV。", "Save it as XLSX or as CSV in UTF-8."),
        )
    with csv_records(path, head) as records:
        yield _with_header("csv", (Row(*record) for record in records), is_header, path.name)


def objects_table(plain: list[Any]) -> Table:
    """A table of JSON objects (`Any`: what else stands in the list is a fault of its row), numbered from 1."""
    header = tuple(dict.fromkeys(chain.from_iterable(o for o in plain if isinstance(o, dict))))

    def rows() -> Iterator[Row]:
        for number, found in enumerate(plain, 1):
            if isinstance(found, dict):
                odd = next((v for v in found.values() if isinstance(v, (list, dict, bool))), None)
                fault = None if odd is None else NO_CELL.fill(t=shown(json.dumps(odd, default=str)))
                yield Row(number, tuple(_plain(found.get(key)) for key in header), fault)
            else:
                yield Row(number, (), Words("不是对象：{t}", "not an object: {t}").fill(t=shown(str(found))))

    return Table("json", header, 0, rows())


def folded(name: str) -> str:
    """A header name as it is compared: letters and digits of any script, one width, no case.

    >>> folded(" Returns_Units "), folded("销售额（元）")
    ('returnsunits', '销售额元')
    """
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


def recognise(header: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Which column holds what: `known` is our name -> further names for it; the first column that fits counts.

    >>> recognise(["日期", "Gross "], {"date": ["日期"], "gross": [], "tax": []})
    {'date': 0, 'gross': 1}
    """
    places: dict[str, int] = {}
    for i, name in enumerate(header):
        places.setdefault(folded(name), i)
    found = {}
    for ours, others in known.items():
        for name in (ours, *others):
            if folded(name) in places:
                found[ours] = places[folded(name)]
                break
    return found


def joined(cells: Sequence[str]) -> bytes:
    """Cells as bytes that are equal only where all cells are.

    >>> joined(["a\\x00", "b"]) == joined(["a", "\\x00b"])
    False
    """
    whole = "\x00".join(cells)
    if whole.count("\x00") >= max(1, len(cells)):
        whole = repr(cells)
    return whole.encode("utf-8", "surrogatepass")


def cell(row: Row, column: int | None) -> str:
    """The text of a column, stripped; a column that is not there or not filled is blank."""
    return row.cells[column].strip() if column is not None and column < len(row.cells) else ""


def _with_header(kind: str, rows: Iterator[Row], is_header: Callable[[Sequence[str]], bool] | None, name: str) -> Table:
    above: list[Row] = []
    for row in rows:
        if row.fault is None and (is_header is None or is_header(row.cells)):
            return Table(kind, tuple(c.strip() for c in row.cells), row.line, rows)
        above.append(row)
        if len(above) >= HEADER_WITHIN:
            break
    raise InputError(
        "header_missing",
        Words("{n} 里没有找到表头。", "No header was found in {n}.").fill(n=name),
        Words("第一行应写列名。", "The first row should name the columns."),
    )


def _json_table(plain: Any, name: str) -> Table:
    """`Any`: whatever the JSON file holds."""
    if not isinstance(plain, list):
        raise InputError(
            "not_a_table",
            Words("{n} 应该是一个对象的列表。", "{n} should be a list of objects.").fill(n=name),
            Words("格式见 manju schema。", "The shape: manju schema"),
        )
    return objects_table(plain)


NO_CELL: Final = Words("既不是文字也不是数：{t}", "neither text nor a number: {t}")


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value)
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else repr(value)
