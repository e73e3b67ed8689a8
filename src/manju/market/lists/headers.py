"""Which column of a hit list is what, by the names that platforms give them (`headers.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from manju.money.errors import InputError
from manju.money.tables import folded
from manju.words import Words

Role = Literal[
    "date", "timestamp", "published", "platform", "rank", "title", "tags", "category", "synopsis", "heat", "plays",
    "likes", "comments", "audience", "form", "item",
]  # fmt: skip
ROLES: Final[Mapping[Role, Words]] = {
    "date": Words("榜单日期", "date of the list"),
    "timestamp": Words("采集时间", "time it was taken"),
    "published": Words("发布日期", "date of publication"),
    "platform": Words("平台", "platform"),
    "rank": Words("排名", "rank"),
    "title": Words("剧名", "title"),
    "tags": Words("标签", "tags"),
    "category": Words("分类", "category"),
    "synopsis": Words("简介", "synopsis"),
    "heat": Words("热度", "heat"),
    "plays": Words("播放量", "plays"),
    "likes": Words("点赞", "likes"),
    "comments": Words("评论", "comments"),
    "audience": Words("受众", "audience"),
    "form": Words("形式", "form"),
    "item": Words("编号", "item id"),
}
PLATFORMS_MAX: Final = 40  # a column with more different values names authors
IGNORED: Final = frozenset({"", "ignore", "none", "-", "忽略", "不用"})
_UNIT = re.compile(r"[(（\[【]\s*(?:单位[:：]?)?\s*(万|亿|千|k|w|m)?[^)）\]】]*[)）\]】]", re.IGNORECASE)
_TIMES: Final = {"万": 1e4, "w": 1e4, "亿": 1e8, "千": 1e3, "k": 1e3, "m": 1e6}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each role stands in a header, and what the header has besides.

    >>> found = recognised(["榜单日期", "剧名", "播放量（万）", "备注"])
    >>> found.places, found.times, found.unknown
    ({'date': 0, 'title': 1, 'plays': 2}, {'plays': 10000.0}, ('备注',))
    """

    places: Mapping[str, int]  # by role
    unknown: tuple[str, ...] = ()
    times: Mapping[str, float] = field(default_factory=dict)  # `播放量（万）`: numbers without a unit are so many

    def missing(self, *, dated: bool) -> tuple[Role, ...]:
        """What an analysis needs and the list does not have; `dated`: its name bears a date."""
        wanting: list[Role] = [] if "title" in self.places else ["title"]
        if not dated and not self.places.keys() & {"date", "timestamp", "published"}:
            wanting.append("date")
        if self.unknown and not self.places.keys() & {"heat", "plays", "rank", "likes"}:
            wanting.append("heat")
        return tuple(wanting)


class MappingNeeded(InputError):
    """A list in which something needed was not recognised: its header, what was not, and what is missing."""

    def __init__(self, name: str, header: Sequence[str], columns: Columns, missing: Sequence[Role]) -> None:
        unknown = "、".join(columns.unknown) or "—"
        lacking = [ROLES[role] for role in missing]
        super().__init__(
            "mapping_needed",
            Words(
                f"{name} 缺少{'、'.join(w.zh for w in lacking)}；没认出的列：{unknown}",
                f"{name} has no {', '.join(w.en for w in lacking)}; columns not recognised: {unknown}",
            ),
            Words(
                '用 --map 指一个 JSON 文件，写明哪一列是什么，如 {"爆款名": "title"}。可用：' + "、".join(ROLES),
                'Point --map to a JSON file saying which column is what, such as {"Hit": "title"}. Known: '
                + ", ".join(ROLES),
            ),
        )
        self.name, self.header, self.columns, self.missing = name, tuple(header), columns, tuple(missing)

    def __reduce__(self) -> tuple[type[MappingNeeded], tuple[str, tuple[str, ...], Columns, tuple[Role, ...]]]:  # type: ignore[override]  # it is made of other parts
        return type(self), (self.name, self.header, self.columns, self.missing)


def recognised(header: Sequence[str], mapping: Mapping[str, str] | None = None) -> Columns:
    """The columns of a header; `mapping` (their header -> our role, or `ignore`) goes before what we know.

    A name as `stat.view` is known by its last part when the whole is not.
    """
    said = {folded(theirs): ours for theirs, ours in (mapping or {}).items()}
    whole = [folded(name) for name in header]
    bare = [folded(_UNIT.sub("", name)) for name in header]
    last = [folded(name.rsplit(".", 1)[-1]) if "." in name else "" for name in header]
    places: dict[str, int] = {}
    taken: set[int] = set()
    for i, name in enumerate(whole):
        ours = said.get(name)
        if ours is None:
            continue
        taken.add(i)
        if ours in ROLES:
            places.setdefault(ours, i)
    for role, names in _aliases().items():
        for keys in (whole, bare, last):
            if role in places:
                break
            where = {key: i for i, key in reversed(list(enumerate(keys))) if key and i not in taken}
            found = next((where[name] for name in names if name in where), None)
            if found is not None:
                places[role] = found
                taken.add(found)
    times = {
        role: _TIMES[unit[1].casefold()]
        for role, i in places.items()
        if role in ("heat", "plays", "likes", "comments") and (unit := _UNIT.search(header[i])) and unit[1]
    }
    unknown = tuple(name for i, name in enumerate(header) if i not in taken and name.strip())
    return Columns(places, unknown, times)


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names columns: it has a title column, or three that we know.

    >>> is_header(["抖音热榜 2026-06-01"]), is_header(["排名", "剧名", "热度"])
    (False, True)
    """
    places = recognised(cells).places
    return ("title" in places and len(places) >= 2) or len(places) >= 3 or (len(cells) == 1 and "title" in places)


def as_mapping(plain: Any, *, name: str = "map") -> dict[str, str]:
    """A mapping file: their header -> our role, or the other way round (`Any`: whatever the JSON holds).

    >>> as_mapping({"爆款名": "title", "备注": None}), as_mapping({"title": "爆款名"})
    ({'爆款名': 'title', '备注': 'ignore'}, {'爆款名': 'title'})
    """
    inside = plain.get("columns", plain) if isinstance(plain, dict) else plain
    if not isinstance(inside, dict) or not all(v is None or isinstance(v, str) for v in inside.values()):
        raise _no_mapping(name, Words("应该是一个对象：列名对用途", "it should be an object: column to role"))
    pairs = {str(k): "ignore" if v is None else str(v) for k, v in inside.items()}
    if pairs and all(key in ROLES for key in pairs) and not all(v in ROLES or v in IGNORED for v in pairs.values()):
        pairs = {theirs: ours for ours, theirs in pairs.items()}
    for theirs, ours in pairs.items():
        if ours not in ROLES and ours not in IGNORED:
            raise _no_mapping(
                name, Words(f"“{theirs}”的用途“{ours}”不认识", f"“{theirs}” has the unknown role “{ours}”")
            )
    return pairs


def platform_of(text: str) -> str:
    """Our name of a platform, or the text as it is written.

    >>> platform_of("抖音"), platform_of("B站"), platform_of("某平台")
    ('douyin', 'bilibili', '某平台')
    """
    return _platforms().get(folded(text), text.strip())


def are_platforms(header: str, values: Sequence[str]) -> bool:
    """Whether the different values of a column name platforms, not authors.

    >>> are_platforms("来源", ["抖音", "快手"]), are_platforms("来源", ["张三"]), are_platforms("平台", ["张三"])
    (True, False, True)
    """
    weak = {folded(name) for name in _data()["weak"]["platform"]}
    known = sum(folded(value) in _platforms() for value in values if value)
    return len(values) <= PLATFORMS_MAX and (folded(header) not in weak or 2 * known >= sum(map(bool, values)))


def platform_in(name: str) -> str:
    """The platform that a file name speaks of, or nothing.

    >>> platform_in("抖音热榜_2026-06-01.csv"), platform_in("2026-06-01_bilibili.csv"), platform_in("list.csv")
    ('douyin', 'bilibili', '')
    """
    plain = folded(name)
    return next((ours for key, ours in _platforms().items() if len(key) > 2 - (not key.isascii()) and key in plain), "")


def platform_signed(header: Sequence[str]) -> str:
    """The platform whose lists have a column such as one of these, or nothing."""
    names = {folded(name) for name in header}
    signs: Mapping[str, list[str]] = _data()["signs"]
    return next((ours for ours, keys in signs.items() if any(folded(key) in names for key in keys)), "")


def _no_mapping(name: str, why: Words) -> InputError:
    return InputError(
        "mapping_unreadable",
        Words(f"{name} 不能用：{why.zh}。", f"{name} cannot be used: {why.en}."),
        Words("用途可写：" + "、".join(ROLES), "Roles: " + ", ".join(ROLES)),
    )


@cache
def _data() -> dict[str, Any]:
    """`Any`: TOML has no types; the shapes stand in the file."""
    return tomllib.loads(resources.files("manju.market.lists").joinpath("headers.toml").read_text(encoding="utf-8"))


@cache
def _aliases() -> dict[Role, tuple[str, ...]]:
    return {role: tuple(dict.fromkeys(folded(name) for name in names)) for role, names in _data()["roles"].items()}


@cache
def _platforms() -> dict[str, str]:
    pairs = [(folded(name), ours) for ours, names in _data()["platforms"].items() for name in names]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))
