"""The rows of a window as arrays: which title stood where in which week, and with what heat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from manju.market.topics.lexicon import folded

WEEK: Final = 7
RANK_ONLY_UNDER: Final = 0.5  # share of rows with heat under which a platform's ranks are taken instead
_DROPPED: Final = dict.fromkeys(map(ord, " 《》「」“”\"'"))
HALF_LIFE: Final = 28.0  # days after which a row weighs half
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Board:
    """Titles (one per platform) and weeks, the oldest week first; weeks are seven days that end on `as_of`.

    Per title: `units` (a frame of platform, title, tags … in the order of the arrays), `platform`, `first_week`
    (of its first day on any list up to `as_of`; −1 before the window or where the data begins), `early_heat` (mean
    relative heat of its first seven days), `mean_heat`, `days` on the list, `weight` (rank, heat and recency).
    `window_heat`: its heat on all days of the window, those before the first whole week too.
    Per title and week: `heat` (absolute, within its platform) and `seen`. Relative heat: 1 = the mean row of the
    platform's list that day.
    """

    as_of: date
    days: int
    platforms: tuple[str, ...]
    units: pl.DataFrame
    platform: Ints
    first_week: Ints
    early_heat: Floats
    mean_heat: Floats
    on_list: Floats
    weight: Floats
    window_heat: Floats
    heat: Floats
    seen: Floats

    @property
    def size(self) -> int:
        """How many titles there are."""
        return self.units.height

    @property
    def weeks(self) -> int:
        """How many whole weeks the window has, from the first with rows."""
        return int(self.heat.shape[1])

    def ends(self) -> list[date]:
        """The last day of each week."""
        return [self.as_of - timedelta(days=WEEK * back) for back in range(self.weeks - 1, -1, -1)]


def cleaned(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows with the title they belong to (`unit`) and their heat as it counts (`h`) and relative to its list (`rel`).

    Equal rows count once. A title is its id where ids are kept up, else its text. A platform with heat in less than
    half of its rows is weighed by rank: 1 / rank.
    """
    keyed = frame.with_columns(_key(frame))
    facts = pl.struct("date", "platform", "key", "rank", "heat")
    first = keyed.select(facts.is_first_distinct()).to_series()
    once = keyed if first.all() else keyed.filter(first)
    with_heat = pl.col("heat").is_not_null().mean().over("platform") >= RANK_ONLY_UNDER
    by_rank = 1.0 / pl.col("rank").clip(1.0)
    heat = pl.when(with_heat).then(pl.col("heat")).otherwise(pl.coalesce(by_rank, pl.lit(None, dtype=pl.Float64)))
    once = once.with_columns(h=heat)
    mean = pl.col("h").mean().over("platform", "date")
    return once.with_columns(rel=pl.when(mean > 0).then(pl.col("h") / mean).otherwise(1.0))


def board_of(rows: pl.DataFrame, *, as_of: date, days: int) -> Board | None:
    """The board of cleaned rows up to `as_of`; nothing where the window has no row."""
    known = rows.filter(pl.col("date") <= as_of)
    first = known.group_by("platform", "key").agg(first=pl.col("date").min())
    begins = known.group_by("platform").agg(begins=pl.col("date").min())
    window = known.filter(pl.col("date") > as_of - timedelta(days=days))
    if not window.height:
        return None
    age = (pl.lit(as_of) - pl.col("date")).dt.total_days()
    window = window.with_columns(back=age // WEEK, decay=0.5 ** (age / HALF_LIFE))
    window = window.join(first, on=["platform", "key"], how="left", maintain_order="left")
    new = (pl.col("date") - pl.col("first")).dt.total_days() < WEEK
    rank = 1.0 / (1.0 + pl.coalesce("rank", pl.lit(10.0))).log(2.0)
    window = window.with_row_index("at")
    units = (
        window.group_by("platform", "key", maintain_order=True)
        .agg(
            pl.col("at").last(),
            pl.col("first").first(),
            early=pl.col("rel").filter(new).mean(),
            mean=pl.col("rel").mean(),
            on_list=pl.col("date").n_unique(),
            weight=(rank * pl.col("rel").fill_null(0.0) * pl.col("decay")).sum(),
        )
        .join(begins, on="platform", how="left", maintain_order="left")
        .sort("platform", "key", maintain_order=True)
        .with_row_index("unit")
    )
    told = window[units["at"].to_list()].select("title", "audience", "form", "tags", "synopsis")
    units = pl.concat([units, told], how="horizontal")
    for name in ("tags", "synopsis"):  # a list may say it, another of the same title may not
        units = _filled(units, window, name)
    placed = window.select("platform", "key", "back", "h").join(
        units.select("platform", "key", "unit"), on=["platform", "key"], how="left"
    )
    whole = max(1, days // WEEK)
    weeks = min(whole, int(placed["back"].max() or 0) + 1)  # type: ignore[arg-type]  # an integer column
    total: Any = np.bincount(  # Any: numpy takes the sums for integers
        placed["unit"].to_numpy(), weights=placed["h"].fill_null(0.0).to_numpy(), minlength=units.height
    )
    return _board(units, placed.filter(pl.col("back") < weeks), total, as_of=as_of, days=days, weeks=weeks)


def hottest_rows(rows: pl.DataFrame, board: Board) -> pl.DataFrame:
    """The hottest row of each title in the window, in the order of the board."""
    window = rows.filter((pl.col("date") <= board.as_of) & (pl.col("date") > board.as_of - timedelta(days=board.days)))
    best = (
        window.select("platform", "key", "title", "date", "rank", "heat", "rel", "file", "line")
        .sort("rel", descending=True, nulls_last=True, maintain_order=True)
        .unique(subset=["platform", "key"], keep="first", maintain_order=True)
    )
    return board.units.select("platform", "key").join(best, on=["platform", "key"], how="left", maintain_order="left")


def _board(units: pl.DataFrame, placed: pl.DataFrame, total: Floats, *, as_of: date, days: int, weeks: int) -> Board:
    count = units.height
    at = placed["unit"].to_numpy().astype(np.int64) * weeks + (weeks - 1 - placed["back"].to_numpy().astype(np.int64))
    heat: Any = np.bincount(at, weights=placed["h"].fill_null(0.0).to_numpy(), minlength=count * weeks)
    seen: Any = np.bincount(at, minlength=count * weeks) > 0  # Any: numpy takes the sums for integers
    names = tuple(units["platform"].unique(maintain_order=True).to_list())
    order = {name: i for i, name in enumerate(names)}
    platform = np.array([order[name] for name in units["platform"].to_list()], dtype=np.int64)
    first_back = (pl.lit(as_of) - pl.col("first")).dt.total_days() // WEEK
    unknown = (pl.col("first") <= pl.col("begins")) | (first_back >= weeks)
    first_week = units.select(pl.when(unknown).then(-1).otherwise(weeks - 1 - first_back)).to_series()

    def floats(name: str) -> Floats:
        found: Any = units[name].fill_null(float("nan")).to_numpy()  # Any: polars does not say of what
        return np.asarray(found, dtype=np.float64)

    return Board(
        as_of=as_of,
        days=days,
        platforms=names,
        units=units,
        platform=platform,
        first_week=first_week.to_numpy().astype(np.int64),
        early_heat=floats("early"),
        mean_heat=floats("mean"),
        on_list=floats("on_list"),
        weight=floats("weight"),
        window_heat=total,
        heat=heat.reshape(count, weeks),
        seen=seen.reshape(count, weeks).astype(np.float64),
    )


def _filled(units: pl.DataFrame, window: pl.DataFrame, name: str) -> pl.DataFrame:
    """Titles whose last row leaves a text blank get the last that is not."""
    blank = units.filter(pl.col(name) == "").select("platform", "key")
    if not len(blank):
        return units
    said = (
        window.select("platform", "key", name)
        .filter(pl.col(name) != "")
        .join(blank, on=["platform", "key"], how="semi")
        .group_by("platform", "key")
        .agg(pl.col(name).last().alias("said"))
    )
    joined = units.join(said, on=["platform", "key"], how="left", maintain_order="left")
    return joined.with_columns(pl.when(pl.col(name) == "").then("said").otherwise(name).alias(name)).drop("said")


def _key(frame: pl.DataFrame) -> pl.Series:
    """What a row's title is known by, as a number: its id if ids name titles, else its text as `folded`."""
    titles = frame["title"].unique(maintain_order=True)
    numbers: dict[str, int] = {}
    keys = [numbers.setdefault(folded(title).translate(_DROPPED), len(numbers)) for title in titles.to_list()]
    text = frame["title"].replace_strict(titles, pl.Series(keys, dtype=pl.UInt32), return_dtype=pl.UInt32)
    with_id = frame.select("platform", "item", text.alias("text")).filter(pl.col("item") != "")
    if with_id.height < max(1, frame.height / 2):
        return text.alias("key")
    pairs = with_id.unique()
    ids, named = pairs.select("platform", "item").n_unique(), pairs.select("platform", "text").n_unique()
    if pairs.height > 1.2 * ids or pairs.height > 1.5 * named:  # the id numbers rows or places, not titles
        return text.alias("key")
    items = frame["item"].unique(maintain_order=True)
    places = pl.int_range(len(numbers), len(numbers) + len(items), dtype=pl.UInt32, eager=True)
    by_id = frame["item"].replace_strict(items, places, return_dtype=pl.UInt32)
    return pl.select(pl.when(frame["item"] != "").then(by_id).otherwise(text).alias("key")).to_series()
