"""Exports of every platform, read line for line from their headers alone; what is no row, and what is kept out."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from manju.market.exports import Export, read_export, read_exports
from manju.money.errors import InputError

DAY = dt.date(2026, 6, 30)

DOUYIN = """作品名称,发布时间,体裁,审核状态,播放量,完播率,5s完播率,封面点击率,2s跳出率,平均播放时长,点赞量,分享量,评论量,收藏量,主页访问量,粉丝增量
"长夜灯 第1集
#漫剧",2026-06-01 12:00:00,视频,通过,"12,345",32.5%,55%,5.1%,20%,35.2,600,10,80,5,3,-2
长夜灯 第2集,2026-06-02 12:00,视频,通过,1.2万,41%,55%,--,20%,00:35,600,10,80,5,3,2
合计,,,,24345,,,,,,,,,,,
"""
CHANNELS = """视频描述,视频ID,发布时间,完播率,平均播放时长,播放量,推荐,喜欢,评论量,分享量,关注量,转发聊天和朋友圈,设为铃声
长夜灯 第3集,export/abc,2026/06/25,28.64%,10秒,406,2,3,1,0,0,9,0
"""
KUAISHOU = "作品,播放量,完播率,点赞,评论,收藏,分享,涨粉量\nEP1 归来,313.3万,0.41,1,2,3,4,5\n"
XIAOHONGSHU = """最多导出排序后前1000条笔记,,,,,,,,,,,,
笔记标题,首次发布时间,体裁,曝光,观看量,封面点击率,点赞,评论,收藏,涨粉,分享,人均观看时长,弹幕
第三集,2026年06月03日15时30分44秒,视频,1000,500,0.0189,5,6,7,8,9,18,1
"""
BILIBILI_LIST = (
    '标题,UP主,播放量,弹幕量,综合得分\n"他说""走吧""\n然后\n\n走了",某UP,313.3万,1.2万,3\n下一个,某UP,10万+,5,2\n'
)
BILIBILI = """视频标题,发布时间,播放量,点赞量,评论量,弹幕量,收藏量,投币量,分享量,涨粉量,封标点击率,3秒跳出率,平均播放进度
长夜灯 第1话,2026-06-01,100,1,2,3,4,5,6,7,5%,3%,60%
"""
YOUTUBE = """Content,Video title,Video publish time,Duration,Views,Watch time (hours),Subscribers,Average view duration,Average percentage viewed (%),Stayed to watch (%),Viewed vs. swiped away (%),Impressions,Impressions click-through rate (%)
Total,,,,1000,12.5,3,0:00:20,120.5,,,,
abc12345678,EP3 Back,"Jun 3, 2026",60,1000,12.5,3,0:00:20,120.5,71,,,
"""
YOUTUBE_ZH = """内容,视频标题,视频发布时间,时长,观看次数,观看时长（小时）,订阅人数,展示次数,展示次数点击率 (%)
总计,,,,9,1.5,,,
xyz,《长夜灯》第二集,2026年6月2日,60,9,1.5,1,100,5.2
"""
TOTALS = "Date,Views\n2026-06-01,31964\n2026-06-02,37509\nTotal,69473\n"
CHART = 'Date,Content,Video title,Video publish time,Views\n2026-06-01,abc,EP1,"Jun 1, 2026",5\n2026-06-02,abc,EP1,"Jun 1, 2026",0\n'
GEOGRAPHY = "Geography,Views,Average view duration,Watch time (hours)\nTotal,300,0:04:34,100\nUS,200,0:05:42,75.25\n"
TIKTOK = """Video title,Video link,Post time,Total likes,Total comments,Total shares,Total views,Total play time,Average watch time,Watched full video
Chair test,https://www.tiktok.com/@c/video/7400000000000000001,2026-06-03 09:10,300,22,15,5000,1h:30m:0s,12.5,31%
"""
TIKTOK_DAYS = "Date,Video Views,Profile Views,Likes,Comments,Shares\nJune 29,100,9,4,0,1\nJune 30,200,20,4,0,1\n"

EACH = {
    "douyin": (DOUYIN, "douyin", "content", [2, 4]),
    "wechat_channels": (CHANNELS, "wechat_channels", "content", [2]),
    "kuaishou": (KUAISHOU, "kuaishou", "content", [2]),
    "xiaohongshu": (XIAOHONGSHU, "xiaohongshu", "content", [3]),
    "bilibili_list": (BILIBILI_LIST, "bilibili", "content", [2, 6]),
    "bilibili": (BILIBILI, "bilibili", "content", [2]),
    "youtube": (YOUTUBE, "youtube", "content", [3]),
    "youtube_zh": (YOUTUBE_ZH, "youtube", "content", [3]),
    "totals": (TOTALS, "youtube", "daily", [2, 3]),
    "chart": (CHART, "youtube", "daily", [2, 3]),
    "geography": (GEOGRAPHY, "youtube", "geography", [3]),
    "tiktok": (TIKTOK, "tiktok", "content", [2]),
    "tiktok_days": (TIKTOK_DAYS, "tiktok", "daily", [2, 3]),
}


def read(tmp_path: Path, content: str | bytes, name: str = "export.csv", **more: Any) -> Export:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_export(path, **{"export_date": DAY, **more})


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_platform_is_told_by_its_header_in_every_encoding(tmp_path: Path, name: str, encoding: str) -> None:
    content, platform, kind, lines = EACH[name]
    found = read(tmp_path, content.encode(encoding))
    assert (found.platform, found.kind, [r.line for r in found.records]) == (platform, kind, lines)
    assert found.rejected == ()


def test_douyin_is_read_cell_by_cell(tmp_path: Path) -> None:
    first, second = read(tmp_path, DOUYIN).records
    assert (first.title, first.published) == ("长夜灯 第1集\n#漫剧", dt.datetime.fromisoformat("2026-06-01T12:00"))
    assert (first.views, first.completion, first.ctr) == (12345, Fraction(13, 40), Fraction(51, 1000))
    assert (first.likes, first.shares, first.comments, first.saves) == (600, 10, 80, 5)
    assert (first.followers_gained, first.average_view_s, first.hearts) == (-2, 35.2, None)
    assert (second.views, second.ctr, second.average_view_s) == (12000, None, 35.0)
    assert (second.episode, second.series) == (2, "长夜灯")
    assert second.completed_plays == 4920


def test_the_thumb_of_wechat_is_likes_and_the_heart_is_its_own(tmp_path: Path) -> None:
    [row] = read(tmp_path, "\ufeff" + CHANNELS).records
    assert (row.likes, row.hearts, row.comments, row.shares) == (3, 2, 1, 0)
    assert (row.item_id, row.average_view_s, row.completion) == ("export/abc", 10.0, Fraction(2864, 10000))


def test_five_seconds_watched_and_average_percentage_are_never_completion(tmp_path: Path) -> None:
    assert read(tmp_path, DOUYIN.replace(",完播率,", ",,").replace("32.5%", "")).records[0].completion is None
    [row] = read(tmp_path, YOUTUBE).records
    assert (row.completion, row.average_percentage_viewed) == (None, Fraction(1205, 1000))
    assert (row.stayed_to_watch, row.viewed_vs_swiped) == (Fraction(71, 100), None)
    assert read(tmp_path, BILIBILI).records[0].completion is None


def test_tiktoks_watched_full_video_is_completion_and_play_time_is_hours(tmp_path: Path) -> None:
    [row] = read(tmp_path, TIKTOK).records
    assert (row.completion, row.watch_time_h, row.item_id) == (Fraction(31, 100), 1.5, "7400000000000000001")


def test_completed_plays_over_plays_are_completion(tmp_path: Path) -> None:
    [row] = read(tmp_path, "作品名称,播放量,完播次数,点赞量\n第1集,1000,450,3\n").records
    assert (row.completion, row.completed) == (Fraction(9, 20), 450)


def test_percent_or_ratio_is_decided_by_the_column(tmp_path: Path) -> None:
    head = "作品名称,播放量,完播率,点赞量\n"
    ratios = read(tmp_path, head + "a1,9,0.325,1\nb2,9,0.0189,1\n")
    assert [r.completion for r in ratios.records] == [Fraction(13, 40), Fraction(189, 10000)]
    plain = read(tmp_path, head + "a1,9,32.5,1\nb2,9,0.5,1\nc3,9,45,1\n")
    assert [r.completion for r in plain.records] == [Fraction(13, 40), Fraction(1, 200), Fraction(9, 20)]
    by_header = read(tmp_path, "作品名称,播放量,完播率（％）,点赞量\na1,9,0.9,1\n")
    assert by_header.records[0].completion == Fraction(9, 1000)
    one_cell = read(tmp_path, head + "a1,9,0.5,1\nb2,9,32.5%,1\n")
    assert [r.completion for r in one_cell.records] == [Fraction(1, 200), Fraction(13, 40)]


def test_headers_with_units_width_blanks_and_in_another_order_are_the_same(tmp_path: Path) -> None:
    noisy = " 点赞量（次）, 完播率(%) ,某新指标,播放量(次),作品名称 \n5,40,x,100,第1集\n"
    [row] = read(tmp_path, noisy).records
    assert (row.views, row.completion, row.likes, row.title) == (100, Fraction(2, 5), 5, "第1集")


def test_ten_thousands_in_the_header_and_stars_for_a_rate_are_understood(tmp_path: Path) -> None:
    [row] = read(tmp_path, "作品名称,播放量（万）,点赞量(次)\n第1集,1.25,3\n").records
    assert (row.views, row.likes) == (12500, 3)
    found = read(tmp_path, BILIBILI.replace(",5%,3%", ",3.5星,3%"))
    assert (found.records[0].ctr, found.warnings) == (None, ())


def test_the_name_that_is_listed_first_is_taken_where_a_header_has_two(tmp_path: Path) -> None:
    head = "Content,Video title,Subscribers,Subscribers lost,Subscribers gained,Engaged views,Views\n"
    [row] = read(tmp_path, head + "a,EP1,-1,3,2,5,9\n").records
    assert (row.followers_gained, row.views, row.engaged_views) == (2, 9, 5)


def test_rows_that_cannot_be_taken_say_why_by_line(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "作品名称,发布时间,播放量,完播率,点赞量\n"
        "第1集,2026-06-01,很多,40%,1\n第2集,2026-13-01,10,40%,1\n第3集,2026-06-01,10,101%,1\n,2026-06-01,10,40%,1\n"
        "第5集,2026-06-01,-3,40%,1\n第6集,2026-06-01,10,40%,1\n",
    )
    assert [(r.line, r.reason, r.field) for r in found.rejected] == [
        (2, "bad_counter", "views"), (3, "bad_date", "published"), (4, "completion_over_100", "completion"),
        (5, "no_title", "title"), (6, "bad_counter", "views"),
    ]  # fmt: skip
    assert [r.line for r in found.records] == [7]
    assert found.rows == 6


def test_rows_that_look_odd_are_taken_and_named(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "作品名称,发布时间,播放量,完播率,点赞量\n第1集,2026-06-02,10,40%,11\n第2集,2026-06-01,0,40%,0\n第3集,2027-01-01,5,4%,0\n",
    )
    assert [(w.line, w.code, w.field) for w in found.warnings] == [
        (2, "likes_over_views", "likes"), (3, "dates_out_of_order", "published"), (3, "zero_views", "views"),
        (4, "dates_out_of_order", "published"),
    ]  # fmt: skip
    assert len(found.records) == 3


def test_days_that_break_the_order_are_odd_whichever_way_it_runs(tmp_path: Path) -> None:
    rows = ["2026-06-01,1", "2026-06-03,1", "2026-06-02,1", "2026-06-04,1"]
    up = read(tmp_path, "Date,Views\n" + "\n".join(rows) + "\n")
    down = read(tmp_path, "Date,Views\n2026-06-04,1\n2026-06-03,1\n2026-06-02,1\n")
    assert [(w.line, w.code) for w in up.warnings] == [(4, "dates_out_of_order")]
    assert down.warnings == ()


def test_sums_notes_blank_lines_and_headers_again_are_no_rows(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "作品名称,播放量,完播率\n\n第1集,5,40%\n作品名称,播放量,完播率\n第2集,5,40%\n总计,10,\n\n数据截至 2026-06-03\n* 仅供参考,,\n",
    )
    assert ([r.line for r in found.records], found.rows) == ([3, 5], 2)


def test_a_sum_is_one_in_whatever_column_its_word_stands(tmp_path: Path) -> None:
    found = read(
        tmp_path, "Views,Likes,Video title,Content,Video publish time\n9999,9,,Total,\n5,1,EP1,abc,2026-06-01\n"
    )
    assert ([r.line for r in found.records], found.rejected) == ([3], ())


def test_an_empty_file_and_one_of_no_platform_are_refused_and_a_bare_header_is_not(tmp_path: Path) -> None:
    for content, code in ((b"", "empty_file"), (b"\xef\xbb\xbf \n", "empty_file"), (b"a,b,c\n1,2,3\n", "unknown_format"),
                          (b"\xd0\xcf\x11\xe0" + b"\x00" * 90, "old_workbook"), (b"%PDF-1.7\n", "not_a_table"),
                          (b"PK\x03\x04garbage", "not_a_table"), (b"[1, 2", "no_json")):  # fmt: skip
        with pytest.raises(InputError) as caught:
            read(tmp_path, content)
        assert caught.value.code == code
    bare = read(tmp_path, DOUYIN.splitlines()[0] + "\n")
    assert (bare.platform, bare.rows, bare.records) == ("douyin", 0, ())


def test_a_sheet_is_read_with_its_rows_numbers_dates_and_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["说明"])
    sheet = book.create_sheet("数据")
    sheet.append(["最多导出排序后前1000条笔记"] * 4)
    sheet.append(["笔记标题", "首次发布时间", "观看量", "点赞"])
    sheet.append(["EP1", dt.datetime.fromisoformat("2026-06-03T12:30"), 1200, 5])
    sheet.append([])
    sheet.append(["EP2", 46176, "1.2万", 5.0])
    book.save(tmp_path / "笔记.xlsx")
    found = read_export(tmp_path / "笔记.xlsx", export_date=DAY)
    assert [(r.line, r.views, r.likes) for r in found.records] == [(3, 1200, 5), (5, 12000, 5)]
    assert found.records[0].published == dt.datetime.fromisoformat("2026-06-03T12:30")
    assert found.records[1].published == dt.date(2026, 6, 3)


def test_json_is_read_by_its_place_in_the_list_also_where_it_is_wrapped(tmp_path: Path) -> None:
    rows = [
        {"作品名称": "第1集", "播放量": 1000, "完播率": "45%", "点赞量": 5, "标签": ["x"]},
        7,
        {"作品名称": "第2集", "播放量": None},
    ]
    for plain in (rows, {"code": 0, "data": {"list": rows}}):
        found = read(tmp_path, json.dumps(plain, ensure_ascii=False), name="e.json")
        assert [(r.line, r.views, r.completion) for r in found.records] == [(1, 1000, Fraction(9, 20)), (3, None, None)]
        assert [(r.line, r.reason) for r in found.rejected] == [(2, "unreadable")]


def test_a_zip_of_youtube_studio_is_its_three_tables(tmp_path: Path) -> None:
    path = tmp_path / "Content 2026-06-01_2026-06-28 漫剧.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Table data.csv", YOUTUBE)
        archive.writestr("Totals.csv", TOTALS)
        archive.writestr("Chart data.csv", CHART)
    found = read_exports(path)
    assert [(e.name, e.kind, e.rows) for e in found] == [
        ("Table data.csv", "content", 1), ("Totals.csv", "daily", 2), ("Chart data.csv", "daily", 2)
    ]  # fmt: skip
    assert {e.export_date for e in found} == {dt.date(2026, 6, 28)}


def test_the_day_of_an_export_is_given_or_in_its_name_or_today(tmp_path: Path) -> None:
    assert read(tmp_path, TOTALS).date_from == "given"
    named = read(tmp_path, TOTALS, "2026-06-05_douyin.csv", export_date=None)
    assert (named.export_date, named.date_from) == (dt.date(2026, 6, 5), "name")
    today = read(tmp_path, TOTALS, "Totals.csv", export_date=None, today=DAY)
    assert (today.export_date, today.date_from) == (DAY, "today")


def test_a_header_of_several_platforms_says_so_unless_the_file_is_named_after_one(tmp_path: Path) -> None:
    guessed = read(tmp_path, "日期,播放量\n2026-06-01,5\n")
    assert [(w.line, w.code, w.field) for w in guessed.warnings] == [(1, "platform_guessed", "platform")]
    named = read(tmp_path, "日期,播放量\n2026-06-01,5\n", "快手数据.csv")
    assert (named.platform, named.warnings) == ("kuaishou", ())


def test_semicolons_tabs_and_a_separator_line_are_understood(tmp_path: Path) -> None:
    for separator in ("\t", ";"):
        content = DOUYIN.replace('"12,345"', "12345").replace(",", separator)
        assert [r.views for r in read(tmp_path, content.encode("utf-16")).records] == [12345, 12000]
    assert [r.views for r in read(tmp_path, "sep=,\n" + KUAISHOU).records] == [3133000]


def test_an_id_that_a_spreadsheet_spoilt_is_not_an_id(tmp_path: Path) -> None:
    [row] = read(tmp_path, CHANNELS.replace("export/abc", "7.41235E+18")).records
    assert row.item_id is None
    assert row.item_key == "长夜灯 第3集|2026-06-25"


def test_real_exports_of_youtube_studio_are_read_line_for_line(testdata: Path) -> None:
    days = read_export(testdata / "data/yt_studio/codingtrain_totals.csv", today=DAY)
    lines = (testdata / "data/yt_studio/codingtrain_totals.csv").read_text().splitlines()[1:]
    assert [(r.line, r.date and r.date.isoformat(), str(r.views)) for r in days.records] == [
        (n, *line.split(",")) for n, line in enumerate(lines, 2)
    ]
    places = read_export(testdata / "data/yt_studio/codingtrain_geo_table.csv", today=DAY)
    us = places.records[0]
    assert (places.kind, us.place, us.views, us.average_view_s, us.watch_time_h) == (
        "geography", "US", 2638475, 342.0, 250689.3897,
    )  # fmt: skip
