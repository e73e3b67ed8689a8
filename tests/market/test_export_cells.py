"""Titles, numbers, lengths of time and dates as platforms and people write them."""

from __future__ import annotations

import datetime as dt
import doctest
import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manju.market.exports.cells import DateReader, Unreadable, count, seconds
from manju.market.exports.episodes import named, told_apart

MODULES = [
    "manju.market.formulas", "manju.market.exports.cells", "manju.market.exports.episodes",
    "manju.market.exports.headers", "manju.market.exports.reading", "manju.market.exports.record",
    "manju.market.exports.oddities", "manju.launch.days", "manju.launch.charts",
]  # fmt: skip
TITLES = {
    "长夜灯 第3集": (3, "长夜灯"), "《长夜灯》第三集：归来": (3, "长夜灯"), "长夜灯 EP3 归来": (3, "长夜灯"),
    "长夜灯E03": (3, "长夜灯"), "S02E03 长夜灯": (3, "长夜灯"), "3. 归来": (3, "归来"), "长夜灯｜03话": (3, "长夜灯"),
    "长夜灯 #3": (3, "长夜灯"), "#漫剧 #重生 长夜灯 第12集 #热门": (12, "长夜灯"), "长夜灯（3）": (3, "长夜灯"),
    "长夜灯 3/30": (3, "长夜灯"), "长夜灯 第二季 第3集": (3, "长夜灯"), "长夜灯03": (3, "长夜灯"), "第二十一集": (21, ""),
    "Night Lamp - Episode 7": (7, "Night Lamp"), "Night Lamp Part 2": (2, "Night Lamp"), "03 长夜灯": (3, "长夜灯"),
    "长夜灯 全30集": (None, "长夜灯 全30集"), "第1-5集合集": (None, "第1-5集合集"), "2026年的冬天": (None, "2026年的冬天"),
    "长夜灯 P2 复仇": (2, "长夜灯"), "长夜灯 1080P": (None, "长夜灯 1080P"), "P2P的骗局": (None, "P2P的骗局"),
    "3天后她回来了": (None, "3天后她回来了"), "播放破3.5亿": (None, "播放破3.5亿"), "更新至12集": (None, "更新至12集"),
}  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("title", TITLES)
def test_a_title_says_which_episode_of_which_work(title: str) -> None:
    found = named(title)
    assert (found.episode, found.series) == TITLES[title]


def test_titles_of_episodes_are_not_titles_of_works() -> None:
    own = [named(f"长夜灯：{t} 第{n}集") for n, t in enumerate(("归来", "复仇", "真相"), 1)]
    assert {n.series for n in told_apart(own)} == {"长夜灯"}
    two = [named(f"{t} 第{n}集") for t in ("长夜灯", "短歌行") for n in (1, 2)]
    assert {n.series for n in told_apart(two)} == {"长夜灯", "短歌行"}


@pytest.mark.parametrize("written", ["12.5", "-1", "一百", "1,2", "12万3", "1e400", "<10", "9" * 20, "=1+1", "1.5%"])
def test_what_is_no_counter_is_said(written: str) -> None:
    with pytest.raises(Unreadable):
        count(written)


@pytest.mark.parametrize("written", ["很久", "1e400", "9" * 40, "-5", "12:99x"])
def test_what_is_no_length_of_time_is_said(written: str) -> None:
    with pytest.raises(Unreadable):
        seconds(written)


@given(st.integers(0, 10**15))
@settings(max_examples=60, deadline=None)
def test_a_counter_is_read_as_it_was_written(n: int) -> None:
    assert count(str(n)) == count(f"{n:,}") == count(f" {n}.0 ") == n


@given(st.integers(0, 99 * 3600))
@settings(max_examples=60, deadline=None)
def test_a_length_of_time_is_read_as_it_was_written(n: int) -> None:
    hours, minutes, rest = n // 3600, n // 60 % 60, n % 60
    assert (
        seconds(f"{hours}:{minutes:02}:{rest:02}")
        == seconds(f"{hours}小时{minutes}分{rest}秒")
        == seconds(f"{n}s")
        == n
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026/6/3 12:00", dt.datetime.fromisoformat("2026-06-03T12:00")), ("2026年06月03日15时30分", dt.datetime.fromisoformat("2026-06-03T15:30")),
        ("2026-06-03T12:00:00Z", dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)), ("20260603", dt.date(2026, 6, 3)),
        ("Jun 3, 2026", dt.date(2026, 6, 3)), ("3 June 2026", dt.date(2026, 6, 3)), ("46176", dt.date(2026, 6, 3)),
        ("1780459200", dt.datetime.fromisoformat("2026-06-03T12:00")), ("1780459200000", dt.datetime.fromisoformat("2026-06-03T12:00")),
        ("6/3/2026 1:05 PM", dt.datetime.fromisoformat("2026-06-03T13:05")), ("December 30", dt.date(2025, 12, 30)), ("--", None),
    ],
)  # fmt: skip
def test_dates_are_read_in_the_forms_there_are(written: str, read: dt.date | None) -> None:
    assert DateReader([written], today=dt.date(2026, 6, 30))(written) == read


def test_which_comes_first_the_day_or_the_month_is_told_by_the_whole_column() -> None:
    cells = ["3/6/2026", "14/6/2026"]
    assert DateReader(cells, today=dt.date(2026, 6, 30))("3/6/2026") == dt.date(2026, 6, 3)


@pytest.mark.parametrize("written", ["昨天", "2026-02-30", "1899-12-30", "12", "2026"])
def test_what_is_no_date_is_said(written: str) -> None:
    with pytest.raises(Unreadable):
        DateReader([written], today=dt.date(2026, 6, 30))(written)
