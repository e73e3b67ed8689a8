"""Subtitles come in from strangers: whatever is in them, only plain spoken lines come out, wrapped and in bounds."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ImageFont

from manju.media.channels import SafeZone
from manju.media.errors import MediaError
from manju.media.subtitles import Line, plain, read_subtitles, wrap, write_burn_in, write_srt
from manju.media.typefaces import typeface_for

SRT = "1\n00:00:01,000 --> 00:00:02,500\n{}\n\n"
ZONE = SafeZone(0.06, 0.08, 0.16, 0.2)


def read(tmp_path: Path, content: bytes | str, name: str = "a.srt") -> tuple[Line, ...]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_subtitles(path)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("<script>fetch('x')</script>好", "好"),
        ("<img src=x onerror=alert(1)>好", "好"),
        ("<b>好</b><i>的</i>", "好的"),
        (r"{\an8\pos(0,0)}好", "好"),
        (r"{\p1}m 0 0 l 1000 0 1000 1000{\p0}", ""),
        (r"{\fn../../etc/passwd}好", "好"),
        ("a&lt;b", "a<b"),
        ("好\u202e\u0007\u200b的", "好的"),
        (r"一\N二", "一\n二"),
        ("  一   二  ", "一 二"),
        ("{未闭合的花括号", "未闭合的花括号"),
    ],
)
def test_only_the_spoken_words_are_left(text: str, spoken: str) -> None:
    assert plain(text) == spoken


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_of_chinese_subtitles(encoding: str, tmp_path: Path) -> None:
    assert read(tmp_path, SRT.format("她回来了。").encode(encoding)) == (Line(1000, 2500, "她回来了。"),)


def test_vtt_is_read(tmp_path: Path) -> None:
    text = "WEBVTT\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:02.500 line:0\n<v Lin>她回来了。</v>\n"
    assert read(tmp_path, text, "a.vtt") == (Line(1000, 2500, "她回来了。", top=True),)


def test_lines_come_out_in_order_and_impossible_times_are_dropped(tmp_path: Path) -> None:
    text = "1\n00:00:09,000 --> 00:00:10,000\n二\n\n2\n00:00:01,000 --> 00:00:02,000\n一\n\n"
    text += "3\n00:00:05,000 --> 00:00:05,000\n零长\n\n4\n00:00:08,000 --> 00:00:07,000\n倒流\n\n"
    assert [line.text for line in read(tmp_path, text)] == ["一", "二"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "subtitles_unreadable"),
        (b"once upon a time", "subtitles_unreadable"),
        (bytes(range(256)) * 9, "subtitles_unreadable"),
        (SRT.format("{\\p1}m 0 0{\\p0}").encode(), "subtitles_empty"),
        (SRT.format("<script>x</script>").encode(), "subtitles_empty"),
        (b"x" * (5 * 2**20 + 1), "subtitles_too_large"),
        (SRT.format("行").encode() * 20_001, "subtitles_unreadable"),
    ],
)
def test_what_is_no_subtitle_file_is_said_so(content: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        read(tmp_path, content)
    assert caught.value.code == code


def test_wrapping_fits_and_never_begins_a_line_with_closing_punctuation() -> None:
    text = "这是很长很长的一句台词，中间有逗号，后面还有话要说，直到句号。"
    face = typeface_for(text, "zh")
    font = ImageFont.truetype(str(face.path), 40, index=face.index)
    for room in (200, 260, 333, 480):
        lines = wrap(text, room, 40, face, "zh")
        assert "".join(lines) == text
        assert all(font.getlength(line) <= room for line in lines)
        assert not any(line[0] in "，。" for line in lines)


def test_latin_breaks_between_words() -> None:
    face = typeface_for("abc", "en")
    lines = wrap("She came back across the old stone bridge", 300, 40, face, "en")
    assert " ".join(lines) == "She came back across the old stone bridge"
    assert len(lines) > 1


def test_a_word_longer_than_the_room_is_broken_not_lost() -> None:
    face = typeface_for("a", "en")
    lines = wrap("a" * 60, 200, 40, face, "en")
    font = ImageFont.truetype(str(face.path), 40, index=face.index)
    assert "".join(lines) == "a" * 60
    assert all(font.getlength(line) <= 200 for line in lines)


def test_burn_in_carries_no_override_of_the_writers(tmp_path: Path) -> None:
    lines = read(tmp_path, SRT.format(r"{\fad(1,1)}好<u>的</u>"))
    ass = write_burn_in(lines, tmp_path, "b.ass", width=1080, height=1920, safe=ZONE, language="zh")
    dialogue = [row for row in ass.read_text(encoding="utf-8").splitlines() if row.startswith("Dialogue:")]
    assert dialogue == ["Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,好的"]
    assert [p.name for p in (tmp_path / "fonts").iterdir()] == ["ManjuSansSC-Bold.otf"]


def test_srt_is_written_as_it_is_read(tmp_path: Path) -> None:
    lines = (Line(0, 900, "一\n二"), Line(1000, 2500, "三"))
    write_srt(lines, tmp_path / "a.srt")
    assert read_subtitles(tmp_path / "a.srt") == lines


@pytest.mark.parametrize("language", ["zh", "en", "es", "fr", "de", "ru"])
def test_shipped_face_draws_what_needs_no_installed_font(language: str) -> None:
    texts = {"zh": "她提灯而来。", "ru": "Она вернулась"}
    assert typeface_for(texts.get(language, "Généré, año"), language).family == "Manju Sans SC"


def test_missing_script_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("manju.media.typefaces._installed", dict)
    for language, text, package in (("th", "สวัสดี", "fonts-noto-core"), ("ja", "かな", "fonts-noto-cjk")):
        with pytest.raises(MediaError) as caught:
            typeface_for(text, language)
        assert caught.value.code == "glyph_missing"
        assert f"apt install {package}" in caught.value.hint.en


def test_real_subtitles_are_read(testdata: Path) -> None:
    files = [p for p in sorted((testdata / "subs").rglob("*")) if p.suffix in (".srt", ".ass", ".vtt")]
    assert files
    for path in files:
        assert all(line.end_ms > line.start_ms and line.text for line in read_subtitles(path)), path.name
