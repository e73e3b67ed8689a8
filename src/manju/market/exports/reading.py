"""Reading a platform's export: what it is of, its rows as values, what is kept out and what looks odd."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from manju.market.exports.cells import text
from manju.market.exports.columns import Columns
from manju.market.exports.episodes import named, told_apart
from manju.market.exports.headers import Layout, folded_header, layout_of
from manju.market.exports.oddities import found_odd
from manju.market.exports.opening import HEADER_WITHIN, Opened, opened
from manju.market.exports.record import Export, Kind, Odd, Record, Refusal
from manju.money.errors import InputError
from manju.money.tables import Row
from manju.words import Words

__all__ = ["date_in_name", "read_export", "read_exports"]

TOTALS: Final = frozenset(
    {
        "total",
        "totals",
        "grandtotal",
        "sum",
        "subtotal",
        "合计",
        "总计",
        "总和",
        "汇总",
        "小计",
        "合計",
        "總計",
        "共计",
        "总数",
        "平均",
        "average",
    }
)
_NOTE: Final = re.compile(
    r"^\s*(?:[*※#•]|注[:：]|说明|备注|数据(?:来源|截至|截止|更新|说明|统计|仅)|统计|导出|更新|共\s*[0-9]+|截至|以上|最多"
    r"|total|note|source|generated|exported|showing|data (?:as|is|from)|last updated|\(c\)|©)",
    re.IGNORECASE,
)
_NAME_DATE: Final = re.compile(
    r"(?<![0-9])(20[0-9]{2})(?:([-_.年])([0-9]{1,2})[-_.月]([0-9]{1,2})日?|([01][0-9])([0-3][0-9]))(?![0-9])"
)


def read_export(
    path: Path, *, export_date: dt.date | None = None, name: str = "", today: dt.date | None = None
) -> Export:
    """The one table of an export; of a file with several, the one about episodes.

    Args:
        path: CSV, XLSX, JSON, or the ZIP that YouTube Studio gives.
        export_date: the day it was exported; else the date in its name, else `today`.
        name: what the file was called, where it lies under another name.

    Raises:
        InputError: `unknown_format` where no platform's header is found, and what `opened` says.
    """
    found = read_exports(path, export_date=export_date, name=name, today=today)
    return next((export for export in found if export.kind == "content"), found[0])


def read_exports(
    path: Path, *, export_date: dt.date | None = None, name: str = "", today: dt.date | None = None
) -> tuple[Export, ...]:
    """All tables of an export: one, but for a ZIP; of a workbook the first sheet that has a known header.

    Raises:
        InputError: as `read_export`.
    """
    name = name or path.name

    def score(cells: Sequence[str]) -> float:
        layout = layout_of(cells, file_name=name)
        return 0.0 if layout is None else layout.score + len(layout.places)

    tables = opened(path, score=score, name=name)
    found: list[Export] = []
    for table in tables:
        export = _read(table, name, export_date, today)
        if export is not None:
            found.append(export)
            if table.alone:
                break
    if not found:
        raise _unknown(name, tables)
    return tuple(found)


def date_in_name(name: str) -> dt.date | None:
    """The date in a file's name: the one it begins with, else the last one (`Content 2026-09-12_2026-10-01`).

    >>> date_in_name("2026-06-01_douyin.csv"), date_in_name("数据20260603.xlsx"), date_in_name("Totals.csv")
    (datetime.date(2026, 6, 1), datetime.date(2026, 6, 3), None)
    """
    dates = []
    for match in _NAME_DATE.finditer(name):
        year, _, month, day, compact_month, compact_day = match.groups()
        try:
            date = dt.date(int(year), int(month or compact_month), int(day or compact_day))
        except ValueError:
            continue
        if match.start() == 0:
            return date
        dates.append(date)
    return dates[-1] if dates else None


def _read(table: Opened, name: str, export_date: dt.date | None, today: dt.date | None) -> Export | None:
    found = _header(table.rows[:HEADER_WITHIN], f"{name} {table.name}")
    if found is None:
        return None
    at, layout = found
    header = table.rows[at]
    day, source = _day(export_date, (name, table.name), today)
    rows = _data_rows(table.rows[at + 1 :], header, layout)
    kind = _kind(layout, rows)
    columns = Columns(layout, header, rows, kind=kind, day=day)
    records: list[Record] = []
    rejected: list[Refusal] = []
    odd: list[Odd] = []
    for row in rows:
        made = columns.record(row, odd)
        if isinstance(made, Record):
            records.append(made)
        else:
            rejected.append(made)
    names = told_apart([r.named for r in records])
    whole = tuple(replace(r, named=n) for r, n in zip(records, names, strict=True))
    if layout.alike:
        said = Words("表头分不清是哪个平台，按{p}处理", "The header could be of several platforms; taken as {p}")
        odd.append(Odd(header.line, "platform_guessed", "platform", said.fill(p=layout.platform)))
    odd += found_odd(whole, kind=kind, export_date=day)
    used = {ours: header.cells[c].strip("\ufeff \t") for ours, c in columns.places.items()}
    unused = tuple(h for i, c in enumerate(header.cells) if (h := c.strip()) and i not in columns.places.values())
    return Export(
        platform=layout.platform, kind=kind, name=table.name, export_date=day, date_from=source,
        header_line=header.line, columns=used, unused=unused, records=whole, rejected=tuple(rejected),
        warnings=tuple(sorted(odd, key=lambda o: (o.line, o.code, o.field))),
    )  # fmt: skip


def _header(rows: Sequence[Row], name: str) -> tuple[int, Layout] | None:
    for at, row in enumerate(rows):
        if row.fault is None and (layout := layout_of(row.cells, file_name=name)) is not None:
            return at, layout
    return None


def _day(
    given: dt.date | None, names: Sequence[str], today: dt.date | None
) -> tuple[dt.date, Literal["given", "name", "today"]]:
    if given is not None:
        return given, "given"
    dated = next((d for n in names if (d := date_in_name(n)) is not None), None)
    if dated is not None:
        return dated, "name"
    return today or dt.datetime.now().astimezone().date(), "today"


def _data_rows(rows: Sequence[Row], header: Row, layout: Layout) -> list[Row]:
    """The rows without sums, notes below the table and headers that stand there again."""
    again = _folded(header)
    kept: list[Row] = []
    maybe: list[Row] = []  # rows of one cell: notes when nothing follows
    for row in rows:
        filled = [c for c in row.cells if c.strip()]
        if row.fault is None and (not filled or (filled[0] in header.cells and _folded(row) == again)):
            continue
        if row.fault is None and _is_total(row, layout):
            continue
        if row.fault is None and len(filled) == 1 and len(header.cells) > 2:
            if not _NOTE.match(filled[0]):
                maybe.append(row)
            continue
        kept += [*maybe, row]
        maybe = []
    return [*kept, *(row for row in maybe if named(next(c for c in row.cells if c.strip())).episode is not None)]


def _folded(row: Row) -> tuple[str, ...]:
    return tuple(folded_header(cell) for cell in row.cells)


def _is_total(row: Row, layout: Layout) -> bool:
    first = next((c for c in row.cells if c.strip()), "")
    named_by = (layout.places.get(ours) for ours in ("title", "item_id", "date", "place"))
    cells = [row.cells[c] for c in named_by if c is not None and c < len(row.cells)]
    words = {folded_header(cell) for cell in (first, *cells)}
    if not words & TOTALS:
        return False
    published = layout.places.get("published")
    dated = published is not None and published < len(row.cells) and text(row.cells[published]) not in ("", "-", "--")
    return not dated


def _kind(layout: Layout, rows: Sequence[Row]) -> Kind:
    places = layout.places
    title = places.get("title", places.get("item_id"))
    if title is None:
        return "daily" if "date" in places else "geography"
    if "date" not in places:
        return "content"
    if "published" in places:
        return "daily"
    titles = [row.cells[title].strip() for row in rows if title < len(row.cells)]
    return "daily" if len(set(titles)) < len(titles) else "content"


def _unknown(name: str, tables: Sequence[Opened]) -> InputError:
    rows = next((t.rows for t in tables if t.rows), [])
    first = max(rows[:HEADER_WITHIN], key=lambda r: sum(bool(c.strip()) for c in r.cells), default=None)
    seen = "、".join(c.strip() for c in first.cells if c.strip())[:200] if first is not None else "–"
    return InputError(
        "unknown_format",
        Words(
            "认不出 {n} 是哪个平台的导出。看到的列：{c}", "{n} is no export of a known platform. Columns seen: {c}"
        ).fill(n=name, c=seen),
        Words(
            "支持抖音、视频号、快手、小红书、B站、YouTube、TikTok 后台导出的表格，不要改表头。",
            "Known: Douyin, WeChat Channels, Kuaishou, Xiaohongshu, Bilibili, YouTube, TikTok, with their own headers.",
        ),
    )
