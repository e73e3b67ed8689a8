"""Numbers as hit lists write them: `313.3万`, `1.2亿`, `16.9w`, `10万+`, `1,234`, `32.5%`, full-width digits."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import polars as pl

MISSING: Final = frozenset(
    {"", "-", "--", "---", "—", "——", "–", "/", "\\", "n/a", "na", "nan", "null", "none", "nil", "无", "暂无", "未知",
     "未上榜", "置顶", "?", "...", "…", "*"}
)  # fmt: skip
UNITS: Final = {
    "十万": 1e5, "百万": 1e6, "千万": 1e7, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8,
    "万亿": 1e12,
    "w": 1e4, "k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "million": 1e6, "billion": 1e9, "thousand": 1e3,
}  # fmt: skip
_SAID = (
    r"(?:次播放|播放量|播放|次观看|观看量|观看|次|人气值|人气|热度值|热力值|热度|指数|点赞|评论|弹幕|人|个|条|分|元|集|名|位"
    r"|views?|plays?|likes?|comments?|times)"
)
_FIGURE = re.compile(
    r"(?:约|近|超|逾|累计|共|>=?|≥|~|≈|¥|\$|热度[:：]?|播放[:：]?)?\s*"
    r"(?P<sign>[-−])?\+?(?P<digits>\d{1,3}(?:[,\s']\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?(?:e[+]?\d+)?|\.\d+)\s*"
    rf"(?P<unit>万亿|十万|百万|千万|百|千|万|萬|亿|億|million|billion|thousand|mn|bn|[wkmb])?\s*(?P<percent>%)?\s*\+?\s*{_SAID}?\s*\+?"
)
_RANK = re.compile(r"(?:第|no\.?|top|rank|#|排名)?\s*(?P<digits>\d{1,7})(?:\.0*)?\s*(?:名|位|\.|、|th|st|nd|rd)?")
_PLAIN: Final = r"^[0-9]{1,15}(\.[0-9]{1,12})?$"


def figure(text: str) -> float | None:
    """The number a cell says, NaN where it says that there is none, nothing where it cannot be read.

    A percentage is a fraction; a negative number cannot be read, since what lists count is never negative.

    >>> figure("313.3万"), figure("1.2亿"), figure("１６.９ｗ"), figure("10万+"), figure("1,234"), figure("32.5%")
    (3133000.0, 120000000.0, 169000.0, 100000.0, 1234.0, 0.325)
    >>> figure("--"), figure("很多"), figure("-5")
    (nan, None, None)
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in MISSING:
        return float("nan")
    found = _FIGURE.fullmatch(plain)
    if found is None or found["sign"]:
        return None
    value = float(re.sub(r"[,\s']", "", found["digits"])) * UNITS.get(found["unit"] or "", 1.0)
    return round(value / 100 if found["percent"] else value, 6)


def place(text: str) -> float | None:
    """The rank a cell says; NaN and nothing as in `figure`.

    >>> place("第3名"), place("TOP 10"), place("NO.1"), place("7.0"), place("爆"), place("")
    (3.0, 10.0, 1.0, 7.0, None, nan)
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in MISSING:
        return float("nan")
    found = _RANK.fullmatch(plain)
    return None if found is None else float(found["digits"])


def figures(cells: pl.Series, *, rank: bool = False) -> tuple[pl.Series, pl.Series]:
    """A column of text as numbers (missing = null), and which cells could not be read.

    Plain digits are read by polars at once; each other way of writing is read once.
    """
    plain = cells.str.contains(_PLAIN).fill_null(value=False)
    values = cells.set(~plain, None).cast(pl.Float64, strict=False)
    odd = cells.filter(~plain & cells.is_not_null() & (cells != "")).unique()
    if not len(odd):
        return values, pl.Series([False]).new_from_index(0, len(cells))
    read = [(place if rank else figure)(text) for text in odd]
    known = pl.DataFrame(
        {
            "cell": odd,
            "value": pl.Series([None if v is None or v != v else v for v in read], dtype=pl.Float64),  # noqa: PLR0124
            "bad": [v is None for v in read],
        }
    )
    joined = pl.DataFrame({"cell": cells, "plain": values}).join(known, on="cell", how="left", maintain_order="left")
    return joined["plain"].fill_null(joined["value"]), joined["bad"].fill_null(value=False)
