"""Hit lists of any origin are read right, line for line, by both readers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from manju.market.lists import MappingNeeded, as_mapping, read_list
from manju.money.errors import InputError


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_a_bilibili_list_with_wan_and_quotes_over_lines_is_read_with_true_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path / "B站热门_2026-06-03.csv",
        '﻿排名,标题,播放,弹幕,标签,简介\r\n1,重生之我在末世修仙,313.3万,1.2万,"重生,末世",第一行\r\n'
        '2,"她说：\n""我回来了""",16.9w,300,复仇|古风,"多\n行\n简介"\r\n\r\n3,,10万+,1,甜宠,没有剧名\r\n4,好剧,很多,1,甜宠,x\r\n5,末世之王,1.2亿,1,末世,y',
    )
    for quick_over in (0, 10**9):
        found = read_list(path, quick_over=quick_over)
        assert found.frame["line"].to_list() == [2, 3, 10]
        assert found.frame["heat"].to_list() == [3133000.0, 169000.0, 120000000.0]
        assert found.frame["title"].to_list() == ["重生之我在末世修仙", '她说： "我回来了"', "末世之王"]
        assert [(r.line, r.reason.zh) for r in found.rejected] == [(8, "没有剧名"), (9, "热度读不懂：很多")]
        assert found.frame["date"].to_list() == [date(2026, 6, 3)] * 3
        assert found.frame["platform"].unique().to_list() == ["bilibili"]
        assert (found.rows, found.dated_by) == (5, "name")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_is_read_alike(tmp_path: Path, encoding: str) -> None:
    path = write(
        tmp_path / "榜.csv", "榜单日期,平台,剧名,热度值\n2026/6/3,红果,毛毯,1,\n2026/6/4,抖音,长夜灯,２３\n", encoding
    )
    frame = read_list(path).frame
    assert frame["title"].to_list() == ["毛毯", "长夜灯"]
    assert frame["heat"].to_list() == [1.0, 23.0]
    assert frame["platform"].to_list() == ["hongguo", "douyin"]
    assert frame["date"].to_list() == [date(2026, 6, 3), date(2026, 6, 4)]


def test_an_object_that_holds_a_list_is_read_with_what_stands_beside_it(tmp_path: Path) -> None:
    rows = [
        {"title": "甲", "stat": {"view": 100, "like": 3}, "tags": ["重生", "复仇"]},
        7,
        {"title": "乙", "stat": {"view": "1.5万"}},
    ]
    path = write(tmp_path / "a.json", json.dumps({"code": 0, "data": {"date": "2026-06-03", "list": rows}}))
    found = read_list(path)
    assert found.frame.select("line", "title", "heat", "likes", "tags").rows() == [
        (1, "甲", 100.0, 3.0, "重生|复仇"),
        (3, "乙", 15000.0, None, ""),
    ]
    assert [r.line for r in found.rejected] == [2]
    assert found.frame["date"].to_list() == [date(2026, 6, 3)] * 2


def test_a_workbook_is_read_by_sheet_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["DataEye 短剧热力榜"],
        ["日期", "短剧名称", "热力值", "播放量（万）"],
        [46176, "长夜灯", 12, 3],
        [None],
        ["x", "坏日期", 1, 1],
    ):
        book.active.append(row)
    book.save(tmp_path / "b.xlsx")
    found = read_list(tmp_path / "b.xlsx")
    assert found.frame.select("line", "date", "title", "heat").rows() == [(3, date(2026, 6, 3), "长夜灯", 12.0)]
    assert [(r.line, r.reason.zh) for r in found.rejected] == [(5, "日期读不懂：x")]


def test_a_unit_in_the_header_counts_for_numbers_without_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "date,title,播放量（万）\n2026-06-03,a,3.5\n2026-06-03,b,2亿\n")
    assert read_list(path).frame["heat"].to_list() == [35000.0, 200000000.0]


def test_what_is_not_recognised_is_asked_and_a_mapping_answers(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "爆款,哪天,分量\n长夜灯,2026-06-03,5\n")
    with pytest.raises(MappingNeeded) as raised:
        read_list(path)
    assert raised.value.code == "mapping_needed"
    assert "爆款、哪天、分量" in raised.value.message.zh
    assert raised.value.missing == ("title", "date", "heat")
    mapping = as_mapping({"爆款": "title", "哪天": "date", "分量": "heat"})
    assert read_list(path, mapping=mapping).frame.select("title", "date", "heat").rows() == [
        ("长夜灯", date(2026, 6, 3), 5.0)
    ]


def test_a_mapping_with_an_unknown_role_is_refused() -> None:
    with pytest.raises(InputError, match="mapping_unreadable"):
        as_mapping({"a": "nonsense"})


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("date", ["2026-06-03", "2026/6/4", "20260605", "46179", "1780675200"], ["3", "4", "5", "6", "6"]),
        ("date", ["03/06/2026", "13/06/2026"], ["3", "13"]),
        ("date", ["6/3/2026", "6/13/2026"], ["3", "13"]),
        ("采集时间", ["2026-06-03 08:00:00", "1780416000"], ["3", "3"]),
    ],
)
def test_dates_of_many_kinds(tmp_path: Path, header: str, cells: list[str], expected: list[str]) -> None:
    path = write(tmp_path / "a.csv", f"{header},title,heat\n" + "".join(f"{c},t,1\n" for c in cells))
    assert read_list(path).frame["date"].to_list() == [date(2026, 6, int(d)) for d in expected]


def test_a_date_of_the_list_goes_before_the_name_and_that_before_publication(tmp_path: Path) -> None:
    both = write(tmp_path / "榜_2026-06-03.csv", "title,heat,发布时间\na,1,2026-05-01\n")
    assert read_list(both).frame["date"].to_list() == [date(2026, 6, 3)]
    only = write(tmp_path / "b.csv", "title,heat,发布时间\na,1,2026-05-01\n")
    found = read_list(only)
    assert found.frame["date"].to_list() == [date(2026, 5, 1)]
    assert (found.dated_by, found.notes[0].zh) == ("published", "没有榜单日期，用的是发布日期")


def test_days_without_a_year_are_those_just_before_today(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "日期,剧名,热度\n12-30,a,1\n01-02,b,1\n")
    found = read_list(path, today=date(2027, 1, 3)).frame["date"].to_list()
    assert found == [date(2026, 12, 30), date(2027, 1, 2)]


def test_real_youtube_lists_are_read_whole(testdata: Path) -> None:
    rows = {"CA": 84, "DE": 200, "FR": 200, "GB": 77, "IN": 200, "RU": 200}
    for country, count in rows.items():
        path = testdata / "data" / "youtube_trending" / f"18.01.11_{country}_videos.csv"
        found = read_list(path)
        assert (found.rows, found.rejected) == (count, ())
        assert set(found.frame["date"]) == {date(2018, 11, 1)}
        assert read_list(path, quick_over=0).frame.equals(found.frame)


CELL = st.text(alphabet=st.sampled_from(list('ab1,"\n\r\t ;|重毛甲é')), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_the_quick_reader_says_what_the_careful_one_says(
    tmp_path: Path, rows: list[tuple[str, str, str]], quoted: bool, crlf: bool, encoding: str
) -> None:  # fmt: skip
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted else text

    end = "\r\n" if crlf else "\n"
    text = f"剧名,热度,日期{end}" + "".join(",".join(map(cell, row)) + end for row in rows)
    path = write(tmp_path / "2026-06-03.csv", text, encoding if encoding == "utf-8" or "é" not in text else "utf-8")
    careful, quick = read_list(path, quick_over=10**9), read_list(path, quick_over=0)
    assert careful.rejected == quick.rejected
    assert careful.frame.equals(quick.frame)


def test_authors_in_a_column_of_sources_are_no_platforms(tmp_path: Path) -> None:
    path = write(tmp_path / "抖音_2026-06-03.csv", "title,heat,来源\na,1,张三\nb,2,李四\n")
    assert read_list(path).frame["platform"].to_list() == ["douyin", "douyin"]


def test_a_column_without_a_single_date_gives_way_to_the_name_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "榜_2026-06-03.csv", "周期,剧名,热度\n第十二期,a,1\n第十二期,b,1\n")
    found = read_list(path)
    assert (found.frame["date"].to_list(), found.dated_by) == ([date(2026, 6, 3)] * 2, "name")
    path = write(tmp_path / "榜.csv", "周期,剧名,热度\n第十二期,a,1\n")
    assert [row.reason.zh for row in read_list(path).rejected] == ["日期读不懂：第十二期"]
