"""Relations and the timeline drawn: the same every time, nothing on top of anything, years before nought to scale."""

from __future__ import annotations

import itertools

import pytest

from bibled import bible
from manju.bible.diffing import difference
from manju.bible.graph import HIGH, Graph, draw_graph
from manju.bible.timeline import day_number, draw_timeline
from manju.words import speaking


def cast(count: int, *relations: tuple[int, int, str]) -> Graph:
    people = [{"id": f"c{n}", "names": {"zh": f"人物{n}"}} for n in range(count)]
    pairs = [{"from": f"c{a}", "to": f"c{b}", "kind": kind} for a, b, kind in relations]
    return draw_graph(bible(characters=people, relations=pairs, timeline=[], conflicts=[]))


def touching(graph: Graph) -> list[tuple[str, str]]:
    return [
        (a.who, b.who)
        for a, b in itertools.combinations(graph.nodes, 2)
        if abs(a.x - b.x) < (a.width + b.width) / 2 and abs(a.y - b.y) < HIGH
    ]


def test_forty_related_characters_are_all_drawn_and_no_name_lies_on_another() -> None:
    ring = [(n, (n + 1) % 40, "师父") for n in range(40)] + [(n, (n * 7 + 3) % 40, "债主") for n in range(0, 40, 2)]
    graph = cast(40, *ring)
    assert (len(graph.nodes), graph.left_out, touching(graph)) == (40, 0, [])
    assert all(n.left >= 0 and n.top >= 0 and n.left + n.width <= graph.width for n in graph.nodes)
    assert all(n.y + HIGH / 2 <= graph.height for n in graph.nodes)


def test_the_same_bible_is_drawn_the_same() -> None:
    assert cast(12, *[(n, (n * 5 + 1) % 12, "友") for n in range(12)]) == cast(
        12, *[(n, (n * 5 + 1) % 12, "友") for n in range(12)]
    )


def test_both_directions_and_oneself_have_their_own_arrows_and_words() -> None:
    graph = cast(2, (0, 1, "姐姐"), (1, 0, "妹妹"), (0, 1, "债主"), (0, 0, "自己的敌人"))
    assert [(a.from_, a.to, a.whole) for a in graph.arrows] == [
        ("c0", "c1", "姐姐 · 债主"), ("c1", "c0", "妹妹"), ("c0", "c0", "自己的敌人"),
    ]  # fmt: skip
    one, other, _ = graph.arrows
    assert (one.x, one.y) != (other.x, other.y)
    assert min(a.y for a in graph.arrows) > 0


def test_around_somebody_only_their_own_are_drawn() -> None:
    people = [{"id": f"c{n}", "names": {"zh": f"人物{n}"}} for n in range(4)]
    pairs = [{"from": "c0", "to": "c1", "kind": "友"}, {"from": "c2", "to": "c3", "kind": "友"}]
    whole = bible(characters=people, relations=pairs, timeline=[], conflicts=[])
    assert [n.who for n in draw_graph(whole, around="c2").nodes] == ["c2", "c3"]


def test_five_hundred_characters_are_drawn_in_part_and_the_rest_counted() -> None:
    graph = cast(500, *[(n, (n + 1) % 500, "友") for n in range(500)])
    assert (len(graph.nodes), graph.left_out, touching(graph)) == (60, 440, [])
    assert cast(0) == Graph(320, 80, (), (), 0)


def test_days_are_counted_through_the_year_nought() -> None:
    assert day_number(1, 1, 1) - day_number(-1, 12, 31) == 367  # year 0 is a leap year
    assert day_number(1970, 1, 1) - day_number(1, 1, 1) == 719_162


def test_events_stand_to_scale_before_and_after_nought() -> None:
    events = [
        {"date": "-0044-03-15", "name": "甲"},
        {"date": "0001-01-01", "name": "乙"},
        {"date": "0045-10-17", "name": "丙"},
    ]
    line = draw_timeline(bible(characters=[], relations=[], conflicts=[], timeline=events))
    assert line is not None
    a, b, c = line.marks
    days = [day_number(-44, 3, 15), day_number(1), day_number(45, 10, 17)]
    assert (b.x - a.x) / (c.x - a.x) == pytest.approx((days[1] - days[0]) / (days[2] - days[0]), abs=0.001)
    assert [m.date for m in line.marks] == ["公元前 45 年 3 月 15 日", "1 年 1 月 1 日", "45 年 10 月 17 日"]
    assert any("公元前" in tick.name for tick in line.ticks)


def test_a_partial_date_is_the_range_it_may_mean() -> None:
    events = [{"date": "1019", "name": "年"}, {"date": "1020-05", "name": "月"}, {"date": "1021-05-03", "name": "日"},
              {"name": "不知哪年"}]  # fmt: skip
    line = draw_timeline(bible(characters=[], relations=[], conflicts=[], timeline=events))
    assert line is not None
    year, month, day = line.marks
    assert (year.sure, month.sure, day.sure, line.undated) == (False, False, True, 1)
    assert year.width / month.width == pytest.approx(365 / 31, rel=0.05)


def test_zooming_keeps_the_middle_and_counts_what_is_outside() -> None:
    events = [{"date": f"{year:04}", "name": str(year)} for year in range(1000, 1100)]
    whole = draw_timeline(bible(characters=[], relations=[], conflicts=[], timeline=events))
    assert whole is not None
    first, last = whole.zoom("in")
    part = draw_timeline(bible(characters=[], relations=[], conflicts=[], timeline=events), first=first, last=last)
    assert part is not None
    assert (part.zoomed, len(part.marks) + part.outside) == (True, 100)
    assert 45 <= len(part.marks) <= 60
    assert first + last == pytest.approx(whole.first + whole.last, abs=2)


def test_a_bible_without_dates_has_no_timeline() -> None:
    assert draw_timeline(bible(characters=[], relations=[], conflicts=[], timeline=[{"name": "某天"}])) is None


def said(old: dict, new: dict, language: str = "zh") -> list[str]:
    with speaking(language):
        return [str(change.said) for part in difference(bible(**old), bible(**new)) for change in part.changes]


def test_a_difference_is_said_in_words() -> None:
    new = bible().plain()
    new["characters"][0]["dialogue_style"]["catch_phrases"] += ["这一次，换我提灯"]
    new["characters"][1]["died"] = "1023-12"
    new["world"] = []
    new["timeline"][0]["characters"] = ["zhiwei"]
    new["glossary"] += [{"source": "账", "target": {}, "note": ""}]
    assert said({}, new) == [
        "沈知微：口头禅 加「这一次，换我提灯」", "沈知意：死 写上「1023 年 12 月」", "拿掉世界观「沈府」",
        "沈府大火：有谁 去掉「沈知意」", "新加术语「账」",
    ]  # fmt: skip
    assert said({}, new, "en")[1] == "沈知意: Died: now “Dec 1023”"


def test_the_same_differs_in_nothing_and_another_order_is_said() -> None:
    turned = bible().plain()
    turned["characters"].reverse()
    assert said({}, {}) == []
    assert said({}, turned) == ["人物：换了顺序"]
