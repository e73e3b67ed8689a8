"""Planted truth is found, nothing is found where there is none, and nothing later than the day is known."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from benchmarks.topic_worlds import END, RISING, TIRED, World, frame_of
from manju.market.lists import SCHEMA
from manju.market.topics import Analysis, Entry, OwnTitle, analyse, standard

SMALL = World(entrants=50, every=7, seed=1)


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    base: dict[str, object] = {
        "file": "a.csv",
        "platform": "p",
        "tags": "",
        "synopsis": "",
        "audience": "",
        "form": "",
        "item": "",
    }
    full = [{**dict.fromkeys(SCHEMA), **base, "line": n, **row} for n, row in enumerate(rows, 2)]
    return pl.DataFrame(full, schema=SCHEMA)


@pytest.fixture(scope="module")
def world() -> pl.DataFrame:
    return frame_of(SMALL)


@pytest.fixture(scope="module")
def found(world: pl.DataFrame) -> Analysis:
    return analyse(world, slate={"自家的戏": "重生、复仇"})


def test_shares_are_taken_inside_each_platform_and_then_averaged() -> None:
    day = date(2026, 6, 30)
    rows = frame(
        {"title": "甲", "tags": "重生", "heat": 30.0, "date": day},
        {"title": "乙", "tags": "甜宠", "heat": 10.0, "date": day},
        {"title": "丙", "tags": "重活一世|甜宠", "heat": 1000.0, "date": day, "platform": "q"},
    )
    one = {element.name: element for element in analyse(rows).elements}
    assert (one["重生"].supply_share, one["重生"].demand_share) == (0.75, 0.875)
    assert (one["甜宠"].supply_share, one["甜宠"].demand_share) == (0.75, 0.625)
    assert one["重生"].saturation == 0.75 / (0.75 + 0.875)
    assert one["重生"].titles == 2


def test_the_share_of_demand_counts_the_days_before_the_first_whole_week_too() -> None:
    last = date(2026, 6, 30)
    rows = frame(
        {
            "title": "甲",
            "tags": "重生",
            "heat": 30.0,
            "date": last - timedelta(days=89),
        },  # 90 days are 12 weeks and 6 days
        {"title": "乙", "tags": "甜宠", "heat": 10.0, "date": last},
        {"title": "丙", "tags": "重生", "heat": 500.0, "date": last - timedelta(days=90)},
    )
    one = {element.name: element for element in analyse(rows).elements}
    assert (one["重生"].supply_share, one["重生"].demand_share) == (0.5, 0.75)


def test_the_window_begins_after_as_of_minus_days_and_nothing_later_counts(world: pl.DataFrame) -> None:
    as_of = END - timedelta(days=20)  # a day of lists
    later = analyse(world, as_of=as_of)
    cut = analyse(world.filter(pl.col("date") <= as_of))
    assert later == cut
    assert analyse(world, as_of=as_of, days=1).titles == world.filter(pl.col("date") == as_of)["title"].n_unique()


def test_the_rising_element_with_room_is_found(found: Analysis) -> None:
    one = {element.name: element for element in found.elements}[RISING]
    assert one.trend_per_week > 0
    assert one.trend_p < 0.05
    assert one.saturation < 0.5
    assert any(RISING in direction.elements for direction in found.directions[:5])


def test_the_worn_out_combination_is_called_tired_and_no_other(found: Analysis) -> None:
    tired = [set(direction.elements) for direction in found.directions if direction.fatigue == "tired"]
    assert set(TIRED) in tired
    assert all(set(TIRED) <= elements for elements in tired)


def test_there_are_variants_if_and_only_if_a_direction_is_tired(found: Analysis) -> None:
    for direction in found.directions:
        assert (len(direction.variants) >= 2) == (direction.fatigue == "tired")
        for variant in direction.variants:
            assert len(variant) == len(direction.elements)
            assert len(set(variant) & set(direction.elements)) == len(variant) - 1
            assert not set(TIRED) <= set(variant)
    assert any(RISING in variant for direction in found.directions for variant in direction.variants)


def test_directions_are_sorted_by_a_score_that_is_the_product_of_its_parts(found: Analysis) -> None:
    scores = [direction.score for direction in found.directions]
    assert scores == sorted(scores, reverse=True)
    first = found.directions[0]
    assert first.score == pytest.approx(first.expected_demand * first.ai_fit * first.room)
    assert all(d.lift_ci95[0] <= d.lift <= d.lift_ci95[1] for d in found.directions)


def test_likeness_to_the_own_slate_is_shown(found: Analysis) -> None:
    same = next(direction for direction in found.directions if set(direction.elements) == set(TIRED))
    assert same.likeness is not None
    assert (same.likeness.to_slate, same.likeness.slate) == (1.0, "自家的戏")


def test_a_world_without_truth_has_no_tired_direction() -> None:
    quiet = analyse(frame_of(World(entrants=35, every=7, truth="none", seed=4)))
    assert [d.elements for d in quiet.directions if d.fatigue == "tired"] == []


def test_falling_completion_of_own_titles_is_to_be_watched(world: pl.DataFrame) -> None:
    names = next(d.elements for d in analyse(world).directions if d.fatigue == "fresh")
    own = [OwnTitle(frozenset(names), date(2026, 1, 1) + timedelta(days=9 * n), 0.4 - 0.03 * n) for n in range(8)]
    one = next(d for d in analyse(world, own=own).directions if d.elements == names)
    assert one.fatigue == "watch"
    assert one.reasons[-1].zh == "自家同类作品的完播率在下降，要留意。"


def test_ranks_stand_for_heat_where_a_platform_has_none() -> None:
    rows = [
        {"title": f"戏{n}", "tags": "重生" if n == 1 else "甜宠", "rank": float(n), "date": END} for n in range(1, 4)
    ]
    one = {element.name: element for element in analyse(frame(*rows)).elements}
    assert one["重生"].demand_share == pytest.approx(1 / (1 + 1 / 2 + 1 / 3))


def test_equal_rows_of_two_files_count_once() -> None:
    rows = [{"title": f"戏{n}", "tags": "重生", "heat": 5.0, "date": END} for n in range(4)]
    again = frame(*rows).with_columns(file=pl.lit("b.csv"))
    assert analyse(pl.concat([frame(*rows), again])).elements == analyse(frame(*rows)).elements


def test_red_lines_are_flagged_with_rule_and_source() -> None:
    rows = [{"title": f"戏{n}", "tags": "极端复仇|公安", "heat": 5.0, "date": END} for n in range(9)]
    flags = analyse(frame(*rows)).directions[0].flags
    assert [(flag.rule, flag.level) for flag in flags] == [
        ("extreme_revenge", "forbidden"),
        ("special_subjects", "review"),
    ]
    assert "2025-11-08" in flags[0].source.zh


def test_a_work_that_was_taken_down_flags_what_it_stands_behind() -> None:
    rows = [{"title": f"黑莲花上位手册{n}", "tags": "古风|女频", "heat": 5.0, "date": END} for n in range(9)]
    assert "removed_titles" in [flag.rule for flag in analyse(frame(*rows)).directions[0].flags]


def test_a_studio_changes_the_dictionary_and_the_fit_for_itself() -> None:
    rows = [{"title": f"戏{n}", "tags": "土味", "heat": 5.0, "date": END} for n in range(3)]
    own = standard().taken_in([Entry("乡土喜剧", "rustic comedy", "genre", ("土味",))])
    own = own.fitted(own.fit.changed({"乡土喜剧": (1.0, 1.0, 1.0)}))
    element = analyse(frame(*rows), lexicon=own).elements[0]
    assert (element.name, element.name_en, element.ai_fit) == ("乡土喜剧", "rustic comedy", 1.0)


def test_terms_that_recur_are_proposed_and_count_where_lists_have_no_tags() -> None:
    ends = "甲乙丙丁戊己庚辛壬癸"
    rows = [{"title": f"{a}云梯{b}", "heat": 5.0, "date": END} for a, b in zip(ends, ends[3:] + ends[:3], strict=True)]
    found = analyse(frame(*rows))
    assert [(p.term, p.titles) for p in found.proposals] == [("云梯", 10)]
    assert [(e.name, e.origin) for e in found.elements] == [("云梯", "proposed")]


def test_nothing_in_the_window_is_said() -> None:
    found = analyse(frame({"title": "甲", "heat": 1.0, "date": END}), as_of=END - timedelta(days=1))
    assert (found.elements, found.directions, found.notes[0].zh) == ((), (), "这段时间里没有榜单。")
