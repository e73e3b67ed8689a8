"""A season written into a folder: lists, exports, and the truth beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from manju.sample.season.counters import Counters, counted
from manju.sample.season.export_files import write_export
from manju.sample.season.list_files import write_list
from manju.sample.season.lists import DAYS, SOURCES, lists_of
from manju.sample.season.titles import TITLES, Platform
from manju.sample.season.truth import ListTruth, SeasonTruth

SEED: Final = 1
DAILY: Final = 35  # days of which every one has an export of the platforms that tell completion
SPARSE: Final = 56  # before them every third day
EVERY_DAY: Final[tuple[Platform, ...]] = ("douyin", "kuaishou", "wechat_channels")
EVERY_WEEK: Final[tuple[Platform, ...]] = ("xiaohongshu", "bilibili", "youtube")


@dataclass(frozen=True, slots=True)
class Season:
    """Where a season's files lie, the oldest first, and what is true of them."""

    truth: SeasonTruth
    lists: tuple[Path, ...]
    exports: tuple[Path, ...]


def write_season(folder: Path, *, today: date, seed: int = SEED) -> Season:
    """Write `lists/`, `exports/` and `truth.json` into `folder`; the same day and seed give the same bytes."""
    lists = write_lists(folder / "lists", today=today, seed=seed)
    exports = write_exports(folder / "exports", today=today, seed=seed)
    truth = SeasonTruth(seed, today, ListTruth(), tuple(plan.truth(today=today) for plan in TITLES))
    text = json.dumps(truth.as_json(), ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    return Season(truth, tuple(lists), tuple(exports))


def write_lists(folder: Path, *, today: date, seed: int = SEED, days: int = DAYS) -> list[Path]:
    """Write the hit lists of four platforms up to `today`."""
    folder.mkdir(parents=True, exist_ok=True)
    found: list[Path] = []
    for source in SOURCES:
        found += write_list(source, lists_of(source, today=today, seed=seed, days=days), folder, today=today)
    return found


def write_exports(
    folder: Path, *, today: date, seed: int = SEED, daily: int = DAILY, sparse: int = SPARSE
) -> list[Path]:
    """Write the exports of the studio's titles: those with completion daily, the others weekly, up to `today`."""
    folder.mkdir(parents=True, exist_ok=True)
    titles = season_counters(today=today, seed=seed)
    found: list[Path] = []
    for back in range(sparse, -1, -1):
        day = today - timedelta(days=back)
        wanted: list[Platform] = []
        if back <= daily or back % 3 == 0:
            wanted += EVERY_DAY
        if back % 7 == 0 and back <= daily:
            wanted += EVERY_WEEK
        written = (write_export(platform, titles, folder, day=day) for platform in wanted)
        found += [path for path in written if path is not None]
    return found


def season_counters(*, today: date, seed: int = SEED) -> Sequence[Counters]:
    """The counters of all of the studio's titles."""
    return [counted(plan, today=today, seed=seed) for plan in TITLES]
