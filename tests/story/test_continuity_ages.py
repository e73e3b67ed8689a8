"""Ages: what gives a named character's age is held against the dates; all other numbers of years are let be."""

from __future__ import annotations

import pytest

from tests.story.lamp import said, shown

AGE = ["timeline_age"]
# on 2026-11-26 知微 is 26, 若梅 17 or 18, Mara 39
WRONG = [
    "知微今年三十岁。", "沈知微今年才二十岁。", "知微已经三十二岁了。", "知微今年二十。", "知微都二十九岁了！", "若梅今年廿二岁。", "若梅十三岁。",
    "知微刚满二十岁。", "若梅今年十三四岁。", "三十岁的知微会怎么做，你不懂。", "我告诉你，知微今年二十三岁了，还没定亲。", "知微虚岁三十了。", "今年知微该是……不，知微今年三十三岁。",
    "若梅，你今年十三岁了。", "知微她今年三十一岁。", "知微今年少说三十五岁。", "若梅今年不到十二岁。", "知微现年 35 岁。", "今天是知微三十岁生日。", "知微都二十九岁的人了。",
    "知微和若梅不一样，若梅今年才十四岁。", "知微的妹妹若梅今年十二岁。", "知微今年三十了吧？", "若梅年方十四。", "知微今年２１岁。", "知微，你都三十岁了。",
    "Mara is thirty-three years old.", "Mara is 35.", "Mara's forty-four years old.", "Mara Vance just turned thirty.", "Mara turned forty-five last week.",
    "Mara is only twenty-nine, and she runs this place.", "Forty-four-year-old Mara is not afraid.", "Mara is a thirty-year-old with a boat.", "Mara, aged 50, sits down.",
    "You see, Mara is now thirty-six years of age.", "Her friend Mara is thirty-one today.", "Mara's age is 45.", "Mara is at least fifty.", "Mara is thirty years old, my lord?",
    "Mara, who is fifty-two, laughed.", "Mara, 52, runs the place.", "At 52, Mara runs the place.", "Mara, at fifty-two, still dances.", "Mara must be fifty by now.",
    "知微都五十二了。", "知微五十岁大寿！", "知微，五十岁，无业。", "知微姑娘今年五十岁。",
    "沈知微年五十二。", "你都三十五岁了，知微。", "知微的年龄是三十五岁。", "知微今年三十有二。", "我家知微今年三十五了，你急不急？",
    "You're fifty, Mara.", "You are only twenty years old, Mara!", "Today is Mara's fiftieth birthday.", "Mara celebrates her 50th birthday tonight.", "Mara hit fifty this spring.",
    "Mara, a woman of fifty, waits.", "Fifty years old, Mara still dances.",
    "这是沈知微，五十二岁。", "她叫沈知微，五十二岁，是个账房。", "This is Mara Vance, fifty-two.", "At fifty-two years old, Mara runs the harbour.",
    "I told you: Mara is fifty-two.", "Mara, you are thirty years old.",
]  # fmt: skip
RIGHT = [
    "知微今年二十六岁。", "知微今年二十七岁。", "知微今年二十五岁。", "若梅今年十七八岁。", "知微虚岁二十八。", "知微今年廿六。", "若梅今年十六岁。", "若梅十九岁了。",
    "Mara is thirty-nine years old.", "Mara is 40.", "Mara has just turned forty.", "Thirty-eight-year-old Mara waits.", "Mara is nearly forty.", "Mara is over thirty.",
]  # fmt: skip
NO_AGE = [
    "知微十六岁那年，家里起了火。", "知微三岁丧母，七岁学琴。", "再过十年知微就四十岁了。", "知微的哥哥三十五岁。", "知微哥哥三十五岁。", "知微比若梅大十二岁。", "当年知微才十岁。",
    "如果知微今年三十岁，早就嫁了。", "知微三十岁之前不会回来。", "三十岁的知微的母亲来了。", "知微今年三十岁了吗？", "知微不是三十岁。", "谁说知微今年三十岁了？", "我记得知微十岁就会算账。",
    "知微，我今年四十岁了。", "知微，他今年四十岁。", "他们以为知微三十五岁。", "知微等了三十年。", "知微二十岁的女儿。", "知微一百两银子。", "知微看着三十岁。", "九千岁，知微求见。",
    "知微三更来的。", "知微两次不来。", "知微十岁的时候你在哪儿？", "小时候，知微五岁。", "知微离开时，他今年四十岁。", "知微跑了三十里。", "比知微今年三十岁还老。", "知微她娘今年五十岁。",
    "明年知微就三十岁了。", "等知微三十岁了再说。", "我三十岁了。", "对知微说，我今年五十岁了。", "知微十五岁及笄，十六岁出嫁。", "装成三十岁的知微混进去。",
    "When Mara was nine, the sea took the house.", "Mara's daughter is nine.", "Mara's nine-year-old daughter waits.", "Mara is five minutes away.", "Mara is one of us.",
    "If Mara is fifty, I am a fish.", "Mara was nine then.", "Is Mara fifty?", "Mara will be fifty in ten years.", "Mara is not fifty.", "Mara turned two pages.", "Mara is two streets down.",
    "The sister of Mara is nine.", "You are as old as Mara is.", "Mara is in her forties.", "Mara thinks Elias is dead.", "Everyone thinks Mara is fifty.", "Mara is nine inches taller.",
    "I remember Mara, nine, at the pier.", "Mara turned ten in 1997.", "Mara is on page 50.", "Mara is thirty years older than you.", "Fifty-year-old Mara's boat sank.", "Give Mara 50.",
    "Mara is ten, maybe eleven steps behind you.", "Mara, two, three, now.", "知微年方四十五岁的父亲，也在车上。", "知微，五十岁，我等得起。",
    "Mara, fifty.", "知微，五十岁不算老。",
    "On Mara's fiftieth birthday we sail.", "Mara's tenth birthday was a riot.", "Mara's last birthday.", "Mara hit fifty men.", "You're two of a kind, Mara.", "你都走了三十里了，知微。", "你三十里都不肯走，知微。",
    "Mara, fifty men are outside.", "Mara turned twenty a long time ago.", "In ten years Mara is fifty.", "Mara is 12-0 this season.",
]  # fmt: skip


@pytest.mark.parametrize("line", WRONG)
def test_an_age_off_by_more_than_a_year_is_found(line: str) -> None:
    assert said(line) == AGE


@pytest.mark.parametrize("line", [*RIGHT, *NO_AGE])
def test_an_age_that_fits_and_what_is_no_age_is_let_be(line: str) -> None:
    assert said(line) == []


def test_action_introduces_people_with_their_ages() -> None:
    for line in (
        "沈知微，33岁，推门进来。",
        "沈知微（女，33岁）推门进来。",
        "MARA VANCE (29) ties up the boat.",
        "Mara, 29, ties up.",
        "Mara Vance (age 50), soaked.",
    ):
        assert shown(line) == AGE, line
    for line in (
        "沈知微，26岁，推门进来。",
        "沈知微（26）推门。",
        "MARA VANCE (39) ties up.",
        "Mara, 39, ties up.",
        "Mara (late 30s) ties up.",
        "Mara walks 50 metres.",
    ):
        assert shown(line) == [], line


def test_whoever_speaks_of_themselves_names_nobody() -> None:
    assert said("我今年八十了，走不动了。", by="@知微") == []
    assert said("I'm a hundred years old today.", by="MARA") == []


def test_without_dates_no_age_is_wrong() -> None:
    assert said("知微今年九十岁。", on="") == []
    assert said("丹尼尔今年九十岁。", on="2024") == AGE  # not even born
    assert said("顾怀瑾今年九十岁。", on="2026") == []  # dead: nobody says what age is meant


def test_a_partial_date_contradicts_only_when_every_day_of_it_does() -> None:
    assert said("若梅今年十六岁。", on="2026") == []
    assert said("若梅今年二十岁。", on="2026") == AGE
    assert said("若梅今年十九岁。", on="2026") == []
