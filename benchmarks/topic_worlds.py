"""Worlds of hit lists with a known truth: a rising element with room, a combination that wears out, or nothing at all.

Used by `benchmarks.topics` and by tests. What a world is like is said by `World`; `rows` writes its lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from manju.market.lists import SCHEMA
from manju.market.topics import standard

END = date(2026, 6, 30)
RISING = "科幻"
TIRED = ("重生", "复仇")
ALL = tuple(name for name, entry in standard().entries.items() if entry.kind not in ("risk", "form", "audience"))
WORDS = ("长夜", "青云", "孤灯", "沧海", "流火", "北城", "南风", "旧梦", "金殿", "寒江", "星河", "白鹭", "朱门", "远山")


@dataclass(frozen=True)
class World:
    """One kind of world; `truth` = "none" has neither a rising element nor a tired combination."""

    seed: int = 1
    weeks: int = 13
    entrants: int = 60  # titles that come a week and platform
    platforms: Sequence[str] = ("抖音", "快手")
    every: int = 1  # days between lists
    noise: float = 0.8  # standard deviation of a title's log heat
    effects: float = 0.0  # standard deviation of what elements add to log heat
    elements: int = 40
    truth: str = "both"  # none, rising, tired, both, growing (supply and demand rise alike), cooling (heat falls only)
    top: int = 0  # only so many of each list are shown; 0 = all
    tags: bool = True
    heat: bool = True
    life: float = 3.0  # weeks a title stays, on average


def frame_of(world: World) -> pl.DataFrame:
    """The rows of a world as `lists.read_list` would give them."""
    columns: dict[str, list[object]] = {name: [] for name in SCHEMA}
    for line, row in enumerate(rows(world), 2):
        for name in SCHEMA:
            columns[name].append({"line": line, "file": "world.csv"}.get(name, row.get(name)))
    return pl.DataFrame(columns, schema=SCHEMA)


def rows(world: World) -> Iterator[dict[str, object]]:
    """The rows of all lists of a world."""
    dice = np.random.default_rng(world.seed)
    names = [*[name for name in ALL if name not in (RISING, *TIRED)][: world.elements - 3], RISING, *TIRED]
    popular = 1 / (3 + np.arange(len(names)))
    popular[-3:] = popular[: len(names) // 2].mean()
    popular /= popular.sum()
    adds = dict(zip(names, dice.normal(0, world.effects, len(names)), strict=True)) if world.effects else {}
    titles: list[dict[str, object]] = []
    days = world.weeks * 7
    for platform in world.platforms:
        for day in range(-14, days):
            for _ in range(dice.poisson(world.entrants / 7)):
                titles.append(_title(world, dice, names, popular, adds, platform=platform, day=day))
    for back in range(days - 1, -1, -world.every):
        on = END - timedelta(days=back)
        for platform in world.platforms:
            yield from _list(world, dice, titles, platform=platform, day=days - 1 - back, on=on)


def _title(world, dice, names, popular, adds, *, platform, day):
    at = max(0.0, day / (world.weeks * 7))  # 0 to 1 through the window
    chosen = list(dice.choice(names, size=dice.integers(2, 4), replace=False, p=popular))
    heat = dice.normal(0, world.noise) + sum(adds.get(name, 0.0) for name in chosen)
    if world.truth in ("rising", "both") and dice.random() < 0.05:
        chosen = list(dict.fromkeys([RISING, *chosen]))[:4]
    if RISING in chosen and world.truth in ("rising", "both"):
        heat += -0.3 + 2.0 * at
    share = {"tired": 0.03 + 0.15 * at, "both": 0.03 + 0.15 * at, "growing": 0.03 + 0.15 * at, "cooling": 0.08}
    if dice.random() < share.get(world.truth, 0.0):
        chosen = list(dict.fromkeys([*TIRED, *chosen]))[:4]
        heat += {"growing": 0.0}.get(world.truth, 0.7 - 1.6 * at)
    number = dice.integers(0, 10**6)
    words = "".join(dice.choice(WORDS, 2))
    name = f"{words}{number}" if world.tags else f"{words}之{'·'.join(chosen)}{number}"
    stays = 1 + dice.geometric(1 / (7 * world.life))
    return {"title": name, "tags": "|".join(chosen) if world.tags else "", "log": heat, "platform": platform,
            "from": day, "to": day + stays}  # fmt: skip


def _list(world, dice, titles, *, platform, day, on):
    here = [one for one in titles if one["platform"] == platform and one["from"] <= day < one["to"]]
    scored = sorted(
        ((one["log"] - 0.04 * (day - one["from"]) + dice.normal(0, 0.15), i) for i, one in enumerate(here)),
        reverse=True,
    )
    for rank, (log, i) in enumerate(scored[: world.top or None], 1):
        one = here[i]
        yield {
            "date": on, "platform": platform, "rank": float(rank), "title": one["title"], "tags": one["tags"],
            "synopsis": "", "heat": round(float(np.exp(log)) * 1e5) * 1.0 if world.heat else None, "audience": "",
            "form": "", "item": "",
        }  # fmt: skip
