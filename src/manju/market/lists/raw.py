"""The cells of a hit list as text with their true lines, from CSV, XLSX or JSON of any encoding."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from manju.market.lists import quick
from manju.market.lists.dates import as_written
from manju.market.lists.headers import Columns, is_header, recognised
from manju.money.documents import load_json, parse_json
from manju.money.errors import InputError
from manju.money.tables import Row, Table, open_table
from manju.words import Words

QUICK_OVER: Final = 2_000_000  # bytes; below, reading with care takes no time worth saving
BATCH: Final = 50_000  # rows put into columns together
Choose = Callable[[Sequence[str]], Columns]


@dataclass(frozen=True, slots=True)
class Raw:
    """A column of text per role with `line`, the rows that cannot be read, and the header they were chosen by."""

    kind: str
    header: tuple[str, ...]
    columns: Columns
    frame: pl.DataFrame
    faults: list[tuple[int, Words]] = field(default_factory=list)


def read_raw(
    path: Path, *, mapping: Mapping[str, str] | None = None, check: Callable[[Sequence[str], Columns], None],
    quick_over: int = QUICK_OVER,
) -> Raw:  # fmt: skip
    """Read a file; `check` is told header and columns before the rows are read, and may refuse them.

    Raises:
        InputError: as `tables.open_table`; whatever `check` raises.
    """
    if path.is_file() and path.stat().st_size > quick_over and _is_text(path):
        with quick.clean(path) as found:
            header = found.cells(0) if found is not None else ()
            if found is not None and (is_header(header) or _is_mapped(header, mapping)):
                chosen = recognised(header, mapping)
                check(header, chosen)
                frame = quick.columns(found, len(header), chosen.places)
                if frame is not None:
                    return Raw("csv", header, chosen, frame)
    with opened(path, mapping) as table:
        chosen = recognised(table.header, mapping)
        check(table.header, chosen)
        frame, faults = _collected(table.rows, chosen.places)
        return Raw(table.kind, table.header, chosen, frame, faults)


def _is_mapped(header: Sequence[str], mapping: Mapping[str, str] | None) -> bool:
    return bool(mapping) and "title" in recognised(header, mapping).places


@contextmanager
def opened(path: Path, mapping: Mapping[str, str] | None) -> Iterator[Table]:
    head = b""
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(4096)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        with _as_utf8(path) as copy, opened(copy, mapping) as table:
            yield table
        return
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
        yield _objects(_json(path))
        return

    def known(cells: Sequence[str]) -> bool:
        return is_header(cells) or _is_mapped(cells, mapping)

    try:
        table_of = open_table(path, is_header=known)
        table = table_of.__enter__()
    except InputError as error:
        if error.code != "header_missing":
            raise
        table_of = open_table(path)
        table = table_of.__enter__()
    try:
        yield table
    finally:
        table_of.__exit__(None, None, None)


@contextmanager
def _as_utf8(path: Path) -> Iterator[Path]:
    """A copy of a UTF-16 file as Excel's “Unicode text” is, in UTF-8."""
    with tempfile.TemporaryDirectory(prefix="manju-list-") as folder:
        copy = Path(folder) / path.name
        with (
            path.open(encoding="utf-16", errors="replace", newline="") as old,
            copy.open("w", encoding="utf-8", newline="") as new,
        ):
            while text := old.read(1 << 20):
                new.write(text)
        yield copy


def _json(path: Path) -> Any:
    """The values of a JSON file, or of one whose every line is JSON (`Any`: whatever it holds)."""
    try:
        return load_json(path)
    except InputError as error:
        if error.code != "no_json":
            raise
        lines = [line for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines() if line.strip()]
        try:
            return [parse_json(line) for line in lines]
        except InputError:
            raise error from None


def _objects(plain: Any) -> Table:
    """A table of the list of objects that JSON holds, wherever it stands; what stands beside it holds for all rows."""
    found, beside = _list_in(plain, {})
    if not found:
        raise InputError(
            "not_a_table",
            Words("JSON 里没有对象的列表。", "The JSON holds no list of objects."),
            Words("应为 [{…}, …]，或装着它的对象。", "It should be [{…}, …] or an object that holds one."),
        )
    flat = [_flat(one) if isinstance(one, dict) else None for one in found]
    header = tuple(dict.fromkeys([key for one in flat if one for key in one] + list(beside)))

    def rows() -> Iterator[Row]:
        for number, (one, was) in enumerate(zip(flat, found, strict=True), 1):
            if one is None:
                yield Row(number, (), Words(f"不是对象：{str(was)[:40]}", f"not an object: {str(was)[:40]}"))
            else:
                yield Row(number, tuple(one.get(key) or beside.get(key, "") for key in header))

    return Table("json", header, 0, rows())


def _list_in(plain: Any, beside: Mapping[str, str], *, deep: int = 4) -> tuple[list[Any], dict[str, str]]:
    """The longest list with objects in it, and the plain values that stand beside it on the way."""
    if isinstance(plain, list):
        return (plain if any(isinstance(one, dict) for one in plain) else []), dict(beside)
    if not isinstance(plain, dict) or not deep:
        return [], {}
    lists = {k: v for k, v in plain.items() if isinstance(v, list) and any(isinstance(one, dict) for one in v)}
    if lists and len(lists) == len(plain) and all(as_written(key) for key in lists):  # {"2026-06-01": [...], ...}
        return [{"date": day, **one} if isinstance(one, dict) else one for day, v in lists.items() for one in v], {}
    near = dict(beside) | {k: _text(v) for k, v in plain.items() if isinstance(v, (str, int)) and k not in _ENVELOPE}
    found = [_list_in(value, near, deep=deep - 1) for value in plain.values()]
    return max(found, key=lambda one: len(one[0]), default=([], {}))


_ENVELOPE: Final = {"code", "msg", "message", "success", "status", "total", "count", "page", "size", "pageSize", "ttl",
                    "error", "errno", "title", "name", "desc", "description", "note"}  # fmt: skip


def _flat(one: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """An object's values as text, those of objects inside it as `outer.inner` (`Any`: whatever it holds)."""
    cells: dict[str, str] = {}
    for key, value in one.items():
        if isinstance(value, dict):
            cells |= _flat(value, f"{before}{key}.")
        else:
            cells[before + key] = _text(value)
    return cells


def _text(value: Any) -> str:
    """`Any`: a value of JSON; a list of texts or of named objects is a list of tags."""
    if isinstance(value, list):
        named = [one.get("name") or one.get("title") or "" if isinstance(one, dict) else one for one in value]
        return "|".join(_text(one) for one in named)
    if isinstance(value, bool):
        return json.dumps(value)
    return "" if value is None else str(value)


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(4096)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    binary = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF", b"\xff\xfe", b"\xfe\xff")
    return start not in (b"[", b"{") and not head.startswith(binary)


def _collected(rows: Iterator[Row], places: Mapping[str, int]) -> tuple[pl.DataFrame, list[tuple[int, Words]]]:
    schema: dict[str, Any] = {
        **{role: pl.Categorical if role in quick.LONG else pl.String for role in places},
        "line": pl.UInt32,
    }  # Any: polars' types of types
    faults: list[tuple[int, Words]] = []
    parts: list[pl.DataFrame] = []
    batch: list[list[Any]] = [[] for _ in schema]

    def put() -> None:
        parts.append(pl.DataFrame(dict(zip(schema, batch, strict=True)), schema=schema))
        for column in batch:
            column.clear()

    for row in rows:
        if row.fault is not None:
            faults.append((row.line, row.fault))
            continue
        width = len(row.cells)
        for column, at in zip(batch, places.values(), strict=False):
            column.append(row.cells[at] if at < width else "")
        batch[-1].append(row.line)
        if len(batch[-1]) >= BATCH:
            put()
    put()
    return pl.concat(parts), faults
