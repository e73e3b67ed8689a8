"""Subtitle files of every kind come back as they went out; of broken ones, what is left out is named with its row."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manju.media.errors import MediaError
from manju.media.subtitles import Cue, clean, parse, written
from manju.media.subtitles.reading import Format

TEXTS = st.text(min_size=1, max_size=40).map(clean).filter(bool)
SPOKEN = st.one_of(
    TEXTS,
    st.sampled_from(["一\n二", "a < b & c > d", "<b>bold</b>", "&lt;", "42", "1\n2", "- A\n- B", "Quoi\u202f?"]),
)  # fmt: skip


@st.composite
def tracks(draw: st.DrawFn, *, step: int = 1) -> list[Cue]:
    at, cues = 0, []
    for text in draw(st.lists(SPOKEN, min_size=1, max_size=6)):
        at += draw(st.integers(0, 400_000)) * step
        length = draw(st.integers(1, 9000)) * step
        cues.append(Cue(at, at + length, text, top=draw(st.booleans())))
        at += length
    return cues


@pytest.mark.parametrize("kind", ["srt", "vtt"])
@settings(max_examples=60)
@given(cues=tracks())
def test_times_and_text_survive_a_round_trip(kind: Format, cues: list[Cue]) -> None:
    back = parse(written(cues, kind).encode())
    assert list(back.cues) == cues
    assert (back.format, back.rejected) == (kind, ())


@settings(max_examples=40)
@given(cues=tracks(step=10))
def test_ass_keeps_hundredths_of_a_second_and_the_text(cues: list[Cue]) -> None:
    assert list(parse(written(cues, "ass").encode()).cues) == cues


@settings(max_examples=60)
@given(raw=st.binary(max_size=300), head=st.sampled_from([b"", b"WEBVTT\n\n", b"[Events]\n", b"1\n00:00:01,000 --> "]))
def test_no_bytes_at_all_break_the_reader(raw: bytes, head: bytes) -> None:
    with suppress(MediaError):
        assert all(c.end_ms > c.start_ms >= 0 and c.text == clean(c.text) for c in parse(head + raw).cues)


BROKEN = """1
00:00:01,000 --> 00:00:02,000
一

2
00:00:05,000 --> 00:00:04,000
倒流

3
00:00:06,000 -> 00:00:07,000
箭头写错

4
00:00:08,000 --> 00:00:08,000
零长

5
00:61:00,000 --> 00:62:00,000
六十一分

6
00:00:09,000 --> 00:00:10,000


7
00:00:11,000 --> 00:00:12,500
二

还是二
00:00:13,5 --> 00:00:14
没有编号
"""


def test_what_a_broken_file_loses_is_named_by_row_and_reason() -> None:
    found = parse(BROKEN.encode("gb18030"))
    assert [c.text for c in found.cues] == ["一", "二\n还是二", "没有编号"]
    assert (found.cues[-1].start_ms, found.cues[-1].end_ms) == (13_500, 14_000)
    assert found.encoding == "gb18030"
    assert [(r.row, r.code) for r in found.rejected] == [
        (6, "reversed"), (10, "bad_time"), (14, "no_length"), (18, "bad_time"), (22, "no_text"),
    ]  # fmt: skip
    assert all(r.reason.zh and r.reason.en and r.content for r in found.rejected)


ASS = r"""[Script Info]
ScriptType: v4.00+
PlayResX: 1920

[V4+ Styles]
Format: Name, Fontname, Fontsize, Alignment
Style: Main,Arial,60,2
Style: Sign,Arial,40,8

[Fonts]
fontname: evil.ttf
0000

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Main,,0,0,0,,note
Dialogue: 0,0:00:01.00,0:00:02.50,Main,林晚,0,0,0,,{\i1}她{\i0}，回来了。
Dialogue: 1,0:00:03.00,0:00:04.00,Sign,,10,0,20,,{\pos(960,80)}客栈
Dialogue: 0,0:00:05.00,0:00:06.00,Main,,0,0,0,,{\p1}m 0 0 l 9 9{\p0}
Dialogue: 0,0:00:07.00
"""


def test_ass_styles_places_and_speakers_are_kept() -> None:
    found = parse(ASS.encode())
    assert [(c.speaker, c.text, c.top) for c in found.cues] == [("林晚", "她，回来了。", False), ("", "客栈", True)]
    assert [(r.row, r.code) for r in found.rejected] == [(19, "no_text"), (20, "no_fields")]
    out = written(found.cues, "ass", head=found.head)
    assert r"Dialogue: 0,0:00:01.00,0:00:02.50,Main,林晚,0,0,0,,{\i1}她{\i0}，回来了。" in out
    assert r"Dialogue: 1,0:00:03.00,0:00:04.00,Sign,,10,0,20,,{\pos(960,80)}客栈" in out
    assert "Style: Sign,Arial,40,8" in out
    assert "evil.ttf" not in out


def test_changed_words_lose_inner_tags_and_keep_their_place() -> None:
    found = parse(ASS.encode())
    changed = [replace(c, text=c.text + "！") for c in found.cues]
    out = written(changed, "ass", head=found.head)
    assert ",,{\\i1}她，回来了。！" in out
    assert ",,{\\pos(960,80)}客栈！" in out


@pytest.mark.parametrize(
    ("language", "text", "encoding"),
    [("ja", "彼女は橋を渡った", "cp932"), ("ko", "그녀가 돌아왔다", "cp949"), ("ru", "Она вернулась", "cp1251"),
     ("fr", "Déjà vu", "cp1252"), ("th", "เธอกลับมา", "cp874"), ("zh", "她回来了", "utf-16-le"),
     ("zh", "她回来了", "utf-16-be")],
)  # fmt: skip
def test_old_encodings_are_guessed_by_the_language(language: str, text: str, encoding: str) -> None:
    found = parse(f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n".encode(encoding), language=language)
    assert found.cues[0].text == text
    assert found.encoding == encoding


def test_real_tracks_survive_a_round_trip(testdata: Path) -> None:
    for path in sorted((testdata / "subs/elephantsdream").glob("captions.*.vtt")):
        cues = list(parse(path.read_bytes()).cues)
        assert len(cues) > 50
        for kind in ("srt", "vtt", "ass"):
            assert [(c.text, c.top) for c in parse(written(cues, kind).encode()).cues] == [
                (c.text, c.top) for c in cues
            ]
