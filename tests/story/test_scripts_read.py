"""Scripts as files: Fountain's elements with their lines, Final Draft's paragraphs, every way a text may be encoded."""

from __future__ import annotations

from pathlib import Path

import pytest

from manju.money.errors import InputError
from manju.story.fountain import read_fountain
from manju.story.preview import preview
from manju.story.script import Kind, Script
from manju.story.script_file import load_script, read_script

Shape = list[tuple[str, str, int]]


def shape(script: Script) -> Shape:
    return [(element.kind.value, element.text, element.line) for element in script.elements]


def read(text: str) -> Shape:
    return shape(read_fountain(text))


def test_cues_are_capitals_with_something_said_below_or_forced() -> None:
    assert read("\nMARA\nHello.\n\nMARA\n\n@mcLeod ^\nHi.\n") == [
        ("cue", "MARA", 2), ("dialogue", "Hello.", 3), ("action", "MARA", 5), ("cue", "mcLeod ^", 7), ("dialogue", "Hi.", 8),
    ]  # fmt: skip
    assert read("MARA (on the radio)\nHello.")[0][0] == "cue"
    assert read("R2D2\nBeep.")[0][0] == "cue"
    assert read("23\nno letters")[0][0] == "action"
    assert read("DNA 报告摊在桌上\n她愣住了。")[0][0] == "action"
    assert read("МАРА\nПривет.")[0][0] == "cue"
    assert read("He waits.\nMARA\nHello.")[1][0] == "action"
    assert read("　@沈知微\n　账。") == [("cue", "沈知微", 1), ("dialogue", "账。", 2)]
    assert read("＠沈知微\n账。")[0] == ("cue", "沈知微", 1)


def test_dialogue_goes_on_over_two_spaces_notes_and_boneyard() -> None:
    assert read("MARA\nOne.\n  \nTwo.\n\nThree.") == [
        ("cue", "MARA", 1), ("dialogue", "One.", 2), ("dialogue", "", 3), ("dialogue", "Two.", 4), ("action", "Three.", 6),
    ]  # fmt: skip
    assert read("MARA\n(quietly)\nOne.\n[[a note]]\nTwo. /* cut\nand cut */ Three.\n~la la")[1:] == [
        ("parenthetical", "(quietly)", 2), ("dialogue", "One.", 3), ("note", "a note", 4), ("dialogue", "Two.", 5),
        ("dialogue", "Three.", 6), ("lyric", "la la", 7),
    ]  # fmt: skip
    assert read("@沈知微\n（低声\n又停住）\n账。")[1:] == [
        ("parenthetical", "（低声", 2),
        ("parenthetical", "又停住）", 3),
        ("dialogue", "账。", 4),
    ]


def test_headings_in_both_languages() -> None:
    for line in (
        "INT. DOCK - DAY",
        "ext dock",
        "I/E CAR",
        "INT./EXT. CAR",
        "EST. CITY",
        "内景 沈府 夜",
        "外景：河边",
        "内外景。车里",
        "第3场 沈府 夜",
        "第十二场",
        "第１场　桥",
        "第一场：桥",
    ):
        assert read(line) == [("heading", line, 1)], line
    assert read(".内景 沈府 #12A#\n\n.SNIPER SCOPE") == [("heading", "内景 沈府", 1), ("heading", "SNIPER SCOPE", 3)]
    for line in (
        "...and then",
        "Interior life.",
        "第一场雪落下来了。",
        "外景地上，什么都没有。",
        "intact",
        "第三场比赛，他输了。",
    ):
        assert read(line)[0][0] == "action", line
    assert read("@沈知微\n外景拍完了？")[1][0] == "dialogue"


def test_an_empty_line_forgotten_before_what_can_be_nothing_else() -> None:
    assert read("@沈知微\n账。\n@沈知意（低声）\n姐姐。\n内景 河边 日\n风。\nINT. DOCK - DAY\n") == [
        ("cue", "沈知微", 1), ("dialogue", "账。", 2), ("cue", "沈知意（低声）", 3), ("dialogue", "姐姐。", 4),
        ("heading", "内景 河边 日", 5), ("action", "风。", 6), ("heading", "INT. DOCK - DAY", 7),
    ]  # fmt: skip
    assert [kind for kind, _, _ in read("@沈知微\n@小助手 帮我查一下。\n@所有人！\n.45 口径\n")] == [
        "cue",
        "dialogue",
        "dialogue",
        "dialogue",
    ]


def test_everything_else_of_fountain() -> None:
    text = "# Act\n\n= Synopsis\n\n===\n\n> FADE TO:\n\nCUT TO:\n\n> centred <\n\n!SCREAM\n\n~song\n\nFADE IN:\nText\n"
    assert read(text) == [
        ("section", "Act", 1), ("synopsis", "Synopsis", 3), ("page_break", "", 5), ("transition", "FADE TO:", 7), ("transition", "CUT TO:", 9),
        ("centred", "centred", 11), ("action", "SCREAM", 13), ("lyric", "song", 15), ("transition", "FADE IN:", 17), ("action", "Text", 18),
    ]  # fmt: skip
    assert read_fountain(r"**沈知**微 _x_ 2 \* 3").elements[0].plain == "沈知微 x 2 * 3"


def test_notes_over_lines_end_with_an_empty_line() -> None:
    assert read("a [[one\ntwo]] b\n\nC [[open\n\nD]]") == [
        ("action", "a", 1), ("note", "one\ntwo", 1), ("action", "b", 2), ("action", "C [[open", 4), ("action", "D]]", 6),
    ]  # fmt: skip
    script = read_fountain("INT. A\n[[date: 1019]]\nHe runs [[date: 1020]].")
    assert [(e.text, e.alone) for e in script.elements if e.kind is Kind.NOTE] == [
        ("date: 1019", True),
        ("date: 1020", False),
    ]


def test_the_title_page_belongs_to_no_scene() -> None:
    script = read_fountain("Title: Lamp\nAuthor:\n    One\n    Two\nDraft date: 2026-01-01\n\nINT. A - DAY\n")
    assert script.title_page == (("Title", "Lamp"), ("Author", "One\nTwo"), ("Draft date", "2026-01-01"))
    assert shape(script) == [("heading", "INT. A - DAY", 7)]
    assert read_fountain("标题：长夜灯\n编剧：我们\n\n.桥\n").title_page == (("标题", "长夜灯"), ("编剧", "我们"))
    assert read_fountain("FADE IN:\n\nA").title_page == ()
    assert read_fountain("她说：走。\n").title_page == read_fountain("Narrator: Dark.\n").title_page == ()
    assert read_fountain("Show: X\nTitle: Y\n").title_page == (("Show", "X"), ("Title", "Y"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_reads_alike(encoding: str, end: str) -> None:
    text = ".内景 沈府 夜\n\n@沈知微\n账，我记着。\n"
    assert shape(read_script(text.replace("\n", end).encode(encoding), name="a")) == read(text)


def test_western_accents_of_old_files_are_read() -> None:
    assert (
        read_script("INT. CAFÉ - DAY\n\nRENÉE\nD'accord, chérie.\n".encode("cp1252"), name="a").elements[1].text
        == "RENÉE"
    )


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"PK\x03\x04rest", "not_a_script"), (b"%PDF-1.7", "not_a_script"), (b"abc\x00def", "not_a_script"), ("知".encode() * 9 + b"\xff\xff\x81", "encoding_unknown"),
     (b"\xff\xfea", "encoding_unknown"), (b"<?xml version='1.0'?><x/>", "fdx_broken"), (b"<FinalDraft><Content>", "fdx_broken"),
     (b"<!DOCTYPE a [<!ENTITY b 'c'>]><FinalDraft>&b;</FinalDraft>", "fdx_entities")],
)  # fmt: skip
def test_what_is_no_script_is_said(raw: bytes, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read_script(raw, name="a.fountain")
    assert refused.value.code == code


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        load_script(tmp_path / "none.fountain")
    assert refused.value.code == "file_missing"


FDX = """<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script" Version="5"><Content>
<Paragraph Type="Scene Heading"><Text>INT. DOCK - DAY</Text></Paragraph>
<Paragraph Type="Action"><Text>[[date: 2024-05]]</Text></Paragraph>
<Paragraph Type="Action"><Text>She </Text><Text Style="Bold">w*its_</Text><Text>.</Text><ScriptNote><Paragraph><Text>why?</Text></Paragraph></ScriptNote></Paragraph>
<Paragraph><DualDialogue><Paragraph Type="Character"><Text>MARA (V.O.)</Text></Paragraph><Paragraph Type="Dialogue"><Text>Sorry.</Text></Paragraph></DualDialogue></Paragraph>
</Content><TitlePage><Content><Paragraph><Text>Lamp</Text></Paragraph></Content></TitlePage></FinalDraft>"""


def test_final_draft_gives_the_same_elements() -> None:
    script = read_script(FDX.encode(), name="a.fdx")
    assert [(e.kind.value, e.plain, e.line) for e in script.elements] == [
        ("heading", "INT. DOCK - DAY", 1), ("note", "date: 2024-05", 2), ("action", "She w*its_.", 3), ("note", "why?", 3),
        ("cue", "MARA (V.O.)", 4), ("dialogue", "Sorry.", 5),
    ]  # fmt: skip
    assert script.title_page == (("Title", "Lamp"),)


def test_the_preview_has_classes_and_text_never_html() -> None:
    scene = preview(read_fountain("INT. A\n[[date: 2024]]\n\nMARA ^\n<b>*hi*</b>\n"))[0]
    assert (scene.date, scene.characters) == ("2024", ("MARA",))
    assert [(line.css, line.text) for line in scene.lines] == [
        ("note", "date: 2024"),
        ("cue dual", "MARA"),
        ("dialogue", "<b>hi</b>"),
    ]


def test_hostile_texts_are_read_to_their_end() -> None:
    for text in ("[[", "/*", "(", "A\n", "[[\n", "*_", "MARA\n(a\n", '@A\n"', "“「『"):
        script = read_fountain(text * 2_000)
        assert script.lines == (text * 2_000).rstrip("\n").count("\n") + 1
        assert preview(script)


def test_public_fountain_files_are_read(testdata: Path) -> None:
    counts = {
        path.stem: len(read_script(path.read_bytes(), name=path.name).elements)
        for path in sorted((testdata / "subs" / "fountain").glob("*.fountain"))
    }
    assert counts["ww_Notes"] == 13
    assert counts["ww_TestFDX-FD"] == 16
    boneyards = load_script(testdata / "subs" / "fountain" / "ww_Boneyards.fountain")
    assert [e.text for e in boneyards.elements if "/*" in e.text or "*/" in e.text] == []
