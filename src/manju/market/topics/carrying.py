"""Which rows of a window carry which elements: what lets a figure be followed back to the rows it came from."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from manju.market.topics.bearing import Reader, borne_by
from manju.market.topics.board import board_of, cleaned
from manju.market.topics.lexicon import Lexicon, standard


def carried(frame: pl.DataFrame, *, as_of: date, days: int, lexicon: Lexicon | None = None) -> pl.DataFrame:
    """Each title of the window (`platform`, `title`, `item` as in its rows) with its `elements`, by name.

    The same elements that `analyse` counts for the same rows, days and lexicon.
    """
    rows = cleaned(frame.filter(pl.col("date") <= as_of))
    board = board_of(rows, as_of=as_of, days=days)
    if board is None:
        return frame.head(0).select("platform", "title", "item", elements=pl.lit([], dtype=pl.List(pl.String)))
    borne = borne_by(board, Reader(lexicon or standard()))
    pairs = pl.concat(
        [
            pl.DataFrame({"unit": units}, schema={"unit": pl.UInt32}).with_columns(elements=pl.lit(name))
            for name, units in zip(borne.names, borne.titles, strict=True)
        ]
        or [pl.DataFrame(schema={"unit": pl.UInt32, "elements": pl.String})]
    )
    by_unit = pairs.group_by("unit", maintain_order=True).agg("elements")
    units = board.units.select("platform", "key").with_row_index("unit")
    window = (
        rows.filter(pl.col("date") > as_of - timedelta(days=days)).select("platform", "key", "title", "item").unique()
    )
    found = window.join(units, on=["platform", "key"], how="inner").join(by_unit, on="unit", how="inner")
    return found.select("platform", "title", "item", "elements").sort("platform", "title", "item")
