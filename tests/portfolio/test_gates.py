"""The six gates: what each reads, where a property stands, and what is said of evidence by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from factories import make_certificate, make_property, make_work
from gated import GOOD, earn, enter, make_evidence, make_live
from hits import make_choice
from manju.catalogue.models import Property
from manju.people.errors import Refused
from manju.people.models import Member
from manju.portfolio import actions
from manju.portfolio.gates import line_of
from manju.portfolio.models import Turn
from manju.portfolio.qualification import qualification
from manju.portfolio.standing import slate, standing_of
from manju.portfolio.thresholds import demands
from manju.portfolio.turning import note_turns
from manju.portfolio.waiting import calls
from watched import live, make_title

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def states(row: Property) -> list[str]:
    return [station.state for station in line_of(row).stations]


def test_a_new_property_stands_at_its_topic(lamp: Property) -> None:
    assert states(lamp) == ["here", *["not_reached"] * 5]
    found = standing_of(lamp)
    assert (found.word.zh, found.reason.zh, found.step.word.zh) == ("筹备", "还没选定方向", "去选方向")
    assert found.step.address == "/topics/directions/"


def test_what_is_entered_by_hand_passes_gates_and_is_said_to_be_by_hand(lamp: Property, producer: Member) -> None:
    enter(lamp, direction=1, bible_percent=7900, bible_sealed=1)
    assert states(lamp)[:3] == ["passed", "here", "not_reached"]
    assert line_of(lamp).at("bible").why.en == "The bible is 79.0% complete; 80% is asked"
    enter(lamp, bible_percent=8000)
    topic = line_of(lamp).at("topic")
    assert states(lamp)[:3] == ["passed", "passed", "here"]
    [item] = topic.found.items
    assert (item.origin, item.origin_name.zh, item.hand is not None and item.hand.by) == (
        "by_hand", "手工录入，未经测量", producer.user,
    )  # fmt: skip


def test_the_newest_day_counts_and_not_what_was_typed_last(lamp: Property) -> None:
    make_evidence(lamp, "followers", 12_000)
    make_evidence(lamp, "followers", 900, on=timezone.localdate() - dt.timedelta(days=40))
    assert line_of(lamp).at("fans").why.zh == "私域 12,000 人，可以开周边"


def test_a_test_by_hand_must_be_over_both_lines(lamp: Property) -> None:
    enter(lamp, direction=1, bible_percent=9000, bible_sealed=1, completion=4000, engagement=900)
    station = line_of(lamp).at("launch")
    assert (station.state, station.found.stop) == ("blocked", False), (
        "exactly 40 % is not over 40 %, and by hand stops nothing"
    )
    enter(lamp, completion=4001)
    assert states(lamp)[2] == "passed"


def test_distribution_wants_three_channels_two_shapes_labels_and_filings(lamp: Property) -> None:
    enter(lamp, **{k: GOOD[k] for k in ("direction", "bible_percent", "bible_sealed", "completion", "engagement")})
    make_live(lamp, "douyin")
    make_live(lamp, "kuaishou")
    assert line_of(lamp).at("distribution").why.zh == "还差 1 个渠道，还差 1 种画幅"
    unfiled = make_live(lamp, "bilibili", filed=False)
    station = line_of(lamp).at("distribution")
    assert (station.state, station.found.step.word.zh) == ("blocked", "补备案号")
    unfiled.deliverable.episode.filing_number = "(2026) 0007"
    unfiled.deliverable.episode.save(update_fields=["filing_number"])
    assert line_of(lamp).at("distribution").state == "passed"
    make_live(lamp, "tiktok", filed=False)  # a platform abroad asks for none
    assert line_of(lamp).at("distribution").state == "passed"
    make_live(lamp, "netshort", qc={"passed": True, "checks": [{"name": "label_visible", "ok": True}]})
    station = line_of(lamp).at("distribution")
    assert station.state == "blocked"
    assert station.found.items[2].said.en == "1 without a verified label"


def test_the_last_works_in_a_row_are_over_the_line_and_young_ones_do_not_count(lamp: Property) -> None:
    today = timezone.localdate()
    months = [today - dt.timedelta(days=n) for n in (400, 330, 260, 190, 120)]
    for month, minor in zip(months, (6_000_000, 4_000_000, 5_000_001, 9_000_000, 5_000_000), strict=True):
        earn(make_work(lamp), minor, on=month)
    young = make_work(lamp)
    earn(young, 100, on=today)
    found = qualification(demands())
    assert [one.state for one in found.works] == ["young", "under", "over", "over", "under", "over"]
    assert (found.in_a_row, found.passed) == (0, False), "exactly 50,000 is not over"
    earn(found.works[1].work, 1, on=today)
    found = qualification(demands())
    assert (found.in_a_row, found.passed) == (3, True)
    assert found.said.zh == "最近 3 部都过线"


def test_licensing_reads_certificates_and_materials(lamp: Property) -> None:
    for n in range(3):
        earn(make_work(lamp), 5_000_001, on=timezone.localdate() - dt.timedelta(days=100 + n))
    assert line_of(lamp).at("licensing").why.zh == "还缺：授权材料包齐全、作品登记完成"
    certificate = make_certificate()
    certificate.of_property = lamp
    certificate.save()
    enter(lamp, materials=1)
    station = line_of(lamp).at("licensing")
    assert (station.found.met, station.found.items[2].origin, station.why.zh) == (True, "measured", "可以谈授权了")


def test_a_figure_nobody_can_have_is_refused(lamp: Property) -> None:
    for need, figure, day in (
        ("completion", 10_001, 0),
        ("direction", 2, 0),
        ("followers", 10**13, 0),
        ("followers", 1, 1),
    ):
        with pytest.raises(Refused):
            make_evidence(lamp, need, figure, on=timezone.localdate() + dt.timedelta(days=day))


def test_a_changed_threshold_is_dated_and_turns_gates(lamp: Property, producer: Member) -> None:
    make_evidence(lamp, "followers", 6400)
    assert line_of(lamp).at("fans").state == "not_reached"
    with pytest.raises(Refused):
        actions.change_threshold("followers", 6000, by=producer.user, why=" ")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    actions.change_threshold("followers", 7000, by=producer.user, why="later", valid_from=tomorrow)
    assert demands()["followers"] == 10_000
    assert demands(on=tomorrow)["followers"] == 7000
    actions.change_threshold("followers", 6000, by=producer.user, why="small city")
    assert line_of(lamp).at("fans").state == "passed"
    turn = Turn.objects.filter(gate="fans").first()
    assert turn is not None
    assert (turn.was, turn.state) == ("not_reached", "passed")


def test_every_change_of_a_gate_is_one_dated_row(lamp: Property) -> None:
    assert len(note_turns()) == 6
    assert note_turns() == []
    make_evidence(lamp, "direction", 1)  # looks again by itself
    assert [(t.gate, t.was, t.state) for t in Turn.objects.order_by("pk")[6:]] == [
        ("topic", "here", "passed"), ("bible", "not_reached", "here"),
    ]  # fmt: skip


def test_the_slate_says_which_live_and_which_are_blocked(lamp: Property, producer: Member) -> None:
    enter(lamp, **{k: GOOD[k] for k in ("direction", "bible_percent", "bible_sealed", "completion", "engagement")})
    blocked = make_property(name_zh="山海外卖")
    enter(blocked, direction=1, bible_percent=9000, bible_sealed=1, completion=2000)
    stopped = make_property(name_zh="第九种死法")
    actions.decide(stopped, "topic", "stop", by=producer.user, why="tired", seen=0)
    found = slate()
    assert (found.headline.zh, found.headline.en) == ("两部在手：一部活，一部受阻", "2 in hand: 1 alive, 1 blocked")
    assert [row.kind for row in found.rows] == ["alive", "blocked", "stopped"]
    assert [row.first for row in found.rows] == [False, True, False], "one step is pressed first"


def test_a_direction_chosen_in_topics_passes_the_first_gate_with_its_evidence(producer: Member) -> None:
    choice = make_choice()
    station = line_of(choice.of_property).at("topic")
    assert (station.state, station.found.by_hand) == ("passed", False)
    assert [item.address for item in station.found.items[:2]] == [choice.get_absolute_url()] * 2


def test_the_verdict_of_the_launch_room_decides_the_third_gate(producer: Member) -> None:
    good, open_, bad = (make_title(title=title) for title in ("山海外卖", "长夜灯", "第九种死法"))
    live(good, 4, rate=lambda _e, _d: 0.52, views=lambda _e, _d: 3000)
    live(open_, 2, rate=lambda _e, _d: 0.46, views=lambda _e, _d: 60)
    live(bad, 4, rate=lambda _e, _d: 0.22, views=lambda _e, _d: 3000)
    found = [line_of(work.of_property).at("launch") for work in (good, open_, bad)]
    assert [station.found.met for station in found] == [True, False, False]
    assert [station.found.stop for station in found] == [False, False, True]
    assert [station.state for station in found] == ["passed", "not_reached", "blocked"]
    assert found[0].found.measure is not None
    assert found[0].found.measure.percent == "52.0"
    assert "more views" in found[1].why.en
    standing = standing_of(bad.of_property)
    assert (standing.word.zh, standing.step.word.zh) == ("该停", "决定停不停")
    assert slate().headline.zh == "三部在手：一部活，一部该停，一部还在试"
    [call] = calls()
    assert call.address.endswith("/gates/launch/#decide")
    actions.decide(bad.of_property, "launch", "pass", by=producer.user, why="one more cut", seen=0)
    assert calls() == []


def test_a_title_that_passed_and_slides_is_said_to_slide(producer: Member) -> None:
    work = make_title(title="长夜灯")
    live(work, 16, rate=lambda _e, d: 0.50 if d < 12 else 0.15, views=lambda _e, _d: 3000)
    standing = standing_of(work.of_property)
    assert standing.line.at("launch").found.met
    assert (standing.word.zh, standing.step.word.zh) == ("在滑", "看走势")
    assert standing.reason.zh == "完播率从 50.0% 滑到 15.0%"
    assert slate().headline.zh == "一部在手：一部在滑"


def test_a_threshold_of_the_studio_reaches_the_test_launch(producer: Member) -> None:
    work = make_title()
    live(work, 4, rate=lambda _e, _d: 0.52, views=lambda _e, _d: 3000)
    assert line_of(work.of_property).at("launch").state == "passed"
    actions.change_threshold("completion", 6000, by=producer.user, why="ours keep more")
    station = line_of(work.of_property).at("launch")
    assert (station.found.stop, station.found.items[0].said.en.partition(", ")[2]) == (True, "line 60%")
