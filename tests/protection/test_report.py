"""The report: the same for the same data, readable by machines, in both languages, never with a box for a letter."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

import cv2
import numpy as np
import pytest

from manju.media.errors import MediaError
from manju.protection.report import Occasion, Seen, Suspect, trace_report
from manju.words import Words
from protection.answers import AT, a_picture, an_answer

SUSPECT = Suspect(
    "found.mp4", "ab" * 32, 1234, Words("快手", "Kuaishou"), "@someone", "https://example.com/v/1", AT.date()
)
OCCASION = Occasion("T-000093", Words("青灯工作室", "Lamplight Studio"), AT)


def png(grey: int) -> bytes:
    return bytes(cv2.imencode(".png", np.full((36, 64), grey, np.uint8))[1])


def streams(pdf: bytes) -> list[bytes]:
    """The contents of a PDF's compressed streams."""
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            found.append(raw)
    return found


def characters(pdf: bytes) -> set[str]:
    """What the text of a PDF can be copied as: the targets of its ToUnicode maps."""
    found: set[str] = set()
    for text in (s.decode("latin-1") for s in streams(pdf) if b"beginbfchar" in s):
        for target in re.findall(r"<[0-9a-fA-F]+>\s*<([0-9a-fA-F]{4,})>", text):
            found |= set(bytes.fromhex(target).decode("utf-16-be", "ignore"))
    return found


@pytest.mark.parametrize("verdict", ["copy", "work", "nothing"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_equal_data_give_equal_bytes_in_every_language_for_every_verdict(verdict, language) -> None:
    answer = an_answer(verdict)
    sights = [Seen(s, png(90), png(92), png(128)) for s in answer.sights]
    one, two = (trace_report(answer, SUSPECT, OCCASION, language=language, sights=sights) for _ in range(2))
    assert one == two
    assert one.startswith(b"%PDF-1.7")


@pytest.mark.parametrize("verdict", ["copy", "work", "nothing"])
def test_the_report_of_a_picture_speaks_of_no_seconds(verdict) -> None:
    answer = a_picture(verdict)
    sights = [Seen(s, png(90), png(92), png(128)) for s in answer.sights]
    said = {lang: trace_report(answer, SUSPECT, OCCASION, language=lang, sights=sights) for lang in ("zh", "en")}
    assert said["zh"] == trace_report(answer, SUSPECT, OCCASION, language="zh", sights=sights)
    assert set("原图") <= characters(said["zh"])
    if verdict != "nothing":  # which says that films need five seconds
        assert "秒" not in characters(said["zh"])


def test_a_changed_figure_changes_the_report() -> None:
    answer = an_answer()
    other = replace(answer, copies=(replace(answer.copies[0], recipient="别的人"),))
    assert trace_report(answer, SUSPECT, OCCASION, language="zh") != trace_report(
        other, SUSPECT, OCCASION, language="zh"
    )


def test_it_is_an_archivable_file_whose_chinese_can_be_copied() -> None:
    pdf = trace_report(an_answer(), SUSPECT, OCCASION, language="zh")
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert set("这段片子出自长夜灯第集是交给青禾短剧的那一份") <= characters(pdf)


def test_it_holds_no_machine_and_no_clock_of_today() -> None:
    pdf = trace_report(an_answer(), SUSPECT, OCCASION, language="en")
    text = b"".join([pdf, *streams(pdf)])
    assert b"/tmp" not in text
    assert b"2026-10-28" in text


def test_a_rare_character_is_drawn_by_another_font_or_named_but_never_a_box() -> None:
    rare = replace(SUSPECT, account="@\U0002070e")  # a character that no shipped font has
    try:
        pdf = trace_report(an_answer(), rare, OCCASION, language="zh")
    except MediaError as refused:
        pdf, said = None, refused
    if pdf is None:
        assert (said.code, "\U0002070e" in said.message.zh) == ("glyph_missing", True)
    else:
        assert "\U0002070e" in characters(pdf)
