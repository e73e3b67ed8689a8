"""Captions are broken where each language allows, and what libass draws stays inside the safe zone, by its pixels."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from manju.media import ffmpeg
from manju.media.channels import SafeZone
from manju.media.errors import MediaError
from manju.media.subtitles import Line, write_burn_in
from manju.media.subtitles.breaking import broken, glued, pieces
from manju.media.subtitles.layout import full_size, lay_out
from manju.media.typefaces import runs, typeface_for

ZONE = SafeZone(0.05, 0.08, 0.12, 0.2)
UPRIGHT, LYING = (270, 480), (480, 270)

SAID = {
    "zh": "她提着灯，从那座旧石桥上慢慢走回来，一句话也没有说，只是看着他。",
    "en": "She came back across the old stone bridge with a lantern, and never said a word to anyone.",
    "fr": "Vraiment ? Je croyais que tu étais parti pour toujours avec « elle » !",
    "ru": "Она медленно вернулась по старому каменному мосту с фонарём в руке.",
    "ja": "彼女はランタンを手に、古い石の橋をゆっくりと渡って帰ってきた。「ただいま」と言って。",
    "ko": "그녀가 등불을 들고 오래된 돌다리를 건너 천천히 돌아왔다. 아무 말도 하지 않았다.",
    "th": "เธอถือโคมไฟเดินกลับมาช้า ๆ บนสะพานหินเก่า หลังจากรอคอยมา 12 ปีเต็มโดยไม่พูดอะไรเลย",
    "ar": "عادت ببطء عبر الجسر الحجري القديم وفي يدها مصباح، بعد 12 عامًا من الانتظار.",
    "vi": "Cô ấy cầm đèn lồng chậm rãi trở lại qua cây cầu đá cũ, không nói một lời nào.",
}
LONG = {
    "zh": "很长的话" * 24,
    "en": "a very long sentence " * 10,
    "de": "Donaudampfschifffahrtsgesellschaftskapitän" * 2,
}


def needs_font(language: str, text: str) -> None:
    try:
        runs(text, language)
    except MediaError as error:
        pytest.skip(error.hint.en)


def drawn(text: str, language: str, size: tuple[int, int], folder: Path, *, top: bool = False) -> np.ndarray:
    """H x W uint8: how far each pixel of the burnt-in caption differs from the ground."""
    width, height = size
    write_burn_in(
        (Line(0, 1000, text, top),), folder, "a.ass", width=width, height=height, safe=ZONE, language=language
    )
    ground = f"color=c=black:s={width}x{height}:r=1:d=1"
    raw = subprocess.run(
        [ffmpeg.executable(), "-v", "error", "-f", "lavfi", "-i", ground, "-vf",
         "drawbox=c=0x808080:t=fill,ass=filename=a.ass:fontsdir=fonts", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt",
         "gray", "-"],
        cwd=folder, capture_output=True, check=True,
    ).stdout  # fmt: skip
    picture = np.frombuffer(raw, np.uint8).reshape(height, width).astype(np.int16)
    return np.abs(picture - picture[0, 0]).astype(np.uint8)


def assert_inside(ink: np.ndarray) -> None:
    height, width = ink.shape
    rows, columns = np.nonzero((ink > 24).any(axis=1))[0], np.nonzero((ink > 24).any(axis=0))[0]
    assert rows.size, "nothing was drawn"
    assert rows[0] >= ZONE.top * height
    assert rows[-1] < (1 - ZONE.bottom) * height
    assert columns[0] >= ZONE.left * width
    assert columns[-1] < (1 - ZONE.right) * width
    middle = (columns[0] + columns[-1]) / 2
    assert abs(middle - width / 2) < 0.03 * width, "captions stand in the middle"


@pytest.mark.media
@pytest.mark.parametrize("size", [UPRIGHT, LYING], ids=["9x16", "16x9"])
@pytest.mark.parametrize("language", SAID)
def test_drawn_captions_stay_inside_the_safe_zone(language: str, size: tuple[int, int], tmp_path: Path) -> None:
    needs_font(language, SAID[language])
    assert_inside(drawn(SAID[language], language, size, tmp_path))


@pytest.mark.media
@pytest.mark.parametrize("language", LONG)
def test_captions_far_too_long_are_set_smaller_and_stay_inside(language: str, tmp_path: Path) -> None:
    assert_inside(drawn(LONG[language], language, UPRIGHT, tmp_path))


@pytest.mark.media
def test_a_caption_at_the_top_stays_under_the_apps_own_signs(tmp_path: Path) -> None:
    ink = drawn("客栈", "zh", UPRIGHT, tmp_path, top=True)
    assert_inside(ink)
    assert np.nonzero((ink > 24).any(axis=1))[0][-1] < 0.25 * UPRIGHT[1]


@pytest.mark.media
def test_arabic_is_drawn_from_right_to_left_with_its_full_stop_on_the_left(tmp_path: Path) -> None:
    needs_font("ar", "سلام.")
    columns = (drawn("سلام .......", "ar", LYING, tmp_path) > 24).sum(axis=0)
    first, last = np.nonzero(columns)[0][[0, -1]]
    middle = (first + last) // 2
    assert columns[first:middle].mean() < 0.6 * columns[middle:last].mean()


@pytest.mark.media
def test_figures_that_the_faces_own_script_lacks_are_drawn_from_another(tmp_path: Path) -> None:
    needs_font("th", "รอ 12 ปี")
    write_burn_in((Line(0, 9, "รอ 12 ปี AI"),), tmp_path, "t.ass", width=480, height=270, safe=ZONE, language="th")
    faces = [face.family for face, _ in runs("รอ 12 ปี AI", "th")]
    text = (tmp_path / "t.ass").read_text(encoding="utf-8")
    assert all(face in text for face in faces)
    assert len(list((tmp_path / "fonts").iterdir())) == len(set(faces))


@cache
def chars(text: str) -> float:
    """A ruler by which ideographs are two wide and letters one."""
    return float(sum(2 if ord(c) >= 0x2E80 else 1 for c in text))


@pytest.mark.parametrize("language", SAID)
def test_no_word_or_sign_is_lost_by_breaking(language: str) -> None:
    for room in (18, 24, 30, 44):
        text = glued(SAID[language], language)
        lines = broken(text, room, chars, language)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(chars(line) <= room for line in lines)


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_no_line_begins_with_a_closing_or_ends_with_an_opening_mark(language: str) -> None:
    text = {"zh": "“你来了！”她说：“我等了（很久）你。”", "ja": "「ちょっと、待って！」と彼は言った（小声で）。"}[
        language
    ]
    for room in range(8, 40):
        lines = broken(text, room, chars, language)
        assert not any(line[0] in "！”：。）、」っょ" for line in lines)
        assert not any(line[-1] in "“（「" for line in lines)


def test_japanese_is_broken_between_phrases() -> None:
    assert broken("彼女はランタンを手に帰ってきた", 22, chars, "ja") == ["彼女はランタンを", "手に帰ってきた"]


def test_chinese_is_broken_after_punctuation_and_never_inside_a_word() -> None:
    assert broken("我早就知道，你一定会回来的", 16, chars, "zh") == ["我早就知道，", "你一定会回来的"]
    assert broken("我们一起去图书馆看漫画", 14, chars, "zh") in (
        ["我们一起去", "图书馆看漫画"],
        ["我们一起", "去图书馆看漫画"],
    )


def test_korean_is_broken_at_spaces_only() -> None:
    lines = broken(SAID["ko"], 40, chars, "ko")
    assert " ".join(lines) == SAID["ko"]


def test_thai_is_broken_between_words_though_it_has_no_spaces() -> None:
    lines = broken("เธอกลับมาที่สะพานหินเก่าอีกครั้งในคืนที่ฝนตกหนัก", 26, chars, "th")
    assert len(lines) == 2
    assert lines[0].endswith(("เก่า", "หิน", "อีก", "ครั้ง", "สะพาน"))
    assert not any(line[0] in "ะาำิีึืุู็่้๊๋์" for line in lines)


def test_french_marks_stay_with_their_word() -> None:
    text = glued("Vraiment ? Oui ! « Elle » : non ; voilà", "fr")
    for room in range(10, 30):
        assert not any(line[0] in "?!»:;" or line[-1] == "«" for line in broken(text, room, chars, "fr"))


def test_english_lines_do_not_end_with_an_article_when_they_need_not() -> None:
    lines = broken("She went back over the old stone bridge", 24, chars, "en")
    assert lines == ["She went back over", "the old stone bridge"]


def test_two_lines_are_even_and_no_word_is_left_alone() -> None:
    lines = broken("I never thought that you would really come back here", 48, chars, "en")
    assert min(map(len, lines)) > 18


def test_a_number_stays_with_its_unit() -> None:
    assert [p.text for p in pieces(glued("about 12 km away", "en"), "en")] == ["about ", "12\u00a0km ", "away"]


def test_dialogue_of_two_keeps_one_line_each() -> None:
    laid = lay_out("- Where?\n- Here.", width=480, height=270, safe=ZONE, language="en")
    assert laid.lines == ("-\u00a0Where?", "-\u00a0Here.")
    assert laid.size_px == full_size(480, 270)


def test_curly_quotes_of_latin_text_are_not_drawn_as_wide_as_ideographs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("manju.media.typefaces._installed", dict)
    laid = lay_out("J’ai dit “non”", width=480, height=270, safe=ZONE, language="fr")
    assert laid.lines == ('J\'ai dit "non"',)
    assert typeface_for("“好”", "zh").family == "Manju Sans SC"
