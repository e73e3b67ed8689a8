"""A made-up season is the same each time, is read line for line, and what was planted in it is found."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from manju.market.exports import Export, date_in_name, read_export
from manju.market.gate import Assessment, assess
from manju.market.gate.exported import rounding, title_of
from manju.market.lists import HitList, read_list
from manju.market.topics.analysing import analyse
from manju.market.topics.shapes import Analysis
from manju.market.watching import Watched, watch
from manju.sample.season import TITLES, ListTruth, Season, write_exports, write_lists, write_season
from manju.sample.season.__main__ import main
from manju.sample.season.counters import counted
from manju.sample.season.lists import lists_of

TODAY = date(2026, 11, 26)
PLATFORMS = {
    "抖音": "douyin", "快手": "kuaishou", "视频号": "wechat_channels", "小红书": "xiaohongshu", "B站": "bilibili",
    "YouTube": "youtube",
}  # fmt: skip
Read = list[tuple[Path, date, Export]]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> list[HitList]:
    """Three months of lists, read."""
    folder = tmp_path_factory.mktemp("lists")
    return [read_list(path) for path in write_lists(folder, today=TODAY, seed=1, days=92)]


@pytest.fixture(scope="module")
def analysis(lists: list[HitList]) -> Analysis:
    return analyse(pl.concat([one.frame for one in lists]))


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The exports of seven weeks, read."""
    found: Read = []
    for path in write_exports(tmp_path_factory.mktemp("exports"), today=TODAY, seed=1, daily=16, sparse=51):
        day = date_in_name(path.name)
        assert day is not None
        found.append((path, day, read_export(path)))
    return found


def _assessed(exports: Read, title: str) -> Assessment:
    with_rates = [(day, e) for _, day, e in exports if "completion" in e.columns]
    return assess(title_of(with_rates, episodes=5, wanted=title, engagement="v1").looks)[-1]


def _watched(exports: Read, title: str) -> Watched:
    with_rates = [(day, e) for _, day, e in exports if "completion" in e.columns]
    looks = title_of(with_rates, episodes=99, wanted=title, engagement="v1").looks
    return watch(looks, rounding=rounding([e for _, e in with_rates]))


def test_every_row_of_every_list_is_read_for_what_it_is(lists: list[HitList]) -> None:
    assert [(one.name, one.rejected, one.dated_by, one.notes) for one in lists if one.rejected or one.notes] == []
    assert {one.dated_by for one in lists} == {"column"}
    by_platform = {p: sum(one.frame.height for one in lists if p in one.frame["platform"]) for p in PLATFORMS.values()}
    made = {p: [len(rows) for _, rows in lists_of(p, today=TODAY, seed=1, days=92)] for p in ("douyin", "bilibili")}
    assert by_platform["douyin"] == sum(made["douyin"])
    assert by_platform["bilibili"] == sum(made["bilibili"][::-1][::7])


def test_numbers_in_lists_are_read_as_they_were_made(lists: list[HitList]) -> None:
    day, rows = list(lists_of("hongguo", today=TODAY, seed=1, days=92))[-1]
    read = pl.concat([one.frame for one in lists if "红果" in one.name]).filter(pl.col("date") == day)
    assert read["heat"].to_list() == [float(row.heat) for row in rows]
    assert read["rank"].to_list() == [float(row.rank) for row in rows]
    assert read["title"].to_list() == [row.title.title for row in rows]


def test_the_planted_element_rises_and_is_not_crowded(analysis: Analysis) -> None:
    found = {element.name: element for element in analysis.elements}
    for name in ListTruth().rising:
        assert found[name].trend_p < 0.05
        assert found[name].trend_per_week > 0.3
        assert found[name].saturation < 0.4
    assert set(analysis.directions[0].elements) & set(ListTruth().rising)


def test_the_planted_combination_is_tired_and_gets_variants_with_the_rising_element(analysis: Analysis) -> None:
    tired = {frozenset(d.elements): d for d in analysis.directions if d.fatigue == "tired"}
    planted = tired[frozenset(ListTruth().tired)]
    assert len(planted.variants) >= 2
    assert any(set(variant) & set(ListTruth().rising) for variant in planted.variants)
    assert all(set(elements) <= set(ListTruth().tired) for elements in tired)


def test_the_term_that_is_in_no_dictionary_is_proposed(analysis: Analysis) -> None:
    assert ListTruth().term in {proposal.term for proposal in analysis.proposals}


def test_every_row_of_every_export_is_read_for_what_it_is(exports: Read) -> None:
    for path, _, export in exports:
        assert export.platform == PLATFORMS[path.stem.split("_")[1]]
        assert (export.kind, export.date_from, export.rejected, export.warnings) == ("content", "name", (), ())
    days = [day for path, day, _ in exports if "抖音" in path.name]
    assert days[-1] == TODAY
    assert len(days) == 17 + 12


def test_counters_in_exports_are_those_that_were_made(exports: Read) -> None:
    for plan in TITLES:
        counters = counted(plan, today=TODAY, seed=1)
        for platform in plan.views:
            last = next(e for _, day, e in reversed(exports) if e.platform == platform)
            name = plan.title_en if platform == "youtube" else plan.title
            views = {r.episode: r.views for r in last.records if name in (r.title or "")}
            made = counters.until(platform, "views", TODAY if platform != "youtube" else last.export_date)
            short = platform == "bilibili"  # 1.2万
            assert {n: round(v or 0, -3 if short else 0) for n, v in views.items()} == {
                n: round(int(v), -3 if short else 0) for n, v in enumerate(made, 1)
            }


@pytest.mark.parametrize("plan", TITLES, ids=[plan.key for plan in TITLES])
def test_the_gate_says_of_each_title_what_is_true(exports: Read, plan: object) -> None:
    assert hasattr(plan, "truth")
    truth = plan.truth(today=TODAY)
    found = _assessed(exports, truth.title)
    assert found.verdict == truth.verdict
    if truth.verdict == "COLLECT_MORE":
        assert found.more.views
        assert found.completion.low < 0.40 < truth.completion < found.completion.high


def test_the_slide_is_caught_on_its_first_days_and_nothing_else_slides(exports: Read) -> None:
    for plan in TITLES:
        slides = _watched(exports, plan.title).slides
        since = plan.slid_on(TODAY)
        assert [slide.since for slide in slides] == ([since] if since else [])
        for slide in slides:
            assert slide.on - slide.since <= timedelta(days=2)
            assert slide.after == pytest.approx(plan.slid_to, abs=0.04)


def test_a_weak_hook_loses_more_than_any_other() -> None:
    plan = next(plan for plan in TITLES if plan.weak_hook)
    counters = counted(plan, today=TODAY, seed=1)
    stays = []
    for episode in range(1, plan.first):
        before, after = (
            sum(int(counters.until(p, "views", TODAY)[n]) for p in plan.views) for n in (episode - 1, episode)
        )
        stays.append(after / before)
    assert stays.index(min(stays)) + 1 == plan.weak_hook
    assert min(stays) == pytest.approx(0.9 * 0.65, abs=0.02)


def test_the_same_day_and_seed_give_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    def content(name: str, seed: int) -> dict[str, bytes]:
        folder = tmp_path / name
        write_exports(folder, today=TODAY, seed=seed, daily=2, sparse=2)
        write_lists(folder, today=TODAY, seed=seed, days=10)
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    first, again, other = content("a", 1), content("b", 1), content("c", 2)
    assert first == again
    assert first.keys() == other.keys()
    assert all(first[name] != other[name] for name in first)


def test_a_season_is_written_from_the_command_line_with_its_truth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def small(folder: Path, *, today: date, seed: int) -> Season:
        monkeypatch.setattr("manju.sample.season.writing.lists_of", lambda *_, **__: iter(()))
        return write_season(folder, today=today, seed=seed)

    monkeypatch.setattr("manju.sample.season.__main__.write_season", small)
    monkeypatch.setattr("sys.argv", ["season", str(tmp_path), "--seed", "3", "--today", "2026-11-26"])
    main()
    assert "147 exports" in capsys.readouterr().out
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert (truth["seed"], truth["today"], truth["lists"]["tired"]) == (3, "2026-11-26", ["重生", "复仇", "女频"])
    assert [title["verdict"] for title in truth["titles"]] == ["GO", "GO", "GO", "COLLECT_MORE", "STOP"]
