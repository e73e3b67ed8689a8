"""Hit lists as their platforms hand them out: names, columns and ways of writing numbers of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final

from manju.sample.season.lists import ListRow, Source
from manju.sample.season.sheets import write_workbook

Row = Sequence[object]


def write_list(source: Source, lists: Iterable[tuple[date, list[ListRow]]], folder: Path, *, today: date) -> list[Path]:
    """Write one platform's lists; the paths, the oldest first.

    Douyin: a CSV with BOM a month. Hongguo: a CSV in GB18030 a month. Kuaishou: one workbook, a list a week. Bilibili:
    one CSV, a list a week, synopses over two lines.
    """
    if source in ("douyin", "hongguo"):
        header, row, encoding, name = _MONTHLY[source]
        return [
            _csv(
                folder / f"{name}_{month[:4]}年{month[5:]}月.csv",
                header,
                [row(r) for _, rows in days for r in rows],
                encoding,
            )
            for month, days in groupby(lists, key=lambda one: one[0].isoformat()[:7])
        ]
    weekly = [rows for day, rows in lists if (today - day).days % 7 == 0]
    if source == "kuaishou":
        return [
            write_workbook(
                folder / "快手_漫剧周榜.xlsx",
                [KUAISHOU, *(_kuaishou(r) for rows in weekly for r in rows)],
                sheet="周榜",
            )
        ]
    rows = [_bilibili(r) for rows in weekly for r in rows]
    return [_csv(folder / "bilibili_漫剧区热门.csv", BILIBILI, rows, "utf-8")]


DOUYIN: Final = ("榜单日期", "排名", "短剧名称", "题材标签", "热度值", "点赞数", "评论数", "剧情简介")
HONGGUO: Final = ("统计日期", "名次", "剧名", "题材", "热力值", "在看人数", "上线日期")
KUAISHOU: Final = ("日期", "排名", "作品标题", "标签", "播放量", "点赞", "评论", "出品方")
BILIBILI: Final = ("采集日期", "标题", "BV号", "UP主", "标签", "播放", "弹幕", "点赞", "发布时间", "简介")


def _douyin(row: ListRow) -> Row:
    tags = " ".join(f"#{tag}" for tag in row.title.tags)
    return (row.day, row.rank, row.title.title, tags, _w(row.heat), _w(row.likes), row.comments, row.title.synopsis)


def _hongguo(row: ListRow) -> Row:
    return (
        row.day.strftime("%Y/%m/%d"), f"第{row.rank}名", row.title.title, "、".join(row.title.tags), f"{row.heat:,}",
        _w(row.heat // 40), row.title.came.strftime("%Y/%m/%d"),
    )  # fmt: skip


def _kuaishou(row: ListRow) -> Row:
    return (
        row.day,
        row.rank,
        row.title.title,
        ",".join(row.title.tags),
        row.plays,
        row.likes,
        row.comments,
        row.title.author,
    )


def _bilibili(row: ListRow) -> Row:
    first, rest = row.title.synopsis.split("。", 1)
    return (
        row.day, row.title.title, row.title.item, row.title.author, "|".join(row.title.tags), _wan(row.plays),
        _wan(row.comments * 3), _wan(row.likes), f"{row.title.came} 18:00:00", f"{first}。\n{rest}",
    )  # fmt: skip


_MONTHLY: Final[dict[Source, tuple[tuple[str, ...], Callable[[ListRow], Row], str, str]]] = {
    "douyin": (DOUYIN, _douyin, "utf-8-sig", "抖音漫剧热度榜"),
    "hongguo": (HONGGUO, _hongguo, "gb18030", "红果热力榜"),
}


def _w(n: int) -> str:
    return f"{n / 1e4:.1f}w" if n >= 10_000 else str(n)


def _wan(n: int) -> str:
    return f"{n / 1e4:.1f}万" if n >= 10_000 else str(n)


def _csv(path: Path, header: Sequence[str], rows: Iterable[Row], encoding: str) -> Path:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    path.write_bytes(out.getvalue().encode(encoding))
    return path
