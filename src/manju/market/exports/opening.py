"""The tables in a file that a platform gave: CSV in any encoding, XLSX, JSON, or a ZIP of CSV files."""

from __future__ import annotations

import codecs
import csv
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from manju.money.documents import load_json
from manju.money.errors import InputError
from manju.money.records import DELIMITERS, UNCLOSED, csv_records, decoded, is_chinese
from manju.money.sheets import book_records
from manju.money.tables import Row
from manju.words import Words

__all__ = ["HEADER_WITHIN", "Opened", "opened"]

HEADER_WITHIN: Final = 50  # a header stands within the first rows or not at all
ROWS_MAX: Final = 1_000_000
CELL_LINES_MAX: Final = 5000  # descriptions of videos go on for long
HEAD: Final = 1 << 16
UNPACKED_MAX: Final = 512 * 1024**2  # bytes of a table in a ZIP
MEMBERS_MAX: Final = 50
OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"

Score = Callable[[Sequence[str]], float]


@dataclass(frozen=True, slots=True)
class Opened:
    """One table: its name, and its rows that are not blank with the true line each begins on.

    `alone`: of several such tables (sheets of a workbook) only the first that is an export counts.
    """

    name: str
    rows: list[Row]
    alone: bool = True


def opened(path: Path, *, score: Score, name: str = "") -> list[Opened]:
    """The tables of a file; what it is is decided by its first bytes, not by its name.

    `score` says how well a row of cells is a header (0: not at all): by it the delimiter of a CSV is found.

    Raises:
        InputError: `file_missing`, `empty_file`, `old_workbook`, `not_a_table`, `no_json`, `too_large`.
    """
    name = name or path.name
    if not path.is_file():
        raise InputError(
            "file_missing",
            Words("没有这个文件：{p}", "There is no such file: {p}").fill(p=path),
            Words("检查路径。", "Check the path."),
        )
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise InputError(
            "empty_file",
            Words("{n} 是空的。", "{n} is empty.").fill(n=name),
            Words("重新从平台后台导出一次。", "Export it from the platform once more."),
        )
    if head.startswith(b"PK\x03\x04"):
        return _packed(path, score, name)
    return [_plain_table(path, head, score, name)]


def _packed(path: Path, score: Score, name: str) -> list[Opened]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if not any(m.filename == "[Content_Types].xml" for m in members):
                return list(_members(archive, members, score, name))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise _refused(name) from error
    with book_records(path) as sheets:
        return [Opened(title, _all((Row(*r) for r in rows), name)) for title, rows in sheets]


def _members(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], score: Score, name: str) -> Iterator[Opened]:
    tables = [m for m in members if m.filename.lower().endswith((".csv", ".tsv", ".txt", ".json"))]
    tables = [m for m in tables if not m.filename.startswith("__MACOSX/")]
    if not tables or len(tables) > MEMBERS_MAX:
        raise _refused(name)
    with tempfile.TemporaryDirectory(prefix="manju-export-") as folder:
        for member in tables:
            if member.file_size > UNPACKED_MAX:
                raise _too_large(name)
            part = Path(folder) / "part"
            with archive.open(member) as source, part.open("wb") as target:
                shutil.copyfileobj(source, target)
            own = Path(member.filename).name
            with part.open("rb") as file:
                head = file.read(HEAD)
            if head.strip():
                yield replace(_plain_table(part, head, score, own), alone=False)


def _plain_table(path: Path, head: bytes, score: Score, name: str) -> Opened:
    if head.startswith(OLD_WORKBOOK):
        raise InputError(
            "old_workbook",
            Words("{n} 是旧版 Excel 文件（xls）。", "{n} is an old Excel workbook (xls).").fill(n=name),
            Words("打开它，另存为 XLSX 再导入。", "Open it, save it as XLSX and import that."),
        )
    encoding = _wide(head)
    if encoding:
        with tempfile.TemporaryDirectory(prefix="manju-export-") as folder:
            narrow = Path(folder) / "narrow"
            _transcoded(path, narrow, encoding, name)
            with narrow.open("rb") as file:
                return _plain_table(narrow, file.read(HEAD), score, name)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if start[:1] in (b"[", b"{"):
        return Opened(name, _objects(load_json(path), name))
    if b"\x00" in head or start[:5] == b"%PDF-" or start[:1] == b"<":
        raise _refused(name)
    with csv_records(path, head, delimiter=_delimiter(head, score), lines_max=CELL_LINES_MAX) as records:
        return Opened(name, _all((Row(*r) for r in records), name))


def _delimiter(head: bytes, score: Score) -> str | None:
    """The one that makes the best header of any of the first lines."""
    lines = head.removeprefix(codecs.BOM_UTF8).splitlines()[:HEADER_WITHIN]
    chinese = is_chinese(lines)
    best, found = 0.0, None
    for raw in lines:
        text, _ = decoded(raw, chinese=chinese)
        for delimiter in DELIMITERS:
            if delimiter in text and (value := score(next(csv.reader([text], delimiter=delimiter)))) > best:
                best, found = value, delimiter
    return found


def _wide(head: bytes) -> str:
    """UTF-16, told by its mark or by its zeros; blank for all else."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    some = head[:2000]
    if len(some) > 8 and some[1::2].count(0) > len(some) * 0.2 and not some[0::2].count(0):
        return "utf-16-le"
    if len(some) > 8 and some[0::2].count(0) > len(some) * 0.2 and not some[1::2].count(0):
        return "utf-16-be"
    return ""


def _transcoded(path: Path, target: Path, encoding: str, name: str) -> None:
    try:
        with path.open(encoding=encoding, newline="") as source, target.open("w", encoding="utf-8", newline="") as file:
            shutil.copyfileobj(source, file)
    except UnicodeError as error:
        raise _refused(name) from error


def _objects(plain: Any, name: str) -> list[Row]:
    """Rows of a list of JSON objects, the keys before them as a header; `Any`: whatever the file holds."""
    listed = _listed(plain)
    if listed is None:
        raise _refused(name)
    keys = tuple(dict.fromkeys(chain.from_iterable(o for o in listed if isinstance(o, dict))))
    rows = [Row(0, keys)]
    for number, found in enumerate(listed, 1):
        if isinstance(found, dict):
            cells = tuple(_cell(found.get(key)) for key in keys)
            if any(cells):
                rows.append(Row(number, cells))
        else:
            said = Words("不是对象：{t}", "not an object: {t}").fill(t=json.dumps(found, default=str)[:80])
            rows.append(Row(number, (), said))
    return rows


def _listed(plain: Any, depth: int = 4) -> list[Any] | None:
    """The list of rows, also where answers of a service wrap it: {"data": {"list": [...]}}."""
    if isinstance(plain, list):
        return plain
    if isinstance(plain, dict) and depth:
        inner = [found for value in plain.values() if (found := _listed(value, depth - 1)) is not None]
        full = [found for found in inner if any(isinstance(o, dict) for o in found)]
        return max(full, key=len, default=inner[0] if inner else None)
    return None


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _all(rows: Iterator[Row], name: str) -> list[Row]:
    found = list(islice(rows, ROWS_MAX + 1))
    if len(found) > ROWS_MAX:
        raise _too_large(name)
    return [Row(r.line, tuple(c.replace('""', '"') for c in r.cells)) if r.fault is UNCLOSED else r for r in found]


def _too_large(name: str) -> InputError:
    return InputError(
        "too_large",
        Words("{n} 太大。", "{n} is too large.").fill(n=name),
        Words("按月份分几次导出。", "Export it in parts, by month."),
    )


def _refused(name: str) -> InputError:
    return InputError(
        "not_a_table",
        Words("{n} 不是能读的 CSV、XLSX 或 JSON。", "{n} is no readable CSV, XLSX or JSON.").fill(n=name),
        Words("从平台后台重新导出，或另存为 XLSX。", "Export it from the platform again, or save it as XLSX."),
    )
