"""The rows of a studio's hit lists as one table, read from the Parquet files beside the lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from manju.topics import engine
from manju.topics.models import Analysis, HitList

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Behind", "audiences", "counted_frame", "duplicates_of", "first_rows", "platforms", "rows_behind"]

LIST: Final = "list_id"
PARTS: Final = 8  # platforms, and audiences, that get a map of their own


@dataclass(frozen=True, slots=True)
class Behind:
    """A row of a list as a page shows it, with where it stands."""

    title: str
    platform: str
    date: dt.date
    rank: int | None
    heat: float | None
    list_id: int
    file: str
    line: int


def duplicates_of(frame: pl.DataFrame, earlier: Sequence[Path]) -> int:
    """How many rows of a frame are there already: earlier in it, or in the files of other lists."""
    import polars as pl

    own = frame.select(engine.SAME)
    once = own.unique()
    twice = own.height - once.height
    if not earlier or not once.height:
        return twice
    first, last = once["date"].min(), once["date"].max()
    there = (
        pl.scan_parquet(list(earlier))
        .select(engine.SAME)
        .filter(pl.col("date").is_between(pl.lit(first), pl.lit(last)))
        .unique()
    )
    found = once.lazy().join(there, on=list(engine.SAME), how="semi", nulls_equal=True).select(pl.len()).collect()
    return twice + int(found.item())


def counted_frame(*, platform: str = "", audience: str = "") -> pl.DataFrame | None:
    """All rows that count, each once, with the list it stands in; None when there are none."""
    import polars as pl

    parts = [
        pl.scan_parquet(row.rows_path).with_columns(
            pl.lit(row.original_name).alias("file"), pl.lit(row.pk, dtype=pl.Int64).alias(LIST)
        )
        for row in HitList.objects.counted()
    ]
    if not parts:
        return None
    rows = pl.concat(parts)
    if platform:
        rows = rows.filter(pl.col("platform") == platform)
    if audience:
        rows = rows.filter(pl.col("audience") == audience)
    whole = rows.collect()
    if len(parts) > 1 or whole.select(engine.SAME).is_duplicated().any():
        whole = whole.unique(subset=list(engine.SAME), keep="first", maintain_order=True)
    return whole if whole.height else None


def platforms() -> list[str]:
    """The platforms of all lists that count, by name; as many as get a map of their own."""
    named = {p for row in HitList.objects.counted().values_list("platforms", flat=True) for p in row if p}
    return sorted(named)[:PARTS]


def audiences() -> list[str]:
    """The audiences that the lists name."""
    return sorted({a for row in HitList.objects.counted().values_list("audiences", flat=True) for a in row})[:PARTS]


def rows_behind(
    analysis: Analysis, elements: Sequence[str], *, most: int = 10, start: int = 0
) -> tuple[list[Behind], int]:
    """The rows of an analysis's window that carry all of these elements, newest and highest first; how many there are.

    Rows of lists withdrawn since are left out.
    """
    import polars as pl

    names = dict(HitList.objects.counted().values_list("pk", "original_name"))
    lists = [row for row in HitList.objects.counted() if row.rows_path.is_file()]
    if not lists or not analysis.carried_path.is_file():
        return [], 0
    carried = pl.scan_parquet(analysis.carried_path)
    for name in elements:
        carried = carried.filter(pl.col("elements").list.contains(name))
    rows = pl.concat(
        [pl.scan_parquet(r.rows_path).with_columns(pl.lit(r.pk, dtype=pl.Int64).alias(LIST)) for r in lists]
    ).filter(
        (pl.col("date") <= analysis.as_of) & (pl.col("date") > analysis.as_of - dt.timedelta(analysis.window_days))
    )
    if analysis.platform:
        rows = rows.filter(pl.col("platform") == analysis.platform)
    if analysis.audience:
        rows = rows.filter(pl.col("audience") == analysis.audience)
    found = (
        rows.join(carried.select(engine.TEXT), on=list(engine.TEXT), how="semi", nulls_equal=True)
        .unique(subset=list(engine.SAME), keep="first", maintain_order=True)
        .sort("date", "rank", "heat", descending=[True, False, True], nulls_last=True, maintain_order=True)
        .collect()
    )
    return [_behind(r, names) for r in found.slice(start, most).iter_rows(named=True)], found.height


def first_rows(row: HitList, *, most: int = 8) -> list[Behind]:
    """The first rows of a list as they were read."""
    import polars as pl

    if not row.rows_path.is_file():
        return []
    found = pl.scan_parquet(row.rows_path).head(most).with_columns(pl.lit(row.pk).alias(LIST)).collect()
    return [_behind(r, {row.pk: row.original_name}) for r in found.iter_rows(named=True)]


def _behind(r: dict[str, object], names: dict[int, str]) -> Behind:
    rank, heat = r["rank"], r["heat"]
    assert isinstance(r["date"], dt.date)  # noqa: S101
    list_id = int(str(r[LIST]))
    return Behind(
        str(r["title"]), str(r["platform"] or ""), r["date"], None if rank is None else int(float(str(rank))),
        None if heat is None else float(str(heat)), list_id, names.get(list_id, ""), int(str(r["line"])),
    )  # fmt: skip
