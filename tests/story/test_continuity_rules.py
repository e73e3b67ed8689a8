"""Every clause of the rules of `bible check`, one script each."""

from __future__ import annotations

import pytest

from tests.story.lamp import LAMP, findings, found, said, shown

TERM = ["relation_term"]


def speech(cue: str, *lines: str, date: str = "", heading: str = ".内景 桥 夜") -> list[tuple[str, int]]:
    note = [f"[[date: {date}]]"] if date else []
    return found("\n".join([heading, *note, "", cue, *lines, ""]))


@pytest.mark.parametrize(
    "cue",
    ["@沈知微", "@ 知 微", "@SHEN ZHIWEI (V.O.)", "shen zhiwei".upper(), "@ＭＡＲＡ", "MARA (CONT'D) ^", "@Mara Vance", "@沈知微（低声）（画外音）", "@沈知微：",
     "GUARD #2", "GUARD 3", "@侍卫2", "@侍卫 #12", "@侍卫甲", "MARA / ELIAS", "MARA AND ELIAS", "@知微、若梅", "@知微和若梅", "**MARA**"],
)  # fmt: skip
def test_a_known_name_is_known_however_it_is_written(cue: str) -> None:
    assert speech(cue, "……") == []


@pytest.mark.parametrize(
    ("cue", "near"),
    [("@沈知薇", "沈知微"), ("MARRA", "Mara"), ("@顾若眉", "顾若梅"), ("ELIAS VANS", "Elias Vance"), ("MARA AND ELIUS", "Elias"), ("@侍女", "侍卫"), ("ZZYZX", "")],
)  # fmt: skip
def test_an_unknown_name_is_found_with_the_one_most_like_it(cue: str, near: str) -> None:
    found = findings(f"INT. DOCK - DAY\n\n{cue}\nHello.\n")
    assert [(f.rule.value, f.scene, f.heading, f.line) for f in found] == [
        ("unknown_character", 1, "INT. DOCK - DAY", 3)
    ]
    assert (found[0].near or ("",))[0] == near


def test_the_dead_and_the_unborn_do_not_speak_but_their_voices_may() -> None:
    assert speech("@怀瑾", "我在。", date="2024-09-10") == [("dead_speaker", 4)]
    assert speech("@怀瑾", "我在。", date="2024-09-09") == []
    assert speech("@怀瑾", "我在。", date="2024-09") == []
    assert speech("@怀瑾", "我在。", date="2024-10") == [("dead_speaker", 4)]
    assert speech("ELIAS (O.S.)", "Here.", date="2031") == [("dead_speaker", 4)]
    assert speech("@Daniel", "Hm.", date="2031-01-31") == [("unborn_speaker", 4)]
    assert speech("@Daniel", "Hm.", date="2031") == []
    for cue in ("ELIAS (V.O.)", "ELIAS (RECORDING)", "@怀瑾（画外音）", "@怀瑾（旁白）", "ELIAS (v.o.) (cont'd)"):
        assert speech(cue, "Here.", date="2040") == [], cue
    assert speech("@怀瑾", "（画外音）", "我在。", date="2040") == []


def test_a_flashback_brings_the_dead_back_and_does_not_move_the_clock() -> None:
    script = (
        ".内景 桥 夜\n[[date: 2025-01-01]]\n\n.内景 家 日 闪回\n[[date: 2020-01-01]]\n\n@怀瑾\n在。\n\n"
        ".内景 桥 夜\n\n@怀瑾\n在。\n\n.内景 家（回忆）\n\n@怀瑾\n在。\n\n.外景 街\n[[日期：2024-12-31]]\n"
    )
    assert found(script) == [("dead_speaker", 12), ("timeline_order", 21)]


def test_dates_out_of_order_and_dates_that_are_none() -> None:
    scenes = "INT. A - DAY\n[[date: 2024-05]]\n\nINT. B - DAY\n[[date: {}]]\n"
    assert found(scenes.format("2024-04-30")) == [("timeline_order", 5)]
    assert found(scenes.format("2024")) == []
    assert found(scenes.format("2024-05-01")) == []
    assert found(scenes.format("2023-02-29")) == [("timeline_order", 5)]
    assert found(scenes.format("2024-13")) == [("timeline_order", 5)]
    assert found(scenes.format("TBD")) == []
    assert found(scenes.replace("INT. B - DAY", "INT. B - DAY (FLASHBACK)").format("2001")) == []
    assert found("Title: X\nDraft date: 2030-01-01\n\nINT. A\n[[date: 2024]]\n") == []
    assert found("INT. A\n[[date: -0043-03-15]]\n\nINT. B\n[[date: -0044-03-15]]\n") == [("timeline_order", 5)]


def test_words_never_said_are_found_in_dialogue_alone() -> None:
    assert said("饶命啊！", by="@知微") == ["never_says"]
    assert said("饶**命**", by="@知微") == ["never_says"]
    assert said("说ok吧", by="@知微") == ["never_says"]
    assert said("It's MY  FAULT, all of it.", by="MARA") == ["never_says"]
    assert said("I’m so Sorry—really.", by="MARA") == ["never_says"]
    for line in (
        "He is a sorryful man.",
        "You can't, Canada.",
        "bookcan.",
        '"Sorry," you say.',
        "“Sorry” is a word.",
        "~sorry",
        "(sorry)",
    ):
        assert said(line, by="MARA") == [], line
    for line in (
        "「饶命」？",
        "『饶命』",
        "“别说「饶」命”",
        '"饶命"',
        "[[饶命]]算了。",
        "/* 饶命 */算了。",
        "饶[[x]]恕",
    ):
        assert said(line, by="@知微") == [], line
    assert said("饶命！", by="@若梅") == []
    assert shown("知微喊：饶命！") == []
    assert speech("@知微", "饶", "命") == []
    for line in ("= 饶命", "# 饶命", "> 饶命 <", "> 饶命", "~饶命", "!饶命"):
        assert found(f".桥\n\n@知微\n嗯。\n\n{line}\n") == [], line


def test_another_ones_catch_phrase_is_found_without_regard_to_punctuation() -> None:
    assert said("账我记着！", by="@若梅") == ["foreign_catch_phrase"]
    assert said("账…… 我 记着。", by="@若梅") == ["foreign_catch_phrase"]
    assert said("tide waits -- for nobody!", by="ELIAS") == ["foreign_catch_phrase"]
    assert said("账，我记着。", by="@侍卫") == ["foreign_catch_phrase"]
    for by, line in (
        ("@知微", "账，我记着。"),
        ("@若梅", "“账，我记着”，她总这么说。"),
        ("ELIAS", "Riptide waits for nobody."),
        ("@若梅", "账（停）我记着。"),
    ):
        assert said(line, by=by) == (["foreign_catch_phrase"] if "停" in line else []), line


def test_sentences_longer_than_theirs() -> None:
    assert said("一" * 25 + "。", by="@知微") == ["sentence_length"]
    assert said("一" * 24 + "。" + "二" * 24 + "……" + "三，" * 24, by="@知微") == []
    assert said("1" * 30, by="@知微") == []
    assert said("one two three four five six seven eight nine ten eleven twelve thirteen.", by="MARA") == [
        "sentence_length"
    ]
    assert said("one don't well-known four five six seven eight nine ten eleven twelve - - .", by="MARA") == []
    assert speech("MARA", "one two three four five six seven", "eight nine ten eleven twelve thirteen.") == [
        ("sentence_length", 4)
    ]


def test_an_event_is_not_named_before_it_happens() -> None:
    assert said("外滩停电那晚我在。", on="2022-06-30") == ["timeline_event"]
    assert shown("The Bund Blackout is on every screen.", on="2021") == ["timeline_event"]
    assert said("the bund blackout", on="2021") == []
    assert said("大停电之后就没灯了。", on="2023") == ["timeline_event"]
    assert said("外滩停电那晚我在。", on="2022-07-01") == []
    assert said("外滩停电那晚我在。", on="2022") == []
    assert said("There was a harbour fire.", on="2020") == []
    assert said("HARBOUR FIRE!", on="2020") == ["timeline_event"]
    assert said("Long Burner stoves.", on="2020") == []
    assert found("EXT. HARBOUR FIRE - NIGHT\n[[date: 2020]]\n\n= Harbour Fire\n\n# Harbour Fire\n") == []


def test_an_event_stands_with_its_own_year() -> None:
    for line in (
        "2026年的外滩停电",
        "二〇二六年外滩停电",
        "2023年7月那场外滩停电",
        "外滩停电（2021年）",
        "Harbour Fire of 2039",
        "the 2026 Harbour Fire",
        "Harbour Fire (2023)",
    ):
        assert said(line) == ["timeline_event"], line
        assert said(line, on="") == ["timeline_event"], line
    for line in (
        "2022年的外滩停电",
        "二〇二二年那场外滩停电",
        "Harbour Fire of 2024",
        "三年前的外滩停电",
        "In 2026, Harbour Fire was a book.",
        "2026年，外滩停电的案子结了。",
        "In 2026 we will remember the Harbour Fire.",
    ):
        assert said(line) == [], line


@pytest.mark.parametrize(
    ("by", "line"),
    [
        ("@若梅", "知微妹妹，走。"), ("@若梅", "姑姑知微说的。"), ("@若梅", "我大姐知微来了。"), ("@怀瑾", "若梅姐！"), ("@怀瑾", "我姐姐若梅不在。"), ("@若梅", "怀瑾叔叔。"),
        ("@知微", "怀瑾表哥，留步。"), ("@知微", "师兄怀瑾呢？"), ("MARA", "Uncle Elias is late."), ("ELIAS", "My sister Mara sails."), ("@Daniel", "Cousin Mara, wait."),
        ("MARA", "My brother Daniel."), ("MARA", "This is my uncle, Elias."), ("MARA", "My brother, Daniel, is late."), ("MARA", "Great-grandfather Elias!"), ("MARA", "Pop Elias!"), ("MARA", "Step-brother Daniel!"), ("MARA", "Elias, my dear uncle."), ("@知微", "若梅兄弟，坐。"),
    ],
)  # fmt: skip
def test_a_term_that_the_speaker_does_not_use_is_found(by: str, line: str) -> None:
    assert said(line, by=by, on="") == TERM


@pytest.mark.parametrize(
    ("by", "line"),
    [
        ("@若梅", "知微姐，走。"), ("@若梅", "知微表姐。"), ("@若梅", "怀瑾哥哥！"), ("@若梅", "怀瑾哥！"), ("@若梅", "阿哥怀瑾。"), ("@若梅", "你妹妹知微呢？"), ("@若梅", "知微的妹妹呢？"),
        ("@若梅", "小姐知微不在。"), ("@若梅", "知微姑娘。"), ("@若梅", "知微姐妹情深。"), ("@若梅", "知微母亲病了。"), ("@若梅", "妹妹，知微来了。"), ("@怀瑾", "小妹若梅。"),
        ("@知微", "怀瑾兄弟二人。"), ("@知微", "怀瑾弟子无数。"), ("@知微", "沈知微姐姐就是我。"), ("@侍卫", "知微妹妹。"), ("@若梅", "他师父怀瑾。"), ("@若梅", "若梅妹妹我来了。"),
        ("MARA", "Dad Elias is late."), ("MARA", "Your uncle Elias is late."), ("MARA", "Dad, Elias is dead."), ("ELIAS", "My daughter Mara sails."), ("@Daniel", "Aunt Mara!"),
        ("@Daniel", "Auntie Mara, wait."), ("MARA", "The father. Elias knows."), ("MARA", "Elias, my brother, and I sailed."), ("MARA", "My brother, Elias is dead."), ("MARA", "My brother, Elias, and I."), ("MARA", "Elias's brother Daniel."),
    ],
)  # fmt: skip
def test_a_term_in_use_and_what_only_looks_like_one_is_let_be(by: str, line: str) -> None:
    assert said(line, by=by, on="") == []


def test_a_finding_says_where_in_both_languages() -> None:
    one = findings("INT. DOCK - DAY\n\nMARA\nFine.\nSorry.\n")[0]
    assert (one.message.zh, one.message.en) == ("Mara Vance从不说“sorry”。", "Mara Vance never says “sorry”.")
    assert one.as_json() == {
        "rule": "never_says", "severity": "warning", "scene": 1, "heading": "INT. DOCK - DAY", "line": 5, "message": str(one.message), "near": [],
    }  # fmt: skip
    assert LAMP.extras == ["侍卫", "GUARD"]


def test_hostile_lines_are_checked_to_their_end() -> None:
    for line in (
        "知微刚刚" + "刚刚" * 300 + "三",
        "Mara is" + " only just" * 300 + " x",
        "“「『" * 3000 + "』" * 3000,
        "big " * 2000 + "Mara",
        "知微" * 3000,
    ):
        assert said(line, by="@怀瑾", on="2020") == [], line[:20]
