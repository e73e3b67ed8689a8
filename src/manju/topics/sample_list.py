"""A small invented hit list to try the room with: fourteen weeks, two platforms, one element on the rise, one worn."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from typing import Final

__all__ = ["sample_csv"]

LAST: Final = dt.date(2026, 11, 22)
WEEKS: Final = 14
TRIES: Final = 60  # titles a week on a platform
GENRES: Final[dict[str, tuple[tuple[str, ...], float]]] = {
    # element -> parts of titles, usual frequency
    "重生": (("重生后我", "重回十八岁，", "这一世，"), 1.6),
    "复仇": (("手撕渣男", "把欠我的都拿回来", "让他们跪着道歉"), 1.5),
    "赘婿": (("赘婿不装了", "全城都在笑这个赘婿"), 1.0),
    "战神": (("战神归来", "北境战神卸甲之后"), 0.9),
    "甜宠": (("他每天都在哄我", "被全家宠成小公主"), 1.0),
    "悬疑": (("十三号病房", "消失的新娘", "凶手就在群里"), 0.6),
    "萌宝": (("三岁萌宝驾到", "萌宝带着系统认爹"), 0.8),
    "末世": (("末世我有一座粮仓", "冰封末世第一天"), 0.6),
    "修仙": (("我在天庭送外卖", "开局一只小青龙"), 0.7),
    "穿越": (("穿成恶毒女配", "一觉醒来穿越了"), 0.8),
    "系统": (("绑定败家系统", "签到系统太逆天"), 0.6),
    "年代": (("八零年代俏媳妇", "七零下乡记"), 0.5),
}
PAIRED: Final = (("重生", "复仇"), ("萌宝", "甜宠"), ("末世", "系统"), ("穿越", "甜宠"), ("悬疑", "末世"))


def sample_csv(*, seed: int = 7) -> str:
    """The list as CSV; the same seed gives the same bytes.

    >>> lines = sample_csv().splitlines()
    >>> lines[0], len(lines)
    ('日期,平台,排名,剧名,标签,热度', 1681)
    """
    chance = random.Random(seed)  # noqa: S311  # invented data, no secret
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["日期", "平台", "排名", "剧名", "标签", "热度"])
    number = 0
    for week in range(WEEKS):
        day = LAST - dt.timedelta(7 * (WEEKS - 1 - week))
        for platform in ("抖音", "快手"):
            titles = []
            for _ in range(TRIES):
                number += 1
                titles.append(_title(chance, week, number))
            ranked = sorted(titles, key=lambda t: -t[2])
            for rank, (title, tags, heat) in enumerate(ranked, 1):
                writer.writerow([day.isoformat(), platform, rank, title, "、".join(tags), _figure(heat)])
    return out.getvalue()


def _title(chance: random.Random, week: int, number: int) -> tuple[str, tuple[str, ...], float]:
    weights = {name: often for name, (_, often) in GENRES.items()}
    weights["悬疑"] *= 1 + week * 0.06  # supply follows slowly
    weights["复仇"] *= 1 + week * 0.12  # everybody makes it
    first = chance.choices(list(weights), list(weights.values()))[0]
    with_it = [b if a == first else a for a, b in PAIRED if first in (a, b)]
    tags = (first, chance.choice(with_it)) if with_it and chance.random() < 0.6 else (first,)
    heat = chance.lognormvariate(4.0, 0.35)
    if "悬疑" in tags:
        heat *= 0.7 + week * 0.2
    if "复仇" in tags:
        heat *= max(0.3, 1.3 - week * 0.07)
    parts = "，".join(chance.choice(GENRES[name][0]).rstrip("，") for name in tags)
    return f"{parts}（{number}）", tags, heat


def _figure(heat: float) -> str:
    return f"{heat:.1f}万"
