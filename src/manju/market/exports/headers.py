"""Which platform a header is of, and which column holds what: told from the names alone (`headers.toml`)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

__all__ = ["Layout", "folded_header", "hinted", "layout_of", "platforms", "scale_of", "unit_of"]

_IDENTITY: Final = ("title", "item_id", "link", "published", "date", "place", "known")
_TIE: Final = 1e-9
_OTHERS: Final = 1000  # names that any platform may use come after its own
_PLACE_OR_NAME: Final = 2.0  # the column that names the row tells most of a platform


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a platform's columns stand: our name -> column. `alike`: other platforms whose names fit as well."""

    platform: str
    places: Mapping[str, int]
    score: float
    alike: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(name for name in self.places if name not in _IDENTITY)


def layout_of(header: Sequence[str], *, file_name: str = "") -> Layout | None:
    """The platform whose names these are; None where it is no header of an export.

    The names decide; where two platforms fit equally, the file's name, then the order in `headers.toml`.

    >>> layout_of(["作品名称", "发布时间", "播放量", "完播率(%)"]).platform, layout_of(["a", "b"])
    ('douyin', None)
    """
    named = tuple(folded_header(cell) for cell in header)
    if sum(1 for name in named if name) < 2:
        return None
    found = [layout for name in platforms() if (layout := _layout(name, named)) is not None]
    if not found:
        return None
    best = max(layout.score for layout in found)
    alike = [layout for layout in found if best - layout.score < _TIE]
    hint = hinted(file_name)
    chosen = next((layout for layout in alike if layout.platform == hint), alike[0])
    others = () if len(alike) == 1 or chosen.platform == hint else tuple(x.platform for x in alike if x is not chosen)
    return Layout(chosen.platform, chosen.places, chosen.score, others)


def platforms() -> tuple[str, ...]:
    """The platforms that are known, in the order of `headers.toml`."""
    return tuple(_names())


def hinted(file_name: str) -> str:
    """The platform that a file's name mentions; blank where it mentions none.

    >>> hinted("2026-06-01_douyin.csv"), hinted("抖音作品列表.xlsx"), hinted("Totals.csv")
    ('douyin', 'douyin', '')
    """
    plain = unicodedata.normalize("NFKC", file_name).casefold()
    for platform, data in _data()["platform"].items():
        for hint in data["hints"]:
            around = r"(?<![a-z])" + re.escape(hint) + r"(?![a-z])" if hint.isascii() else re.escape(hint)
            if re.search(around, plain):
                return str(platform)
    return ""


def folded_header(cell: str) -> str:
    """A header's name as it is compared: no case, width, blanks or signs.

    >>> folded_header("\\ufeff 5s完播率（%） ")
    '5s完播率%'
    """
    plain = unicodedata.normalize("NFKC", cell).casefold()
    return "".join(c for c in plain if c.isalnum() or c == "%")


def unit_of(cell: str) -> int:
    """Seconds that a bare number of this column counts, by its name: 3600 for hours, 60 for minutes, else 1.

    >>> unit_of("Watch time (hours)"), unit_of("观看时长（分钟）"), unit_of("平均播放时长(秒)")
    (3600, 60, 1)
    """
    plain = unicodedata.normalize("NFKC", cell).casefold()
    if re.search(r"小时|小時|hours?|hrs?\b|\(h\)", plain):
        return 3600
    return 60 if re.search(r"分钟|分鐘|\(分\)|minutes?|mins?\b", plain) else 1


def scale_of(cell: str) -> int:
    """How many a bare number of this column counts, by its name.

    >>> scale_of("播放量（万）"), scale_of("播放量(次)")
    (10000, 1)
    """
    found = re.search(
        r"\((?:单位[:：]?)?\s*(万|千|k|亿)[次人个条]?\)\s*$", unicodedata.normalize("NFKC", cell).casefold()
    )
    return {"万": 10_000, "千": 1000, "k": 1000, "亿": 100_000_000}[found[1]] if found else 1


def _layout(platform: str, named: Sequence[str]) -> Layout | None:
    own, common = _names()[platform], _common()
    best: dict[str, tuple[int, int]] = {}  # our name -> how early it is listed, column
    score = 0.0
    taken: set[int] = set()
    for later, names in enumerate((own, common)):
        for column, name in enumerate(named):
            found = next((names[n] for n in _spellings(name) if n in names), None) if name else None
            if column in taken or found is None:
                continue
            ours, rank = found
            if names is own:
                score += _weight(name, platform) * (_PLACE_OR_NAME if ours in ("title", "place") else 1.0)
                taken.add(column)
            place = (rank + later * _OTHERS, column)
            if ours != "known" and place[0] < best.get(ours, (_OTHERS * 2, 0))[0]:
                best[ours] = place
    places = {ours: column for ours, (_, column) in best.items()}
    rows = {"title", "item_id", "date", "place"} & set(places)
    measures = [name for name in places if name not in _IDENTITY]
    if not rows or not measures or score == 0 or (len(measures) == 1 and "views" not in places):
        return None
    return Layout(platform, MappingProxyType(places), score)


def _spellings(name: str) -> tuple[str, ...]:
    """The name, and without what units in brackets leave behind once signs are gone."""
    shorter = re.sub(
        r"(%|[万千亿][次人个条]?|单位[:：]?万?|次|人|个|秒|条|次数|小时|分钟|hours?|seconds?|secs?|minutes?|s|usd|单位.*)$",
        "",
        name,
    )
    return (name, name.replace("%", ""), shorter)


@cache
def _weight(name: str, platform: str) -> float:
    spelt = _spellings(name)
    sharing = sum(1 for names in _names().values() if any(n in names for n in spelt))
    return 1.0 / max(1, sharing)


@cache
def _names() -> dict[str, dict[str, tuple[str, int]]]:
    return {platform: _folded(data) for platform, data in _data()["platform"].items()}


@cache
def _common() -> dict[str, tuple[str, int]]:
    return _folded(_data()["common"])


def _folded(data: dict[str, Any]) -> dict[str, tuple[str, int]]:  # TOML's own types
    """Their name -> ours, and its place in the list: the first that a header has is taken."""
    names: dict[str, tuple[str, int]] = {}
    for ours, theirs in data.items():
        if isinstance(theirs, list) and ours != "hints":
            for rank, name in enumerate(theirs):
                names.setdefault(folded_header(name), (ours, rank))
    return names


@cache
def _data() -> dict[str, Any]:  # as above
    return tomllib.loads(resources.files("manju.market.exports").joinpath("headers.toml").read_text(encoding="utf-8"))
