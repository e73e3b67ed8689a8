"""A made-up market of comic dramas: titles that come, are watched and fade, week after week, on four platforms.

Titles come at a steady pace on every platform, live one to five weeks, and their heat is log-normal around that of
their elements. Two things change over the last thirteen weeks: `ListTruth.rising` grows hotter while hardly more of it
is made, and of `ListTruth.tired` ever more is made while each new one is colder.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from typing import Final, Literal

from manju.sample.season import phrases
from manju.sample.season.phrases import Theme

Source = Literal["douyin", "kuaishou", "hongguo", "bilibili"]
SOURCES: Final[tuple[Source, ...]] = ("douyin", "hongguo", "kuaishou", "bilibili")
DAYS: Final = 140
PLANTED_DAYS: Final = 91
"""Over how many of the last days the two planted things change; before that they stand still."""

A_DAY: Final = 3.6  # new titles on a platform
USUAL: Final[dict[Source, float]] = {"douyin": 5.2e6, "hongguo": 2.6e6, "kuaishou": 1.9e6, "bilibili": 6.4e5}
SCATTER: Final = 0.4  # standard deviation of the logarithm of a title's heat
DAILY: Final = 0.1  # the same from day to day
FADES: Final = 0.94  # what is left of a title's heat a day later
LIVES: Final = (6, 34)  # days on a list

RISING: Final = (
    ("末世", "囤货"),
    ("末世", "囤货", "女频"),
    ("末世", "丧尸"),
    ("末世", "囤货", "男频"),
    ("末世", "废土"),
)
RISING_OFTEN: Final = (2.4, 2.9)  # of a hundred new titles, at first and at last
RISING_HEAT: Final = (1.0, 4.2)
TIRED_OFTEN: Final = (6.0, 26.0)
TIRED_HEAT: Final = (1.7, 0.5)
TERM_OFTEN: Final = 0.02


@dataclass(frozen=True, slots=True)
class Listed:
    """A title as its platform knows it."""

    title: str
    tags: tuple[str, ...]
    synopsis: str
    came: date
    gone: date
    heat: float  # on its first day
    author: str
    item: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """A title's place on one day's list, ranked by heat from 1."""

    day: date
    rank: int
    title: Listed
    heat: int
    plays: int
    likes: int
    comments: int


def lists_of(source: Source, *, today: date, seed: int, days: int = DAYS) -> Iterator[tuple[date, list[ListRow]]]:
    """One platform's list of each day up to `today`, the oldest first; the same seed gives the same titles.

    >>> day, rows = next(lists_of("douyin", today=date(2026, 11, 26), seed=1, days=2))
    >>> day, [row.rank for row in rows[:3]]
    (datetime.date(2026, 11, 25), [1, 2, 3])
    """
    chance = random.Random(f"{seed} {source}")  # noqa: S311 - invented data, no secret
    first = today - timedelta(days=days - 1)
    warm = LIVES[1]
    live: list[Listed] = []
    known: set[str] = set()
    for n in range(-warm, days):
        day = first + timedelta(days=n)
        at = max(0.0, 1 - (days - 1 - n) / PLANTED_DAYS)
        for _ in range(_poisson(chance, A_DAY)):
            live.append(_new(chance, source, day, at, known))
        live = [title for title in live if title.gone >= day]
        if n >= 0:
            yield day, _ranked(chance, live, day)


def _ranked(chance: random.Random, live: list[Listed], day: date) -> list[ListRow]:
    heats = [(title.heat * FADES ** (day - title.came).days * exp(chance.gauss(0, DAILY)), title) for title in live]
    heats.sort(key=lambda pair: (-pair[0], pair[1].title))
    return [
        ListRow(
            day, rank, title, round(heat), round(heat * 2.3), round(heat * chance.uniform(0.018, 0.05)),
            round(heat * chance.uniform(0.001, 0.004)),
        )
        for rank, (heat, title) in enumerate(heats, 1)
    ]  # fmt: skip


def _new(chance: random.Random, source: Source, day: date, at: float, known: set[str]) -> Listed:
    """A title that comes on this day; `at`: how far the planted changes have gone, 0 to 1."""
    themes = (*phrases.THEMES, *_planted(at))
    theme = chance.choices(themes, [theme.often for theme in themes])[0]
    more = [tag for tag in theme.maybe if chance.random() < 0.45]
    tags = (*theme.tags, *more[:2])
    title = _titled(chance, tags, known)
    heat = USUAL[source] * theme.heat * exp(chance.gauss(0, SCATTER))
    gone = day + timedelta(days=chance.randint(*LIVES))
    synopsis = _filled(chance, chance.choice(phrases.SYNOPSES))
    item = f"BV1{''.join(chance.choices('ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789', k=9))}"
    return Listed(title, tags, synopsis, day, gone, heat, f"{chance.choice(NAMES)}{chance.choice(STUDIOS)}", item)


def _planted(at: float) -> tuple[Theme, ...]:
    def between(ends: tuple[float, float]) -> float:
        return ends[0] * (ends[1] / ends[0]) ** at

    each = between(RISING_OFTEN) / len(RISING)
    rising = tuple(Theme(tags, each, between(RISING_HEAT)) for tags in RISING)
    return (
        *rising,
        Theme(("重生", "复仇", "女频"), between(TIRED_OFTEN), between(TIRED_HEAT), ("古风", "豪门", "宫斗")),
    )


def _titled(chance: random.Random, tags: tuple[str, ...], known: set[str]) -> str:
    """A title nobody has yet, of what its elements open with."""
    said = [tag for tag in tags if tag in phrases.OPENINGS]
    while True:
        if chance.random() < TERM_OFTEN:
            made = _filled(chance, chance.choice(phrases.TERM) + chance.choice(phrases.ENDINGS))
        else:
            made = _filled(
                chance, chance.choice(phrases.OPENINGS[chance.choice(said)]) + chance.choice(phrases.ENDINGS)
            )
        if made not in known:
            known.add(made)
            return made


def _filled(chance: random.Random, pattern: str) -> str:
    while "{" in pattern:
        slot = pattern[pattern.index("{") : pattern.index("}") + 1]
        word = {"{n}": lambda: chance.choice(SURNAMES) + chance.choice(NAMES), "{k}": lambda: chance.choice(KIN),
                "{p}": lambda: chance.choice(PLACES), "{t}": lambda: chance.choice(THINGS),
                "{y}": lambda: str(chance.randint(3, 30))}[slot]()  # fmt: skip
        pattern = pattern.replace(slot, word, 1)
    return pattern


def _poisson(chance: random.Random, mean: float) -> int:
    """Knuth (1969): multiply until under e^-mean."""
    left, n = chance.random(), 0
    while left > exp(-mean):
        left *= chance.random()
        n += 1
    return n


SURNAMES: Final = tuple("沈陆顾苏林叶江秦楚谢宋许姜温程裴傅纪方夏洛阮梁乔祝商鹿岑")
NAMES: Final = (
    "知秋", "云舒", "长歌", "见山", "小满", "听澜", "若初", "怀远", "阿宁", "星野", "晚棠", "石头", "望舒", "青梧", "半夏", "南枝",
    "既白", "清越", "予安", "扶光", "鸣野", "九思", "照野", "拾光", "岁岁", "朝朝", "如晦", "明夷", "未央", "子规", "折月", "惊蛰",
)  # fmt: skip
STUDIOS: Final = ("漫剧社", "动画", "影视", "文化", "工作室", "短剧厂")
KIN: Final = (
    "继母", "师父", "前夫", "房东", "二叔", "掌柜", "太傅", "班长", "大嫂", "老板娘", "医生", "邻居", "弟弟", "外婆", "同事", "债主",
)  # fmt: skip
PLACES: Final = (
    "云州", "旧城", "青石镇", "雾都", "渡口", "北境", "长街", "十三楼", "老戏台", "白鹭湾", "槐树巷", "铁匠铺", "南山", "书院",
    "夜市", "灯塔", "码头", "梨园", "寒山", "琉璃厂", "盐场", "驿站",
)  # fmt: skip
THINGS: Final = (
    "铜镜", "旧伞", "药箱", "算盘", "风筝", "瓷瓶", "怀表", "灯笼", "面条", "木匣", "红绳", "钥匙", "棋子", "毛笔", "豆腐", "骨笛",
    "竹篮", "收音机", "车票", "棉被",
)  # fmt: skip
