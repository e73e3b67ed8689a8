"""Every kind of fault in a track is found once, with its value, its limit and advice; a good track has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from manju.media.subtitles import Line, read_subtitles
from manju.media.subtitles.checks import check_track
from manju.media.subtitles.pace import length, pace_of, speed
from manju.media.subtitles.terms import TermRule, broken_terms, used

GOOD = (Line(0, 2000, "她回来了。"), Line(2000, 4000, "提着那盏灯。"), Line(5000, 7000, "- 谁？\n- 我。"))


def codes(lines, language="zh", **more) -> list[tuple[int, str, str, str]]:
    return [(f.line, f.code, f.value, f.limit) for f in check_track(lines, language, **more)]


def test_a_good_track_has_no_finding() -> None:
    assert codes(GOOD, film_ms=7000) == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((Line(0, 1000, "她提着灯从旧石桥上走回来"),), (0, "too_fast", "12.0", "9")),
        ((Line(0, 500, "好"),), (0, "too_short", "0.5", "0.83")),
        ((Line(0, 7500, "好"),), (0, "too_long", "7.5", "7")),
        ((Line(0, 2000, "好"), Line(1900, 3000, "好")), (1, "overlap", "0.1", "0")),
        ((Line(0, 2000, "好"), Line(2040, 4000, "好")), (1, "gap", "0.04", "0.08")),
        ((Line(9000, 10_500, "好"),), (0, "after_end", "10.5", "10")),
        ((Line(0, 2000, " "),), (0, "empty", "0", "1")),
        ((Line(2000, 1000, "好"),), (0, "reversed", "-1", "0")),
        ((Line(0, 6000, "一二三四五六七八九十一二三四五六七八\n好"),), (0, "row_long", "18", "16")),
        ((Line(0, 7000, "一二三四五六七八九十" * 4),), (0, "rows", "3", "2")),
    ],
)
def test_each_fault_is_found_with_value_and_limit(lines, found) -> None:
    assert found in codes(lines, film_ms=10_000)
    for finding in check_track(lines, "zh", film_ms=10_000):
        assert finding.what.zh
        assert finding.what.en
        assert finding.advice.zh
        assert "{" not in finding.what.zh + finding.what.en


def test_a_line_above_may_stand_together_with_one_below() -> None:
    assert codes((Line(0, 2000, "客栈", top=True), Line(500, 2500, "到了。"))) == []


def test_reading_speed_is_counted_by_language() -> None:
    assert speed("She came back with the lantern", 2000, "en") == 15
    assert codes((Line(0, 2000, "She came back with the lantern"),), "en") == []
    assert speed("그녀가 돌아왔다", 1000, "ko") == 7.5
    assert length("เธอกลับมาที่", "th") == 9
    assert pace_of("zh-CN").per_second == pace_of("zh").per_second
    assert "unverified" in pace_of("xx").source


LAMP = TermRule("长夜灯", ("Night Lamp", "the Lamp"), ("Long Night Light",))
LIN = TermRule("林晚", ("Lin Wan",), case=True)


def test_terms_must_be_there_and_forbidden_ones_must_not() -> None:
    sources = ["长夜灯灭了", "林晚走了", "长夜灯和林晚", "没有术语"]
    lines = [Line(n * 3000, n * 3000 + 2500, t) for n, t in enumerate(
        ["The Long Night Light went out", "lin wan left", "The Lamp and Lin Wan", "No terms"])]  # fmt: skip
    found = [(f.line, f.code, f.limit) for f in check_track(lines, "en", sources=sources, terms=[LAMP, LIN])]
    assert found == [(0, "term_forbidden", "Night Lamp"), (1, "term", "Lin Wan")]


def test_a_longer_term_hides_the_shorter_one_inside_it() -> None:
    night = TermRule("长夜", ("Long Night",))
    assert used([night, LAMP], "长夜灯") == [LAMP]
    assert used([night, LAMP], "长夜里的长夜灯") == [LAMP, night]


def test_words_of_spaced_scripts_are_matched_whole() -> None:
    cat = TermRule("猫", ("cat",))
    assert broken_terms([cat], "猫", "concatenate")
    assert not broken_terms([cat], "猫", "The cat’s here")
    assert not broken_terms([TermRule("猫", ("고양이",))], "猫", "고양이가 왔다")


def test_real_tracks_can_be_checked(testdata: Path) -> None:
    for tag in ("en", "ru"):
        lines = read_subtitles(testdata / f"subs/elephantsdream/captions.{tag}.vtt")
        found = check_track(lines, tag, film_ms=654_000)
        assert not [f for f in found if f.code in ("empty", "reversed", "after_end")]
